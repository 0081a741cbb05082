-- What came out of the patient's own and the family's account, in fen. Null in rows of older versions: they did not keep it.
ALTER TABLE core_settlements ADD COLUMN account_fen bigint;
ALTER TABLE core_settlements ADD COLUMN family_account_fen bigint;
CREATE INDEX core_settlements_by_day ON core_settlements (settled_at);
CREATE INDEX core_settlements_by_ref ON core_settlements (settlement_ref);
CREATE INDEX insurer_registrations_by_visit ON insurer_registrations (visit_ref);

-- A hospital's settlements of some days held against the insurer's book (3201, 3202), as often as it was asked.
CREATE TABLE insurer_reconciliations (
  institution text NOT NULL REFERENCES institutions,
  from_on date NOT NULL,
  to_on date NOT NULL CHECK (to_on >= from_on),
  run integer NOT NULL CHECK (run > 0),
  asked_at timestamptz(3) NOT NULL,
  -- Who asked. Null: the hub, by itself.
  asked_by text,
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'balanced', 'agrees', 'differs', 'refused')),
  -- While it is asked: what it waits for. Refused: the insurer's no, as a code of ours.
  code text,
  answered_at timestamptz(3),
  -- What the hub counted on its side, in fen.
  settlements integer,
  total_fen bigint,
  fund_fen bigint,
  account_fen bigint,
  -- Settlements there of the hospital's other patients, of whom the hub knows nothing.
  others integer,
  PRIMARY KEY (institution, from_on, to_on, run),
  CHECK ((state = 'asked') = (answered_at IS NULL))
);
CREATE INDEX insurer_reconciliations_open ON insurer_reconciliations (asked_at) WHERE state = 'asked';

-- One settlement on which both books differ, with the amounts of each (fen). Null: that side has none.
CREATE TABLE insurer_differences (
  institution text NOT NULL,
  from_on date NOT NULL,
  to_on date NOT NULL,
  run integer NOT NULL,
  settlement_ref text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('unknown-here', 'not-taken-back', 'unknown-there', 'figures-differ')),
  case_ref text NOT NULL REFERENCES stays,
  ours jsonb,
  theirs jsonb,
  PRIMARY KEY (institution, from_on, to_on, run, settlement_ref),
  FOREIGN KEY (institution, from_on, to_on, run) REFERENCES insurer_reconciliations
);
