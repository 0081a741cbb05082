-- What was printed for a patient: which paper, by which wording, and the digest of its file, by which a reprint or a signed copy is
-- known. The file itself is not kept: the same facts and the same wording give the same bytes. Each print is in the audit trail.

CREATE TABLE printed_papers (
  case_ref text NOT NULL REFERENCES stays,
  paper_sequence integer NOT NULL CHECK (paper_sequence > 0),
  kind text NOT NULL CHECK (kind IN ('decision', 'agreement', 'daily-list', 'settlement', 'letter')),
  -- The day or the notice that it is about; empty: the stay.
  about text NOT NULL,
  template text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  pages integer NOT NULL CHECK (pages > 0),
  -- Who printed it first.
  printed_by text NOT NULL,
  printed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (case_ref, paper_sequence),
  UNIQUE (case_ref, sha256)
);
CREATE TRIGGER printed_papers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON printed_papers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
