-- Who is listed in the same household: one short scan of the list's own index, where equal digests stand in one entry. Digests
-- come in no order, so a first load of a million people beside the index costs ten seconds, and the index after it one.
CREATE FUNCTION index_households(list text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE room text := 'memberships_' || left(list, 30) || '_' || left(md5(list), 8);
BEGIN
  IF to_regclass(quote_ident(room)) IS NULL OR to_regclass(quote_ident(room || '_household')) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE INDEX %I ON %I (household) WHERE household IS NOT NULL', room || '_household', room);
  -- Without figures of the new rows the look-ups of people are planned badly, too, until PostgreSQL comes by itself.
  EXECUTE format('ANALYZE %I', room);
END $$;
SELECT index_households(list_id) FROM lists;
