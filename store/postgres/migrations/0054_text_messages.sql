-- Notices to patients by text message, and the notice before a draw that was forgotten. One row a message, which is sent at most once.

ALTER TABLE patient_notices DROP CONSTRAINT patient_notices_kind_check;
ALTER TABLE patient_notices ADD CONSTRAINT patient_notices_kind_check
  CHECK (kind IN ('instalment-reminder', 'instalment-missed', 'arrears-notice', 'draw-notice'));

ALTER TABLE institution_rules DROP CONSTRAINT institution_rules_kind_check;
ALTER TABLE institution_rules ADD CONSTRAINT institution_rules_kind_check
  CHECK (kind IN ('own-part-warning', 'staging', 'settled-by', 'text-messages'));

CREATE TABLE text_messages (
  -- Random: the gateway knows the message by it, and it tells nobody whose it is.
  message_ref text PRIMARY KEY DEFAULT 'sms_' || replace(gen_random_uuid()::text, '-', ''),
  case_ref text,
  notice_sequence integer,
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'accepted', 'delivered', 'undelivered', 'refused', 'unknown',
    'withdrawn', 'no-phone')),
  -- What it waits for, or why it ended as it did.
  code text,
  written_at timestamptz(3) NOT NULL,
  -- Committed before the gateway hears of it: whatever happens then, it is sent no second time.
  sent_at timestamptz(3),
  phone_sealed bytea,
  gateway_ref text,
  next_look_at timestamptz(3),
  ended_at timestamptz(3),
  FOREIGN KEY (case_ref, notice_sequence) REFERENCES patient_notices,
  UNIQUE (case_ref, notice_sequence),
  CHECK ((case_ref IS NULL) = (notice_sequence IS NULL)),
  -- A number is kept as long as somebody may still ask what became of the message.
  CHECK ((phone_sealed IS NOT NULL) = (state IN ('sent', 'accepted'))),
  CHECK (sent_at IS NOT NULL OR state IN ('due', 'withdrawn', 'no-phone')),
  CHECK ((next_look_at IS NOT NULL) = (state IN ('sent', 'accepted'))),
  CHECK ((ended_at IS NULL) = (state IN ('due', 'sent', 'accepted')))
);
CREATE INDEX text_messages_due ON text_messages (written_at) WHERE state = 'due';
CREATE INDEX text_messages_looks ON text_messages (next_look_at) WHERE state IN ('sent', 'accepted');
