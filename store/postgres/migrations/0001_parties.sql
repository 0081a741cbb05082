-- Who may speak to the hub, where people are treated, and which lists exist.

CREATE TABLE institutions (
  institution text PRIMARY KEY,
  name text NOT NULL,
  division text NOT NULL CHECK (division ~ '^[0-9]{6}$'),
  level integer NOT NULL CHECK (level BETWEEN 1 AND 3),
  kind text NOT NULL CHECK (kind IN ('public', 'private')),
  type text NOT NULL CHECK (type IN ('hospital', 'township', 'community')),
  -- Its payers settle each claim at once (即时结算), whatever the scheme's calendar says.
  settles_instantly boolean NOT NULL DEFAULT false,
  -- The designation is what counts on the admission day; both null: never designated. `until` is exclusive.
  designated_from date,
  designated_until date CHECK (designated_until > designated_from)
);

CREATE TABLE parties (
  party text PRIMARY KEY,
  role text NOT NULL CHECK (role IN ('hospital', 'agency', 'payer', 'operator')),
  name text NOT NULL,
  institution text REFERENCES institutions,
  CHECK ((role = 'hospital') = (institution IS NOT NULL))
);

-- Only the SHA-256 of a bearer token (at least 128 random bits) is kept: whoever reads this table cannot use it.
CREATE TABLE credentials (
  token_digest bytea PRIMARY KEY,
  party text NOT NULL REFERENCES parties,
  revoked_at timestamptz(3)
);
CREATE INDEX credentials_party ON credentials (party);

CREATE TABLE lists (
  list_id text PRIMARY KEY,
  party text NOT NULL REFERENCES parties,
  division text NOT NULL CHECK (division ~ '^[0-9]{6}$'),
  categories text[] NOT NULL CHECK (cardinality(categories) > 0),
  -- A version that loses more than this many of a thousand members waits for a second person.
  shrink_limit_permille integer NOT NULL CHECK (shrink_limit_permille BETWEEN 0 AND 1000),
  -- Older than this many days, decisions that rest on the list become conditional.
  age_limit_days integer NOT NULL CHECK (age_limit_days > 0)
);
