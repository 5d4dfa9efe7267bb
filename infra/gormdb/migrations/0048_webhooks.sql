-- Where an organisation's own system is told what happens in its cases.

CREATE TABLE webhooks (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    organization_id VARCHAR(40)  NOT NULL,
    name            VARCHAR(200) NOT NULL,
    url             VARCHAR(500) NOT NULL,
    secret          TEXT         NOT NULL,
    types           TEXT         NOT NULL,
    state           VARCHAR(20)  NOT NULL,
    after_event     VARCHAR(40)  NOT NULL,
    tries           INTEGER      NOT NULL,
    next_at         VARCHAR(30)  NOT NULL,
    last_status     INTEGER      NOT NULL,
    last_error      VARCHAR(300) NOT NULL,
    last_at         VARCHAR(30)  NOT NULL,
    made_by         VARCHAR(60)  NOT NULL,
    made_at         VARCHAR(30)  NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX webhooks_due ON webhooks (state, next_at, id);

CREATE INDEX webhooks_organization ON webhooks (organization_id, id);
