-- The insurer is asked again before the settlement: what it said otherwise than of the admission day, and what people said to that.
CREATE TABLE cover_changes (
  case_ref text PRIMARY KEY REFERENCES stays,
  -- Both covers, in codes.
  detail jsonb NOT NULL,
  found_at timestamptz(3) NOT NULL,
  -- Number of the resolution by which the stay is settled as it was registered; null: nobody said so.
  kept_by integer
);
