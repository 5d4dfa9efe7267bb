-- The books of figures: counts derived from the cases, kept as they change.

CREATE TABLE figure_counts (
    organization_id VARCHAR(40)  NOT NULL,
    standing        VARCHAR(20)  NOT NULL,
    below_id        VARCHAR(40)  NOT NULL,
    region          VARCHAR(24)  NOT NULL,
    slice           VARCHAR(110) NOT NULL,
    measure         VARCHAR(20)  NOT NULL,
    span            VARCHAR(5)   NOT NULL,
    period          VARCHAR(10)  NOT NULL,
    detail          VARCHAR(110) NOT NULL,
    n               BIGINT       NOT NULL,
    PRIMARY KEY (organization_id, standing, below_id, region, slice, measure, span, period, detail)
) /*!table*/;

-- What each case added to them when it was last counted.
CREATE TABLE figure_matters (
    case_id VARCHAR(40) NOT NULL PRIMARY KEY,
    matter  TEXT        NOT NULL
) /*!table*/;

-- The cases whose log went on since.
CREATE TABLE figure_marks (
    id      VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id VARCHAR(40) NOT NULL
) /*!table*/;

-- By which rules the books were written. Version 0: not yet.
CREATE TABLE figure_state (
    id      INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL
) /*!table*/;

INSERT INTO figure_state (id, version) VALUES (1, 0);
