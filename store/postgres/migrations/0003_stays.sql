-- One hospitalization from arrival to the last fen. Whatever describes the person is in a column named *_sealed.

CREATE TABLE stays (
  case_ref text PRIMARY KEY,
  institution text NOT NULL REFERENCES institutions,
  admission_no text NOT NULL,
  body_digest text NOT NULL,
  person_ref text NOT NULL REFERENCES people,
  scheme text NOT NULL,
  admitted_on date NOT NULL,
  emergency boolean NOT NULL,
  stage text NOT NULL DEFAULT 'Arrived' CHECK (stage IN
    ('Arrived', 'Identified', 'Covered', 'Admitted', 'Refused', 'Discharged', 'Settled', 'Closed')),
  arrival_sealed bytea NOT NULL,
  cover_sealed bytea,
  -- The decision that holds; earlier ones stay in `decisions`.
  decision_sequence integer,
  accepted_at timestamptz(3) NOT NULL,
  begun_at timestamptz(3),
  closed_at timestamptz(3),
  UNIQUE (institution, admission_no)
);
CREATE INDEX stays_by_institution ON stays (institution, case_ref);
CREATE INDEX stays_by_person ON stays (person_ref);

CREATE TABLE decisions (
  case_ref text NOT NULL REFERENCES stays,
  decision_sequence integer NOT NULL CHECK (decision_sequence > 0),
  outcome text NOT NULL CHECK (outcome IN ('admit', 'refuse', 'review')),
  scheme text NOT NULL,
  version text NOT NULL,
  -- Reasons can tell of drugs or an accident, so they are sealed.
  decision_sealed bytea NOT NULL,
  decided_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, decision_sequence)
);
ALTER TABLE stays ADD FOREIGN KEY (case_ref, decision_sequence) REFERENCES decisions;

CREATE TABLE checks (
  case_ref text NOT NULL REFERENCES stays,
  checker text NOT NULL CHECK (checker IN ('doctor', 'desk')),
  check_sealed bytea NOT NULL,
  checked_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, checker)
);

CREATE TABLE discharges (
  case_ref text PRIMARY KEY REFERENCES stays,
  body_digest text NOT NULL,
  discharged_on date NOT NULL,
  total_fen bigint NOT NULL CHECK (total_fen >= 0),
  out_of_policy_fen bigint NOT NULL CHECK (out_of_policy_fen BETWEEN 0 AND total_fen),
  bill_sealed bytea NOT NULL,
  accepted_at timestamptz(3) NOT NULL,
  taken_at timestamptz(3)
);

-- What a stay waits for; one row for each step that waits, none when nothing does.
CREATE TABLE attention (
  case_ref text NOT NULL REFERENCES stays,
  step text NOT NULL,
  code text NOT NULL,
  blocked_on text NOT NULL,
  since timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, step)
);
CREATE INDEX attention_by_age ON attention (since, case_ref, step);

-- What happened, in order; codes and amounts only.
CREATE TABLE stay_events (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_ref text NOT NULL REFERENCES stays,
  kind text NOT NULL,
  detail jsonb NOT NULL,
  at timestamptz(3) NOT NULL
);
CREATE INDEX stay_events_by_case ON stay_events (case_ref, event_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stay_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stay_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
