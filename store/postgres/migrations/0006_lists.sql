-- The agencies' lists: files as they came, versions on their way to release, and what the lists say about people in two
-- times: valid (by day) and known (by instant).

-- A file on its way in. It names people, so its pieces are sealed; a piece is compressed first.
CREATE TABLE list_uploads (
  upload_id text PRIMARY KEY,
  list_id text NOT NULL REFERENCES lists,
  -- Real time: only to sweep up what was never finished.
  begun_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE list_chunks (
  upload_id text NOT NULL REFERENCES list_uploads ON DELETE CASCADE,
  chunk integer NOT NULL,
  bytes_sealed bytea NOT NULL,
  PRIMARY KEY (upload_id, chunk)
);
-- Sealed bytes do not get smaller: PostgreSQL need not try.
ALTER TABLE list_chunks ALTER COLUMN bytes_sealed SET STORAGE EXTERNAL;

CREATE TABLE list_versions (
  list_id text NOT NULL REFERENCES lists,
  version integer NOT NULL CHECK (version > 0),
  state text NOT NULL DEFAULT 'received' CHECK (state IN
    ('received', 'staging', 'staged', 'held', 'released', 'rejected', 'failed', 'superseded')),
  kind text NOT NULL DEFAULT 'full' CHECK (kind IN ('full', 'delta')),
  format text NOT NULL CHECK (format IN ('csv', 'ndjson', 'xlsx')),
  source text NOT NULL CHECK (source IN ('push', 'pull')),
  -- SHA-256 of the file as it came, hexadecimal; of a pull, what the agency's own digest says.
  digest text NOT NULL,
  bytes bigint NOT NULL,
  -- The day the list speaks for, and the last day on which the agency sent the very same list again.
  as_of date NOT NULL,
  confirmed_as_of date NOT NULL,
  -- The credential that sent it (a digest), null for a pull: a held version needs another one.
  sent_by text,
  -- The sender asked to look before the release.
  review boolean NOT NULL DEFAULT false,
  upload_id text REFERENCES list_uploads ON DELETE SET NULL,
  -- The rejected rows as the same kind of file, with their errors in one more column.
  report_id text REFERENCES list_uploads ON DELETE SET NULL,
  received_at timestamptz(3) NOT NULL,
  -- When its workflow first ran; null: the relay still owes the start.
  begun_at timestamptz(3),
  released_at timestamptz(3),
  -- Why it is held, rejected or failed; codes.
  reasons text[] NOT NULL DEFAULT '{}',
  -- What a person decided about a held version; the relay tells the workflow until it has taken it.
  decision text CHECK (decision IN ('release', 'reject')),
  decided_by text,
  -- The unlogged table of the present attempt; an attempt that was killed never writes into another one's.
  staging text,
  staged_lines integer,
  staged_members integer,
  rows_received integer NOT NULL DEFAULT 0,
  rows_accepted integer NOT NULL DEFAULT 0,
  rows_rejected integer NOT NULL DEFAULT 0,
  -- The version that the member counts compare with; null: an empty list.
  base_version integer,
  members_before integer,
  members_added integer,
  members_changed integer,
  members_unchanged integer,
  members_removed integer,
  members_kept integer,
  members_not_named integer,
  members_after integer,
  -- What a release does to open stays, counted before it.
  effects jsonb,
  PRIMARY KEY (list_id, version),
  CHECK (rows_received = rows_accepted + rows_rejected),
  CHECK (members_before = members_unchanged + members_changed + members_removed + members_kept + members_not_named),
  CHECK (members_after = members_before + members_added - members_removed)
);
-- The same file sent twice is the same version, unless that one came to nothing or was replaced.
CREATE UNIQUE INDEX list_versions_by_digest ON list_versions (list_id, digest)
  WHERE state NOT IN ('failed', 'rejected', 'superseded');
-- A delta stands on the version before it, and only one of them is the newest.
CREATE UNIQUE INDEX list_versions_current ON list_versions (list_id) WHERE state = 'released';
CREATE INDEX list_versions_by_release ON list_versions (list_id, released_at) INCLUDE (version, as_of);
CREATE INDEX list_versions_owed ON list_versions (received_at)
  WHERE begun_at IS NULL OR (state = 'held' AND decision IS NOT NULL);

-- All that is wrong with a row as `field:code`, apart by spaces. The row itself is in the file.
CREATE TABLE list_rejections (
  list_id text NOT NULL,
  version integer NOT NULL,
  row_number integer NOT NULL,
  errors text NOT NULL,
  -- The other row of a person who is named twice.
  other_row integer,
  PRIMARY KEY (list_id, version, row_number),
  FOREIGN KEY (list_id, version) REFERENCES list_versions
);

-- No foreign keys here: a first load writes a million rows, and both keys were checked when the rows were staged.
CREATE TABLE memberships (
  list_id text NOT NULL,
  person_ref text NOT NULL,
  category text NOT NULL,
  valid_from date NOT NULL,
  -- Exclusive; null while no end is known.
  valid_until date CHECK (valid_until >= valid_from),
  known_from timestamptz(3) NOT NULL,
  known_until timestamptz(3) CHECK (known_until >= known_from),
  -- False for what the list no longer names: the days on which it did are still known.
  listed boolean NOT NULL DEFAULT true,
  -- Keyed digests of what the row said about the person, and of the household: equal when nothing changed.
  said bigint NOT NULL,
  household bigint,
  version integer NOT NULL
) PARTITION BY LIST (list_id);
CREATE TABLE memberships_other PARTITION OF memberships DEFAULT;
-- What the list says now: one line for each person and category; the look-up of a person starts here too.
CREATE UNIQUE INDEX memberships_current ON memberships (person_ref, category, list_id) WHERE known_until IS NULL AND listed;
-- All that was said before, which is little beside what is said now.
CREATE INDEX memberships_past ON memberships (person_ref) WHERE NOT (known_until IS NULL AND listed);

-- Each list has its own partition, so that comparing a version with it reads nothing else.
CREATE FUNCTION give_list_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF memberships FOR VALUES IN (%L)',
    'memberships_' || left(NEW.list_id, 30) || '_' || left(md5(NEW.list_id), 8), NEW.list_id);
  RETURN NULL;
END $$;
CREATE TRIGGER lists_have_room AFTER INSERT ON lists FOR EACH ROW EXECUTE FUNCTION give_list_room();

-- Two offices that do not agree about a person, until somebody has looked.
CREATE TABLE list_conflicts (
  conflict_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_ref text NOT NULL,
  -- `insurer-label`: the insurer names a category that no list does, or the other way round; `agencies`: two lists disagree.
  kind text NOT NULL CHECK (kind IN ('insurer-label', 'agencies')),
  detail jsonb NOT NULL,
  case_ref text REFERENCES stays,
  at timestamptz(3) NOT NULL,
  resolved_at timestamptz(3),
  resolved_by text,
  resolution text
);
CREATE UNIQUE INDEX list_conflicts_open ON list_conflicts (person_ref, kind) WHERE resolved_at IS NULL;

-- How many members a list had at the end of a day, for the agency to compare.
CREATE TABLE list_head_counts (
  list_id text NOT NULL REFERENCES lists,
  day date NOT NULL,
  version integer NOT NULL,
  members integer NOT NULL,
  digest text NOT NULL,
  counted_at timestamptz(3) NOT NULL,
  PRIMARY KEY (list_id, day)
);
