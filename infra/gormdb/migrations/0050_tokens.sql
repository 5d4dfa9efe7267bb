-- With what machines ask in the name of a person's role, for less than that role may do.

CREATE TABLE api_tokens (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    token_hash      VARCHAR(100) NOT NULL,
    user_id         VARCHAR(60)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    role            VARCHAR(40)  NOT NULL,
    name            VARCHAR(200) NOT NULL,
    permissions     TEXT         NOT NULL,
    expires_on      VARCHAR(10)  NOT NULL,
    made_at         VARCHAR(30)  NOT NULL,
    used_on         VARCHAR(10)  NOT NULL,
    revoked_at      VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (token_hash);

CREATE INDEX api_tokens_user ON api_tokens (user_id, id);
