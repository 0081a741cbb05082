-- One text to telephone numbers that an insurance bureau names, each at most once; sent as text messages like all others.

CREATE TABLE announcements (
  -- Random: it stands in workflow ids and URLs.
  announcement_ref text PRIMARY KEY CHECK (announcement_ref ~ '^ann_[0-9a-z]{20}$'),
  organisation text NOT NULL,
  scheme text NOT NULL,
  -- First day of the text that goes out.
  text_since date NOT NULL,
  state text NOT NULL DEFAULT 'read' CHECK (state IN ('read', 'proposed', 'running', 'paused', 'stopped', 'done')),
  -- Of the file as it came: the same file again is the same announcement.
  file_digest text NOT NULL,
  rows integer NOT NULL,
  recipients integer NOT NULL,
  doubles integer NOT NULL,
  -- Row numbers and codes, no number of a telephone.
  wrong_rows jsonb NOT NULL,
  read_by text NOT NULL,
  read_at timestamptz(3) NOT NULL,
  proposed_by text,
  proposed_at timestamptz(3),
  released_by text,
  released_at timestamptz(3),
  -- Why it was paused or stopped.
  reason text,
  changed_at timestamptz(3) NOT NULL,
  numbers_gone_at timestamptz(3),
  CHECK ((released_by IS NOT NULL) = (released_at IS NOT NULL)),
  CHECK (released_by IS NULL OR released_by <> proposed_by),
  CHECK (released_by IS NOT NULL OR state NOT IN ('running', 'paused', 'done'))
);
CREATE UNIQUE INDEX announcements_file ON announcements (organisation, scheme, text_since, file_digest)
  WHERE state IN ('read', 'proposed', 'running', 'paused');

CREATE TABLE announcement_recipients (
  announcement_ref text NOT NULL REFERENCES announcements,
  recipient integer NOT NULL,
  -- Keyed: the same number is known again, and nobody finds a number by trying.
  phone_digest bytea NOT NULL,
  phone_sealed bytea NOT NULL,
  PRIMARY KEY (announcement_ref, recipient),
  UNIQUE (announcement_ref, phone_digest)
);
CREATE INDEX announcement_recipients_phone ON announcement_recipients (phone_digest);

-- Numbers whose owners want no announcement.
CREATE TABLE text_opt_outs (
  phone_digest bytea PRIMARY KEY,
  noted_by text NOT NULL,
  noted_at timestamptz(3) NOT NULL
);

-- Numbers of people whose death the hub knows; null where it knows no mobile number of them.
CREATE TABLE phones_of_dead (
  person_ref text PRIMARY KEY,
  phone_digest bytea
);
CREATE INDEX phones_of_dead_phone ON phones_of_dead (phone_digest);

ALTER TABLE text_messages ADD COLUMN announcement_ref text REFERENCES announcements;
ALTER TABLE text_messages ADD COLUMN recipient integer;
ALTER TABLE text_messages ADD CONSTRAINT text_messages_recipient UNIQUE (announcement_ref, recipient);
ALTER TABLE text_messages ADD CONSTRAINT text_messages_of_one CHECK ((announcement_ref IS NULL) = (recipient IS NULL)
  AND (announcement_ref IS NULL OR case_ref IS NULL));
