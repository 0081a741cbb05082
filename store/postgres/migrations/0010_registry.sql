-- The lists' further door, the social-registry API of the Digital Convergence Initiative: who is called back, what was
-- asked, who hears of changes, and what is on its way to them.

CREATE TABLE registry_peers (
  party text PRIMARY KEY REFERENCES parties,
  -- Where its own endpoints are; the operator sets it, a message never does.
  callback_url text NOT NULL,
  -- Ed25519, base64url of 32 bytes; with a key every message of the party must be signed.
  public_key text,
  -- Bearer credential that its endpoints ask for.
  token_sealed bytea
);

-- Asynchronous requests that were taken. What senders choose may hold anything, so ids are keyed digests.
CREATE TABLE registry_requests (
  correlation_id text PRIMARY KEY,
  party text NOT NULL REFERENCES parties,
  action text NOT NULL CHECK (action IN ('search', 'subscribe', 'unsubscribe', 'txn-status')),
  message_digest text NOT NULL,
  body_digest text NOT NULL,
  transaction_digest text NOT NULL,
  reference_digests text[] NOT NULL,
  -- What became of each request in it, without its data.
  outcome_sealed bytea NOT NULL,
  at timestamptz(3) NOT NULL,
  UNIQUE (party, message_digest)
);
CREATE INDEX registry_requests_by_transaction ON registry_requests (party, transaction_digest);
CREATE INDEX registry_requests_by_reference ON registry_requests USING gin (reference_digests);

-- Look-ups that named a person who is not the patient of the stay, by county day: guessing ends for the day.
CREATE TABLE registry_guesses (
  party text NOT NULL REFERENCES parties,
  day date NOT NULL,
  guesses integer NOT NULL,
  PRIMARY KEY (party, day)
);

CREATE TABLE registry_subscriptions (
  code text PRIMARY KEY,
  party text NOT NULL REFERENCES parties,
  event text NOT NULL CHECK (event IN ('REGISTER', 'UPDATE', 'DEREGISTER')),
  -- What narrows it; an agency without a list means all of its own.
  list_id text REFERENCES lists,
  category text,
  person_ref text,
  -- A hospital's subscription lives as long as its stay is open.
  case_ref text REFERENCES stays,
  since timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE UNIQUE INDEX registry_subscriptions_once ON registry_subscriptions
  (party, event, coalesce(list_id, ''), coalesce(category, ''), coalesce(person_ref, ''), coalesce(case_ref, ''))
  WHERE ended_at IS NULL;

-- Released versions whose changes were copied for subscribers, once each; what was released before this door opened is none of theirs.
CREATE TABLE registry_releases (
  list_id text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (list_id, version),
  FOREIGN KEY (list_id, version) REFERENCES list_versions
);
INSERT INTO registry_releases SELECT list_id, version FROM list_versions WHERE released_at IS NOT NULL;

CREATE TABLE registry_changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list_id text NOT NULL,
  version integer NOT NULL,
  event text NOT NULL,
  person_ref text NOT NULL,
  category text NOT NULL,
  valid_from date NOT NULL,
  valid_until date
);
CREATE INDEX registry_changes_of_version ON registry_changes (list_id, version, change_id);
CREATE INDEX registry_changes_of_person ON registry_changes (person_ref);

-- How far a subscriber has been told of a version.
CREATE TABLE registry_notices (
  code text NOT NULL REFERENCES registry_subscriptions,
  list_id text NOT NULL,
  version integer NOT NULL,
  told_until bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (code, list_id, version),
  FOREIGN KEY (list_id, version) REFERENCES list_versions
);

CREATE TABLE registry_deliveries (
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The same on every try, so that a receiver can drop what it has.
  message_id text NOT NULL UNIQUE,
  party text NOT NULL REFERENCES registry_peers,
  action text NOT NULL CHECK (action IN ('on-search', 'on-subscribe', 'on-unsubscribe', 'txn-on-status', 'notify')),
  state text NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'delivered', 'refused')),
  -- Names people; gone once it was delivered.
  body_sealed bytea,
  attempts integer NOT NULL DEFAULT 0,
  -- Real time, like every lease.
  owed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz(3),
  last_code text,
  CHECK ((state = 'delivered') = (body_sealed IS NULL))
);
CREATE INDEX registry_deliveries_owed ON registry_deliveries (party, delivery_id) WHERE state = 'owed';
CREATE INDEX registry_deliveries_refused ON registry_deliveries (delivery_id) WHERE state = 'refused';
