-- When an address was switched off, in county time: from then on people are to see to it.
ALTER TABLE webhooks ADD COLUMN off_at timestamptz(3);
UPDATE webhooks SET off_at = coalesce(failing_since, clock_timestamp()) WHERE state = 'off';
ALTER TABLE webhooks ADD CONSTRAINT webhooks_off_check CHECK ((state = 'off') = (off_at IS NOT NULL));
