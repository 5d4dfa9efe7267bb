-- Letters as they were printed, and offices' own versions of their texts.

CREATE TABLE letters (
    document_id     VARCHAR(40) NOT NULL PRIMARY KEY,
    code            VARCHAR(60) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    version         INTEGER     NOT NULL,
    page            TEXT        NOT NULL,
    missing         TEXT        NOT NULL
) /*!table*/;

-- Never changed, never taken away: an empty text says that the standard holds again.
CREATE TABLE letter_templates (
    organization_id VARCHAR(40)  NOT NULL,
    code            VARCHAR(60)  NOT NULL,
    number          INTEGER      NOT NULL,
    blocks          TEXT         NOT NULL,
    digest          VARCHAR(100) NOT NULL,
    author_id       VARCHAR(60)  NOT NULL,
    kept_at         VARCHAR(30)  NOT NULL,
    PRIMARY KEY (organization_id, code, number)
) /*!table*/;
