-- What the last round of each part of the reconciler found (county time); codes only.
CREATE TABLE reconciliations (
  part text PRIMARY KEY,
  reconciled_at timestamptz(3) NOT NULL,
  findings jsonb NOT NULL
);

-- What each organisation had to do on the morning of a day; made once, codes only.
CREATE TABLE digests (
  day date NOT NULL,
  organisation text NOT NULL,
  made_at timestamptz(3) NOT NULL,
  items jsonb NOT NULL,
  PRIMARY KEY (day, organisation)
);
