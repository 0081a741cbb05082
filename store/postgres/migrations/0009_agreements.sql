-- What a patient or the family signed at admission; the names are sealed, the paper itself stays at the hospital.

CREATE TABLE agreements (
  case_ref text PRIMARY KEY REFERENCES stays,
  text_version text NOT NULL,
  signed_on date NOT NULL,
  -- SHA-256 of the signed paper as scanned.
  paper_digest text NOT NULL CHECK (paper_digest ~ '^[0-9a-f]{64}$'),
  signers_sealed bytea NOT NULL,
  recorded_at timestamptz(3) NOT NULL
);
