-- Objections to the decision of an admission. One row each; what is decided about it is added once.
CREATE TABLE decision_objections (
  case_ref text NOT NULL REFERENCES stays,
  objection integer NOT NULL CHECK (objection > 0),
  -- The decision that is objected to.
  decision_sequence integer NOT NULL,
  recorded_by integer NOT NULL,
  objected_on date NOT NULL,
  objected_by text NOT NULL CHECK (objected_by IN ('patient', 'family', 'guardian')),
  -- By when it is to be decided, as the scheme had it then, and by whose people.
  due_on date NOT NULL CHECK (due_on > objected_on),
  deciding_party text NOT NULL CHECK (deciding_party IN ('health-commission', 'medical-insurance')),
  decided_on date,
  decided_by integer,
  upheld boolean,
  -- The decision that was made anew; null: the one before stands.
  renewed_sequence integer,
  PRIMARY KEY (case_ref, objection),
  FOREIGN KEY (case_ref, decision_sequence) REFERENCES decisions,
  FOREIGN KEY (case_ref, renewed_sequence) REFERENCES decisions,
  FOREIGN KEY (case_ref, recorded_by) REFERENCES resolutions,
  FOREIGN KEY (case_ref, decided_by) REFERENCES resolutions,
  CHECK (num_nulls(decided_on, decided_by, upheld) IN (0, 3)),
  CHECK (renewed_sequence IS NULL OR upheld)
);
CREATE UNIQUE INDEX decision_objections_open ON decision_objections (case_ref) WHERE decided_on IS NULL;
CREATE TRIGGER decision_objections_once BEFORE UPDATE OR DELETE ON decision_objections
  FOR EACH ROW EXECUTE FUNCTION refuse_arrears_rewrite();

-- The person is told what became of it.
ALTER TABLE patient_notices DROP CONSTRAINT patient_notices_kind_check;
ALTER TABLE patient_notices ADD CONSTRAINT patient_notices_kind_check
  CHECK (kind IN ('instalment-reminder', 'instalment-missed', 'arrears-notice', 'draw-notice', 'objection-upheld', 'objection-not-upheld'));
