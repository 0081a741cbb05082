import { obligationIsFinal } from '../../store/money/obligation-states.ts';
import { isDisputed, type Obligation } from '../../store/money/obligations.ts';
import type { PatientBalance } from '../../store/money/patient-account.ts';

/** Why a settled stay does not close, and what of a closed one the hospital bears. */
export function receivablesOf(obligations: readonly Obligation[], patient: PatientBalance): object {
  const shown = (claim: Obligation) => {
    const { payer, claimSequence, party, state, owedFen, refusalCode, partPaidFen } = claim;
    const { retainedFen, deductedFen, borneFen, overPaidFen, outsideFen } = claim;
    return {
      ...{ payer, claimSequence, party, state, owedFen, refusalCode, partPaidFen },
      ...{ retainedFen, deductedFen, borneFen, overPaidFen, outsideFen },
    };
  };
  return {
    open: obligations.filter(({ state }) => !obligationIsFinal(state)).map(shown),
    disputed: obligations.filter(isDisputed).map(shown),
    borne: obligations.filter(({ borneFen }) => borneFen > 0).map(shown),
    overPaid: obligations.filter(({ overPaidFen }) => overPaidFen > 0).map(shown),
    retained: obligations.filter(({ retainedFen }) => retainedFen > 0).map(shown),
    patient,
  };
}
