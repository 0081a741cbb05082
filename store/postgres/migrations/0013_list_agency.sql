-- Which agency keeps a list is said, not read off the end of its id. Null: a list of 0.1.0 whose id names no agency, or one that
-- 0.1.0 registers while it still runs beside this version (read by the end of its id, as 0.1.0 does).
ALTER TABLE lists ADD COLUMN agency text CHECK (agency IN ('civil-affairs', 'rural-revitalization'));
UPDATE lists SET agency = CASE
  WHEN list_id LIKE '%-civil-affairs' THEN 'civil-affairs'
  WHEN list_id LIKE '%-rural-revitalization' THEN 'rural-revitalization' END;
