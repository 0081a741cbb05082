-- What a payer really does with a claim. Amounts in fen.

-- How the claim is divided: owed = paid + retained + deducted + borne + moved + what is left. `over_paid_fen` came in beyond it.
ALTER TABLE obligations ADD COLUMN over_paid_fen bigint NOT NULL DEFAULT 0 CHECK (over_paid_fen >= 0);
ALTER TABLE obligations ADD COLUMN retained_fen bigint NOT NULL DEFAULT 0 CHECK (retained_fen >= 0);
ALTER TABLE obligations ADD COLUMN deducted_fen bigint NOT NULL DEFAULT 0 CHECK (deducted_fen >= 0);
ALTER TABLE obligations ADD COLUMN borne_fen bigint NOT NULL DEFAULT 0 CHECK (borne_fen >= 0);
ALTER TABLE obligations ADD COLUMN moved_fen bigint NOT NULL DEFAULT 0 CHECK (moved_fen >= 0);
-- Until when the hospital may answer a deduction.
ALTER TABLE obligations ADD COLUMN answer_until date;
-- The payer says that it has the claim already: it is asked for, and never filed again.
ALTER TABLE obligations ADD COLUMN filed_before boolean NOT NULL DEFAULT false;
-- It was final and is open again: whoever follows it now is not the stay's own child.
ALTER TABLE obligations ADD COLUMN reopened boolean NOT NULL DEFAULT false;
UPDATE obligations SET borne_fen = owed_fen - part_paid_fen WHERE rest_is = 'borne';
UPDATE obligations SET moved_fen = owed_fen - part_paid_fen WHERE rest_is IN ('resubmitted', 'passed-on');
UPDATE obligations SET over_paid_fen = found.fen FROM (
  SELECT case_ref, substr(account, length('suspense:') + 1) AS payer, -sum(fen) AS fen
  FROM ledger_postings JOIN ledger_transactions USING (transaction_id) WHERE account LIKE 'suspense:%'
  GROUP BY 1, 2 HAVING sum(fen) < 0) AS found
WHERE obligations.case_ref = found.case_ref AND obligations.payer = found.payer AND state = 'confirmed'
  AND claim_sequence = (SELECT max(claim_sequence) FROM obligations AS other
    WHERE other.case_ref = found.case_ref AND other.payer = found.payer AND state = 'confirmed');
ALTER TABLE obligations ADD CHECK (part_paid_fen + retained_fen + deducted_fen + borne_fen + moved_fen <= owed_fen);

-- Everything that happened to a claim, each with its evidence. `said` by the payer, `arrived` at the bank: one payment that is told
-- twice counts once. Nothing is changed or removed.
CREATE TABLE claim_events (
  claim_event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_ref text NOT NULL,
  payer text NOT NULL,
  claim_sequence integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('filed', 'accepted', 'part-paid', 'paid', 'corrected', 'retained', 'returned', 'refused',
    'deducted', 'recovered', 'refusal-withdrawn', 'asked-again')),
  told text NOT NULL CHECK (told IN ('said', 'arrived')),
  fen bigint NOT NULL CHECK (fen >= 0 OR kind = 'corrected'),
  day date NOT NULL,
  -- What shows it: a message, a remittance's line, a resolution, or the payer's own entry. The same is one event for ever.
  evidence text NOT NULL,
  code text,
  answer_until date,
  -- Organisation/actor; null: the hub read it in a message.
  actor text,
  at timestamptz(3) NOT NULL,
  FOREIGN KEY (case_ref, payer, claim_sequence) REFERENCES obligations,
  UNIQUE (case_ref, payer, claim_sequence, kind, evidence)
);
CREATE TRIGGER claim_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO claim_events (case_ref, payer, claim_sequence, kind, told, fen, day, evidence, code, at)
SELECT case_ref, payer, claim_sequence, said.kind, 'said', said.fen, coalesce(paid_on, (state_at AT TIME ZONE 'Asia/Shanghai')::date),
  'before-events', CASE said.kind WHEN 'refused' THEN refusal_code END, state_at
FROM obligations, LATERAL (VALUES
  ('filed', 0, state <> 'intended'),
  ('part-paid', part_paid_fen, part_paid_fen > 0),
  ('refused', 0, state = 'refused'),
  ('paid', owed_fen + over_paid_fen, state IN ('confirmed', 'reversing', 'reversed', 'reversal-unknown'))
) AS said (kind, fen, holds) WHERE said.holds;

-- A stay that had closed is open again when its payer takes money back: its workflow is owed once more.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check
  CHECK (kind IN ('start-stay', 'discharge', 'signal', 'start-claim', 'reopen-stay'));

-- Money that arrived at the hospital's bank, signed: below 0 it left again; 0 is a set-off that the payer announced.
CREATE TABLE remittances (
  remittance_id text PRIMARY KEY,
  institution text NOT NULL REFERENCES institutions,
  party text NOT NULL,
  amount_fen bigint NOT NULL,
  arrived_on date NOT NULL,
  bank_ref text NOT NULL,
  actor text NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  UNIQUE (institution, party, bank_ref)
);
CREATE TRIGGER remittances_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON remittances
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Which claim each part of it is for; below 0: taken back, or netted with what the payer had overpaid.
CREATE TABLE remittance_allocations (
  remittance_id text NOT NULL REFERENCES remittances,
  line integer NOT NULL CHECK (line > 0),
  case_ref text NOT NULL,
  payer text NOT NULL,
  claim_sequence integer NOT NULL,
  fen bigint NOT NULL CHECK (fen <> 0),
  actor text NOT NULL,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (remittance_id, line),
  FOREIGN KEY (case_ref, payer, claim_sequence) REFERENCES obligations
);
CREATE INDEX remittance_allocations_by_claim ON remittance_allocations (case_ref, payer, claim_sequence);
CREATE TRIGGER remittance_allocations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON remittance_allocations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The ledger has owners without a case: an institution with one party.
ALTER TABLE ledger_transactions ALTER COLUMN case_ref DROP NOT NULL;
ALTER TABLE ledger_transactions ADD COLUMN institution text REFERENCES institutions;
ALTER TABLE ledger_transactions ADD COLUMN party text;
ALTER TABLE ledger_transactions ADD CHECK
  ((case_ref IS NULL) = (institution IS NOT NULL) AND (institution IS NULL) = (party IS NULL));
CREATE UNIQUE INDEX ledger_transactions_without_case ON ledger_transactions (institution, party, transaction_key)
  WHERE case_ref IS NULL;
-- `bank`: what arrived; `unallocated`: of that, what nobody has explained yet; `allocated`: what stands with claims.
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_account_check;
ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_account_check CHECK (account ~
  '^(billed|bank|unallocated|allocated|(receivable|in-transit|received|disputed|borne|suspense|retained|deducted):[a-z-]+)$');
