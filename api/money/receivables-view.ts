import { z } from 'zod';
import { parties, payers } from '../../domain/ids.ts';
import { obligationIsFinal, obligationStates } from '../../store/money/obligation-states.ts';
import { isUnresolved, type Obligation } from '../../store/money/obligations.ts';
import type { PatientBalance } from '../../store/money/patient-account.ts';
import { fen } from '../http/answer-words.ts';
import type { ViewOf } from '../http/view-of.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });

/** How the amount of a claim is divided. */
export const divided = {
  partPaidFen: fen.meta({ description: 'fen; what came in of a claim that is not paid in full' }),
  retainedFen: fen.meta({ description: 'fen; kept back by the payer’s rule until it is returned' }),
  deductedFen: fen.meta({ description: 'fen; deducted, and not yet borne' }),
  borneFen: fen.meta({ description: 'fen; the hospital’s loss' }),
  overPaidFen: fen.meta({ description: 'fen; came in beyond the claim, and is owed back' }),
  outsideFen: fen.meta({ description: 'fen; the fund paid it to the patient, who owes it to the hospital' }),
};

const receivable = z.object({
  payer: z.enum(payers),
  claimSequence: z.int(),
  party: z.enum(parties),
  state: z.enum(obligationStates),
  owedFen: fen,
  refusalCode: z.string().nullable(),
  ...divided,
});

/** The patient's own part: owed = paid + relieved + balance. */
export const patientView = z.object({
  ...{ owedFen: fen, paidFen: fen, balanceFen: fen },
  relievedFen: fen.meta({ description: 'fen; waived and written off' }),
  deferredFen: fen.meta({ description: 'fen; what of the balance a plan of instalments defers' }),
});

/** What keeps a settled stay open, and what of a closed one the hospital bears. */
export const receivables = z.object({
  open: z.array(receivable),
  disputed: z.array(receivable).meta({ description: 'refused: a person says what becomes of the rest' }),
  borne: z.array(receivable).meta({ description: 'refused for good: the rest is the hospital’s loss' }),
  overPaid: z.array(receivable).meta({ description: 'more came in than was claimed' }),
  retained: z.array(receivable).meta({ description: 'part is kept back by the payer’s rule' }),
  patient: patientView,
  refunds: z
    .array(
      z.object({
        debtor: z.string(),
        refundSequence: z.int(),
        owedFen: fen,
        refundedOn: day.nullable(),
      }),
    )
    .meta({ description: 'what a corrected bill made owed back; `refundedOn` null while it is owed' }),
});

/** Why a settled stay does not close, and what of a closed one the hospital bears. */
export function receivablesOf(
  obligations: readonly Obligation[],
  patient: PatientBalance,
): Omit<ViewOf<typeof receivables>, 'refunds'> {
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
    disputed: obligations.filter(isUnresolved).map(shown),
    borne: obligations.filter(({ borneFen }) => borneFen > 0).map(shown),
    overPaid: obligations.filter(({ overPaidFen }) => overPaidFen > 0).map(shown),
    retained: obligations.filter(({ retainedFen }) => retainedFen > 0).map(shown),
    patient,
  };
}
