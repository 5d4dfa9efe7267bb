-- What staff show beside a password: what was enrolled, the codes on paper, what is asked for now, and the one-time way out.

CREATE TABLE staff_factors (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    user_id         VARCHAR(60)  NOT NULL,
    kind            VARCHAR(20)  NOT NULL,
    name            VARCHAR(200) NOT NULL,
    sealed          TEXT         NOT NULL,
    credential_hash VARCHAR(100),
    last_step       BIGINT       NOT NULL,
    made_at         VARCHAR(30)  NOT NULL,
    used_at         VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX staff_factors_user ON staff_factors (user_id, id);

CREATE UNIQUE INDEX staff_factors_credential ON staff_factors (credential_hash);

CREATE TABLE recovery_codes (
    code_hash VARCHAR(100) NOT NULL PRIMARY KEY,
    user_id   VARCHAR(60)  NOT NULL,
    made_at   VARCHAR(30)  NOT NULL,
    used_at   VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX recovery_codes_user ON recovery_codes (user_id, used_at);

CREATE TABLE factor_challenges (
    id_hash      VARCHAR(100) NOT NULL PRIMARY KEY,
    user_id      VARCHAR(60)  NOT NULL,
    purpose      VARCHAR(20)  NOT NULL,
    session_hash VARCHAR(100) NOT NULL,
    source_hash  VARCHAR(100) NOT NULL,
    kind         VARCHAR(20)  NOT NULL,
    sealed       TEXT         NOT NULL,
    tries        INTEGER      NOT NULL,
    expires_at   VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX factor_challenges_expiry ON factor_challenges (expires_at);

CREATE TABLE factor_links (
    token_hash VARCHAR(100) NOT NULL PRIMARY KEY,
    user_id    VARCHAR(60)  NOT NULL,
    by_user    VARCHAR(60)  NOT NULL,
    expires_at VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX factor_links_user ON factor_links (user_id);
