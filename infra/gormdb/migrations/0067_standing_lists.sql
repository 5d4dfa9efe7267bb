-- The log is asked by action, by origin and for what was entered late, in the order of its instants.

CREATE INDEX audit_entries_action ON audit_entries (action, at, id);

CREATE INDEX audit_entries_origin ON audit_entries (origin, at, id);

CREATE INDEX audit_entries_backdated ON audit_entries (backdated, at, id);
