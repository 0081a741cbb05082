-- What people decide about a stay that waits: proposed by one, confirmed by another where money leaves or rights are lost,
-- applied once. Nothing is overwritten; what is withdrawn stays.
CREATE TABLE resolutions (
  case_ref text NOT NULL REFERENCES stays,
  resolution_sequence integer NOT NULL CHECK (resolution_sequence > 0),
  kind text NOT NULL,
  -- What of the stay waits for it, as in `attention`.
  step text NOT NULL,
  -- The office whose person confirms, by its id in the register; null: the hospital's own second person, or nobody.
  office text,
  state text NOT NULL CHECK (state IN ('proposed', 'applied', 'withdrawn')),
  -- Evidence and figures as they were proposed, and the fact that they replaced, if any.
  wanted_sealed bytea NOT NULL,
  replaced_sealed bytea,
  proposed_by text NOT NULL,
  proposed_at timestamptz(3) NOT NULL,
  decided_by text,
  decided_at timestamptz(3),
  PRIMARY KEY (case_ref, resolution_sequence),
  CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL))
);
-- One proposal at a time about what waits: two never both win.
CREATE UNIQUE INDEX resolutions_open ON resolutions (case_ref, step) WHERE state = 'proposed';
CREATE INDEX resolutions_waiting ON resolutions (proposed_at, case_ref, resolution_sequence) WHERE state = 'proposed';

-- What came in of a claim whose rest the payer refused, and what became of that rest; null: it is in dispute.
ALTER TABLE obligations ADD COLUMN part_paid_fen bigint NOT NULL DEFAULT 0 CHECK (part_paid_fen BETWEEN 0 AND owed_fen);
ALTER TABLE obligations ADD COLUMN rest_is text CHECK (rest_is IN ('borne', 'resubmitted', 'passed-on'));
ALTER TABLE obligations ADD CHECK (rest_is IS NULL OR state = 'refused');

-- `borne`: the hospital's loss, by the payer that refused it. `suspense`: what a payer sent beyond its claim, owed back to it.
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_account_check;
ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_account_check
  CHECK (account ~ '^(billed|(receivable|in-transit|received|disputed|borne|suspense):[a-z-]+)$');

-- A claim that is filed anew needs its workflow, and a stay that had closed over the refusal needs its own again.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check
  CHECK (kind IN ('start-stay', 'discharge', 'signal', 'start-claim'));

-- What a settlement was worked out from, so that a later no of a payer is worked out from the same. Null: version 0.1.0 settled it.
ALTER TABLE settlements ADD COLUMN request_sealed bytea;
-- The live settlement counts up; each one that it replaced is kept as it was.
ALTER TABLE settlements ADD COLUMN settlement_sequence integer NOT NULL DEFAULT 1 CHECK (settlement_sequence > 0);
CREATE TABLE replaced_settlements (
  case_ref text NOT NULL REFERENCES settlements,
  settlement_sequence integer NOT NULL CHECK (settlement_sequence > 0),
  settlement jsonb NOT NULL,
  -- Number of the stay's resolution that replaced it.
  resolution_sequence integer NOT NULL,
  replaced_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, settlement_sequence),
  FOREIGN KEY (case_ref, resolution_sequence) REFERENCES resolutions
);
CREATE TRIGGER replaced_settlements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON replaced_settlements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
