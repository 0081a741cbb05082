-- What keepers of records said that were silent at the decision: the court's public list, medical credit.
ALTER TABLE condition_records DROP CONSTRAINT condition_records_kind_check;
ALTER TABLE condition_records ADD CONSTRAINT condition_records_kind_check
  CHECK (kind IN ('first-check', 'second-check', 'agreement', 'papers', 'copies-only', 'admission-indicated',
    'authorisation', 'injury-registration', 'papers-returned', 'follow-up', 'court-list-answer', 'medical-credit-answer'));

-- As before, and never before it was decided: what a decision that was made anew asks would else be late at once.
CREATE OR REPLACE VIEW standing_conditions AS
  SELECT stays.case_ref, asked.condition, asked.kind, asked.due_from, begun.day + asked.due_days AS due_on,
    met.met_on, met.excused_by
  FROM stays JOIN decisions ON decisions.case_ref = stays.case_ref AND decisions.decision_sequence = stays.decision_sequence
    CROSS JOIN LATERAL jsonb_to_recordset(decisions.asked)
      AS asked (condition text, kind text, due_from text, due_days integer)
    LEFT JOIN LATERAL (
      SELECT greatest(stays.admitted_on, (stays.accepted_at AT TIME ZONE 'Asia/Shanghai')::date,
        (decisions.decided_at AT TIME ZONE 'Asia/Shanghai')::date) AS day
      WHERE asked.due_from = 'admission'
      UNION ALL
      SELECT greatest(discharged_on, (accepted_at AT TIME ZONE 'Asia/Shanghai')::date) FROM discharges
      WHERE discharges.case_ref = stays.case_ref AND asked.due_from = 'discharge') AS begun ON true
    LEFT JOIN LATERAL (
      SELECT met_on, excused_by FROM conditions_met
      WHERE conditions_met.case_ref = stays.case_ref AND conditions_met.kind = asked.kind
      ORDER BY met_on LIMIT 1) AS met ON true;
