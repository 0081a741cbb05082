import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { StayStore } from '../../store/stays/stays.ts';

/** Who pays what, how far each payer is, and what the patient has paid. Throws HubProblem `stage-unfit` before settlement. */
export async function settlementOf(stays: Pick<StayStore, 'wholeStay'>, caseRef: CaseRef): Promise<object> {
  const whole = await stays.wholeStay(caseRef);
  if (whole === undefined) throw new HubProblem('case-unknown');
  const { settlement, obligations, patient, payments } = whole;
  if (settlement === null || patient === null)
    throw new HubProblem('stage-unfit', { detail: 'the stay is not settled yet' });
  return { caseRef, settlement, obligations, patient: { ...patient, payments } };
}
