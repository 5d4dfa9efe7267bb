-- Which account an identity provider's external id stands for, and the sign-ins through it that are under way.

CREATE TABLE provider_accounts (
    user_id       VARCHAR(60)  NOT NULL PRIMARY KEY,
    external_hash VARCHAR(100) NOT NULL,
    made_by       VARCHAR(60)  NOT NULL,
    made_at       VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX provider_accounts_external ON provider_accounts (external_hash);

CREATE TABLE provider_logins (
    state_hash   VARCHAR(100) NOT NULL PRIMARY KEY,
    browser_hash VARCHAR(100) NOT NULL,
    expires_at   VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX provider_logins_expiry ON provider_logins (expires_at);
