-- The register of major decisions (重大决策), the steps of their assessment, and which cases are about them.

CREATE TABLE decisions (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    organization_id VARCHAR(40)  NOT NULL,
    title           VARCHAR(800) NOT NULL,
    region          VARCHAR(20)  NOT NULL,
    decided_on      VARCHAR(10)  NOT NULL,
    words           TEXT         NOT NULL,
    entered_by      VARCHAR(40)  NOT NULL,
    by_user         VARCHAR(60)  NOT NULL,
    entered_at      VARCHAR(30)  NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX decisions_organization ON decisions (organization_id, decided_on, id);

CREATE INDEX decisions_region ON decisions (region, decided_on, id);

CREATE TABLE decision_steps (
    decision_id VARCHAR(40) NOT NULL,
    seq         INTEGER     NOT NULL,
    kind        VARCHAR(20) NOT NULL,
    happened_on VARCHAR(10) NOT NULL,
    result      TEXT        NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    entered_at  VARCHAR(30) NOT NULL,
    PRIMARY KEY (decision_id, seq)
) /*!table*/;

CREATE TABLE decision_links (
    case_id     VARCHAR(40) NOT NULL,
    decision_id VARCHAR(40) NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    linked_at   VARCHAR(30) NOT NULL,
    PRIMARY KEY (case_id, decision_id)
) /*!table*/;

CREATE INDEX decision_links_decision ON decision_links (decision_id, case_id);
