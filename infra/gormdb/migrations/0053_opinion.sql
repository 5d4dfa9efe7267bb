-- A lawyer's opinion in parts: what it rests on, by which articles, what to bring.

ALTER TABLE opinions ADD COLUMN facts TEXT;
ALTER TABLE opinions ADD COLUMN law TEXT;
ALTER TABLE opinions ADD COLUMN bring TEXT;
UPDATE opinions SET facts = '', law = '[]', bring = '[]';
