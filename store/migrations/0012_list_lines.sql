-- A line that a file says again in the same words is known without being read.

-- Keyed digest of the text of the row that the membership was read from; null where a delta said it.
ALTER TABLE memberships ADD COLUMN line bigint;
-- The version that served when the rows were staged: they were read beside it, and are read again beside any other.
ALTER TABLE list_versions ADD COLUMN staged_beside integer;
