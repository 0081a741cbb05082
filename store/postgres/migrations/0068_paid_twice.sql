-- The same share paid at the window and through the bank: the second payment is taken, and owed back as it was made.

ALTER TABLE refunds ADD COLUMN payment_id text;
-- The payment before it, which pays the share.
ALTER TABLE refunds ADD COLUMN twice_of text;
ALTER TABLE refunds ADD FOREIGN KEY (case_ref, payment_id) REFERENCES patient_payments;
ALTER TABLE refunds ADD FOREIGN KEY (case_ref, twice_of) REFERENCES patient_payments;
ALTER TABLE refunds ADD CHECK ((payment_id IS NULL) = (twice_of IS NULL));
-- One payment is made twice once: a third is somebody's question.
CREATE UNIQUE INDEX refunds_twice_of ON refunds (case_ref, twice_of);

CREATE OR REPLACE VIEW patient_entries AS
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
    coalesce('resolution/' || resolution_sequence, 'twice/' || payment_id, 'on-account')
  FROM refunds WHERE debtor = 'patient'
  UNION ALL
  -- What went back; it was owed already, so the balance does not move.
  SELECT case_ref, 'refunded', refund_sequence, owed_fen, refunded_on, due_since, receipt
  FROM refunds WHERE debtor = 'patient' AND refunded_on IS NOT NULL
  UNION ALL
  -- What is open of the plan that runs; it is part of the balance.
  SELECT case_ref, 'deferred', plan_sequence, (SELECT sum(fen - paid_fen - cut_fen)::bigint FROM instalments
      WHERE instalments.case_ref = plans.case_ref AND instalments.plan_sequence = plans.plan_sequence),
    signed_on, confirmed_at, 'plan/' || plan_sequence
  FROM repayment_plans AS plans WHERE state = 'running'
  UNION ALL
  SELECT case_ref, CASE WHEN fen > 0 THEN kind ELSE kind || '-returned' END, relief_sequence, abs(fen), approved_on, recorded_at,
    coalesce(approval, 'resolution/' || resolution_sequence)
  FROM patient_reliefs;
