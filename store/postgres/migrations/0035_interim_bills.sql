-- Bills that are settled with the payers while the stay goes on. The row of `settlements` says what all live bills of a stay come to.

CREATE TABLE interim_bills (
  case_ref text NOT NULL REFERENCES stays,
  interim_sequence integer NOT NULL CHECK (interim_sequence > 0),
  -- `reached` waits for a person, `open` is being settled, `withdrawing` is being taken back.
  state text NOT NULL CHECK (state IN ('reached', 'open', 'settled', 'withdrawing', 'withdrawn')),
  rule_no text NOT NULL,
  reached_at timestamptz(3) NOT NULL,
  -- Which days it is of, and what it comes to by itself, in fen. Of a stage that waits for a person, not known yet.
  from_day date,
  to_day date CHECK (to_day >= from_day),
  total_fen bigint CHECK (total_fen > 0),
  out_of_policy_fen bigint CHECK (out_of_policy_fen BETWEEN 0 AND total_fen),
  -- `rule`: by itself.
  opened_by text,
  opened_at timestamptz(3),
  -- What it added to the shares and to the patient's part, by payer, in fen.
  settled_at timestamptz(3),
  patient_fen bigint,
  shares jsonb,
  withdrawn_by text,
  withdrawn_at timestamptz(3),
  PRIMARY KEY (case_ref, interim_sequence),
  CHECK (state = 'reached' OR withdrawn_at IS NOT NULL OR (from_day IS NOT NULL AND to_day IS NOT NULL AND total_fen IS NOT NULL
    AND out_of_policy_fen IS NOT NULL AND opened_by IS NOT NULL AND opened_at IS NOT NULL)),
  CHECK (state <> 'settled' OR settled_at IS NOT NULL),
  CHECK ((settled_at IS NULL) = (patient_fen IS NULL) AND (settled_at IS NULL) = (shares IS NULL))
);
CREATE UNIQUE INDEX interim_bills_one_at_a_time ON interim_bills (case_ref) WHERE state IN ('reached', 'open', 'withdrawing');

-- A settlement may come before the discharge, and be replaced without anybody's resolution by that of one bill more.
ALTER TABLE settlements DROP CONSTRAINT settlements_case_ref_fkey;
ALTER TABLE settlements ADD FOREIGN KEY (case_ref) REFERENCES stays;
ALTER TABLE replaced_settlements ALTER COLUMN resolution_sequence DROP NOT NULL;

-- Of which interim bill, null where it is of the bill of the discharge.
ALTER TABLE core_settlements ADD COLUMN interim_sequence integer;
ALTER TABLE core_settlements ADD FOREIGN KEY (case_ref, interim_sequence) REFERENCES interim_bills;
ALTER TABLE obligations ADD COLUMN interim_sequence integer;
ALTER TABLE obligations ADD FOREIGN KEY (case_ref, interim_sequence) REFERENCES interim_bills;
