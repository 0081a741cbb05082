-- Whether the insurer may take of the patient's own account, and of the family's, for the own part: the patient's choice, told with the bill.
ALTER TABLE discharges ADD COLUMN account_used boolean NOT NULL DEFAULT false;
-- Told anew with a corrected bill. Null: as it was chosen before.
ALTER TABLE amendments ADD COLUMN account_used boolean;
