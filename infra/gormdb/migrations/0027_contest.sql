-- The words of an objection and of its overruling, kept when a contest and a designation follow.

ALTER TABLE referrals ADD COLUMN objection_text TEXT;
ALTER TABLE referrals ADD COLUMN overruled_text TEXT;
UPDATE referrals SET objection_text = '', overruled_text = '';
