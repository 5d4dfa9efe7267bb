-- A job that writes a list down: which list, with which filters, and where its next page begins.

ALTER TABLE jobs ADD COLUMN subject VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN filters TEXT;
ALTER TABLE jobs ADD COLUMN next_cursor VARCHAR(400) NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN language VARCHAR(10) NOT NULL DEFAULT '';
UPDATE jobs SET filters = '{}';
