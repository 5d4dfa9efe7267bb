-- The State Council's holiday notices that came after the program was built.

CREATE TABLE calendar_notices (
    year         INTEGER     NOT NULL PRIMARY KEY,
    published_on VARCHAR(10) NOT NULL,
    notice       TEXT        NOT NULL,
    imported_at  VARCHAR(30) NOT NULL
) /*!table*/;
