-- A login has a name by which its holder ends it, and says from what kind of device it came.

ALTER TABLE sessions ADD COLUMN id VARCHAR(40) NOT NULL DEFAULT '';

ALTER TABLE sessions ADD COLUMN device VARCHAR(40) NOT NULL DEFAULT '';

UPDATE sessions SET id = SUBSTR(token_hash, 1, 32);

CREATE INDEX sessions_id ON sessions (id);
