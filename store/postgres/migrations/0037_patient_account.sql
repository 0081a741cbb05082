-- What a patient owes, paid and gets back, as one account: whoever asks for a balance reads it here. Amounts in fen.

-- One row for each thing that happened to the own part, before the settlement also what was paid on account. `number` counts within its kind.
CREATE VIEW patient_entries AS
  SELECT case_ref, 'due' AS kind, settlement_sequence AS number, patient_fen AS fen,
    (settled_at AT TIME ZONE 'Asia/Shanghai')::date AS day, settled_at AS at, 'settlement/' || settlement_sequence AS evidence
  FROM settlements
  UNION ALL
  SELECT case_ref, 'paid-outside', claim_sequence, outside_fen, (state_at AT TIME ZONE 'Asia/Shanghai')::date, state_at,
    payer || '/' || claim_sequence
  FROM obligations WHERE outside_fen > 0
  UNION ALL
  SELECT case_ref, CASE WHEN on_account THEN 'on-account' WHEN method = 'credit-line' THEN 'drawn' ELSE 'paid' END, NULL, paid_fen, paid_on, recorded_at,
    coalesce(receipt, payment_id)
  FROM patient_payments
  UNION ALL
  SELECT case_ref, 'refund-due', refund_sequence, owed_fen, (due_since AT TIME ZONE 'Asia/Shanghai')::date, due_since,
    coalesce('resolution/' || resolution_sequence, 'on-account')
  FROM refunds WHERE debtor = 'patient'
  UNION ALL
  -- What went back; it was owed already, so the balance does not move.
  SELECT case_ref, 'refunded', refund_sequence, owed_fen, refunded_on, due_since, receipt
  FROM refunds WHERE debtor = 'patient' AND refunded_on IS NOT NULL;

-- The sums of one stay. `owed_fen` and `balance_fen` are null before the settlement; owed = paid + balance.
CREATE FUNCTION patient_account(of text)
RETURNS TABLE (owed_fen bigint, paid_fen bigint, balance_fen bigint) LANGUAGE sql STABLE AS $$
  SELECT owed, paid, owed - paid FROM (
    SELECT CASE WHEN bool_or(kind = 'due') THEN (sum(fen) FILTER (WHERE kind IN ('due', 'paid-outside')))::bigint END AS owed,
      coalesce(sum(CASE WHEN kind IN ('paid', 'drawn', 'on-account') THEN fen WHEN kind = 'refund-due' THEN -fen END), 0)::bigint AS paid
    FROM patient_entries WHERE case_ref = of) AS sums
$$;
