-- By which table a proceeding lives, and the defects its body asked for.

ALTER TABLE proceedings ADD COLUMN life VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE proceedings ADD COLUMN asked VARCHAR(12000) NOT NULL DEFAULT '';
