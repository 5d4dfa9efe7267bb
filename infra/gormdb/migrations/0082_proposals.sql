-- What one person alone may not do (双人操作): proposed by one, confirmed by another, carried out once.

CREATE TABLE proposals (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    act             VARCHAR(40)  NOT NULL,
    subject         VARCHAR(120) NOT NULL,
    plan            TEXT         NOT NULL,
    digest          VARCHAR(80)  NOT NULL,
    reason          TEXT         NOT NULL,
    state           VARCHAR(20)  NOT NULL,
    by_user         VARCHAR(60)  NOT NULL,
    by_name         VARCHAR(200) NOT NULL,
    by_role         VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    made_at         VARCHAR(30)  NOT NULL,
    until_at        VARCHAR(30)  NOT NULL,
    second_user     VARCHAR(60)  NOT NULL,
    second_name     VARCHAR(200) NOT NULL,
    second_role     VARCHAR(40)  NOT NULL,
    answered_at     VARCHAR(30)  NOT NULL,
    answer          TEXT         NOT NULL,
    ended_at        VARCHAR(30)  NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX proposals_by ON proposals (by_user, id);

CREATE INDEX proposals_state ON proposals (state, act, id);

CREATE INDEX proposals_until ON proposals (state, until_at, id);

CREATE INDEX proposals_subject ON proposals (subject, act, state);
