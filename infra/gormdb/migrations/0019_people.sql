-- Who is away and who stands in; one-time links by which somebody sets a password.

CREATE INDEX assignments_user ON assignments (user_id, until_at);

CREATE INDEX organizations_name ON organizations (name);

CREATE TABLE absences (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    user_id         VARCHAR(60) NOT NULL,
    user_name       TEXT        NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    from_on         VARCHAR(10) NOT NULL,
    until_on        VARCHAR(10) NOT NULL,
    deputy_id       VARCHAR(60) NOT NULL,
    deputy_name     TEXT        NOT NULL,
    by_user         VARCHAR(60) NOT NULL
) /*!table*/;

CREATE INDEX absences_organization ON absences (organization_id, until_on, id);

CREATE TABLE password_links (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id    VARCHAR(60) NOT NULL,
    expires_at VARCHAR(30) NOT NULL,
    by_user    VARCHAR(60) NOT NULL
) /*!table*/;

CREATE INDEX password_links_user ON password_links (user_id);
