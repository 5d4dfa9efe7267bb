-- When its holder set an account's password, and hashes of those before it, where a profile forbids to take one again.

ALTER TABLE users ADD COLUMN password_at VARCHAR(30) NOT NULL DEFAULT '';

CREATE TABLE past_passwords (
    id            VARCHAR(40)  NOT NULL PRIMARY KEY,
    user_id       VARCHAR(60)  NOT NULL,
    password_hash VARCHAR(200) NOT NULL
) /*!table*/;

CREATE INDEX past_passwords_user ON past_passwords (user_id, id);
