-- A superior's orders about a case (督办), each with the day it must be answered.

CREATE TABLE directives (
    id          VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id     VARCHAR(40) NOT NULL,
    from_id     VARCHAR(40) NOT NULL,
    to_id       VARCHAR(40) NOT NULL,
    ground      VARCHAR(40) NOT NULL,
    words       TEXT        NOT NULL,
    due_on      VARCHAR(10) NOT NULL,
    state       VARCHAR(20) NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    given_at    VARCHAR(30) NOT NULL,
    answer      TEXT        NOT NULL,
    document_id VARCHAR(40) NOT NULL,
    answered_by VARCHAR(60) NOT NULL,
    answered_at VARCHAR(30) NOT NULL,
    version     INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX directives_case ON directives (case_id, id);

CREATE INDEX directives_from ON directives (from_id, state, due_on, id);

CREATE INDEX directives_to ON directives (to_id, state, due_on, id);
