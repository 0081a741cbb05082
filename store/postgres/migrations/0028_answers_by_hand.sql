-- People accepted what the core answered as the payers' result, though the scheme gives another amount: the stay's resolution that says so.
ALTER TABLE core_settlements ADD COLUMN accepted_by integer;

-- What of a claim left it because the fund paid the patient: a part of `moved_fen`, which the patient owes the hospital. Fen.
ALTER TABLE obligations ADD COLUMN outside_fen bigint NOT NULL DEFAULT 0 CHECK (outside_fen BETWEEN 0 AND moved_fen);
ALTER TABLE obligations DROP CONSTRAINT obligations_rest_is_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_rest_is_check
  CHECK (rest_is IN ('borne', 'resubmitted', 'passed-on', 'paid-outside'));
