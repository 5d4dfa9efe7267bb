-- One tree over all entries: which entries stand at which leaves, its tiles, and what was signed about it.

ALTER TABLE audit_heads ADD COLUMN merged_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN merged_digest VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE audit_heads ADD COLUMN waiting INTEGER NOT NULL DEFAULT 1;

CREATE INDEX audit_heads_waiting ON audit_heads (waiting, stream);

CREATE TABLE audit_tree (
    id     INTEGER     NOT NULL PRIMARY KEY,
    origin VARCHAR(80) NOT NULL,
    size   BIGINT      NOT NULL
) /*!table*/;

INSERT INTO audit_tree (id, origin, size) VALUES (1, '', 0);

CREATE TABLE audit_runs (
    first_leaf BIGINT      NOT NULL PRIMARY KEY,
    stream     VARCHAR(60) NOT NULL,
    first_seq  BIGINT      NOT NULL,
    length     INTEGER     NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX audit_runs_stream ON audit_runs (stream, first_seq);

CREATE TABLE audit_tiles (
    level  INTEGER NOT NULL,
    tile   BIGINT  NOT NULL,
    hashes TEXT    NOT NULL,
    PRIMARY KEY (level, tile)
) /*!table*/;

CREATE TABLE audit_checkpoints (
    size      BIGINT      NOT NULL PRIMARY KEY,
    signed_at VARCHAR(30) NOT NULL,
    note      TEXT        NOT NULL
) /*!table*/;

CREATE TABLE audit_recoveries (
    origin VARCHAR(80) NOT NULL PRIMARY KEY,
    size   BIGINT      NOT NULL,
    next   VARCHAR(80) NOT NULL,
    at     VARCHAR(30) NOT NULL
) /*!table*/;
