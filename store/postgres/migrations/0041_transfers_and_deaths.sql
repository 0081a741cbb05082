-- The stay at another hospital from which the patient was transferred into this one, as its window says; of the same person.
ALTER TABLE stays ADD COLUMN transferred_from text REFERENCES stays;
CREATE INDEX stays_transferred_from ON stays (transferred_from) WHERE transferred_from IS NOT NULL;

-- The patient died in hospital: the day, as the discharge says it; null: the stay ended otherwise.
ALTER TABLE discharges ADD COLUMN died_on date;
