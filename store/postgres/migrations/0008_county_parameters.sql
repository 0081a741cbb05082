-- What a scheme leaves to the county, such as the contract ratio of a commercial supplement; the newest value not after
-- the day holds. Values are added, never changed: a settlement of last year can be worked out again.
CREATE TABLE county_parameters (
  scheme text NOT NULL,
  parameter text NOT NULL,
  valid_from date NOT NULL,
  value jsonb NOT NULL,
  -- Contract, notice or minutes that the value stands in.
  source text NOT NULL,
  entered_by text NOT NULL,
  entered_at timestamptz(3) NOT NULL,
  PRIMARY KEY (scheme, parameter, valid_from)
);
CREATE TRIGGER county_parameters_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON county_parameters
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
