import { setTimeout as wait } from 'node:timers/promises';
import { conditionAct, openKinds } from '../../county/conditions.ts';
import { HubCallError, type HubClient } from '../../county/hub-client.ts';
import { awaitedIn } from '../../county/settling-itself.ts';
import { wholeFee } from '../../county/whole-fee.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { bill } from '../county/hospitalizations.ts';
import { hospitalOf } from '../county/kaizhou.ts';
import { plant } from '../storm/ground.ts';
import { isThere, type Kept, type View } from './kept.ts';
import { amended, decided, deferred, putRight } from './people.ts';

/** Does for each stay what is to be done next, again and again, until `done` of all or the time is over; gives those that are not. */
export async function workedOff(
  county: CountyUnderTest,
  stays: readonly Kept[],
  { done, withinMs }: { readonly done: (stay: Kept) => boolean; readonly withinMs: number },
): Promise<readonly Kept[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const open = stays.filter((stay) => !done(stay));
    if (open.length === 0 || performance.now() > deadline) return open;
    await Promise.all(open.map((stay) => turn(county, stay).catch(onlyLater)));
    await wait(500);
  }
}

/** The hub is away, or somebody was quicker. */
function onlyLater(failure: unknown): void {
  const later = failure instanceof HubCallError ? [409, 429, 503].includes(failure.status) : true;
  if (!later) throw failure;
}

/** The hospital's system, and its people and the offices', do whatever is next; every request may be a repetition. */
async function turn(county: CountyUnderTest, stay: Kept): Promise<void> {
  const hub = hospitalOf(county, stay.body.institution);
  const { caseRef } = (await hub.post<View>('/v1/stays', stay.body)).body;
  const view = await hub.get<View>(`/v1/stays/${caseRef}`);
  stay.seen = view;
  if (isThere(stay)) return;
  if (stay.goal !== 'review') await decided(county, view);
  await recorded(hub, stay, view);
  await settledItself(hub, stay, view);
  if (stay.goal !== 'review' && stay.goal !== 'admitted') await discharged(county, hub, stay);
  if (['discharged', 'settled', 'refused', 'part-paid'].includes(stay.goal) || view.settlement === null)
    return;
  if (await ownPartSeenTo(county, { hub, stay, view })) return;
  if (stay.goal !== 'closed' && stay.goal !== 'amending') return;
  if (stay.corrected !== null && view.settlement.totalFen === bill.totalFen) await amended(county, stay);
  await putRight(county, view);
}

/** Whatever the scheme asks and is open, with its real day. */
async function recorded(hub: HubClient, { body, person }: Kept, view: View): Promise<void> {
  const { caseRef, stage, conditions, decision } = view;
  if (decision === null || stage !== 'Admitted') return;
  const categories = person.memberships.map(({ category }) => category);
  const about = { caseRef, institution: body.institution, patient: person, categories };
  for (const kind of openKinds(conditions, 'admission')) {
    const { action, body: act } = conditionAct(kind, { ...about, on: body.admittedOn });
    const looked = action === 'checks' ? { doneOn: body.admittedOn } : {};
    await hub.post(`/v1/stays/${caseRef}/${action}`, { ...act, ...looked });
  }
}

/** Carries out at the insurer what the hub waits for; what was delivered before is delivered again. */
async function settledItself(hub: HubClient, stay: Kept, view: View): Promise<void> {
  const asked = awaitedIn(view);
  if (stay.desk === null || asked === undefined) return;
  const path = `/v1/stays/${view.caseRef}/core-answers`;
  const before = stay.desk.delivered.get(`${path} ${asked}`);
  if (before !== undefined) return void (await hub.post(path, before));
  const { admissionNo, admittedOn } = stay.body;
  const left = stay.dischargedOn === null ? null : { ...bill, dischargedOn: stay.dischargedOn as LocalDate };
  const { caseRef } = view;
  await stay.desk.carryOut(asked, { caseRef, admissionNo, admittedOn, person: stay.person, bill: left });
}

async function discharged(county: CountyUnderTest, hub: HubClient, stay: Kept): Promise<void> {
  const { seen, trouble } = stay;
  if (seen === null || seen.stage !== 'Admitted' || seen.discharge !== null) return;
  if (stay.dischargedOn === null && trouble !== null)
    await plant(county, trouble.party, [trouble.fault], seen.caseRef);
  stay.dischargedOn ??= county.today();
  const outOfPolicy = { ownPayFen: bill.outOfPolicyFen, overLimitFen: 0, firstPayFen: 0 };
  await hub.post(`/v1/stays/${seen.caseRef}/discharge`, {
    ...{ dischargedOn: stay.dischargedOn, way: 'cured', bill },
    clinical: { outOfPolicy, fees: [wholeFee(bill.totalFen, stay.dischargedOn as LocalDate)] },
  });
}

interface Turn {
  readonly hub: HubClient;
  readonly stay: Kept;
  readonly view: View;
}

/** From the line, by a plan, or at the cash desk; true while something must come before anything else is done. */
async function ownPartSeenTo(county: CountyUnderTest, { hub, stay, view }: Turn): Promise<boolean> {
  const { caseRef, creditLine } = view;
  const { pays, papers, goal } = stay;
  if (pays === 'credit-line' && creditLine?.draws.some(({ state }) => state === 'done') !== true) {
    // Ordered once; the bank is asked by the hub until it has answered.
    if (creditLine?.draws.length !== 0) return true;
    const consent = { basis: 'consent', consentedOn: county.today(), consentedBy: 'patient' };
    const said = papers.get('consent') ?? consent;
    papers.set('consent', said);
    await hub.post(`/v1/stays/${caseRef}/credit-draws`, said);
    return true;
  }
  if (pays === 'instalments' && (await deferred(county, stay, view))) return true;
  if (goal === 'closed' || goal === 'amending') await paid(county, { hub, stay, view });
  return false;
}

/** What the cash desk took it tells again, under the same number. */
async function paid(county: CountyUnderTest, { hub, stay, view }: Turn): Promise<void> {
  const { caseRef, receivables } = view;
  const { receipts } = stay;
  const balanceFen = receivables?.patient.balanceFen ?? 0;
  if (balanceFen <= 0) return;
  const before = [...receipts].find(([, { fen }]) => fen === balanceFen);
  const [paymentId, receipt] = before ?? [
    `${caseRef.slice(5, 13)}-${receipts.size + 1}`,
    { fen: balanceFen, paidOn: county.today() },
  ];
  receipts.set(paymentId, receipt);
  await hub.post(`/v1/stays/${caseRef}/patient-payments`, { paymentId, ...receipt, method: 'mobile' });
}
