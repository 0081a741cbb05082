-- Nothing changed since this delivery by a later day and its versions: what was compared once is not compared every minute.
ALTER TABLE list_deliveries ADD COLUMN says_as text;
-- What binds no stay may end on its first day.
ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_check;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_check CHECK (valid_from <= valid_until);
ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_check3;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_ends_on_check CHECK (ends_on >= valid_from);
-- Who died in hospital is found without reading every discharge.
CREATE INDEX discharges_died ON discharges (case_ref) WHERE died_on IS NOT NULL;
