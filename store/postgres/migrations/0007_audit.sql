-- Who did what, chained: each hash covers the one before it.

CREATE TABLE audit_entries (
  audit_sequence bigint PRIMARY KEY CHECK (audit_sequence > 0),
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
