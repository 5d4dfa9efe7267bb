-- What the two ends of a handoff write to each other.

CREATE TABLE referral_messages (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    referral_id     VARCHAR(40) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    user_id         VARCHAR(60) NOT NULL,
    words           TEXT        NOT NULL,
    written_at      VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX referral_messages_of ON referral_messages (referral_id, id);
