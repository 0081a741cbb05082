-- Who took a payment at the window, and what the hospital's own system counted on a day, cashier by cashier.

-- As the hospital's system names them; null: it was not said, as by the version before.
ALTER TABLE patient_payments ADD COLUMN cashier text;
CREATE INDEX patient_payments_day ON patient_payments (paid_on);

-- One count of a day; a later one takes the place of the one before, and nothing is overwritten.
CREATE TABLE cash_counts (
  institution text NOT NULL REFERENCES institutions,
  day date NOT NULL,
  count_sequence integer NOT NULL CHECK (count_sequence > 0),
  counted_by text NOT NULL,
  counted_at timestamptz(3) NOT NULL,
  totals jsonb NOT NULL,
  -- Why it differs and stays so, by somebody else.
  explanation text,
  explained_by text CHECK (explained_by <> counted_by),
  explained_at timestamptz(3),
  PRIMARY KEY (institution, day, count_sequence),
  CHECK (num_nulls(explanation, explained_by, explained_at) IN (0, 3))
);
