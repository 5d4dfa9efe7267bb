-- Applications on their way, with their days in the world, and the numbers that bodies gave a matter.

ALTER TABLE referrals ADD COLUMN handed_in_on VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN asked_on VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN supplied_on VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN refused_on VARCHAR(10) NOT NULL DEFAULT '';

CREATE TABLE filing_steps (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    referral_id     VARCHAR(40) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    kind            VARCHAR(20) NOT NULL,
    happened        TEXT        NOT NULL,
    items           TEXT        NOT NULL,
    papers          TEXT        NOT NULL,
    text            TEXT        NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    author_id       VARCHAR(60) NOT NULL,
    recorded_at     VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX filing_steps_referral ON filing_steps (referral_id, id);

CREATE TABLE case_numbers (
    case_id         VARCHAR(40)  NOT NULL,
    number_key      VARCHAR(200) NOT NULL,
    kind            VARCHAR(40)  NOT NULL,
    number          VARCHAR(100) NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    happened        TEXT         NOT NULL,
    PRIMARY KEY (case_id, number_key)
) /*!table*/;

CREATE INDEX case_numbers_key ON case_numbers (number_key, case_id);
