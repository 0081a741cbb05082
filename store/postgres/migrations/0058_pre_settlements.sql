-- What the insurer says a bill would come to (2303), asked while the stay goes on. Nothing is settled or booked by it.
CREATE TABLE pre_settlements (
  case_ref text NOT NULL REFERENCES stays,
  sequence integer NOT NULL CHECK (sequence > 0),
  as_of date NOT NULL,
  -- The bill that was tried, in fen.
  total_fen bigint NOT NULL CHECK (total_fen > 0),
  out_of_policy_fen bigint NOT NULL CHECK (out_of_policy_fen BETWEEN 0 AND total_fen),
  asked_at timestamptz(3) NOT NULL,
  -- Null: the hub, by itself.
  asked_by text,
  -- `part`: the insurer answered, and the rest cannot be worked out. `silent`: it was asked often enough for this time.
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'answered', 'part', 'refused', 'silent')),
  -- Why it was refused or is not whole.
  code text,
  answered_at timestamptz(3),
  -- By payer, and the patient's part, in fen.
  shares jsonb,
  patient_fen bigint CHECK (patient_fen BETWEEN 0 AND total_fen),
  PRIMARY KEY (case_ref, sequence),
  CHECK ((state = 'asked') = (answered_at IS NULL)),
  CHECK ((state = 'answered') = (patient_fen IS NOT NULL)),
  CHECK ((state = 'answered' OR state = 'part') = (shares IS NOT NULL))
);
CREATE UNIQUE INDEX pre_settlements_one_at_a_time ON pre_settlements (case_ref) WHERE state = 'asked';
CREATE INDEX pre_settlements_asked ON pre_settlements (asked_at) WHERE state = 'asked';
