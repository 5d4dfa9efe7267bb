-- What a window has begun to write and not yet registered: its writer's own.

CREATE TABLE drafts (
    user_id         VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    name            VARCHAR(40)  NOT NULL,
    title           TEXT         NOT NULL,
    body            TEXT         NOT NULL,
    saved_at        VARCHAR(30)  NOT NULL,
    PRIMARY KEY (user_id, organization_id, name)
) /*!table*/;
