-- Several organisations at one table (联合接访): who was asked, who is called to a visitor, what they answer.

CREATE TABLE reception_guests (
    reception_id    VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    state           VARCHAR(20) NOT NULL,
    people          TEXT        NOT NULL,
    words           TEXT        NOT NULL,
    asked_at        VARCHAR(30) NOT NULL,
    answered_at     VARCHAR(30) NOT NULL,
    PRIMARY KEY (reception_id, organization_id)
) /*!table*/;

CREATE INDEX reception_guests_organization ON reception_guests (organization_id, reception_id);

CREATE TABLE visit_calls (
    visit_id        VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    PRIMARY KEY (visit_id, organization_id)
) /*!table*/;

CREATE TABLE visit_statements (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    visit_id        VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    user_id         VARCHAR(40) NOT NULL,
    text            TEXT        NOT NULL,
    said_at         VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX visit_statements_visit ON visit_statements (visit_id, id);
