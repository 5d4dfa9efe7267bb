-- What was done to an account's ways in, told to its holder on the next page they open.

CREATE TABLE account_notices (
    id      VARCHAR(40) NOT NULL PRIMARY KEY,
    user_id VARCHAR(60) NOT NULL,
    event   VARCHAR(60) NOT NULL,
    by_user VARCHAR(60) NOT NULL,
    at      VARCHAR(30) NOT NULL,
    seen_at VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX account_notices_user ON account_notices (user_id, id);
