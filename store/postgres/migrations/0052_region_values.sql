-- What a county entered for the tables of its insurer's platform, beside policies/insurers: one person proposes, another confirms. A value
-- holds from its day until a later one does, and is never changed once it was confirmed.
CREATE TABLE region_values (
  division text NOT NULL,
  section text NOT NULL,
  name text NOT NULL,
  valid_from date NOT NULL,
  value jsonb NOT NULL,
  -- Notice, document or letter that says so.
  source text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz(3) NOT NULL,
  confirmed_by text,
  confirmed_at timestamptz(3),
  PRIMARY KEY (division, section, name, valid_from),
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CHECK (confirmed_by <> proposed_by)
);
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON region_values
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
