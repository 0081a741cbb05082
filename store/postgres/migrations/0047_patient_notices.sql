-- What the hospital owes the patient to be told: reminders of a plan, the written notice of arrears. One row each, written once; how it
-- was told is added once.

CREATE TABLE patient_notices (
  case_ref text NOT NULL REFERENCES stays,
  notice_sequence integer NOT NULL CHECK (notice_sequence > 0),
  kind text NOT NULL CHECK (kind IN ('instalment-reminder', 'instalment-missed', 'arrears-notice')),
  -- What it is about within the stay, such as one instalment of a plan: it is owed once.
  about text NOT NULL,
  -- Figures and days that the text names: no name, number or diagnosis.
  fields jsonb NOT NULL,
  owed_on date NOT NULL,
  given_on date CHECK (given_on >= owed_on),
  given_way text CHECK (given_way IN ('sms', 'letter', 'phone', 'in-person')),
  given_by text,
  -- Number of the posting or of the signed copy.
  receipt text,
  PRIMARY KEY (case_ref, notice_sequence),
  UNIQUE (case_ref, about),
  CHECK (num_nulls(given_on, given_way, given_by) IN (0, 3)),
  CHECK (given_way IS DISTINCT FROM 'letter' OR receipt IS NOT NULL)
);
CREATE INDEX patient_notices_owed ON patient_notices (owed_on) WHERE given_on IS NULL;

-- Whose business an unpaid own part is within the hospital, by department and person; the last one counts.
CREATE TABLE own_part_owners (
  case_ref text NOT NULL REFERENCES stays,
  owner_sequence integer NOT NULL CHECK (owner_sequence > 0),
  department text NOT NULL,
  person text NOT NULL,
  named_by text NOT NULL,
  named_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, owner_sequence)
);
CREATE TRIGGER own_part_owners_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON own_part_owners
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
