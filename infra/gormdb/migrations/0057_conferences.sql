-- Decisions of joint conferences (联席会议) about cases; what each organisation is to do is a directive with its source.

CREATE TABLE conference_decisions (
    id      VARCHAR(40) NOT NULL PRIMARY KEY,
    from_id VARCHAR(40) NOT NULL,
    held_on VARCHAR(10) NOT NULL,
    by_user VARCHAR(60) NOT NULL,
    at      VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX conference_decisions_from ON conference_decisions (from_id, id);

CREATE TABLE conference_seats (
    organization_id VARCHAR(40) NOT NULL,
    decision_id     VARCHAR(40) NOT NULL,
    seq             INTEGER     NOT NULL,
    PRIMARY KEY (organization_id, decision_id)
) /*!table*/;

CREATE INDEX conference_seats_decision ON conference_seats (decision_id, seq);

CREATE TABLE conference_matters (
    decision_id VARCHAR(40) NOT NULL,
    seq         INTEGER     NOT NULL,
    case_id     VARCHAR(40) NOT NULL,
    words       TEXT        NOT NULL,
    PRIMARY KEY (decision_id, seq)
) /*!table*/;

CREATE INDEX conference_matters_case ON conference_matters (case_id, decision_id);

ALTER TABLE directives ADD COLUMN decision_id VARCHAR(40) NOT NULL DEFAULT '';
