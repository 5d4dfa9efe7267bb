-- How the cases of one group are to be handled, each version kept.

CREATE TABLE group_plans (
    group_id        VARCHAR(40) NOT NULL,
    no              INTEGER     NOT NULL,
    words           TEXT        NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    by_user         VARCHAR(60) NOT NULL,
    made_at         VARCHAR(30) NOT NULL,
    PRIMARY KEY (group_id, no)
) /*!table*/;
