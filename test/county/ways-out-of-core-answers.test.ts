import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HubClient } from '../../county/hub-client.ts';
import { type OwnStay, ownDesk } from '../../county/own-desk.ts';
import { awaitedIn } from '../../county/settling-itself.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { offeredWords, proposedIn } from '../scenarios/command.ts';
import { agencyOf } from './agency.ts';
import { hubAt } from './at-terminal.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admissionBody, bill } from './hospitalizations.ts';
import { civil, heading, hospitalOf, row, someone } from './kaizhou.ts';
import { of } from './oracle.ts';

/** A hospital that settles by its own system, and a reply of the insurer that was changed on its way to the hub. */
let county: CountyUnderTest;
let hospital: HubClient;

const institution = 'H50015400004' as InstitutionId;

beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
  hospital = hospitalOf(county, institution);
});
afterAll(() => county?.end());

const hub = (...words: readonly string[]) => hubAt(county, words);

/** Two figures of the first settlement changed so that they still add up; what follows goes through as it is. */
function onceTampered(): HubClient {
  let changed = false;
  return {
    ...hospital,
    post: async <Reply>(path: string, body: unknown) => {
      const delivered = body as { readonly transaction?: string; readonly reply?: string };
      if (changed || delivered.transaction !== '2304' || delivered.reply === undefined)
        return hospital.post<Reply>(path, body);
      changed = true;
      const reply = moved(moved(delivered.reply, 'hifp_pay', -1), 'psn_cash_pay', 1);
      const digest = createHash('sha256').update(reply, 'utf8').digest('hex');
      return hospital.post<Reply>(path, { ...delivered, reply, digest });
    },
  };
}

/** The figure of a field, wherever it stands again, changed by so many yuan. */
function moved(reply: string, field: string, yuan: number): string {
  const was = new RegExp(`"${field}":"?([\\d.]+)`).exec(reply)?.[1];
  invariant(was !== undefined, `the reply has ${field}`);
  return reply.replaceAll(new RegExp(`(?<=[":])${was.replace('.', '\\.')}(?=["},])`, 'g'), (found) =>
    (Number(found) + yuan).toFixed(2),
  );
}

async function admitted(): Promise<OwnStay> {
  const person = await someone(county, 1);
  await agencyOf(county, civil).push(heading + row(person, '特困人员', '户1'));
  const admission = admissionBody(county, person, { scheme: 'kaizhou-2024', institution });
  const { body } = await hospital.post<StayView>('/v1/stays', admission);
  const { admissionNo, admittedOn } = admission;
  return { caseRef: body.caseRef as CaseRef, admissionNo, admittedOn, person, bill: null };
}

test('core-answer-differs: the wrong settlement is taken back by two people, the hospital delivers anew, and the insurer has settled once', async () => {
  const own = await admitted();
  const { caseRef } = own;
  const desk = ownDesk({
    ...{ institution, hub: onceTampered() },
    insurer: county.addresses.parties['medical-insurance'],
  });
  const view = () => hospital.get<StayView>(`/v1/stays/${caseRef}`);
  /** Carries out what the hub waits for until it stands so. */
  const carriedOut = (what: string, stay: OwnStay, there: (seen: StayView) => boolean) =>
    until(
      what,
      async () => {
        const seen = await view();
        if (there(seen)) return seen;
        const asked = awaitedIn(seen);
        if (asked !== undefined) await desk.carryOut(asked, stay);
        return false;
      },
      120_000,
    );
  await carriedOut('in care', own, ({ stage }) => stage === 'Admitted');
  await hospital.post(`/v1/stays/${caseRef}/discharge`, {
    ...{ dischargedOn: county.today(), way: 'cured', bill },
  });
  const left: OwnStay = { ...own, bill: { ...bill, dischargedOn: county.today() } };
  await carriedOut('the difference is seen', left, ({ attention }) =>
    attention.some(({ code }) => code === 'core-answer-differs'),
  );
  const shown = await hub('attention', 'show', caseRef);
  expect(shown).toContain('core-answer-differs');
  const body = { on: 'settle', office: 'medical-insurance', evidence: '医保回执 2024-31' };
  const words = offeredWords(shown, { caseRef, kind: 'reverse-core', body });
  const said = await hub(...words, '--as', `${institution}/hospital-finance`);
  const { confirm } = proposedIn(said, { caseRef, confirmer: 'medical-insurance/bureau' });
  invariant(confirm !== null, 'somebody else confirms it');
  expect(await hub(...confirm)).toContain('已办结');
  const settled = await carriedOut('settled anew', left, ({ settlement }) => settlement !== null);
  expect(settled.settlement?.totalFen).toBe(bill.totalFen);
  expect(await hub('attention', 'show', caseRef)).not.toContain('core-answer-differs');
  const done = of(await county.effects('medical-insurance'), caseRef).map(({ operation }) => operation);
  expect(done.filter((operation) => operation === 'settle')).toHaveLength(2);
  expect(done.filter((operation) => operation === 'cancelSettlement')).toHaveLength(1);
});
