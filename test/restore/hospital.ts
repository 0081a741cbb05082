import { setTimeout as wait } from 'node:timers/promises';
import { HubCallError, hubClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Role } from '../../domain/roles.ts';
import { type CountyUnderTest, institution } from '../county/county-under-test.ts';
import { admissionBody, bill } from '../county/hospitalizations.ts';

/** How far a stay is to go. */
export const goals = ['review', 'admitted', 'discharged', 'settled', 'amending', 'closed'] as const;
export type Goal = (typeof goals)[number];

/** A stay by the hospital's own book: it keeps what it sent, and sends the same again until it is taken. */
export interface Kept {
  readonly name: string;
  readonly body: ReturnType<typeof admissionBody>;
  /** The bill of the corrected stays. */
  readonly corrected: typeof bill | null;
  dischargedOn: string | null;
  /** What the cash desk took, by its own numbers. */
  readonly receipts: Map<string, { readonly fen: number; readonly paidOn: string }>;
  goal: Goal;
  /** As the hub said it last. */
  seen: StayView | null;
}

type View = StayView & {
  readonly discharge: object | null;
  readonly receivables: { readonly patient: { readonly balanceFen: number } } | null;
};

/** A stay of somebody of its own; one that is to be reviewed leaves a question open. */
export async function aStay(county: CountyUnderTest, name: string, goal: Goal): Promise<Kept> {
  const body = admissionBody(county, await county.person());
  const { 'work-injury': _unasked, ...facts } = body.facts;
  const corrected = goal === 'amending' ? { ...bill, totalFen: bill.totalFen + 300_000 } : null;
  return {
    ...{ name, corrected, dischargedOn: null, receipts: new Map(), goal, seen: null },
    body: goal === 'review' ? { ...body, facts } : body,
  };
}

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

/** True once a stay is where it was to go. */
export function isThere({ goal, seen, dischargedOn }: Kept): boolean {
  if (seen === null) return false;
  const { stage, attention } = seen;
  const codes = attention.map(({ code }) => code);
  switch (goal) {
    case 'review':
      return codes.includes('decision-review');
    case 'admitted':
      return stage === 'Admitted';
    case 'discharged':
      return stage === 'Discharged' && dischargedOn !== null && codes.includes('agency-wait');
    case 'settled':
      return stage === 'Settled';
    case 'amending':
      return codes.includes('agency-wait') || codes.includes('reversal-unknown');
    case 'closed':
      return stage === 'Closed';
  }
}

/** The hospital's system, and its people and the offices', do whatever is next; every request may be a repetition. */
async function turn(county: CountyUnderTest, stay: Kept): Promise<void> {
  const { hospital } = county;
  const { caseRef } = (await hospital.post<StayView>('/v1/stays', stay.body)).body;
  const view = await hospital.get<View>(`/v1/stays/${caseRef}`);
  stay.seen = view;
  if (isThere(stay)) return;
  if (stay.goal !== 'review') await decide(county, view);
  const leaves = stay.goal !== 'review' && stay.goal !== 'admitted';
  if (leaves && view.stage === 'Admitted' && view.discharge === null) {
    stay.dischargedOn ??= county.today();
    const leaving = { dischargedOn: stay.dischargedOn, way: 'cured', bill };
    await hospital.post(`/v1/stays/${caseRef}/discharge`, leaving);
  }
  if (stay.goal !== 'closed' && stay.goal !== 'amending') return;
  await pay(county, stay, view);
  if (stay.corrected !== null && view.settlement?.totalFen === bill.totalFen) await amend(county, stay, view);
  await putRight(county, view);
}

/** What the cash desk took it tells again, under the same number. */
async function pay(county: CountyUnderTest, { receipts }: Kept, view: View): Promise<void> {
  const { caseRef, receivables } = view;
  const balanceFen = receivables?.patient.balanceFen ?? 0;
  if (balanceFen <= 0) return;
  const before = [...receipts].find(([, { fen }]) => fen === balanceFen);
  const [paymentId, receipt] = before ?? [
    `${caseRef.slice(5, 13)}-${receipts.size + 1}`,
    { fen: balanceFen, paidOn: county.today() },
  ];
  receipts.set(paymentId, receipt);
  const payment = { paymentId, ...receipt, method: 'mobile' };
  await county.hospital.post(`/v1/stays/${caseRef}/patient-payments`, payment);
}

async function decide(county: CountyUnderTest, { caseRef, attention }: View): Promise<void> {
  if (!attention.some(({ code }) => code === 'decision-review')) return;
  const wanted = { kind: 'decide', on: 'decide', outcome: 'admit', office: 'medical-insurance' };
  await resolved(county, caseRef, { wanted, confirms: ['medical-insurance', 'bureau'] });
}

async function amend(county: CountyUnderTest, stay: Kept, { caseRef, stage }: View): Promise<void> {
  if (stage !== 'Settled' && stage !== 'Closed') return;
  const at = `/v1/stays/${caseRef}`;
  const { events } = await county.hospital.get<{ readonly events: readonly { readonly kind: string }[] }>(
    `${at}/events`,
  );
  if (events.some(({ kind }) => kind === 'amendment-begun')) return;
  const wanted = { kind: 'amend', on: 'bill', bill: stay.corrected };
  await resolved(county, caseRef, { wanted, confirms: [institution, 'hospital-lead'] });
}

/** What docs/OPERATIONS.md says to do: the payer has the claim, or the insurer's answer is unknown, so it is asked. */
const askedAgain = [
  ...['payer-refused', 'reversal-unknown', 'reversal-not-possible'],
  ...['admission-refused', 'settlement-refused', 'outcome-unknown'],
];

async function putRight(county: CountyUnderTest, { caseRef, attention }: View): Promise<void> {
  for (const { code, step } of attention)
    if (askedAgain.includes(code))
      await resolved(county, caseRef, { wanted: { kind: 'ask-again', on: step }, confirms: null });
}

interface Proposals {
  readonly revision: number;
  readonly resolutions: readonly {
    readonly sequence: number;
    readonly kind: string;
    readonly state: string;
  }[];
}

async function resolved(
  county: CountyUnderTest,
  caseRef: CaseRef,
  what: {
    readonly wanted: Readonly<Record<string, unknown>>;
    readonly confirms: readonly [organisation: string, role: Role] | null;
  },
): Promise<void> {
  const at = `/v1/stays/${caseRef}/resolutions`;
  const { revision, resolutions } = await county.operator.get<Proposals>(at);
  const proposer = what.wanted.kind === 'amend' ? county.hospital : county.operator;
  // What was proposed and could not be confirmed, for the stay moved on, is withdrawn and proposed anew.
  for (const { sequence, kind, state } of resolutions)
    if (state === 'proposed' && kind === what.wanted.kind)
      await county.operator.post(`${at}/${sequence}/withdraw`, {});
  const { body } = await proposer.post<{ readonly sequence: number }>(at, {
    ...{ ...what.wanted, evidence: '存档 2024-17', revision },
  });
  if (what.confirms === null) return;
  const [organisation, role] = what.confirms;
  const token = county.credentials.people[organisation]?.[role]?.[0]?.token ?? '';
  const now = await county.operator.get<{ readonly revision: number }>(at);
  await hubClient(county.addresses.api, token).post(`${at}/${body.sequence}/confirm`, {
    revision: now.revision,
  });
}
