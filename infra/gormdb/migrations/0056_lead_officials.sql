-- Lead officials for hard cases (包案), each with the day it is looked at again, and what they did.

CREATE TABLE lead_officials (
    id         VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id    VARCHAR(40) NOT NULL,
    from_id    VARCHAR(40) NOT NULL,
    org_id     VARCHAR(40) NOT NULL,
    name       TEXT        NOT NULL,
    post       TEXT        NOT NULL,
    reason     TEXT        NOT NULL,
    from_on    VARCHAR(10) NOT NULL,
    review_on  VARCHAR(10) NOT NULL,
    state      VARCHAR(20) NOT NULL,
    by_user    VARCHAR(60) NOT NULL,
    named_at   VARCHAR(30) NOT NULL,
    ending     VARCHAR(20) NOT NULL,
    end_reason TEXT        NOT NULL,
    ended_by   VARCHAR(60) NOT NULL,
    ended_at   VARCHAR(30) NOT NULL,
    version    INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX lead_officials_case ON lead_officials (case_id, id);

CREATE INDEX lead_officials_from ON lead_officials (from_id, state, review_on, id);

CREATE TABLE lead_official_steps (
    id          VARCHAR(40) NOT NULL PRIMARY KEY,
    official_id VARCHAR(40) NOT NULL,
    case_id     VARCHAR(40) NOT NULL,
    code        VARCHAR(20) NOT NULL,
    happened_on VARCHAR(10) NOT NULL,
    words       TEXT        NOT NULL,
    org_id      VARCHAR(40) NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    at          VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX lead_official_steps_official ON lead_official_steps (official_id, happened_on, id);
