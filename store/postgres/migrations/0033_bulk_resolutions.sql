-- What a person did about many stays at once: ordered in one go, carried out one by one at a pace.
CREATE TABLE bulk_resolutions (
  bulk_ref text PRIMARY KEY,
  kind text NOT NULL,
  -- Which stays, as the person said it: codes and organisations only.
  filter jsonb NOT NULL,
  -- Whose stays; null: of the whole county.
  institution text REFERENCES institutions,
  evidence_sealed bytea NOT NULL,
  per_minute integer NOT NULL CHECK (per_minute > 0),
  ordered_by text NOT NULL,
  -- Time of the county.
  ordered_at timestamptz(3) NOT NULL
);

CREATE TABLE bulk_resolution_items (
  bulk_ref text NOT NULL REFERENCES bulk_resolutions,
  case_ref text NOT NULL REFERENCES stays,
  step text NOT NULL,
  -- The stay as the person saw it.
  revision integer NOT NULL,
  -- Real time: not before.
  due_at timestamptz(3) NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'not-done', 'withdrawn')),
  -- Why not; only of what was not done.
  code text,
  PRIMARY KEY (bulk_ref, case_ref, step),
  CHECK ((state = 'not-done') = (code IS NOT NULL))
);
CREATE INDEX bulk_resolution_items_due ON bulk_resolution_items (due_at) WHERE state = 'waiting';
CREATE INDEX bulk_resolution_items_of_stay ON bulk_resolution_items (case_ref) WHERE state = 'waiting';
