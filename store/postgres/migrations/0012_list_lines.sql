-- A line that a file says again in the same words is known without being read.

-- Keyed digest of the text of the row that the membership was read from; null where a delta said it.
ALTER TABLE memberships ADD COLUMN line bigint;
