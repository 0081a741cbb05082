import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { WholeStay } from '../../store/stays/whole.ts';

/** Who pays what, how far each payer is, and what the patient has paid. Throws HubProblem `stage-unfit` before settlement. */
export async function settlementOf(stays: Pick<StayStore, 'wholeStay'>, caseRef: CaseRef): Promise<object> {
  const whole = await stays.wholeStay(caseRef);
  if (whole === undefined) throw new HubProblem('case-unknown');
  const view = settlementOfWhole(whole);
  if (view === null) throw new HubProblem('stage-unfit', { detail: 'the stay is not settled yet' });
  return view;
}

/** The same of a stay that was looked up with all that belongs to it; null before settlement. */
export function settlementOfWhole({
  stay: { caseRef },
  settlement,
  obligations,
  patient,
  payments,
}: WholeStay): object | null {
  if (settlement === null || patient === null) return null;
  return { caseRef, settlement, obligations, patient: { ...patient, payments } };
}
