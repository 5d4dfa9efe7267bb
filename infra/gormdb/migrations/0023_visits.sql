-- What became of each visit to a reception.

ALTER TABLE visits ADD COLUMN outcome VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN route VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN ended_at VARCHAR(30) NOT NULL DEFAULT '';
