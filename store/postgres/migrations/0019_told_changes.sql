-- Whoever keeps what it has read in memory hears of every change, whoever made it: a statement that changes the register tells its topic,
-- a version of a list its name. A commit that tells queues with others that do, so only what changes seldom tells by itself.
CREATE FUNCTION hub_tell_register() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('hub_changes', 'register ' || TG_TABLE_NAME);
  RETURN NULL;
END $$;

CREATE FUNCTION hub_tell_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('hub_changes', 'list ' || NEW.list_id);
  RETURN NULL;
END $$;

CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON institutions
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON parties
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON actors
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON credentials
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON lists
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON county_parameters
  FOR EACH STATEMENT EXECUTE FUNCTION hub_tell_register();
CREATE TRIGGER hub_told AFTER INSERT OR UPDATE ON list_versions
  FOR EACH ROW EXECUTE FUNCTION hub_tell_list();
