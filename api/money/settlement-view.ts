import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { StayStore } from '../../store/stays/stays.ts';

/** Who pays what, how far each payer is, and what the patient has paid. Throws HubProblem `stage-unfit` before settlement. */
export async function settlementOf(stays: StayStore, caseRef: CaseRef): Promise<object> {
  const [settlement, obligations, balance, payments] = await Promise.all([
    stays.settlement(caseRef),
    stays.obligations(caseRef),
    stays.patientBalance(caseRef),
    stays.patientPayments(caseRef),
  ]);
  if (settlement === undefined || balance === undefined)
    throw new HubProblem('stage-unfit', { detail: 'the stay is not settled yet' });
  return { caseRef, settlement, obligations, patient: { ...balance, payments } };
}
