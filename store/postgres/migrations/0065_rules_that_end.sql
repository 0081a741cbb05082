-- What a hospital publishes of its average own parts, above which no deposit is asked.
ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_kind_check;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_kind_check
  CHECK (kind IN ('own-part-warning', 'staging', 'settled-by', 'text-messages', 'deposit-standard'));

-- A rule in force may end before its day: one person says so, and `valid_until` changes once another one said the same.
ALTER TABLE institution_rules ADD COLUMN ends_on date CHECK (ends_on > valid_from);
ALTER TABLE institution_rules ADD COLUMN end_proposed_by text;
ALTER TABLE institution_rules ADD COLUMN end_confirmed_by text;
ALTER TABLE institution_rules ADD COLUMN end_at timestamptz(3);
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_end_check CHECK ((ends_on IS NULL) = (end_proposed_by IS NULL)
  AND (ends_on IS NULL) = (end_at IS NULL) AND (end_confirmed_by IS NULL OR end_confirmed_by <> end_proposed_by));

-- A guardian signs a plan for a child.
ALTER TABLE repayment_plans DROP CONSTRAINT repayment_plans_signed_by_check;
ALTER TABLE repayment_plans ADD CONSTRAINT repayment_plans_signed_by_check CHECK (signed_by IN ('patient', 'family', 'guardian'));
