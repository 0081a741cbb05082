-- What a critical emergency let wait is put in order afterwards: the referral, and arrears.
ALTER TABLE condition_records DROP CONSTRAINT condition_records_kind_check;
ALTER TABLE condition_records ADD CONSTRAINT condition_records_kind_check
  CHECK (kind IN ('first-check', 'second-check', 'agreement', 'papers', 'copies-only', 'admission-indicated',
    'authorisation', 'injury-registration', 'papers-returned', 'follow-up', 'court-list-answer', 'medical-credit-answer',
    'referral', 'arrears-arranged'));
