-- A lawyer's seat at a reception, offered to a colleague.

CREATE TABLE seat_offers (
    id                VARCHAR(40)  NOT NULL PRIMARY KEY,
    reception_id      VARCHAR(40)  NOT NULL,
    from_user         VARCHAR(60)  NOT NULL,
    from_name         TEXT         NOT NULL,
    from_organization VARCHAR(40)  NOT NULL,
    from_firm         TEXT         NOT NULL,
    from_joined_at    VARCHAR(30)  NOT NULL,
    to_user           VARCHAR(60)  NOT NULL,
    to_name           TEXT         NOT NULL,
    to_organization   VARCHAR(40)  NOT NULL,
    to_firm           TEXT         NOT NULL,
    to_joined_at      VARCHAR(30)  NOT NULL,
    state             VARCHAR(20)  NOT NULL,
    offered_at        VARCHAR(30)  NOT NULL,
    answered_at       VARCHAR(30)  NOT NULL,
    version           INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX seat_offers_reception ON seat_offers (reception_id, id);

CREATE INDEX seat_offers_from ON seat_offers (from_user, id);

CREATE INDEX seat_offers_to ON seat_offers (to_user, id);

-- Which version of the reception a lawyer who sits there has confirmed to know.

ALTER TABLE reception_seats ADD COLUMN known_version INTEGER NOT NULL DEFAULT 0;
