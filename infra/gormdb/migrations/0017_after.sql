-- After closing: the rounds of a case; how a handoff arrived; in what order an office wants its lists and volumes.

ALTER TABLE cases ADD COLUMN rounds INTEGER NOT NULL DEFAULT 1;

-- One stretch of work on a case, from registration or reopening to closing.
CREATE TABLE rounds (
    case_id         VARCHAR(40)  NOT NULL,
    seq             INTEGER      NOT NULL,
    opened_at       VARCHAR(30)  NOT NULL,
    ground          VARCHAR(40)  NOT NULL,
    party_id        VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    words           TEXT         NOT NULL,
    document_id     VARCHAR(40)  NOT NULL,
    closed_at       VARCHAR(30)  NOT NULL,
    outcome         VARCHAR(40)  NOT NULL,
    PRIMARY KEY (case_id, seq)
) /*!table*/;

-- What was registered before has one round; of an earlier reopening no more than the last closing is known.
INSERT INTO rounds (case_id, seq, opened_at, ground, party_id, organization_id, words, document_id, closed_at, outcome)
SELECT id, 1, registered_at, '', '', first_receiver_id, '', '', closed_at, outcome FROM cases;

-- How a handoff reached its receiver: first opened there, handed over on paper, or signed for.
CREATE TABLE arrivals (
    referral_id     VARCHAR(40) NOT NULL,
    how             VARCHAR(20) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    user_id         VARCHAR(60) NOT NULL,
    happened_on     VARCHAR(10) NOT NULL,
    proof           TEXT        NOT NULL,
    reason          TEXT        NOT NULL,
    entered_at      VARCHAR(30) NOT NULL,
    PRIMARY KEY (referral_id, how)
) /*!table*/;

CREATE INDEX arrivals_case ON arrivals (case_id);

-- An office's own order of a list or a volume; the highest number is the one in force.
CREATE TABLE office_orders (
    organization_id VARCHAR(40) NOT NULL,
    kind            VARCHAR(20) NOT NULL,
    number          INTEGER     NOT NULL,
    body            TEXT        NOT NULL,
    set_by          VARCHAR(60) NOT NULL,
    set_at          VARCHAR(30) NOT NULL,
    PRIMARY KEY (organization_id, kind, number)
) /*!table*/;

-- Volumes of a body and a period.
CREATE INDEX proceedings_ended ON proceedings (organization_id, channel, ended_at, id);
