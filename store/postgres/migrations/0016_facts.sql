-- Why exactly a stay waits, and by when somebody should have acted. Null in rows that version 0.1.0 writes beside this one.
ALTER TABLE attention ADD COLUMN detail jsonb;
ALTER TABLE attention ADD COLUMN due_at timestamptz(3);

-- Nobody waits for a stay that is closed. A claim that was refused stays listed as the obligation that it is, and as a
-- receivable in dispute.
WITH gone AS (
  DELETE FROM attention USING stays WHERE stays.case_ref = attention.case_ref AND stage = 'Closed'
  RETURNING attention.case_ref, step, code, closed_at)
INSERT INTO stay_events (case_ref, kind, detail, at)
SELECT case_ref, 'attention-cleared', jsonb_build_object('step', step, 'code', code, 'because', 'stay-closed'), closed_at
FROM gone;

-- What a party answered and later steps need, written in the transaction that takes the answer. The message log keeps the
-- evidence. Missing for stays that got their answers before: the log is read once more, then the fact is written.

-- One visit at the insurer. A wrong person needs another one.
CREATE TABLE insurer_registrations (
  case_ref text NOT NULL REFERENCES stays,
  registration_sequence integer NOT NULL CHECK (registration_sequence > 0),
  person_no_sealed bytea NOT NULL,
  identified_at timestamptz(3) NOT NULL,
  -- The insurer's number of the visit, once it has taken the admission.
  visit_ref text,
  registered_at timestamptz(3),
  PRIMARY KEY (case_ref, registration_sequence),
  CHECK ((visit_ref IS NULL) = (registered_at IS NULL))
);

-- One settlement of the insurer's core, by its number and the message that asked for it. Amounts in fen.
CREATE TABLE core_settlements (
  case_ref text NOT NULL,
  registration_sequence integer NOT NULL,
  core_sequence integer NOT NULL CHECK (core_sequence > 0),
  settlement_ref text NOT NULL,
  message_id text NOT NULL,
  total_fen bigint NOT NULL CHECK (total_fen >= 0),
  in_policy_fen bigint NOT NULL,
  -- By payer: `{"paidFen": n}` or `{"refused": code}`.
  answers jsonb NOT NULL,
  settled_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, core_sequence),
  FOREIGN KEY (case_ref, registration_sequence) REFERENCES insurer_registrations
);

-- The payer's own number of the claim, once it has taken it.
ALTER TABLE obligations ADD COLUMN claim_ref text;

-- Settled stays are looked through for own parts that are not paid.
CREATE INDEX stays_settled ON stays (case_ref) WHERE stage = 'Settled';
-- What is forgotten after its time is found without reading everything.
CREATE INDEX messages_follow_up ON messages (written_at) WHERE message_key LIKE '%/follow-%';
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (leased_until);
