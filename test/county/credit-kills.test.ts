import axios from 'axios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { type Hospital, simulatedHospital } from '../../county/hospital.ts';
import { countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import type { StayView } from '../../county/stay-view.ts';
import { addDays, localDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { misfits, of } from './oracle.ts';

const institution = 'H21020000001' as InstitutionId;
let county: CountyUnderTest;
let hospital: Hospital;

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 2, hasty: true });
  const token = county.credentials.hospitals[institution]?.token ?? '';
  hospital = simulatedHospital({ api: county.addresses.api, institution, token, schemes: county.schemes });
});
afterAll(() => county?.end());

let people = 0;

async function onTheLine(): Promise<CaseRef> {
  people += 1;
  const person: CountyPerson = {
    ...personOf(countyOf('dalian'), 4_712, people),
    ...{ insurance: { type: '390', status: 'active', division: '210200' }, memberships: [] },
    creditLine: { openedOn: localDate('2023-01-05'), limitFen: fen(2_000_000) },
  };
  const parties = Object.values(county.addresses.parties);
  await Promise.all(parties.map((url) => axios.post(`${url}/control/people`, [person])));
  const admittedOn = addDays(county.today(), -3);
  const patient = { scheme: 'dalian-2022', person, admissionNo: `KILL-${people}`, admittedOn };
  return (await hospital.admit(patient)).caseRef;
}

const seen = (caseRef: CaseRef, what: string, done: (view: StayView) => boolean) =>
  until(what, async () => {
    const view = await hospital.stay(caseRef);
    return done(view) && view;
  });
const done = async (caseRef: CaseRef) =>
  of(await county.effects('bank'), caseRef).map(({ operation, fen: amount }) => `${operation} ${amount}`);

/** The bank does it and its reply is lost; every worker dies before it has asked again. */
async function killedWhile(
  operation: string,
  caseRef: CaseRef,
  begin: () => Promise<unknown>,
): Promise<void> {
  await county.fault('bank', { kind: 'drop-reply', operations: [operation], times: 1 });
  await begin();
  const made = () => done(caseRef).then((all) => all.some((one) => one.startsWith(operation)));
  await until(`${operation} at the bank`, made);
  await Promise.all(county.processes.workers.map((worker) => worker.kill9()));
}

test('a hold, a draw and a release are made once by the bank, whoever was killed meanwhile', async () => {
  let caseRef = '' as CaseRef;
  let other = '' as CaseRef;
  const admit = async () => {
    caseRef = await onTheLine();
    await seen(caseRef, 'admitted', ({ stage }) => stage === 'Admitted');
  };
  const bill = { totalFen: 3_152_800, outOfPolicyFen: 264_000 };
  // The bank's book is looked at under the case ref, so the first act gives it.
  await admit();
  await seen(caseRef, 'held', ({ creditLine }) => creditLine?.hold?.fen === 500_000);
  other = caseRef;
  await county.fault('bank', { kind: 'drop-reply', operations: ['hold'], times: 1 });
  await admit();
  await killedWhile('hold', caseRef, async () => undefined);
  await seen(caseRef, 'held', ({ creditLine }) => creditLine?.hold?.fen === 500_000);
  for (const one of [caseRef, other]) {
    await hospital.discharge(one, county.today(), bill);
    await seen(one, 'settled', ({ settlement }) => settlement !== null);
  }
  await killedWhile('draw', caseRef, () => hospital.draw(caseRef, county.today()));
  await seen(caseRef, 'drawn', ({ creditLine }) => creditLine?.draws[0]?.state === 'done');
  const own = (await hospital.stay(other)).receivables?.patient.balanceFen ?? 0;
  // Its upkeep finds the hold that is needed no more.
  await killedWhile('release', other, () => hospital.takePayment(other, fen(own), county.today()));
  await seen(other, 'released', ({ creditLine }) => creditLine?.hold === null);
  expect(await done(caseRef)).toEqual(['hold 500000', 'draw 901640']);
  expect(await done(other)).toEqual(['hold 500000', 'release 500000']);
  expect(await misfits(county)).toEqual([]);
}, 280_000);
