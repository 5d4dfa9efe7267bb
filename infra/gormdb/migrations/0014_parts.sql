-- Cases that were split, merged and grouped.

CREATE TABLE case_links (
    case_id  VARCHAR(40) NOT NULL,
    other_id VARCHAR(40) NOT NULL,
    kind     VARCHAR(20) NOT NULL,
    made_at  VARCHAR(30) NOT NULL,
    PRIMARY KEY (case_id, other_id, kind)
) /*!table*/;

CREATE INDEX case_links_other ON case_links (other_id, case_id);

CREATE TABLE party_keys (
    id          VARCHAR(40)  NOT NULL PRIMARY KEY,
    party_id    VARCHAR(40)  NOT NULL,
    case_id     VARCHAR(40)  NOT NULL,
    code_hash   VARCHAR(120) NOT NULL,
    secret_hash VARCHAR(120) NOT NULL
) /*!table*/;

CREATE INDEX party_keys_case ON party_keys (case_id, id);
CREATE INDEX party_keys_party ON party_keys (party_id, id);

CREATE TABLE case_groups (
    id         VARCHAR(40) NOT NULL PRIMARY KEY,
    title      TEXT        NOT NULL,
    founder_id VARCHAR(40) NOT NULL,
    founded_at VARCHAR(30) NOT NULL,
    version    INTEGER     NOT NULL
) /*!table*/;

CREATE TABLE group_members (
    case_id   VARCHAR(40) NOT NULL PRIMARY KEY,
    group_id  VARCHAR(40) NOT NULL,
    joined_at VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX group_members_group ON group_members (group_id, case_id);

CREATE TABLE group_representatives (
    party_id    VARCHAR(40) NOT NULL PRIMARY KEY,
    group_id    VARCHAR(40) NOT NULL,
    case_id     VARCHAR(40) NOT NULL,
    document_id VARCHAR(40) NOT NULL,
    since_on    VARCHAR(10) NOT NULL,
    by_user     VARCHAR(60) NOT NULL
) /*!table*/;

CREATE INDEX group_representatives_group ON group_representatives (group_id, party_id);

CREATE INDEX notes_case ON notes (case_id, id);
CREATE INDEX safety_reports_case ON safety_reports (case_id, id);
CREATE INDEX group_representatives_case ON group_representatives (case_id, party_id);
