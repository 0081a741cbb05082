-- What keepers of records said that were silent at the decision: the court's public list, medical credit.
ALTER TABLE condition_records DROP CONSTRAINT condition_records_kind_check;
ALTER TABLE condition_records ADD CONSTRAINT condition_records_kind_check
  CHECK (kind IN ('first-check', 'second-check', 'agreement', 'papers', 'copies-only', 'admission-indicated',
    'authorisation', 'injury-registration', 'papers-returned', 'follow-up', 'court-list-answer', 'medical-credit-answer'));
