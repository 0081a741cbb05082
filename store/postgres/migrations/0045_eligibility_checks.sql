-- How often somebody asked before an admission, on one day. The person is a digest under a key of that day: no row tells who was
-- asked about, none can be joined with another day's, and yesterday's are forgotten.
CREATE TABLE eligibility_checks (
  party text NOT NULL REFERENCES parties,
  day date NOT NULL,
  person_digest bytea NOT NULL,
  checks integer NOT NULL,
  PRIMARY KEY (party, day, person_digest)
);
