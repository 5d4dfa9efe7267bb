-- The outbox: what people and organisations are told, one row for each
-- recipient and way, written in the transaction of what happened.

CREATE TABLE notices (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    event_id        VARCHAR(40)  NOT NULL,
    subject         VARCHAR(80)  NOT NULL,
    event           VARCHAR(100) NOT NULL,
    whom            VARCHAR(20)  NOT NULL,
    party_id        VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    from_id         VARCHAR(40)  NOT NULL,
    way             VARCHAR(10)  NOT NULL,
    address         TEXT         NOT NULL,
    said            TEXT         NOT NULL,
    cite            VARCHAR(300) NOT NULL,
    serve           INTEGER      NOT NULL,
    remedies        TEXT         NOT NULL,
    state           VARCHAR(20)  NOT NULL,
    attempts        INTEGER      NOT NULL,
    next_at         VARCHAR(30)  NOT NULL,
    trouble         VARCHAR(400) NOT NULL,
    made_at         VARCHAR(30)  NOT NULL,
    sent_at         VARCHAR(30)  NOT NULL,
    read_at         VARCHAR(30)  NOT NULL,
    service         TEXT         NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX notices_case ON notices (case_id, id);
CREATE INDEX notices_organization ON notices (organization_id, id);
CREATE INDEX notices_party ON notices (party_id, way, id);
CREATE INDEX notices_event ON notices (event_id);
CREATE INDEX notices_relay ON notices (state, next_at, id);

ALTER TABLE events ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parties ADD COLUMN email VARCHAR(1000) NOT NULL DEFAULT '';

-- Who may do what only one replica does at a time; the token rises with each holder.
CREATE TABLE leases (
    name     VARCHAR(40) NOT NULL PRIMARY KEY,
    owner    VARCHAR(40) NOT NULL,
    token    BIGINT      NOT NULL,
    until_at VARCHAR(30) NOT NULL
) /*!table*/;
