-- What the hub owes its workflows, says to the parties, and has answered to its callers.
-- Leases run on PostgreSQL's own real clock (clock_timestamp()); business instants come from the county's clock.

CREATE TABLE outbox (
  outbox_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('start-stay', 'discharge', 'signal')),
  case_ref text NOT NULL REFERENCES stays,
  -- Tells two signals of one stay apart; empty for the kinds that a stay owes once.
  notice_id text NOT NULL DEFAULT '',
  payload jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  owed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- Next try; while somebody tries, the end of their lease.
  due_at timestamptz(3) NOT NULL,
  last_code text,
  UNIQUE (case_ref, kind, notice_id)
);
CREATE INDEX outbox_due ON outbox (due_at, outbox_id);

CREATE TABLE messages (
  message_key text PRIMARY KEY,
  party text NOT NULL,
  operation text NOT NULL,
  institution text NOT NULL,
  case_ref text NOT NULL,
  message_id text NOT NULL UNIQUE,
  written_at timestamptz(3) NOT NULL,
  body_sealed bytea NOT NULL,
  sends integer NOT NULL DEFAULT 1,
  -- Fencing: only the holder of the newest token may write the reply, and only while the row says who holds it.
  token integer NOT NULL DEFAULT 1,
  leased_at timestamptz(3),
  leased_until timestamptz(3),
  reply_sealed bytea,
  -- Set when the reply is the party's final word; without it the message may be sent again.
  answered_at timestamptz(3)
);
CREATE INDEX messages_by_case ON messages (case_ref);

-- The last message id given out under one 12-character sender code: second and serial within it.
CREATE TABLE message_counters (
  sender text PRIMARY KEY,
  second timestamptz(0) NOT NULL,
  serial integer NOT NULL CHECK (serial BETWEEN 0 AND 9999)
);

CREATE TABLE idempotency_keys (
  party text NOT NULL,
  idempotency_key text NOT NULL,
  body_digest text NOT NULL,
  token integer NOT NULL DEFAULT 1,
  leased_until timestamptz(3) NOT NULL,
  status integer,
  reference text,
  PRIMARY KEY (party, idempotency_key)
);
