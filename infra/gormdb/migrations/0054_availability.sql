-- On which days a lawyer can sit at a reception.

CREATE TABLE availabilities (
    organization_id VARCHAR(40) NOT NULL,
    user_id         VARCHAR(40) NOT NULL,
    version         INTEGER     NOT NULL,
    PRIMARY KEY (organization_id, user_id)
) /*!table*/;

CREATE TABLE availability_days (
    organization_id VARCHAR(40) NOT NULL,
    user_id         VARCHAR(40) NOT NULL,
    on_day          VARCHAR(10) NOT NULL,
    PRIMARY KEY (organization_id, user_id, on_day)
) /*!table*/;
