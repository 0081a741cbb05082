import { createHash } from 'node:crypto';
import { type HubClient, hubClient } from '../../county/hub-client.ts';
import { isSettled, type StayView } from '../../county/stay-view.ts';
import { wholeFee } from '../../county/whole-fee.ts';
import type { ConditionKind } from '../../domain/condition-kinds.ts';
import { addDays } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { exclusionCodes } from '../../policies/codes/codes.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { type CountyUnderTest, until } from '../county/county-under-test.ts';
import { recorded } from './acts/conditions.ts';
import { settledInMidStay } from './acts/in-care.ts';
import { paysOwnPart } from './acts/own-part.ts';
import {
  benefitEnded,
  foundOut,
  goesOnInsured,
  paysToTheEnd,
  settledAnew,
  takenBack,
  type UnderWay,
} from './afterwards.ts';
import { endsInCare } from './dealt.ts';
import { plant } from './ground.ts';
import { carriedOutItself } from './own-system.ts';
import type { PlannedStay } from './planned-stay.ts';

/** How long a hospital's system goes on with one thing; people may need a while for what waits. */
const patienceMs = 600_000;
const beforeAdmission = ['identify', 'admit', 'creditLine'];

/** What the storm is told while a stay goes on. */
export interface Watcher {
  readonly admitted: (caseRef: CaseRef, planned: PlannedStay) => void;
  readonly planted: (count: number) => void;
  /** What of the scheme's conditions the hospital has in its own book as recorded. */
  readonly recorded: (caseRef: CaseRef, kinds: readonly ConditionKind[]) => void;
  /** What a hospital's own system could not do until the end. */
  readonly failed: (caseRef: CaseRef, failure: Error) => void;
  readonly over: () => boolean;
}

/** One stay from the window to the patient's payment, as a hospital's own system does it: the same request until it is taken. */
export async function hospitalized(
  county: CountyUnderTest,
  planned: PlannedStay,
  watcher: Watcher,
): Promise<void> {
  const hub = hospitalOf(county, planned);
  await plantAll(county, planned, { early: true, about: entered(planned).idNumber, watcher });
  const body = admissionBody(county, planned);
  const { caseRef } = await until(
    'the admission is taken',
    async () => (await hub.post<StayView>('/v1/stays', body)).body,
    patienceMs,
  );
  watcher.admitted(caseRef, planned);
  const at = `/v1/stays/${caseRef}`;
  const reached = (done: (view: StayView) => boolean) =>
    until(
      `${caseRef} goes on`,
      async () => {
        const view = await hub.get<StayView>(at);
        return done(view) || view.stage === 'Refused' || watcher.over() ? view : false;
      },
      patienceMs,
    );
  const stay = underWay(county, { planned, caseRef, over: watcher.over });
  // It goes on after the patient has left, until the stay is over.
  if (planned.settles === 'itself') {
    carriedOutItself(county, stay, planned).catch((failure: Error) => watcher.failed(caseRef, failure));
  }
  if (planned.denied === 'said-after') await goesOnInsured(stay);
  const decided = await reached(({ stage }) => stage === 'Admitted');
  if (decided.stage !== 'Admitted') return;
  const done = async (from: 'admission' | 'discharge'): Promise<void> => {
    if (planned.conditions === 'done') watcher.recorded(caseRef, await recorded(stay, planned, from));
  };
  await done('admission');
  await plantAll(county, planned, { early: false, about: caseRef, watcher });
  if (planned.settles === 'in-mid-stay') await settledInMidStay(stay, planned, body.admittedOn);
  const { afterwards } = planned;
  if (afterwards !== null) {
    await plant(county, 'medical-insurance', afterwards.faults, caseRef);
    watcher.planted(1);
  }
  if (afterwards?.kind === 'cancel') return takenBack(stay);
  if (afterwards?.kind === 'end-benefit') await benefitEnded(stay, endsInCare[planned.scheme] ?? '');
  if (afterwards?.kind === 'impersonation-in-care') await foundOut(stay);
  const outOfPolicy = { ownPayFen: planned.bill.outOfPolicyFen, overLimitFen: 0, firstPayFen: 0 };
  const leaving = {
    ...{ dischargedOn: county.today(), way: 'cured', bill: planned.bill },
    clinical: { outOfPolicy, fees: [wholeFee(planned.bill.totalFen, county.today())] },
  };
  await until('the discharge is taken', () => hub.post(`${at}/discharge`, leaving), patienceMs);
  if (!isSettled(await reached(isSettled))) return;
  await done('discharge');
  if (planned.late !== null) return;
  await paysOwnPart(stay, planned.pays);
  if (afterwards?.kind === 'amend') await settledAnew(stay, afterwards.bill);
  if (afterwards?.kind === 'impersonation-settled') await foundOut(stay);
  if (owesLater(planned)) await paysToTheEnd(stay);
}

