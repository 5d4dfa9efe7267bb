-- The keys that seal people's words, each wrapped by a master key that is not in the database (docs/adr/0041).
-- slot: what a key is for, «data» or «index»; «next» before every replica knows it, its own id once another took its place.

CREATE TABLE data_keys (
    id      VARCHAR(40)  NOT NULL PRIMARY KEY,
    slot    VARCHAR(40)  NOT NULL,
    profile VARCHAR(20)  NOT NULL,
    master  VARCHAR(40)  NOT NULL,
    wrapped VARCHAR(300) NOT NULL,
    made_at VARCHAR(30)  NOT NULL,
    kept_at VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX data_keys_slot ON data_keys (slot);

-- How far each table is sealed with the current key.
CREATE TABLE sealings (
    table_name VARCHAR(60)  NOT NULL PRIMARY KEY,
    key_id     VARCHAR(40)  NOT NULL,
    behind     VARCHAR(600) NOT NULL,
    sealed     BIGINT       NOT NULL,
    ended      INTEGER      NOT NULL
) /*!table*/;
