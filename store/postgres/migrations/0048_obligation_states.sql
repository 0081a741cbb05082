-- What is taken back of a paid claim is a refund, and what is in doubt stays sent: no version ever wrote the other three states.
ALTER TABLE obligations DROP CONSTRAINT obligations_state_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_state_check CHECK (state IN
  ('intended', 'sent', 'confirmed', 'refused', 'reversed'));
