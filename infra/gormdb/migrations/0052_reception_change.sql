-- A reception that does not take place, or at another time or place than was announced.

ALTER TABLE receptions ADD COLUMN cancelled_at VARCHAR(30) NOT NULL DEFAULT '';
ALTER TABLE receptions ADD COLUMN moved_from VARCHAR(30) NOT NULL DEFAULT '';
ALTER TABLE receptions ADD COLUMN change_words TEXT;
UPDATE receptions SET change_words = '';
