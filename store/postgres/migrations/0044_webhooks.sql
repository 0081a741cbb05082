-- Addresses at which an organisation wants to be told what happens (decision 0030). Their times are real time: they measure patience.
CREATE TABLE webhooks (
  webhook_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  party text NOT NULL REFERENCES parties,
  name text NOT NULL,
  url text NOT NULL,
  -- Whose stays it hears of; null: none.
  institution text REFERENCES institutions,
  -- Whose daily digest it hears.
  organisation text NOT NULL,
  topics text[] NOT NULL,
  secret_sealed bytea NOT NULL,
  -- The secret before signs too until then.
  previous_sealed bytea,
  previous_until timestamptz(3),
  state text NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off')),
  -- Failed tries since the last that was taken, and when the first of them was.
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz(3),
  last_code text,
  taken_at timestamptz(3),
  -- Not looked at before: while somebody sends, or while it rests.
  due_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (party, name),
  CHECK ((previous_sealed IS NULL) = (previous_until IS NULL)),
  CHECK ((failures = 0) = (failing_since IS NULL))
);
CREATE INDEX webhooks_of_institution ON webhooks (institution);

-- Events that somebody may want to hear of, written with them; the relay makes deliveries of them.
CREATE TABLE webhook_outbox (
  event_id bigint PRIMARY KEY REFERENCES stay_events
);

CREATE TABLE webhook_deliveries (
  -- Given under one lock: whoever reads on from a number misses none that is committed later.
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook_id bigint NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  -- One of the two.
  event_id bigint REFERENCES stay_events,
  digest_day date,
  state text NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'taken', 'given-up')),
  attempts integer NOT NULL DEFAULT 0,
  owed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  last_code text,
  UNIQUE (webhook_id, event_id),
  UNIQUE (webhook_id, digest_day),
  CHECK ((event_id IS NULL) <> (digest_day IS NULL))
);
CREATE INDEX webhook_deliveries_owed ON webhook_deliveries (webhook_id, due_at) WHERE state = 'owed';
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (owed_at);

-- In the database, so that nothing that writes an event can forget it, the version before included.
CREATE FUNCTION owe_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_outbox (event_id)
    SELECT told.event_id FROM told JOIN stays USING (case_ref)
    WHERE EXISTS (SELECT FROM webhooks WHERE webhooks.institution = stays.institution);
  RETURN NULL;
END $$;
CREATE TRIGGER stay_events_owed AFTER INSERT ON stay_events
  REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION owe_webhooks();
