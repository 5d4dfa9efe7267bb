-- Notes about a trend (提示函), from a superior to an organisation below it, with the numbers as its sender saw them (NULL where one was suppressed).

CREATE TABLE trend_notes (
    id          VARCHAR(40)  NOT NULL PRIMARY KEY,
    from_id     VARCHAR(40)  NOT NULL,
    to_id       VARCHAR(40)  NOT NULL,
    told_by     VARCHAR(20)  NOT NULL,
    code        VARCHAR(60)  NOT NULL,
    category    VARCHAR(60)  NOT NULL,
    region      VARCHAR(20)  NOT NULL,
    below_id    VARCHAR(40)  NOT NULL,
    from_on     VARCHAR(10)  NOT NULL,
    to_on       VARCHAR(10)  NOT NULL,
    n_now       INTEGER,
    n_before    INTEGER,
    words       TEXT         NOT NULL,
    due_on      VARCHAR(10)  NOT NULL,
    state       VARCHAR(20)  NOT NULL,
    by_user     VARCHAR(60)  NOT NULL,
    given_at    VARCHAR(30)  NOT NULL,
    answer      TEXT         NOT NULL,
    answered_by VARCHAR(60)  NOT NULL,
    answered_at VARCHAR(30)  NOT NULL,
    version     INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX trend_notes_from ON trend_notes (from_id, given_at, id);

CREATE INDEX trend_notes_to ON trend_notes (to_id, given_at, id);
