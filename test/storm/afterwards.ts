import { HubCallError, type HubClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { until } from '../county/county-under-test.ts';
import type { PlannedStay } from './planned-stay.ts';

/** A stay under way, as the hospital's own system sees it. */
export interface UnderWay {
  readonly hub: HubClient;
  readonly caseRef: string;
  readonly today: () => LocalDate;
  readonly over: () => boolean;
  readonly patienceMs: number;
}

type SeenStay = Omit<StayView, 'receivables'> & {
  readonly receivables: {
    readonly patient: { readonly balanceFen: number; readonly paidFen: number };
  } | null;
};

const insurer = 'medical-insurance';

/** It was entered by mistake: proposed until somebody has confirmed it and it is undone at the insurer. */
export async function takenBack(stay: UnderWay): Promise<void> {
  await goesOn(stay, async (view) => {
    if (view.stage === 'Cancelled') return true;
    if (!(await takesBackNewest(stay, view))) await proposed(stay, { kind: 'cancel', on: 'stay' });
    return false;
  });
}

/** The bill was wrong: settled anew, and the patient pays what that leaves. What people keep as it was stays so. */
export async function settledAnew(stay: UnderWay, bill: PlannedStay['bill']): Promise<void> {
  let asked = false;
  await goesOn(stay, async ({ settlement }) => {
    if (settlement?.totalFen === bill.totalFen) return true;
    const said = await proposed(stay, { kind: 'amend', on: 'bill', bill });
    // Closed and never to be amended: what it waits for says so to people, and they have kept it as it was.
    asked ||= said === 'proposed';
    return asked && said === 'resolution-unfit';
  });
  await goesOn(stay, async (view) => !(await pays(stay, view)));
}

/** A ground is found: the waiver ends from today on, and the stay goes on. */
export async function benefitEnded(stay: UnderWay, ground: string): Promise<void> {
  const today = stay.today();
  const notice = { noticedOn: today, handedTo: 'family', endsOn: today, criticalEmergency: false };
  await goesOn(stay, async ({ waiver }) => {
    if (waiver?.state === 'ended') return true;
    await proposed(stay, { kind: 'end-benefit', on: 'benefit', office: insurer, ground, ...notice });
    return false;
  });
}

/** The waiver is denied: the hospital says that the stay goes on as an insured stay, unless what denies it stands against the insurance too; the family objects. */
export async function goesOnInsured(stay: UnderWay): Promise<void> {
  await goesOn(stay, async ({ stage, waiver }) => {
    if (stage !== 'Refused') return stage === 'Admitted';
    const state = waiver?.insuredStay?.state;
    if (state === 'open') await proposed(stay, { kind: 'insured-stay', on: 'decide' });
    return state !== 'open' && state !== 'goes-on';
  });
  const objection = { objectedOn: stay.today(), objectedBy: 'family', paper: '异议书 2024-8' };
  await goesOn(stay, async () => {
    await proposed(stay, { kind: 'object-to-decision', on: 'objection', ...objection });
    return true;
  });
}

/** It was somebody else's card: proposed until the waiver is lost; all that was settled is then undone by the hub. */
export async function foundOut(stay: UnderWay): Promise<void> {
  const voids = { kind: 'impersonation', on: 'person', office: insurer, foundOn: stay.today() };
  await goesOn(stay, async (view) => {
    if (view.waiver?.state === 'lost') return true;
    const inCare = view.stage === 'Admitted';
    if (!(inCare && (await takesBackNewest(stay, view)))) await proposed(stay, voids);
    return false;
  });
}

/** The newest bill of mid-stay that stands is taken back: first those, then the stay. Tells whether one stood. */
async function takesBackNewest({ hub, caseRef }: UnderWay, { interimBills }: SeenStay): Promise<boolean> {
  const newest = interimBills.findLast(({ state }) => state !== 'withdrawn' && state !== 'reached');
  if (newest === undefined) return false;
  await hub.post(`/v1/stays/${caseRef}/interim-bills/${newest.bill}/withdraw`, {});
  return true;
}

/** The patient pays whatever becomes due until the stay is closed. */
export async function paysToTheEnd(stay: UnderWay): Promise<void> {
  await goesOn(stay, async (view) => {
    await pays(stay, view);
    return view.stage === 'Closed';
  });
}

/** Pays what is due now, or a part of it, and tells whether anything was; the number names what was paid before, so that one look pays once. */
export async function pays(
  { hub, caseRef, today }: UnderWay,
  { receivables }: SeenStay,
  part = (due: number): number => due,
): Promise<boolean> {
  const { balanceFen, paidFen } = receivables?.patient ?? { balanceFen: 0, paidFen: 0 };
  if (balanceFen <= 0) return false;
  const fen = part(balanceFen);
  const payment = { paymentId: `${caseRef}-${paidFen}-${fen}`, fen, paidOn: today(), method: 'mobile' };
  await hub.post(`/v1/stays/${caseRef}/patient-payments`, payment);
  return true;
}

/** Looks at the stay until `done` says so, or the storm is over. */
export async function goesOn(stay: UnderWay, done: (view: SeenStay) => Promise<boolean>): Promise<void> {
  await until(
    `${stay.caseRef} goes on afterwards`,
    async () => stay.over() || done(await stay.hub.get<SeenStay>(`/v1/stays/${stay.caseRef}`)),
    stay.patienceMs,
  );
}

/** `proposed`, or the code of why not; whatever is no 409 is thrown and tried again. */
export async function proposed({ hub, caseRef }: UnderWay, what: object): Promise<string> {
  const at = `/v1/stays/${caseRef}/resolutions`;
  const { revision } = await hub.get<{ readonly revision: number }>(at);
  try {
    await hub.post(at, { ...what, evidence: '存档 2024-31', revision });
    return 'proposed';
  } catch (failure) {
    if (!(failure instanceof HubCallError && failure.status === 409)) throw failure;
    return /"code":"([\w-]+)"/.exec(failure.message)?.[1] ?? '';
  }
}
