-- A job that does one act on many things: on which, and with which refusal.

ALTER TABLE job_rows ADD COLUMN subject VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE job_rows ADD COLUMN code VARCHAR(60) NOT NULL DEFAULT '';
