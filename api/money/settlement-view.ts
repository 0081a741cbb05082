import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { settlementView } from '../stays/views.ts';
import { interimBillsView } from './interim-view.ts';

/** Who pays what, how far each payer is, and what the patient has paid. Throws HubProblem `stage-unfit` before settlement. */
export async function settlementOf(
  stays: Pick<StayStore, 'wholeStay'>,
  caseRef: CaseRef,
): Promise<ViewOf<typeof settlementView>> {
  const whole = await stays.wholeStay(caseRef);
  if (whole === undefined) throw new HubProblem('case-unknown');
  const view = settlementOfWhole(whole);
  if (view === null) throw new HubProblem('stage-unfit', { detail: 'the stay is not settled yet' });
  return view;
}

/** The same of a stay that was looked up with all that belongs to it; null before settlement. */
export function settlementOfWhole(whole: WholeStay): ViewOf<typeof settlementView> | null {
  const { settlement, obligations, patient, payments } = whole;
  const { caseRef } = whole.stay;
  if (settlement === null || patient === null) return null;
  const interimBills = interimBillsView(whole);
  return { caseRef, settlement, interimBills, obligations, patient: { ...patient, payments } };
}
