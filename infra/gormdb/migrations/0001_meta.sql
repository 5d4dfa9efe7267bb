-- Single values of the installation.

CREATE TABLE meta (
    name  VARCHAR(64) NOT NULL PRIMARY KEY,
    value TEXT        NOT NULL
) /*!table*/;
