-- The bank's credit line for the patient's own part: what the bank told of it, and what the bank is asked to do.

-- As the bank last told it for the stay.
CREATE TABLE credit_lines (
  case_ref text PRIMARY KEY REFERENCES stays,
  opened_on date NOT NULL,
  limit_fen bigint NOT NULL CHECK (limit_fen >= 0),
  available_fen bigint NOT NULL CHECK (available_fen >= 0),
  -- When the person signed that the hospital may draw; null: never.
  mandate_signed_on date,
  card_bound boolean NOT NULL,
  holds boolean NOT NULL,
  told_at timestamptz(3) NOT NULL,
  -- When the patient was told, in writing or otherwise, that the hospital draws what is forgotten.
  noticed_on date,
  noticed_way text CHECK (noticed_way IN ('sms', 'letter', 'phone', 'in-person')),
  noticed_by text,
  CHECK ((noticed_on IS NULL) = (noticed_way IS NULL) AND (noticed_on IS NULL) = (noticed_by IS NULL))
);

-- One thing that the bank is asked to do, once for ever: its number is in the key of its message.
CREATE TABLE credit_orders (
  case_ref text NOT NULL REFERENCES stays,
  order_sequence integer NOT NULL CHECK (order_sequence > 0),
  kind text NOT NULL CHECK (kind IN ('hold', 'renew', 'release', 'draw', 'reverse')),
  -- Of a renewal or release its hold, of a draw the hold that it was taken from, of a reversal its draw.
  of_sequence integer,
  fen bigint NOT NULL CHECK (fen > 0),
  -- Of a draw: the patient agreed, or forgot.
  basis text CHECK (basis IN ('consent', 'mandate')),
  consented_on date,
  consented_by text CHECK (consented_by IN ('patient', 'family')),
  ordered_by text NOT NULL,
  ordered_at timestamptz(3) NOT NULL,
  -- `due` is not written to the bank yet and may change, `sent` may not; `dropped` was never sent.
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'done', 'refused', 'dropped')),
  state_at timestamptz(3) NOT NULL,
  refusal text,
  -- What the bank answered.
  bank_ref text,
  done_on date,
  -- Of a hold: the last day on which it holds, and when it ended before.
  expires_on date,
  hold_ended_at timestamptz(3),
  -- Of a draw: where the money was found in the hospital's account.
  advice_no text,
  arrived_on date,
  matched_by text,
  -- Of a draw: how the bank last said that it is repaid.
  repayment text CHECK (repayment IN ('open', 'repaid', 'overdue')),
  outstanding_fen bigint CHECK (outstanding_fen >= 0),
  repayment_on date,
  PRIMARY KEY (case_ref, order_sequence),
  FOREIGN KEY (case_ref, of_sequence) REFERENCES credit_orders,
  CHECK ((kind = 'draw') = (basis IS NOT NULL)),
  CHECK (kind NOT IN ('renew', 'release', 'reverse') OR of_sequence IS NOT NULL),
  CHECK (state <> 'done' OR (done_on IS NOT NULL AND bank_ref IS NOT NULL)),
  CHECK ((state = 'refused') = (refusal IS NOT NULL)),
  CHECK ((advice_no IS NULL) = (arrived_on IS NULL) AND (advice_no IS NULL) = (matched_by IS NULL))
);
CREATE UNIQUE INDEX credit_orders_one_draw ON credit_orders (case_ref) WHERE kind = 'draw' AND state IN ('due', 'sent');
CREATE INDEX credit_orders_holds ON credit_orders (expires_on) WHERE kind = 'hold' AND state = 'done' AND hold_ended_at IS NULL;
-- Not unique: what a bank answers must not stop a stay.
CREATE INDEX credit_orders_bank_ref ON credit_orders (bank_ref) WHERE kind = 'draw' AND state = 'done';
CREATE UNIQUE INDEX credit_orders_advice ON credit_orders (advice_no) WHERE advice_no IS NOT NULL;

-- What was drawn goes back to the line, by that order; null: to whoever it is owed.
ALTER TABLE refunds ADD COLUMN line_order integer;
ALTER TABLE refunds ADD FOREIGN KEY (case_ref, line_order) REFERENCES credit_orders;
-- The bank's answer says that it went, where no resolution does (0024).
ALTER TABLE refunds DROP CONSTRAINT refunds_check;
ALTER TABLE refunds DROP CONSTRAINT refunds_check1;
ALTER TABLE refunds ADD CONSTRAINT refunds_check CHECK ((refunded_on IS NULL) = (receipt IS NULL)
  AND (refunded_by IS NULL OR refunded_on IS NOT NULL)
  AND (refunded_on IS NULL OR refunded_by IS NOT NULL OR line_order IS NOT NULL));