/** The hub as the hospital's own system sees it. */
function hospitalOf(county: CountyUnderTest, { institution }: PlannedStay): HubClient {
  const token = county.credentials.hospitals[institution]?.token;
  invariant(token !== undefined, 'the hospital has a credential');
  return hubClient(county.addresses.api, token);
}

/** A stay of the storm in a county that runs. */
export function underWay(
  county: CountyUnderTest,
  {
    planned,
    caseRef,
    over,
  }: { readonly planned: PlannedStay; readonly caseRef: CaseRef; readonly over: () => boolean },
): UnderWay {
  return { hub: hospitalOf(county, planned), caseRef, patienceMs, today: () => county.today(), over };
}

/** The patient owes more after the first payment: the whole bill, or what a fund has paid to the patient. */
function owesLater({ afterwards, troubles }: PlannedStay): boolean {
  return (
    afterwards?.kind.startsWith('impersonation') === true ||
    troubles.some(({ name }) => name.endsWith('paid the patient'))
  );
}

async function plantAll(
  county: CountyUnderTest,
  { troubles }: PlannedStay,
  { early, about, watcher }: { readonly early: boolean; readonly about: string; readonly watcher: Watcher },
): Promise<void> {
  for (const trouble of troubles) {
    if (trouble.at === 'window') {
      if (early) watcher.planted(1);
      continue;
    }
    if (beforeAdmission.includes(trouble.step) !== early) continue;
    await plant(county, trouble.at, trouble.faults, about);
    watcher.planted(trouble.faults.length);
  }
}

function slips({ troubles }: PlannedStay): readonly string[] {
  return troubles.flatMap((one) => (one.at === 'window' ? [one.slip] : []));
}

/** Whose number and which name the clerk enters. */
function entered(planned: PlannedStay): { readonly idNumber: string; readonly name: string } {
  const wrong = slips(planned);
  const { person, relative } = planned;
  return {
    idNumber: wrong.includes('number') ? relative.idNumber : person.idNumber,
    name: wrong.includes('name') ? `${person.name}某` : person.name,
  };
}

function admissionBody({ schemes, today }: CountyUnderTest, planned: PlannedStay) {
  const { scheme, institution, person } = planned;
  const wrong = slips(planned);
  const admittedOn = addDays(today(), planned.settles === 'in-mid-stay' ? -6 : -1);
  const asked = requireVersion(schemes, scheme, admittedOn)
    .exclusions.map(({ rule }) => rule)
    .filter((code) => exclusionCodes[code as keyof typeof exclusionCodes]?.derived !== true)
    .filter((code) => !(wrong.includes('not-asked') && code === 'work-injury'));
  const facts = Object.fromEntries(asked.map((code) => [code, false]));
  const isDefaulter = wrong.includes('defaulter') || planned.denied === 'by-scheme';
  const digest = createHash('sha256').update(`storm/${person.idNumber}`).digest('hex');
  return {
    ...{ scheme, institution, admittedOn, emergency: false, referred: true },
    admissionNo: `FB-${digest.slice(0, 16)}`,
    patient: { ...entered(planned), householdDivision: person.division },
    ...(wrong.includes('no-diagnosis') ? {} : { diagnosis: { code: 'J18.9', name: '肺炎' } }),
    ...(wrong.includes('no-facts') ? {} : { clinical: atTheBedside }),
    facts: isDefaulter ? { ...facts, 'judgment-defaulter': true } : facts,
    ...(planned.denied === 'said-before' ? { ifNotWaived: 'insured-stay' } : {}),
  };
}

/** What the forms of some insurers want of every stay. */
export const atTheBedside = {
  department: { code: '0302', name: '呼吸内科' },
  doctor: { code: 'D0001024', name: '医生甲' },
  ...{ bed: '3-12', recordNo: 'BA-2024-0601', complaint: '发热咳嗽三天' },
} as const;
