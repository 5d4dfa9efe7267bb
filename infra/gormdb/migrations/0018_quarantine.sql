-- Files that wait for the scanner, and those in which it found something.

ALTER TABLE documents ADD COLUMN held VARCHAR(20) NOT NULL DEFAULT '';

CREATE INDEX documents_held ON documents (held, id);
