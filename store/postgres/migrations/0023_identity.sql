-- The name that the window gave for the stay, as it was given; null: version 0.1.0 took the admission and kept none.
ALTER TABLE stays ADD COLUMN name_sealed bytea;
-- Rises with each correction of name or number: what was asked or decided for the person before does not count any more.
ALTER TABLE stays ADD COLUMN identity_sequence integer NOT NULL DEFAULT 1 CHECK (identity_sequence > 0);

-- `name`: a list spells a name otherwise than the window and the insurer do.
ALTER TABLE list_conflicts DROP CONSTRAINT list_conflicts_kind_check;
ALTER TABLE list_conflicts ADD CONSTRAINT list_conflicts_kind_check
  CHECK (kind IN ('insurer-label', 'agencies', 'name'));
