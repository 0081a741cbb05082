-- What was done at a party can be taken back: a stay entered by mistake, a settlement of the core that broke the rules, a bill
-- that was wrong. Nothing is overwritten: what is replaced is kept.

-- A stay that is cancelled gives its admission number back: its own row then carries the number with the case ref behind it.
ALTER TABLE stays DROP CONSTRAINT stays_stage_check;
ALTER TABLE stays ADD CONSTRAINT stays_stage_check CHECK (stage IN
  ('Arrived', 'Identified', 'Covered', 'Admitted', 'Refused', 'Discharged', 'Settled', 'Closed', 'Cancelled'));
-- Number of the stay's resolution by which people said so; set before anything is undone.
ALTER TABLE stays ADD COLUMN cancelled_by integer;
ALTER TABLE stays ADD FOREIGN KEY (case_ref, cancelled_by) REFERENCES resolutions;
ALTER TABLE insurer_registrations ADD COLUMN cancelled_at timestamptz(3);

-- What is to be taken back is `reversing` until the insurer shows it as taken back, whatever it answered.
ALTER TABLE core_settlements ADD COLUMN state text NOT NULL DEFAULT 'settled'
  CHECK (state IN ('settled', 'reversing', 'reversal-unknown', 'reversed'));

-- Each bill of a stay by its number; one that was corrected is kept as it was.
ALTER TABLE discharges ADD COLUMN bill_sequence integer NOT NULL DEFAULT 1 CHECK (bill_sequence > 0);
CREATE TABLE replaced_bills (
  case_ref text NOT NULL REFERENCES discharges,
  bill_sequence integer NOT NULL CHECK (bill_sequence > 0),
  total_fen bigint NOT NULL CHECK (total_fen >= 0),
  out_of_policy_fen bigint NOT NULL CHECK (out_of_policy_fen BETWEEN 0 AND total_fen),
  bill_sealed bytea NOT NULL,
  -- Number of the stay's resolution that corrected it.
  resolution_sequence integer NOT NULL,
  replaced_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, bill_sequence),
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions
);
CREATE TRIGGER replaced_bills_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON replaced_bills
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A corrected bill on its way: it takes the place of the bill in the transaction that writes the replacing settlement.
CREATE TABLE amendments (
  case_ref text NOT NULL REFERENCES settlements,
  resolution_sequence integer NOT NULL,
  total_fen bigint NOT NULL CHECK (total_fen >= 0),
  out_of_policy_fen bigint NOT NULL CHECK (out_of_policy_fen BETWEEN 0 AND total_fen),
  bill_sealed bytea NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  -- `kept`: the settlement stayed as it was.
  ending text CHECK (ending IN ('settled', 'kept')),
  PRIMARY KEY (case_ref, resolution_sequence),
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions,
  CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX amendments_open ON amendments (case_ref) WHERE ended_at IS NULL;

-- What the hospital owes back to a payer or to the patient.
CREATE TABLE refunds (
  case_ref text NOT NULL REFERENCES settlements,
  debtor text NOT NULL,
  refund_sequence integer NOT NULL CHECK (refund_sequence > 0),
  owed_fen bigint NOT NULL CHECK (owed_fen > 0),
  -- Number of the stay's resolution that made it due, and of the one that says that the money went back.
  resolution_sequence integer NOT NULL,
  due_since timestamptz(3) NOT NULL,
  refunded_by integer,
  refunded_on date,
  receipt text,
  PRIMARY KEY (case_ref, debtor, refund_sequence),
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions,
  FOREIGN KEY (case_ref, refunded_by) REFERENCES resolutions,
  CHECK ((refunded_by IS NULL) = (refunded_on IS NULL)),
  CHECK ((refunded_by IS NULL) = (receipt IS NULL))
);
