-- A claim that was taken back before its payer had answered: until when the payer is asked what it did with it.
ALTER TABLE obligations ADD COLUMN asked_until date;
CREATE INDEX obligations_asked ON obligations (state_at) WHERE asked_until IS NOT NULL;
