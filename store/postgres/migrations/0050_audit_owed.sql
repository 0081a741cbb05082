-- What somebody did and the audit trail has not yet: written in the transaction of the act, taken out in the one that appends it.
CREATE TABLE audit_owed (
  owed_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text
);
