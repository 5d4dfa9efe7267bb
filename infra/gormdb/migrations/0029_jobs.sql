-- Long work that runs on the server in steps, with what became of each row.

CREATE TABLE jobs (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    kind            VARCHAR(20)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    user_id         VARCHAR(60)  NOT NULL,
    role            VARCHAR(40)  NOT NULL,
    state           VARCHAR(20)  NOT NULL,
    file_name       TEXT         NOT NULL,
    mapping         TEXT         NOT NULL,
    reason          TEXT         NOT NULL,
    total_rows      INTEGER      NOT NULL,
    done_rows       INTEGER      NOT NULL,
    failed_rows     INTEGER      NOT NULL,
    at_line         INTEGER      NOT NULL,
    stopped_by      VARCHAR(20)  NOT NULL,
    made_at         VARCHAR(30)  NOT NULL,
    started_at      VARCHAR(30)  NOT NULL,
    ended_at        VARCHAR(30)  NOT NULL,
    expires_at      VARCHAR(30)  NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX jobs_state ON jobs (state, id);

CREATE INDEX jobs_user ON jobs (organization_id, user_id, id);

CREATE INDEX jobs_expires ON jobs (expires_at, id);

CREATE TABLE job_parts (
    job_id VARCHAR(40) NOT NULL,
    seq    INTEGER     NOT NULL,
    bytes  TEXT        NOT NULL,
    PRIMARY KEY (job_id, seq)
) /*!table*/;

CREATE TABLE job_rows (
    job_id  VARCHAR(40)  NOT NULL,
    line    INTEGER      NOT NULL,
    result  VARCHAR(20)  NOT NULL,
    row_key VARCHAR(100) NOT NULL,
    case_id VARCHAR(40)  NOT NULL,
    number  VARCHAR(60)  NOT NULL,
    faults  TEXT         NOT NULL,
    PRIMARY KEY (job_id, line)
) /*!table*/;

CREATE INDEX job_rows_key ON job_rows (job_id, row_key);

CREATE INDEX job_rows_result ON job_rows (job_id, result, line);
