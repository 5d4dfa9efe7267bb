-- Organisations that ended, and who took over from them.

ALTER TABLE organizations ADD COLUMN ended_on VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE organizations ADD COLUMN heir_id VARCHAR(40) NOT NULL DEFAULT '';
CREATE INDEX organizations_heir ON organizations (heir_id);
