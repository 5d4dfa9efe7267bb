-- Who works in a case and who may not: recusals, parts in proceedings, who
-- handles; tries to reach a party; the papers that came back from a mediation.

CREATE TABLE recusals (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40) NOT NULL,
    user_id         VARCHAR(60) NOT NULL,
    name            TEXT        NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    office          VARCHAR(40) NOT NULL,
    party_id        VARCHAR(40) NOT NULL,
    ground          VARCHAR(40) NOT NULL,
    text            TEXT        NOT NULL,
    form            VARCHAR(20) NOT NULL,
    raised          TEXT        NOT NULL,
    by_user         VARCHAR(60) NOT NULL,
    by_org          VARCHAR(40) NOT NULL,
    state           VARCHAR(20) NOT NULL,
    waivers         TEXT        NOT NULL,
    decided_by      VARCHAR(60) NOT NULL,
    decided_on      VARCHAR(10) NOT NULL,
    decision        TEXT        NOT NULL,
    substitute_id   VARCHAR(60) NOT NULL,
    raised_at       VARCHAR(30) NOT NULL,
    version         INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX recusals_case ON recusals (case_id, id);

CREATE TABLE participants (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40) NOT NULL,
    proceeding_id   VARCHAR(40) NOT NULL,
    role            VARCHAR(20) NOT NULL,
    user_id         VARCHAR(60) NOT NULL,
    name            TEXT        NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    party_id        VARCHAR(40) NOT NULL,
    by_user         VARCHAR(60) NOT NULL,
    since_at        VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX participants_case ON participants (case_id, id);

CREATE TABLE assignments (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    proceeding_id   VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    kind            VARCHAR(20)  NOT NULL,
    user_id         VARCHAR(60)  NOT NULL,
    name            TEXT         NOT NULL,
    team            VARCHAR(100) NOT NULL,
    by_user         VARCHAR(60)  NOT NULL,
    from_at         VARCHAR(30)  NOT NULL,
    until_at        VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX assignments_case ON assignments (case_id, id);

CREATE TABLE contact_attempts (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    party_id        VARCHAR(40)  NOT NULL,
    way             VARCHAR(20)  NOT NULL,
    reached         INTEGER      NOT NULL,
    text            TEXT         NOT NULL,
    by_user         VARCHAR(60)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    team            VARCHAR(100) NOT NULL,
    tried_at        VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX contact_attempts_case ON contact_attempts (case_id, id);

CREATE TABLE bundle_returns (
    id          VARCHAR(40) NOT NULL PRIMARY KEY,
    referral_id VARCHAR(40) NOT NULL,
    from_id     VARCHAR(40) NOT NULL,
    to_id       VARCHAR(40) NOT NULL,
    items       TEXT        NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    returned_at VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX bundle_returns_referral ON bundle_returns (referral_id, id);
