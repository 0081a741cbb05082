-- A stay whose deposit is not waived goes on as an insured stay, by whose word. It holds with the decision that denied the waiver, and
-- not with another that takes its place.
CREATE TABLE insured_stays (
  case_ref text NOT NULL,
  decision_sequence integer NOT NULL,
  chosen_by text NOT NULL CHECK (chosen_by IN ('scheme', 'admission', 'resolution')),
  resolution_sequence integer,
  recorded_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, decision_sequence),
  FOREIGN KEY (case_ref, decision_sequence) REFERENCES decisions,
  CHECK ((chosen_by = 'resolution') = (resolution_sequence IS NOT NULL))
);
