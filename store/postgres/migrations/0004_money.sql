-- Settlements, obligations and the ledger. Amounts in fen.

CREATE TABLE settlements (
  case_ref text PRIMARY KEY REFERENCES discharges,
  scheme text NOT NULL,
  version text NOT NULL,
  total_fen bigint NOT NULL CHECK (total_fen >= 0),
  patient_fen bigint NOT NULL CHECK (patient_fen BETWEEN 0 AND total_fen),
  patient_parts jsonb NOT NULL,
  assumed jsonb NOT NULL,
  settled_at timestamptz(3) NOT NULL
);

CREATE TABLE settlement_shares (
  case_ref text NOT NULL REFERENCES settlements,
  -- Payers in legal order, from 1.
  position integer NOT NULL CHECK (position > 0),
  payer text NOT NULL,
  share_fen bigint NOT NULL CHECK (share_fen >= 0),
  steps jsonb NOT NULL,
  PRIMARY KEY (case_ref, position),
  UNIQUE (case_ref, payer)
);

CREATE TABLE obligations (
  case_ref text NOT NULL REFERENCES settlements,
  payer text NOT NULL,
  claim_sequence integer NOT NULL CHECK (claim_sequence > 0),
  party text NOT NULL,
  owed_fen bigint NOT NULL CHECK (owed_fen > 0),
  state text NOT NULL DEFAULT 'intended' CHECK (state IN
    ('intended', 'sent', 'confirmed', 'refused', 'unknown', 'reversing', 'reversed', 'reversal-unknown')),
  paid_on date,
  refusal_code text,
  state_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, payer, claim_sequence),
  CHECK (state <> 'confirmed' OR paid_on IS NOT NULL),
  CHECK ((state = 'refused') = (refusal_code IS NOT NULL))
);
CREATE INDEX obligations_open ON obligations (party, case_ref, payer, claim_sequence)
  WHERE state NOT IN ('confirmed', 'refused', 'reversed');

CREATE TABLE patient_payments (
  case_ref text NOT NULL REFERENCES settlements,
  payment_id text NOT NULL,
  paid_fen bigint NOT NULL CHECK (paid_fen > 0),
  paid_on date NOT NULL,
  method text NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, payment_id)
);

-- Double entry: every transaction sums to zero, nothing is ever changed, nothing is added to an old transaction.
CREATE TABLE ledger_transactions (
  transaction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_ref text NOT NULL REFERENCES stays,
  -- What happened, once in a case, such as `settlement` or `claim/red-cross/1/sent`.
  transaction_key text NOT NULL,
  at timestamptz(3) NOT NULL,
  written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (case_ref, transaction_key)
);

CREATE TABLE ledger_postings (
  transaction_id bigint NOT NULL REFERENCES ledger_transactions,
  line integer NOT NULL CHECK (line > 0),
  account text NOT NULL CHECK (account ~ '^(billed|(receivable|in-transit|received|disputed):[a-z-]+)$'),
  fen bigint NOT NULL CHECK (fen <> 0),
  PRIMARY KEY (transaction_id, line)
);

CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lines integer;
  total numeric;
BEGIN
  IF (SELECT written_by FROM ledger_transactions WHERE transaction_id = NEW.transaction_id) <> pg_current_xact_id() THEN
    RAISE EXCEPTION 'ledger transaction % is complete', NEW.transaction_id USING ERRCODE = 'check_violation';
  END IF;
  SELECT count(*), coalesce(sum(fen), 0) INTO lines, total FROM ledger_postings
    WHERE transaction_id = NEW.transaction_id;
  IF lines < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'ledger transaction % does not balance: % lines sum to %', NEW.transaction_id, lines, total
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- Deferred to the commit, when all lines are there; on both tables, so that a transaction without lines is refused too.
CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE CONSTRAINT TRIGGER ledger_postings_balance AFTER INSERT ON ledger_postings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
