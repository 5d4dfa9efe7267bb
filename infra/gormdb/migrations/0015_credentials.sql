-- Who acts for themself, who acts for somebody, and what staff wrote down for a party.

CREATE TABLE agents (
    id           VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id      VARCHAR(40)  NOT NULL,
    party_id     VARCHAR(40)  NOT NULL,
    kind         VARCHAR(20)  NOT NULL,
    name         TEXT         NOT NULL,
    phone        TEXT         NOT NULL,
    id_number    TEXT         NOT NULL,
    powers       VARCHAR(200) NOT NULL,
    authority_id VARCHAR(40)  NOT NULL,
    until_on     VARCHAR(10)  NOT NULL,
    at_filing    INTEGER      NOT NULL,
    added_at     VARCHAR(30)  NOT NULL,
    confirmed_at VARCHAR(30)  NOT NULL,
    revoked_at   VARCHAR(30)  NOT NULL,
    code_hash    VARCHAR(120) NOT NULL,
    secret_hash  VARCHAR(120) NOT NULL,
    version      INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX agents_case ON agents (case_id, id);

-- A phone for codes and a PIN; holder is party/… or agent/….
CREATE TABLE factors (
    holder     VARCHAR(60)  NOT NULL PRIMARY KEY,
    case_id    VARCHAR(40)  NOT NULL,
    phone      TEXT         NOT NULL,
    code_hash  VARCHAR(120) NOT NULL,
    code_until VARCHAR(30)  NOT NULL,
    tries      INTEGER      NOT NULL,
    tried_from VARCHAR(30)  NOT NULL,
    pin_hash   VARCHAR(200) NOT NULL,
    pin_fails  INTEGER      NOT NULL,
    version    INTEGER      NOT NULL
) /*!table*/;

-- Messages on their way out, until somebody has carried them off.
CREATE TABLE outgoing (
    id       VARCHAR(40) NOT NULL PRIMARY KEY,
    way      VARCHAR(20) NOT NULL,
    receiver TEXT        NOT NULL,
    text     TEXT        NOT NULL,
    made_at  VARCHAR(30) NOT NULL
) /*!table*/;

CREATE TABLE withdrawals (
    id         VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id    VARCHAR(40) NOT NULL,
    party_id   VARCHAR(40) NOT NULL,
    agent_id   VARCHAR(40) NOT NULL,
    state      VARCHAR(20) NOT NULL,
    asked_at   VARCHAR(30) NOT NULL,
    undo_until VARCHAR(10) NOT NULL,
    by_org     VARCHAR(40) NOT NULL,
    by_user    VARCHAR(60) NOT NULL,
    ended_at   VARCHAR(30) NOT NULL,
    version    INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX withdrawals_case ON withdrawals (case_id, id);

-- «Recorded by X for Y»: an entry of its own, until Y says that it is so or not.
CREATE TABLE recorded_for (
    id          VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id     VARCHAR(40) NOT NULL,
    party_id    VARCHAR(40) NOT NULL,
    act         VARCHAR(40) NOT NULL,
    subject     VARCHAR(80) NOT NULL,
    by_org      VARCHAR(40) NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    recorded_at VARCHAR(30) NOT NULL,
    answer      VARCHAR(20) NOT NULL,
    answered_by VARCHAR(60) NOT NULL,
    answered_at VARCHAR(30) NOT NULL,
    version     INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX recorded_for_case ON recorded_for (case_id, id);

-- Ratings are of organisations. Who gave which is written nowhere; that somebody gave one is.
CREATE TABLE ratings (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    organization_id VARCHAR(40) NOT NULL,
    month           VARCHAR(7)  NOT NULL,
    score           INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX ratings_organization ON ratings (organization_id, month, id);

CREATE TABLE rating_marks (
    party_id        VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    PRIMARY KEY (party_id, organization_id)
) /*!table*/;

-- A protected address stands nowhere else: what reads the party does not find it.
CREATE TABLE protected_addresses (
    party_id VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id  VARCHAR(40) NOT NULL,
    address  TEXT        NOT NULL
) /*!table*/;

CREATE INDEX protected_addresses_case ON protected_addresses (case_id, party_id);

-- What was entered on another day than it happened.
CREATE TABLE backdated (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    team            VARCHAR(100) NOT NULL,
    user_id         VARCHAR(60)  NOT NULL,
    action          VARCHAR(60)  NOT NULL,
    subject         VARCHAR(80)  NOT NULL,
    happened_on     VARCHAR(10)  NOT NULL,
    entered_at      VARCHAR(30)  NOT NULL,
    reason          TEXT         NOT NULL,
    proof           TEXT         NOT NULL,
    confidential    INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX backdated_case ON backdated (case_id, id);
CREATE INDEX backdated_organization ON backdated (organization_id, id);

-- What was said and written down, in every version; and what was read back.
CREATE TABLE oral_records (
    id               VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id          VARCHAR(40)  NOT NULL,
    party_id         VARCHAR(40)  NOT NULL,
    organization_id  VARCHAR(40)  NOT NULL,
    versions         INTEGER      NOT NULL,
    confirmed        TEXT         NOT NULL,
    read_back_by     VARCHAR(60)  NOT NULL,
    confirmed_how    VARCHAR(20)  NOT NULL,
    confirmed_number INTEGER      NOT NULL,
    document_id      VARCHAR(40)  NOT NULL,
    version          INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX oral_records_case ON oral_records (case_id, id);

CREATE TABLE oral_versions (
    record_id  VARCHAR(40) NOT NULL,
    number     INTEGER     NOT NULL,
    text       TEXT        NOT NULL,
    reason     TEXT        NOT NULL,
    author_id  VARCHAR(60) NOT NULL,
    written_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (record_id, number)
) /*!table*/;

-- To whom the original of a paper went back.
CREATE TABLE original_returns (
    document_id VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id     VARCHAR(40) NOT NULL,
    party_id    VARCHAR(40) NOT NULL,
    receiver    TEXT        NOT NULL,
    returned    TEXT        NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    by_org      VARCHAR(40) NOT NULL
) /*!table*/;

CREATE INDEX original_returns_case ON original_returns (case_id, document_id);

ALTER TABLE sessions ADD COLUMN agent_id VARCHAR(40) NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN factor_at VARCHAR(30) NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN origin VARCHAR(20) NOT NULL DEFAULT '';
