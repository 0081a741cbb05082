import { sql } from 'kysely';
import { type Fen, subtractFen, sumFen } from '../../domain/money.ts';
import type { Debtor } from '../money/accounts.ts';
import type { Obligation } from '../money/obligations.ts';
import type { PatientPayment } from '../money/patient-payment.ts';
import type { PatientBalance } from '../money/patient-payments.ts';

/** An expression for all claims of a stay in legal order of the payers, as JSON. */
export const obligationsJson = sql`(SELECT coalesce(json_agg(json_build_object('payer', payer, 'claimSequence', claim_sequence, 'party', party,
    'owedFen', owed_fen, 'state', state, 'paidOn', paid_on, 'refusalCode', refusal_code, 'stateAt', state_at,
    'claimRef', claim_ref, 'partPaidFen', part_paid_fen, 'restIs', rest_is,
    'overPaidFen', over_paid_fen, 'retainedFen', retained_fen, 'deductedFen', deducted_fen, 'borneFen', borne_fen,
    'movedFen', moved_fen, 'answerUntil', answer_until, 'filedBefore', filed_before, 'reopened', reopened, 'outsideFen', outside_fen,
    'interimSequence', interim_sequence) ORDER BY position, claim_sequence), '[]')
  FROM obligations JOIN settlement_shares USING (case_ref, payer) WHERE obligations.case_ref = stays.case_ref)`;

/** The patient's own part as payments, refunds and what is on account leave it, in fen. */
export function balanceOf(
  ownFen: Fen,
  {
    payments,
    refunds,
    obligations,
    onAccountFen,
  }: {
    readonly payments: readonly Pick<PatientPayment, 'fen'>[];
    readonly refunds: readonly { readonly debtor: Debtor; readonly owedFen: Fen }[];
    readonly obligations: readonly Pick<Obligation, 'outsideFen'>[];
    readonly onAccountFen: Fen;
  },
): PatientBalance {
  const owedFen = sumFen([ownFen, ...obligations.map(({ outsideFen }) => outsideFen)]);
  const back = refunds.filter(({ debtor }) => debtor === 'patient').map((one) => one.owedFen);
  const paidFen = subtractFen(sumFen(payments.map((one) => one.fen)), sumFen([...back, onAccountFen]));
  return { owedFen, paidFen, balanceFen: subtractFen(owedFen, paidFen) };
}
