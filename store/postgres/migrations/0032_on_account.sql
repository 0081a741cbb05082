-- What a patient pays on account in mid-stay, by the hospital's own dated rule, and what becomes of it at the settlement.

ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_kind_check;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_kind_check CHECK (kind IN ('own-part-warning', 'staging'));

-- Money on account that is neither credited nor owed back, kept in the stay's row so that whoever holds the row knows it.
ALTER TABLE stays ADD COLUMN on_account_fen bigint NOT NULL DEFAULT 0 CHECK (on_account_fen >= 0);

-- A payment may come before the settlement.
ALTER TABLE patient_payments DROP CONSTRAINT patient_payments_case_ref_fkey;
ALTER TABLE patient_payments ADD FOREIGN KEY (case_ref) REFERENCES stays;
ALTER TABLE patient_payments ADD COLUMN on_account boolean NOT NULL DEFAULT false;
-- Number of the hospital's receipt; always there for what is paid on account.
ALTER TABLE patient_payments ADD COLUMN receipt text;
ALTER TABLE patient_payments ADD CONSTRAINT patient_payments_receipt_check CHECK (NOT on_account OR receipt IS NOT NULL);

-- Too much on account is owed back without anybody's resolution, also by a stay that is cancelled before its settlement.
ALTER TABLE refunds DROP CONSTRAINT refunds_case_ref_fkey;
ALTER TABLE refunds ADD FOREIGN KEY (case_ref) REFERENCES stays;
ALTER TABLE refunds ALTER COLUMN resolution_sequence DROP NOT NULL;

-- Each time the rule was reached.
CREATE TABLE payment_stages (
  case_ref text NOT NULL REFERENCES stays,
  stage_sequence integer NOT NULL CHECK (stage_sequence > 0),
  rule_no text NOT NULL,
  -- The own part at which it was reached; it is paid once that much is on account.
  target_fen bigint NOT NULL CHECK (target_fen > 0),
  reached_on date NOT NULL,
  reached_at timestamptz(3) NOT NULL,
  -- Who offered it; null while it waits for a person. `rule`: by itself.
  offered_by text,
  offered_at timestamptz(3),
  paid_at timestamptz(3),
  PRIMARY KEY (case_ref, stage_sequence),
  CHECK ((offered_by IS NULL) = (offered_at IS NULL))
);
CREATE UNIQUE INDEX payment_stages_open ON payment_stages (case_ref) WHERE paid_at IS NULL;

-- `on-account`: what the patient paid before the settlement, negative until it is credited or owed back.
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_account_check;
ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_account_check CHECK (account ~
  '^(billed|bank|unallocated|allocated|(receivable|in-transit|received|disputed|borne|suspense|retained|deducted|refund|on-account):[a-z-]+)$');
