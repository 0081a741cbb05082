-- A party that an operator asks nothing for a while, and its closures that are known beforehand (times of the county).
CREATE TABLE party_holds (
  hold_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  party text NOT NULL,
  held_from timestamptz(3) NOT NULL,
  -- Null: until somebody releases it.
  held_until timestamptz(3),
  reason text NOT NULL,
  held_by text NOT NULL,
  entered_at timestamptz(3) NOT NULL,
  -- Null beside `letting_go_until`: it ended on its own day.
  released_by text,
  -- Real time by which the last parked call may go; null: nothing goes yet.
  letting_go_until timestamptz(3),
  -- All that was parked may go; kept as a record.
  over boolean NOT NULL DEFAULT false,
  CHECK (held_until > held_from),
  CHECK (released_by IS NULL OR letting_go_until IS NOT NULL)
);
CREATE INDEX party_holds_standing ON party_holds (party) WHERE NOT over;

-- Calls that found their party on hold; real times, for they measure who waits how long.
CREATE TABLE parked_calls (
  message_key text PRIMARY KEY,
  party text NOT NULL,
  case_ref text NOT NULL REFERENCES stays,
  parked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- Not before this; null: the hold stands.
  due_at timestamptz(3)
);
CREATE INDEX parked_calls_of_party ON parked_calls (party, parked_at);

-- Workers keep in memory who is on hold: they are told as of the register (migration 0019).
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON party_holds
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
