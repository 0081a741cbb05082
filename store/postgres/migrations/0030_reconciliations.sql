-- What the last round of each part of the reconciler found (county time); codes only.
CREATE TABLE reconciliations (
  part text PRIMARY KEY,
  reconciled_at timestamptz(3) NOT NULL,
  findings jsonb NOT NULL
);
