-- Papers, what handoffs carried of them, and what may leave a mediation by law.

CREATE TABLE documents (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    proceeding_id   VARCHAR(40)  NOT NULL,
    title           TEXT         NOT NULL,
    kind            VARCHAR(40)  NOT NULL,
    class           VARCHAR(20)  NOT NULL,
    original        INTEGER      NOT NULL,
    lies_at         TEXT         NOT NULL,
    media_type      VARCHAR(120) NOT NULL,
    size            INTEGER      NOT NULL,
    digest          VARCHAR(100) NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    team            VARCHAR(100) NOT NULL,
    author_id       VARCHAR(60)  NOT NULL,
    party_id        VARCHAR(40)  NOT NULL,
    template        VARCHAR(60)  NOT NULL,
    number          VARCHAR(120) NOT NULL,
    check_code      VARCHAR(40)  NULL,
    added_at        VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX documents_case ON documents (case_id, id);
CREATE UNIQUE INDEX documents_check ON documents (check_code);

-- Bytes in pieces, so that no packet limit of a server is met.
CREATE TABLE document_parts (
    document_id VARCHAR(40) NOT NULL,
    seq         INTEGER     NOT NULL,
    bytes       TEXT        NOT NULL,
    PRIMARY KEY (document_id, seq)
) /*!table*/;

CREATE TABLE bundles (
    referral_id VARCHAR(40) NOT NULL PRIMARY KEY,
    goes        TEXT        NOT NULL,
    stays       TEXT        NOT NULL,
    receipt     TEXT        NOT NULL,
    version     INTEGER     NOT NULL
) /*!table*/;

CREATE TABLE statements (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    proceeding_id   VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    team            VARCHAR(100) NOT NULL,
    author_id       VARCHAR(60)  NOT NULL,
    text            TEXT         NOT NULL,
    written_at      VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX statements_case ON statements (case_id, id);

CREATE TABLE safety_reports (
    id        VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id   VARCHAR(40) NOT NULL,
    kind      VARCHAR(20) NOT NULL,
    from_id   VARCHAR(40) NOT NULL,
    to_id     VARCHAR(40) NOT NULL,
    author_id VARCHAR(60) NOT NULL,
    text      TEXT        NOT NULL,
    made_at   VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX safety_reports_to ON safety_reports (to_id, id);
CREATE INDEX safety_reports_from ON safety_reports (from_id, id);
