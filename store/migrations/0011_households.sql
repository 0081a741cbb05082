-- Who is listed in the same household: one short scan of one list's own index. Equal digests stand in one entry of it.
CREATE INDEX memberships_household ON memberships (household) WHERE household IS NOT NULL;
