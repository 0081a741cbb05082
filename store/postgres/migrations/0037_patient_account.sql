-- A patient who cannot pay at once: plans of instalments, relief, write-offs, and what the hospital learns of the person meanwhile.

-- One agreement with its dates; a further one takes the place of the one before.
CREATE TABLE repayment_plans (
  case_ref text NOT NULL REFERENCES stays,
  plan_sequence integer NOT NULL CHECK (plan_sequence > 0),
  -- The plan before, where it was agreed anew.
  replaces integer,
  resolution_sequence integer NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'replaced', 'ended')),
  -- Name of the institution's own template, and which wording of it was signed.
  template text NOT NULL,
  text_version text NOT NULL,
  signed_on date NOT NULL,
  signed_by text NOT NULL CHECK (signed_by IN ('patient', 'family')),
  -- SHA-256 of the signed paper, hexadecimal.
  paper_digest text NOT NULL,
  signers_sealed bytea NOT NULL,
  remind_days_before integer NOT NULL CHECK (remind_days_before >= 0),
  confirmed_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  PRIMARY KEY (case_ref, plan_sequence),
  FOREIGN KEY (case_ref, replaces) REFERENCES repayment_plans,
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions,
  CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX repayment_plans_running ON repayment_plans (case_ref) WHERE state = 'running';

CREATE TABLE instalments (
  case_ref text NOT NULL,
  plan_sequence integer NOT NULL,
  instalment integer NOT NULL CHECK (instalment > 0),
  due_on date NOT NULL,
  fen bigint NOT NULL CHECK (fen > 0),
  paid_fen bigint NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
  -- Not asked for any more: relief, a write-off, a bill that fell.
  cut_fen bigint NOT NULL DEFAULT 0 CHECK (cut_fen >= 0),
  -- Owed to the patient: a reminder before the day, one on the day.
  reminded_before boolean NOT NULL DEFAULT false,
  reminded_on_day boolean NOT NULL DEFAULT false,
  missed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (case_ref, plan_sequence, instalment),
  FOREIGN KEY (case_ref, plan_sequence) REFERENCES repayment_plans,
  CHECK (paid_fen + cut_fen <= fen)
);

-- What the patient need not pay: named money, or the hospital's loss. Below 0: a bill that fell took it back.
CREATE TABLE patient_reliefs (
  case_ref text NOT NULL REFERENCES stays,
  relief_sequence integer NOT NULL CHECK (relief_sequence > 0),
  kind text NOT NULL CHECK (kind IN ('waived', 'written-off')),
  fen bigint NOT NULL CHECK (fen <> 0),
  -- Whose money it is; null: the hospital's loss.
  source text CHECK (source IN ('charity', 'hospital-relief', 'relief-fund')),
  -- Number of the approval; null where a bill that fell took it back.
  approval text,
  approved_on date NOT NULL,
  resolution_sequence integer NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, relief_sequence),
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions,
  CHECK ((fen > 0) = (approval IS NOT NULL)),
  CHECK (fen < 0 OR (kind = 'waived') = (source IS NOT NULL))
);
CREATE TRIGGER patient_reliefs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON patient_reliefs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Facts about the person that change what is asked: hardship that the township confirmed, death.
CREATE TABLE patient_circumstances (
  case_ref text NOT NULL REFERENCES stays,
  resolution_sequence integer NOT NULL,
  circumstance text NOT NULL CHECK (circumstance IN ('hardship', 'died')),
  since date NOT NULL,
  PRIMARY KEY (case_ref, resolution_sequence),
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions
);
CREATE UNIQUE INDEX patient_circumstances_died ON patient_circumstances (case_ref) WHERE circumstance = 'died';
CREATE TRIGGER patient_circumstances_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON patient_circumstances
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check
  CHECK (kind IN ('start-stay', 'discharge', 'signal', 'start-claim', 'reopen-stay', 'start-repayment'));

-- `deferred`: open of a plan. `waived`, `written-off`: what took the place of the patient's money, and what was given up.
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_account_check;
ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_account_check CHECK (account ~
  '^(billed|bank|unallocated|allocated|(receivable|in-transit|received|disputed|borne|suspense|retained|deducted|refund|on-account|deferred|waived|written-off):[a-z-]+)$');

-- What a patient owes, paid and gets back, as one account: whoever asks for a balance reads it here. Amounts in fen. One row for each thing
-- that happened to the own part, before the settlement also what was paid on account. `number` counts within its kind.
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

-- The sums of one stay: owed = paid + relieved + balance. `deferred_fen` is the part of the balance that a plan defers, `due_fen` what is due
-- now. `owed_fen`, `balance_fen` and `due_fen` are null before the settlement.
CREATE FUNCTION patient_account(of text) RETURNS TABLE
  (owed_fen bigint, paid_fen bigint, relieved_fen bigint, balance_fen bigint, deferred_fen bigint, due_fen bigint)
LANGUAGE sql STABLE AS $$
  SELECT owed, paid, relieved, owed - paid - relieved, deferred, owed - paid - relieved - deferred FROM (
    SELECT CASE WHEN bool_or(kind = 'due') THEN (sum(fen) FILTER (WHERE kind IN ('due', 'paid-outside')))::bigint END AS owed,
      coalesce(sum(CASE WHEN kind IN ('paid', 'drawn', 'on-account') THEN fen WHEN kind = 'refund-due' THEN -fen END), 0)::bigint AS paid,
      coalesce(sum(CASE WHEN kind IN ('waived', 'written-off') THEN fen
        WHEN kind IN ('waived-returned', 'written-off-returned') THEN -fen END), 0)::bigint AS relieved,
      coalesce(sum(fen) FILTER (WHERE kind = 'deferred'), 0)::bigint AS deferred
    FROM patient_entries WHERE case_ref = of) AS sums
$$;
