-- What witnesses signed under checkpoints, and which checkpoint a witness was told of.

CREATE TABLE audit_cosignatures (
    size      BIGINT       NOT NULL,
    key_id    VARCHAR(80)  NOT NULL,
    name      VARCHAR(100) NOT NULL,
    signed_at VARCHAR(30)  NOT NULL,
    line      TEXT         NOT NULL,
    PRIMARY KEY (size, key_id)
) /*!table*/;

ALTER TABLE webhooks ADD COLUMN told_size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN log_at VARCHAR(30) NOT NULL DEFAULT '';
