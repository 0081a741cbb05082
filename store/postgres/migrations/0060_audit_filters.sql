-- Who looks for what was done: to one thing, by one organisation or person, or on some days.
CREATE INDEX audit_entries_subject ON audit_entries (subject, audit_sequence);
CREATE INDEX audit_entries_organisation ON audit_entries (split_part(actor, '/', 1), audit_sequence);
CREATE INDEX audit_entries_at ON audit_entries (at);
