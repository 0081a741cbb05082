-- The way to a record of malicious arrears and out of it. One row is one case; each of its columns is written once.

CREATE TABLE arrears_cases (
  case_ref text NOT NULL REFERENCES stays,
  arrears_sequence integer NOT NULL CHECK (arrears_sequence > 0),
  -- The hospital's application, and what was open then, in fen.
  applied_by integer NOT NULL,
  applied_on date NOT NULL,
  owed_fen bigint NOT NULL CHECK (owed_fen > 0),
  -- As the scheme had them on the day of the application.
  answer_days integer NOT NULL CHECK (answer_days > 0),
  listed_months integer NOT NULL CHECK (listed_months > 0),
  objection_days integer NOT NULL CHECK (objection_days > 0),
  -- The written notice reached the person; a message whose delivery is not known is no notice.
  noticed_on date,
  notice_way text CHECK (notice_way IN ('letter', 'in-person')),
  notice_receipt text,
  notice_by integer,
  -- The last day of the answer.
  answer_until date CHECK (answer_until > noticed_on),
  listed_on date,
  listed_by integer,
  -- The first day on which the record counts no more.
  expires_on date CHECK (expires_on > listed_on),
  ended_on date,
  ended_because text CHECK (ended_because IN ('paid', 'plan-kept', 'expired', 'died', 'void', 'unfounded', 'objection-upheld',
    'appeal-upheld', 'withdrawn')),
  -- Null: by itself.
  ended_by integer,
  PRIMARY KEY (case_ref, arrears_sequence),
  FOREIGN KEY (case_ref, applied_by) REFERENCES resolutions,
  FOREIGN KEY (case_ref, notice_by) REFERENCES resolutions,
  FOREIGN KEY (case_ref, listed_by) REFERENCES resolutions,
  FOREIGN KEY (case_ref, ended_by) REFERENCES resolutions,
  CHECK (num_nulls(noticed_on, notice_way, notice_receipt, notice_by, answer_until) IN (0, 5)),
  CHECK (num_nulls(listed_on, listed_by, expires_on) IN (0, 3)),
  -- Nobody is listed without a notice that was served, nor before the time to answer is over.
  CONSTRAINT arrears_listed_after_notice CHECK (listed_on IS NULL OR (answer_until IS NOT NULL AND listed_on > answer_until)),
  CHECK ((ended_on IS NULL) = (ended_because IS NULL)),
  CHECK ((ended_because IN ('unfounded', 'objection-upheld', 'appeal-upheld', 'withdrawn')) = (ended_by IS NOT NULL))
);
CREATE UNIQUE INDEX arrears_cases_open ON arrears_cases (case_ref) WHERE ended_on IS NULL;

-- The person's answer to the notice, or an objection to the record.
CREATE TABLE arrears_objections (
  case_ref text NOT NULL,
  arrears_sequence integer NOT NULL,
  objection integer NOT NULL CHECK (objection > 0),
  recorded_by integer NOT NULL,
  objected_on date NOT NULL,
  objected_by text NOT NULL CHECK (objected_by IN ('patient', 'family', 'guardian')),
  -- By when it is to be decided.
  due_on date NOT NULL CHECK (due_on > objected_on),
  decided_on date,
  -- By which resolution; null where the case ended by itself.
  decided_by integer,
  upheld boolean,
  PRIMARY KEY (case_ref, arrears_sequence, objection),
  FOREIGN KEY (case_ref, arrears_sequence) REFERENCES arrears_cases,
  FOREIGN KEY (case_ref, recorded_by) REFERENCES resolutions,
  FOREIGN KEY (case_ref, decided_by) REFERENCES resolutions,
  CHECK ((decided_on IS NULL) = (upheld IS NULL))
);

-- A day or a decision that was written is never written again.
CREATE FUNCTION refuse_arrears_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR EXISTS (SELECT FROM jsonb_each(to_jsonb(OLD)) AS was
      WHERE was.value <> 'null' AND was.value IS DISTINCT FROM to_jsonb(NEW) -> was.key) THEN
    RAISE EXCEPTION 'a case of arrears is never rewritten';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER arrears_cases_once BEFORE UPDATE OR DELETE ON arrears_cases FOR EACH ROW EXECUTE FUNCTION refuse_arrears_rewrite();
CREATE TRIGGER arrears_objections_once BEFORE UPDATE OR DELETE ON arrears_objections
  FOR EACH ROW EXECUTE FUNCTION refuse_arrears_rewrite();

-- Why a case of arrears is not due any more though nobody decided it; null: it is. `on_day` is the day of the question.
CREATE FUNCTION arrears_end(of text, expires date, on_day date) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM stays WHERE case_ref = of AND (impersonated_by IS NOT NULL OR stage = 'Cancelled')) THEN 'void'
    WHEN EXISTS (SELECT FROM patient_circumstances WHERE case_ref = of AND circumstance = 'died') THEN 'died'
    WHEN balance_fen <= 0 THEN 'paid'
    -- Where a plan runs, nothing beside it is due, and none of its days was missed.
    WHEN due_fen <= 0 AND deferred_fen > 0 AND NOT EXISTS (
      SELECT FROM repayment_plans AS plans JOIN instalments USING (case_ref, plan_sequence)
      WHERE plans.case_ref = of AND plans.state = 'running' AND due_on < on_day AND fen > paid_fen + cut_fen) THEN 'plan-kept'
    WHEN expires <= on_day THEN 'expired' END
  FROM patient_account(of)
$$;
