-- Versions of the agencies' lists and what they say about people, in two times: valid (by day) and known (by instant).

CREATE TABLE list_versions (
  list_id text NOT NULL REFERENCES lists,
  version integer NOT NULL CHECK (version > 0),
  state text NOT NULL DEFAULT 'received' CHECK (state IN
    ('received', 'staging', 'checked', 'held', 'released', 'rejected', 'failed', 'superseded')),
  digest text NOT NULL,
  source text NOT NULL CHECK (source IN ('push', 'pull')),
  -- The day the list speaks for.
  as_of date NOT NULL,
  received_at timestamptz(3) NOT NULL,
  released_at timestamptz(3),
  reason_code text,
  rows_received integer NOT NULL DEFAULT 0,
  rows_accepted integer NOT NULL DEFAULT 0,
  rows_rejected integer NOT NULL DEFAULT 0,
  members_before integer,
  members_added integer,
  members_changed integer,
  members_unchanged integer,
  members_removed integer,
  members_kept integer,
  members_after integer,
  PRIMARY KEY (list_id, version),
  CHECK (rows_received = rows_accepted + rows_rejected),
  CHECK (members_before = members_unchanged + members_changed + members_removed + members_kept),
  CHECK (members_after = members_before + members_added - members_removed)
);
-- The same file sent twice is the same version, unless that one came to nothing.
CREATE UNIQUE INDEX list_versions_by_digest ON list_versions (list_id, digest)
  WHERE state NOT IN ('failed', 'rejected');
CREATE UNIQUE INDEX list_versions_current ON list_versions (list_id) WHERE state = 'released';
CREATE INDEX list_versions_by_release ON list_versions (list_id, released_at) INCLUDE (version, as_of);

-- Rows on their way in. Unlogged: after a crash of PostgreSQL a version that was not released is staged anew, at half the
-- WAL (the parent holds nothing). Partitioned by list, so that a bulk load can attach a table that COPY has filled and drop it afterwards.
CREATE TABLE list_rows (
  list_id text NOT NULL,
  version integer NOT NULL,
  row_number integer NOT NULL,
  person_ref text NOT NULL,
  category text NOT NULL,
  -- First day in the category as the agency says; null: it does not say.
  since date,
  PRIMARY KEY (list_id, version, row_number, category)
) PARTITION BY LIST (list_id);
CREATE UNLOGGED TABLE list_rows_default PARTITION OF list_rows DEFAULT;

-- All that is wrong with a row; its person where the number could be read, so that a typo never ends cover.
CREATE TABLE list_rejections (
  list_id text NOT NULL,
  version integer NOT NULL,
  row_number integer NOT NULL,
  person_ref text,
  errors jsonb NOT NULL,
  -- The row as received, for the agency's report.
  cells_sealed bytea NOT NULL,
  PRIMARY KEY (list_id, version, row_number),
  FOREIGN KEY (list_id, version) REFERENCES list_versions
);

-- No foreign keys here: a first load writes a million rows, and both keys were checked when the rows were staged.
CREATE TABLE memberships (
  list_id text NOT NULL,
  person_ref text NOT NULL,
  category text NOT NULL,
  valid_from date NOT NULL,
  -- Exclusive; null while the list still names the person.
  valid_until date CHECK (valid_until >= valid_from),
  known_from timestamptz(3) NOT NULL,
  known_until timestamptz(3) CHECK (known_until >= known_from),
  version integer NOT NULL
);
-- What the list says now: one line for each person and category. The full-join diff of a release reads it in order.
CREATE UNIQUE INDEX memberships_current ON memberships (list_id, person_ref, category) INCLUDE (valid_from)
  WHERE known_until IS NULL AND valid_until IS NULL;
-- Look-ups as of a day: one person, all lists.
CREATE INDEX memberships_by_person ON memberships (person_ref);
