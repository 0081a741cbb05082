-- What a list, or one version of it, waits for: beside the list, for it belongs to no stay.
CREATE TABLE list_attention (
  list_id text NOT NULL REFERENCES lists,
  -- 0: the list itself, not one of its versions.
  version integer NOT NULL CHECK (version >= 0),
  step text NOT NULL,
  code text NOT NULL,
  blocked_on text NOT NULL,
  since timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  detail jsonb,
  PRIMARY KEY (list_id, version, step)
);

-- How often in a row a list could not be fetched from its agency; no row: the last time it could.
CREATE TABLE list_pull_failures (
  list_id text PRIMARY KEY REFERENCES lists,
  failures integer NOT NULL CHECK (failures > 0),
  since timestamptz(3) NOT NULL
);

-- Versions that wait for a person already: since when exactly was not written down before.
INSERT INTO list_attention (list_id, version, step, code, blocked_on, since, due_at)
SELECT list_id, version, 'release', 'list-held', 'operator', received_at, received_at + interval '2 days'
FROM list_versions WHERE state = 'held' AND decision IS NULL;
