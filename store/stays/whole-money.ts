import { sql } from 'kysely';

/** An expression for all claims of a stay in legal order of the payers, as JSON. */
export const obligationsJson = sql`(SELECT coalesce(json_agg(json_build_object('payer', payer, 'claimSequence', claim_sequence, 'party', party,
    'owedFen', owed_fen, 'state', state, 'paidOn', paid_on, 'refusalCode', refusal_code, 'stateAt', state_at,
    'claimRef', claim_ref, 'partPaidFen', part_paid_fen, 'restIs', rest_is,
    'overPaidFen', over_paid_fen, 'retainedFen', retained_fen, 'deductedFen', deducted_fen, 'borneFen', borne_fen,
    'movedFen', moved_fen, 'answerUntil', answer_until, 'filedBefore', filed_before, 'reopened', reopened, 'askedUntil', asked_until, 'outsideFen', outside_fen,
    'interimSequence', interim_sequence) ORDER BY position, payer, claim_sequence), '[]')
  FROM obligations LEFT JOIN settlement_shares USING (case_ref, payer) WHERE obligations.case_ref = stays.case_ref)`;

/** The patient's payments, in the order in which they were recorded. */
export const paymentsJson = sql`(SELECT coalesce(json_agg(json_build_object('paymentId', payment_id, 'fen', paid_fen, 'paidOn', paid_on,
    'method', method, 'receipt', receipt, 'onAccount', on_account) ORDER BY recorded_at, payment_id), '[]')
  FROM patient_payments WHERE patient_payments.case_ref = stays.case_ref)`;

/** What is owed back, oldest first. */
export const refundsJson = sql`(SELECT coalesce(json_agg(json_build_object('debtor', debtor, 'refundSequence', refund_sequence,
    'owedFen', owed_fen, 'refundedOn', refunded_on, 'toLine', line_order IS NOT NULL) ORDER BY due_since, debtor), '[]')
  FROM refunds WHERE refunds.case_ref = stays.case_ref)`;

/** Each time the rule of staged payment was reached. */
export const stagesJson = sql`CASE WHEN stays.charged_fen IS NULL THEN '[]'::json ELSE (SELECT coalesce(json_agg(json_build_object(
    'stage', stage_sequence, 'ruleNo', rule_no, 'targetFen', target_fen, 'reachedOn', reached_on,
    'offered', offered_at IS NOT NULL, 'paid', paid_at IS NOT NULL) ORDER BY stage_sequence), '[]')
  FROM payment_stages WHERE payment_stages.case_ref = stays.case_ref) END`;
