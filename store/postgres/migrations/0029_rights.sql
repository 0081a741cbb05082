-- Rights that are lost during a stay or were never there: the waiver ends after notice, or the card was somebody else's.

-- Number of the stay's resolution by which people said that it was under somebody else's card; set before anything is taken back.
ALTER TABLE stays ADD COLUMN impersonated_by integer;
ALTER TABLE stays ADD FOREIGN KEY (case_ref, impersonated_by) REFERENCES resolutions;
-- Since when the insurer knows nothing of such a stay any more; it goes on without it.
ALTER TABLE stays ADD COLUMN unregistered_at timestamptz(3);

-- How the deposit stands follows from the decision of the admission, unless people ended it: then from its day on, after notice.
CREATE TABLE waiver_ends (
  case_ref text PRIMARY KEY REFERENCES stays,
  resolution_sequence integer NOT NULL,
  ends_on date NOT NULL,
  noticed_on date NOT NULL CHECK (noticed_on <= ends_on),
  handed_to text NOT NULL CHECK (handed_to IN ('patient', 'family', 'guardian')),
  -- The ground and what the scheme says of it.
  reason_sealed bytea NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions
);
CREATE TRIGGER waiver_ends_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON waiver_ends
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was filed and is not owed any more is taken back by the hospital; what the payer sends all the same is owed back.
ALTER TABLE claim_events DROP CONSTRAINT claim_events_kind_check;
ALTER TABLE claim_events ADD CONSTRAINT claim_events_kind_check CHECK (kind IN ('filed', 'accepted', 'part-paid', 'paid',
  'corrected', 'retained', 'returned', 'refused', 'deducted', 'recovered', 'refusal-withdrawn', 'asked-again', 'withdrawn'));
ALTER TABLE obligations DROP CONSTRAINT obligations_rest_is_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_rest_is_check
  CHECK (rest_is IN ('borne', 'resubmitted', 'passed-on', 'paid-outside', 'withdrawn'));
