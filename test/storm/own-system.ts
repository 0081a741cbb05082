import { setTimeout as wait } from 'node:timers/promises';
import { ownDesk } from '../../county/own-desk.ts';
import { awaitedIn } from '../../county/settling-itself.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import type { UnderWay } from './afterwards.ts';
import type { PlannedStay } from './planned-stay.ts';

const lookEveryMs = 1_000;

/** The system of a hospital that settles itself: carries out at the insurer what the hub waits for, until the stay is over. Failures are tried again; throws the one that stood at the end of the storm. */
export async function carriedOutItself(
  county: CountyUnderTest,
  stay: UnderWay,
  planned: PlannedStay,
): Promise<void> {
  const { hub, caseRef, over } = stay;
  const insurer = county.addresses.parties['medical-insurance'];
  const desk = ownDesk({ insurer, institution: planned.institution, hub });
  let trouble: Error | undefined;
  while (!over()) {
    try {
      const view = await hub.get<Seen>(`/v1/stays/${caseRef}`);
      if (isOver(view, planned)) return;
      const asked = awaitedIn(view);
      if (asked !== undefined) {
        const { admissionNo, admittedOn, discharge } = view;
        const bill = discharge && { ...(await billNow(stay, planned)), dischargedOn: discharge.dischargedOn };
        const own = { caseRef: view.caseRef, admissionNo, admittedOn, person: planned.person, bill };
        await desk.carryOut(asked, own);
      }
      trouble = undefined;
    } catch (failure) {
      // The insurer refuses or is away, or the hub is: the clerk tries again.
      trouble = failure as Error;
    }
    await wait(lookEveryMs);
  }
  if (trouble !== undefined) throw trouble;
}

/** One that is closed is opened again by what the hospital finds out afterwards. */
function isOver({ stage }: Seen, { afterwards }: PlannedStay): boolean {
  return stage === 'Refused' || stage === 'Cancelled' || (stage === 'Closed' && afterwards === null);
}

interface Seen extends StayView {
  readonly caseRef: CaseRef;
  readonly admissionNo: string;
  readonly admittedOn: LocalDate;
  readonly discharge: { readonly dischargedOn: LocalDate } | null;
}

/** The bill as the hospital has it: the right one once two of its people have corrected it. */
async function billNow(
  { hub, caseRef }: UnderWay,
  { bill, afterwards }: PlannedStay,
): Promise<PlannedStay['bill']> {
  if (afterwards?.kind !== 'amend') return bill;
  const { resolutions } = await hub.get<{
    readonly resolutions: readonly { readonly kind: string; readonly state: string }[];
  }>(`/v1/stays/${caseRef}/resolutions`);
  const amended = resolutions.some(({ kind, state }) => kind === 'amend' && state === 'applied');
  return amended ? afterwards.bill : bill;
}
