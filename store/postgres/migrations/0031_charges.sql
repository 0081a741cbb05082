-- What a stay costs day by day. A list stays as it was sent; what was wrong is an entry of a later list that refers to it.

CREATE TABLE charge_lists (
  case_ref text NOT NULL REFERENCES stays,
  -- The hospital's own number: the same number is one list for ever.
  list_no text NOT NULL,
  body_digest text NOT NULL,
  charged_on date NOT NULL,
  total_fen bigint NOT NULL,
  -- What lies outside the policy, self-paid items among it.
  outside_fen bigint NOT NULL,
  self_paid_fen bigint NOT NULL,
  -- It came later than the day after its day, or after the discharge.
  late boolean NOT NULL,
  -- The hospital's own figures of who pays what so far; amounts only.
  estimate jsonb,
  -- Codes, names, quantities and who signed: they tell of the illness.
  entries_sealed bytea NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, list_no)
);
CREATE TRIGGER charge_lists_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON charge_lists
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Amounts of the entries, by which corrections are held against what they correct.
CREATE TABLE charge_entries (
  case_ref text NOT NULL,
  list_no text NOT NULL,
  line integer NOT NULL CHECK (line > 0),
  fen bigint NOT NULL,
  policy text NOT NULL CHECK (policy IN ('inside', 'outside', 'self-paid')),
  -- A self-paid item without its signature, outside an emergency.
  unsigned boolean NOT NULL,
  corrects_list text,
  corrects_line integer,
  PRIMARY KEY (case_ref, list_no, line),
  FOREIGN KEY (case_ref, list_no) REFERENCES charge_lists,
  FOREIGN KEY (case_ref, corrects_list, corrects_line) REFERENCES charge_entries (case_ref, list_no, line),
  CHECK ((corrects_list IS NULL) = (corrects_line IS NULL)),
  CHECK ((fen < 0) = (corrects_list IS NOT NULL))
);
CREATE INDEX charge_entries_corrections ON charge_entries (case_ref, corrects_list, corrects_line)
  WHERE corrects_list IS NOT NULL;
CREATE INDEX charge_entries_unsigned ON charge_entries (case_ref) WHERE unsigned;
CREATE TRIGGER charge_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON charge_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The sum of a stay's lists, kept in its row so that whoever holds the row knows it; null: no list was sent.
ALTER TABLE stays ADD COLUMN charged_fen bigint CHECK (charged_fen >= 0);

-- What an institution rules for itself, dated; in force once a second person of it has confirmed.
CREATE TABLE institution_rules (
  institution text NOT NULL REFERENCES institutions,
  kind text NOT NULL CHECK (kind IN ('own-part-warning')),
  rule_no text NOT NULL,
  valid_from date NOT NULL,
  -- The first day on which it holds no more.
  valid_until date NOT NULL,
  rule jsonb NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz(3) NOT NULL,
  confirmed_by text,
  confirmed_at timestamptz(3),
  PRIMARY KEY (institution, kind, rule_no),
  CHECK (valid_from < valid_until),
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by)
);
