-- When an address was switched off, in county time: from then on people are to see to it. A process of the version before leaves it out.
ALTER TABLE webhooks ADD COLUMN off_at timestamptz(3);
UPDATE webhooks SET off_at = coalesce(failing_since, clock_timestamp()) WHERE state = 'off';
