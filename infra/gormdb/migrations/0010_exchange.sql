-- What passes between installations: keys trusted here, bundles that left,
-- receipts that came back, and where cases taken in came from.

CREATE TABLE trusted_keys (
    id            VARCHAR(80)  NOT NULL PRIMARY KEY,
    algorithm     VARCHAR(20)  NOT NULL,
    public_key    VARCHAR(400) NOT NULL,
    name          VARCHAR(200) NOT NULL,
    organizations TEXT         NOT NULL,
    trusted_by    VARCHAR(60)  NOT NULL,
    trusted_at    VARCHAR(30)  NOT NULL,
    withdrawn_at  VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE TABLE bundle_exports (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    referral_id     VARCHAR(40)  NOT NULL,
    digest          VARCHAR(100) NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    exported_at     VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX bundle_exports_referral ON bundle_exports (referral_id, digest);

CREATE TABLE external_receipts (
    id            VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id       VARCHAR(40)  NOT NULL,
    referral_id   VARCHAR(40)  NOT NULL,
    bundle_digest VARCHAR(100) NOT NULL,
    key_id        VARCHAR(80)  NOT NULL,
    number        VARCHAR(200) NOT NULL,
    accepted_on   VARCHAR(10)  NOT NULL,
    filed_on      VARCHAR(10)  NOT NULL,
    proof         TEXT         NOT NULL,
    receipt       MEDIUMTEXT   NOT NULL,
    recorded_by   VARCHAR(60)  NOT NULL,
    recorded_at   VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX external_receipts_referral ON external_receipts (referral_id, id);

-- A handoff of another installation becomes one case here, never two.
CREATE TABLE origins (
    case_id       VARCHAR(40)  NOT NULL PRIMARY KEY,
    key_id        VARCHAR(80)  NOT NULL,
    referral_id   VARCHAR(80)  NOT NULL,
    bundle_digest VARCHAR(100) NOT NULL,
    imported_by   VARCHAR(60)  NOT NULL,
    imported_at   VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX origins_handoff ON origins (key_id, referral_id);

-- The signed records as they came, in pieces as documents are.
CREATE TABLE origin_parts (
    case_id VARCHAR(40) NOT NULL,
    path    VARCHAR(80) NOT NULL,
    seq     INTEGER     NOT NULL,
    bytes   TEXT        NOT NULL,
    PRIMARY KEY (case_id, path, seq)
) /*!table*/;
