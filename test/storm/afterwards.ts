import type { StayView } from '../../county/hospital.ts';
import { HubCallError, type HubClient } from '../../county/hub-client.ts';
import { until } from '../county/county-under-test.ts';
import type { PlannedStay } from './plan.ts';

/** A stay under way, as the hospital's own system sees it. */
export interface UnderWay {
  readonly hub: HubClient;
  readonly caseRef: string;
  readonly today: () => string;
  readonly over: () => boolean;
  readonly patienceMs: number;
}

type SeenStay = StayView & { readonly receivables?: { readonly patient: { readonly balanceFen: number } } };

/** It was entered by mistake: proposed until somebody has confirmed it and it is undone at the insurer. */
export async function takenBack(stay: UnderWay): Promise<void> {
  await goesOn(stay, async ({ stage }) => {
    if (stage === 'Cancelled') return true;
    await proposed(stay, { kind: 'cancel', on: 'stay' });
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
  await goesOn(stay, async (view) => {
    const due = view.receivables?.patient.balanceFen ?? 0;
    if (due === 0) return true;
    await pays(stay, due);
    return false;
  });
}

/** Pays what is due now; the same number is one payment. */
async function pays({ hub, caseRef, today }: UnderWay, due: number): Promise<void> {
  const payment = { paymentId: `${caseRef}-anew`, fen: due, paidOn: today(), method: 'mobile' };
  await hub.post(`/v1/stays/${caseRef}/patient-payments`, payment);
}

/** Looks at the stay until `done` says so, or the storm is over. */
async function goesOn(stay: UnderWay, done: (view: SeenStay) => Promise<boolean>): Promise<void> {
  await until(
    `${stay.caseRef} goes on afterwards`,
    async () => stay.over() || done(await stay.hub.get<SeenStay>(`/v1/stays/${stay.caseRef}`)),
    stay.patienceMs,
  );
}

/** `proposed`, or the code of why not; whatever is no 409 is thrown and tried again. */
async function proposed({ hub, caseRef }: UnderWay, what: object): Promise<string> {
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
