-- What a scheme asks before the deposit is waived and after the discharge: pinned with the decision, shown by records.

-- Of what the decision asks, that of which a record is kept: [{condition, kind, due_from, due_days}].
ALTER TABLE decisions ADD COLUMN asked jsonb NOT NULL DEFAULT '[]';

-- The real day of a look that was entered later; null: the day on which it was entered.
ALTER TABLE checks ADD COLUMN done_on date;

-- Number of the paper slip by which a patient was admitted while the systems were away; entered later, decided as of the real day.
ALTER TABLE stays ADD COLUMN voucher_no text;
CREATE UNIQUE INDEX stays_voucher_no ON stays (institution, voucher_no) WHERE voucher_no IS NOT NULL;

-- What was done, who did it, when, what they saw; checks and agreements have tables of their own.
CREATE TABLE condition_records (
  case_ref text NOT NULL REFERENCES stays,
  record_sequence integer NOT NULL CHECK (record_sequence > 0),
  kind text NOT NULL CHECK (kind IN ('first-check', 'second-check', 'agreement', 'papers', 'copies-only', 'admission-indicated',
    'authorisation', 'injury-registration', 'papers-returned', 'follow-up')),
  done_on date NOT NULL,
  -- An original stayed with the hospital.
  keeps_original boolean NOT NULL DEFAULT false,
  -- Number of the resolution by which people let it go; such a row has nothing else.
  excused_by integer,
  record_sealed bytea,
  recorded_by text NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, record_sequence),
  FOREIGN KEY (case_ref, excused_by) REFERENCES resolutions,
  CHECK ((record_sealed IS NULL) = (excused_by IS NOT NULL))
);
CREATE TRIGGER condition_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON condition_records
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which kinds were done, each on its day.
CREATE VIEW conditions_met AS
  SELECT case_ref, CASE checker WHEN 'doctor' THEN 'first-check' ELSE 'second-check' END AS kind,
    coalesce(done_on, (checked_at AT TIME ZONE 'Asia/Shanghai')::date) AS met_on, NULL::integer AS excused_by
  FROM checks
  UNION ALL SELECT case_ref, 'agreement', signed_on, NULL FROM agreements
  UNION ALL SELECT case_ref, kind, done_on, excused_by FROM condition_records
  -- No original was kept, or it went back.
  UNION ALL SELECT case_ref, 'copies-only', done_on, NULL FROM condition_records
    WHERE excused_by IS NULL AND (kind = 'papers-returned' OR (kind = 'papers' AND NOT keeps_original));

-- How what the decision that holds asks stands: due so many days after the admission or the discharge, and never before it was entered.
CREATE VIEW standing_conditions AS
  SELECT stays.case_ref, asked.condition, asked.kind, asked.due_from, begun.day + asked.due_days AS due_on,
    met.met_on, met.excused_by
  FROM stays JOIN decisions ON decisions.case_ref = stays.case_ref AND decisions.decision_sequence = stays.decision_sequence
    CROSS JOIN LATERAL jsonb_to_recordset(decisions.asked)
      AS asked (condition text, kind text, due_from text, due_days integer)
    LEFT JOIN LATERAL (
      SELECT greatest(stays.admitted_on, (stays.accepted_at AT TIME ZONE 'Asia/Shanghai')::date) AS day
      WHERE asked.due_from = 'admission'
      UNION ALL
      SELECT greatest(discharged_on, (accepted_at AT TIME ZONE 'Asia/Shanghai')::date) FROM discharges
      WHERE discharges.case_ref = stays.case_ref AND asked.due_from = 'discharge') AS begun ON true
    LEFT JOIN LATERAL (
      SELECT met_on, excused_by FROM conditions_met
      WHERE conditions_met.case_ref = stays.case_ref AND conditions_met.kind = asked.kind
      ORDER BY met_on LIMIT 1) AS met ON true;
