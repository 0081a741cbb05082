-- The name that the window gave for the stay, as it was given; null: version 0.1.0 took the admission and kept none.
ALTER TABLE stays ADD COLUMN name_sealed bytea;
-- Rises with each correction of name or number: what was asked or decided for the person before does not count any more.
ALTER TABLE stays ADD COLUMN identity_sequence integer NOT NULL DEFAULT 1 CHECK (identity_sequence > 0);

-- What a stay said of its person before it was corrected, and on what evidence; only ever added to.
CREATE TABLE identity_corrections (
  case_ref text NOT NULL REFERENCES stays,
  -- The one that the correction made.
  identity_sequence integer NOT NULL CHECK (identity_sequence > 1),
  -- Of before: two stays may have been put on one number.
  person_ref text NOT NULL REFERENCES people,
  name_sealed bytea,
  evidence_sealed bytea NOT NULL,
  corrected_by text NOT NULL,
  corrected_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, identity_sequence)
);

-- What a person found out about two stays of one person on the same days.
CREATE TABLE overlap_findings (
  finding_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_ref text NOT NULL REFERENCES stays,
  other_case_ref text NOT NULL REFERENCES stays,
  evidence_sealed bytea NOT NULL,
  found_by text NOT NULL,
  found_at timestamptz(3) NOT NULL
);

-- `name`: a list spells a name otherwise than the window and the insurer do.
ALTER TABLE list_conflicts DROP CONSTRAINT list_conflicts_kind_check;
ALTER TABLE list_conflicts ADD CONSTRAINT list_conflicts_kind_check
  CHECK (kind IN ('insurer-label', 'agencies', 'name'));
