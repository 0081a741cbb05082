-- A refusal is final for its message. Once a person has asked for another try of what was answered by then, the same question
-- may go out as the next message; before, a try that was asked for at one step allowed one at every later step as well.
ALTER TABLE messages ADD COLUMN asked_again boolean NOT NULL DEFAULT false;
UPDATE messages SET asked_again = true WHERE answered_at IS NOT NULL
  AND case_ref IN (SELECT case_ref FROM stay_events WHERE kind = 'retry-now');
