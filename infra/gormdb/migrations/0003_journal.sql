-- The journal: one entry for each unit of work, chained; heads kept apart, so
-- that a cut tail is seen; the timeline; and what others are to be told.

CREATE TABLE audit_entries (
    stream          VARCHAR(60)  NOT NULL,
    seq             BIGINT       NOT NULL,
    id              VARCHAR(40)  NOT NULL,
    at              VARCHAR(30)  NOT NULL,
    actor           VARCHAR(60)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    role            VARCHAR(40)  NOT NULL,
    origin          VARCHAR(20)  NOT NULL,
    action          VARCHAR(60)  NOT NULL,
    subject         VARCHAR(80)  NOT NULL,
    case_id         VARCHAR(40)  NOT NULL,
    touched         TEXT         NOT NULL,
    reason_digest   VARCHAR(100) NOT NULL,
    backdated       INTEGER      NOT NULL,
    request_id      VARCHAR(60)  NOT NULL,
    payload_digest  VARCHAR(100) NOT NULL,
    previous        VARCHAR(100) NOT NULL,
    digest          VARCHAR(100) NOT NULL,
    PRIMARY KEY (stream, seq)
) /*!table*/;

CREATE UNIQUE INDEX audit_entries_id ON audit_entries (id);
CREATE INDEX audit_entries_at ON audit_entries (at, id);
CREATE INDEX audit_entries_case ON audit_entries (case_id, at, id);

CREATE TABLE audit_payloads (
    entry_id VARCHAR(40) NOT NULL PRIMARY KEY,
    salt     VARCHAR(60) NOT NULL,
    reason   TEXT        NOT NULL,
    payload  TEXT        NOT NULL
) /*!table*/;

CREATE TABLE audit_heads (
    stream VARCHAR(60)  NOT NULL PRIMARY KEY,
    seq    BIGINT       NOT NULL,
    digest VARCHAR(100) NOT NULL
) /*!table*/;

CREATE TABLE events (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    entry_id        VARCHAR(40) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    at              VARCHAR(30) NOT NULL,
    happened_on     VARCHAR(10) NOT NULL,
    kind            VARCHAR(60) NOT NULL,
    subject         VARCHAR(80) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    other_id        VARCHAR(40) NOT NULL,
    code            VARCHAR(60) NOT NULL,
    actor           VARCHAR(60) NOT NULL
) /*!table*/;

CREATE INDEX events_case ON events (case_id, id);
