-- A hospital whose own system registers and settles with the insurer: it delivers the insurer's replies, and the hub calls nobody for it.

ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_kind_check;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_kind_check
  CHECK (kind IN ('own-part-warning', 'staging', 'settled-by'));

-- Bound when the stay is accepted, by the rule of its admission day; what was there before, and what an older version accepts, is the hub's.
ALTER TABLE stays ADD COLUMN settled_by text NOT NULL DEFAULT 'hub' CHECK (settled_by IN ('hub', 'hospital'));

CREATE TABLE core_answers (
  -- The hospital's own msgid: one transaction has one reply for ever.
  message_id text PRIMARY KEY,
  case_ref text NOT NULL REFERENCES stays,
  transaction text NOT NULL CHECK (transaction IN ('2401', '2303', '2304', '2305', '2404')),
  said text NOT NULL CHECK (said IN ('done', 'refused')),
  visit_ref text NOT NULL,
  -- SHA-256 of the reply.
  digest text NOT NULL,
  -- Word for word.
  reply_sealed bytea NOT NULL,
  -- What the insurer itself showed; null while nobody looked.
  checked text CHECK (checked IN ('agrees', 'differs', 'unchecked')),
  recorded_by text NOT NULL,
  recorded_at timestamptz(3) NOT NULL
);
CREATE INDEX core_answers_by_case ON core_answers (case_ref, transaction, recorded_at);
