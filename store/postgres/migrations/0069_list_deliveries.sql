-- The lists of a place, sealed to a hospital's own key when its system fetches them (decision 0044): no text of them lies here, sealed or not.
ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_kind_check;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_kind_check
  CHECK (kind IN ('own-part-warning', 'staging', 'settled-by', 'text-messages', 'deposit-standard', 'list-delivery'));

-- The public half of a key whose private half never leaves the hospital.
CREATE TABLE list_delivery_keys (
  institution text PRIMARY KEY REFERENCES institutions,
  jwk jsonb NOT NULL,
  -- RFC 7638: what the health commission's rule names.
  thumbprint text NOT NULL,
  put_by text NOT NULL,
  put_at timestamptz(3) NOT NULL
);

CREATE TABLE list_deliveries (
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  institution text NOT NULL REFERENCES institutions,
  rule_no text NOT NULL,
  thumbprint text NOT NULL,
  -- The day for which it says who is listed.
  as_of date NOT NULL,
  -- Which version of which list, as known since when, and the categories that count: from these and the two times of memberships it is made again.
  lists jsonb NOT NULL,
  -- Only what changed since that one, or null for the whole list.
  since bigint REFERENCES list_deliveries,
  people integer NOT NULL CHECK (people > 0),
  by_category jsonb NOT NULL,
  -- Whom no category is left for.
  ended integer NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'receipted', 'replaced', 'expired', 'destroyed')),
  prepared_at timestamptz(3) NOT NULL,
  -- It is not handed out from that day on.
  expires_on date NOT NULL,
  -- Since when the hospital has not taken what waits, those before it that were replaced or expired included.
  waiting_since timestamptz(3) NOT NULL,
  due_on date NOT NULL,
  receipted_at timestamptz(3),
  receipted_by text,
  CHECK ((state = 'receipted') = (receipted_at IS NOT NULL) AND (receipted_at IS NULL) = (receipted_by IS NULL))
);
CREATE UNIQUE INDEX list_deliveries_waiting ON list_deliveries (institution) WHERE state = 'waiting';
CREATE INDEX list_deliveries_of_institution ON list_deliveries (institution, delivery_id);

CREATE TABLE list_delivery_pages (
  delivery_id bigint NOT NULL REFERENCES list_deliveries,
  page integer NOT NULL,
  first_ref text NOT NULL,
  last_ref text NOT NULL,
  people integer NOT NULL,
  fetches integer NOT NULL DEFAULT 0,
  fetched_at timestamptz(3),
  fetched_by text,
  -- SHA-256 of what went out last, and of what it opens to: the receipt is held against the second.
  sealed_digest bytea,
  opened_digest bytea,
  PRIMARY KEY (delivery_id, page),
  CHECK ((fetches = 0) = (fetched_at IS NULL) AND (fetches = 0) = (opened_digest IS NULL))
);

-- A hospital with an address hears that a delivery waits.
ALTER TABLE webhook_deliveries ADD COLUMN list_delivery bigint REFERENCES list_deliveries;
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_list_delivery_key UNIQUE (webhook_id, list_delivery);
ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_check;
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_check
  CHECK (num_nonnulls(event_id, digest_day, list_delivery) = 1);
