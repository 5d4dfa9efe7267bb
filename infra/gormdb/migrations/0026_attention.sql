-- When what a missed limit asked for was done after all: until then it is owed.
-- Of limits missed before this was written down nobody can tell; none counts as owed.

ALTER TABLE clocks ADD COLUMN done_at VARCHAR(30) NOT NULL DEFAULT '';
UPDATE clocks SET done_at = ended_at WHERE state = 'missed';

CREATE INDEX clocks_owed ON clocks (case_id, state, due_on);
CREATE INDEX referrals_lapsed ON referrals (case_id, state, answer_due_on);
CREATE INDEX events_last ON events (case_id, at);
