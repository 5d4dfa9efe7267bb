-- The office: who there is, what cases there are, who answers for them.

CREATE TABLE regions (
    code   VARCHAR(24)  NOT NULL PRIMARY KEY,
    name   VARCHAR(200) NOT NULL,
    parent VARCHAR(24)  NOT NULL
) /*!table*/;

CREATE TABLE organizations (
    id         VARCHAR(40)  NOT NULL PRIMARY KEY,
    name       VARCHAR(200) NOT NULL,
    kind       VARCHAR(40)  NOT NULL,
    region     VARCHAR(24)  NOT NULL,
    channels   TEXT         NOT NULL,
    routes     TEXT         NOT NULL,
    categories TEXT         NOT NULL,
    teams      TEXT         NOT NULL,
    outside    INTEGER      NOT NULL,
    ended      INTEGER      NOT NULL,
    version    INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX organizations_region ON organizations (region, kind, id);
CREATE INDEX organizations_kind ON organizations (kind, id);

CREATE TABLE leaderships (
    superior_id    VARCHAR(40) NOT NULL,
    subordinate_id VARCHAR(40) NOT NULL,
    relation       VARCHAR(20) NOT NULL,
    PRIMARY KEY (superior_id, subordinate_id)
) /*!table*/;

CREATE TABLE users (
    id            VARCHAR(40)  NOT NULL PRIMARY KEY,
    username      VARCHAR(100) NOT NULL,
    name          TEXT         NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    disabled      INTEGER      NOT NULL,
    version       INTEGER      NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX users_username ON users (username);

CREATE TABLE memberships (
    user_id         VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    role            VARCHAR(40) NOT NULL,
    team            VARCHAR(100) NOT NULL,
    PRIMARY KEY (user_id, organization_id, role)
) /*!table*/;

CREATE INDEX memberships_organization ON memberships (organization_id);

CREATE TABLE sessions (
    token_hash      VARCHAR(80) NOT NULL PRIMARY KEY,
    csrf_token      VARCHAR(80) NOT NULL,
    user_id         VARCHAR(40) NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    role            VARCHAR(40) NOT NULL,
    party_id        VARCHAR(40) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    code_hash       VARCHAR(120) NOT NULL,
    created_at      VARCHAR(30) NOT NULL,
    seen_at         VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_seen ON sessions (seen_at);

CREATE TABLE throttles (
    name       VARCHAR(160) NOT NULL PRIMARY KEY,
    failures   INTEGER      NOT NULL,
    started_at VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE TABLE cases (
    id                VARCHAR(40)  NOT NULL PRIMARY KEY,
    number            VARCHAR(60)  NOT NULL,
    title             TEXT         NOT NULL,
    purpose           VARCHAR(20)  NOT NULL,
    category          VARCHAR(60)  NOT NULL,
    source            VARCHAR(20)  NOT NULL,
    region            VARCHAR(24)  NOT NULL,
    summary           TEXT         NOT NULL,
    claims            TEXT         NOT NULL,
    facts             TEXT         NOT NULL,
    external_refs     TEXT         NOT NULL,
    safety            TEXT         NOT NULL,
    visit_id          VARCHAR(40)  NOT NULL,
    state             VARCHAR(20)  NOT NULL,
    outcome           VARCHAR(30)  NOT NULL,
    custodian_id      VARCHAR(40)  NOT NULL,
    custody_seq       INTEGER      NOT NULL,
    first_receiver_id VARCHAR(40)  NOT NULL,
    received_on       VARCHAR(10)  NOT NULL,
    received_proof    TEXT         NOT NULL,
    received_reason   TEXT         NOT NULL,
    registered_at     VARCHAR(30)  NOT NULL,
    closed_at         VARCHAR(30)  NOT NULL,
    return_count      INTEGER      NOT NULL,
    pack_version      VARCHAR(60)  NOT NULL,
    pack_digest       VARCHAR(100) NOT NULL,
    import_digest     VARCHAR(100) NULL,
    next_due_on       VARCHAR(10)  NOT NULL,
    version           INTEGER      NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX cases_number ON cases (number);
CREATE UNIQUE INDEX cases_import ON cases (import_digest);

CREATE TABLE parties (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    seq             INTEGER      NOT NULL,
    role            VARCHAR(20)  NOT NULL,
    kind            VARCHAR(20)  NOT NULL,
    name            TEXT         NOT NULL,
    id_kind         VARCHAR(40)  NOT NULL,
    id_number       TEXT         NOT NULL,
    phone           TEXT         NOT NULL,
    address         TEXT         NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    represented_by  TEXT         NOT NULL,
    firm_id         VARCHAR(40)  NOT NULL,
    needs           TEXT         NOT NULL,
    code_hash       VARCHAR(120) NOT NULL,
    secret_hash     VARCHAR(120) NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX parties_case ON parties (case_id, seq);
CREATE INDEX parties_firm ON parties (firm_id);

CREATE TABLE custody (
    case_id         VARCHAR(40) NOT NULL,
    seq             INTEGER     NOT NULL,
    organization_id VARCHAR(40) NOT NULL,
    from_at         VARCHAR(30) NOT NULL,
    until_at        VARCHAR(30) NOT NULL,
    referral_id     VARCHAR(40) NOT NULL,
    PRIMARY KEY (case_id, seq)
) /*!table*/;

CREATE TABLE standings (
    organization_id VARCHAR(40) NOT NULL,
    standing        VARCHAR(20) NOT NULL,
    case_id         VARCHAR(40) NOT NULL,
    state           VARCHAR(20) NOT NULL,
    due_on          VARCHAR(10) NOT NULL,
    PRIMARY KEY (case_id, organization_id, standing)
) /*!table*/;

CREATE INDEX standings_queue ON standings (organization_id, standing, state, due_on, case_id);

CREATE TABLE referrals (
    id              VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40) NOT NULL,
    moving_case_id  VARCHAR(40) NULL,
    from_id         VARCHAR(40) NOT NULL,
    to_id           VARCHAR(40) NOT NULL,
    superior_id     VARCHAR(40) NOT NULL,
    mode            VARCHAR(20) NOT NULL,
    moves           INTEGER     NOT NULL,
    channel         VARCHAR(40) NOT NULL,
    route           VARCHAR(40) NOT NULL,
    state           VARCHAR(20) NOT NULL,
    reason          TEXT        NOT NULL,
    override_reason TEXT        NOT NULL,
    items           TEXT        NOT NULL,
    asked_items     TEXT        NOT NULL,
    answer_code     VARCHAR(40) NOT NULL,
    answer_text     TEXT        NOT NULL,
    decision_text   TEXT        NOT NULL,
    outcome         VARCHAR(20) NOT NULL,
    sent_at         VARCHAR(30) NOT NULL,
    delivered_at    VARCHAR(30) NOT NULL,
    accepted_at     VARCHAR(30) NOT NULL,
    completed_at    VARCHAR(30) NOT NULL,
    acknowledged_at VARCHAR(30) NOT NULL,
    objected_at     VARCHAR(30) NOT NULL,
    overruled_at    VARCHAR(30) NOT NULL,
    contested_at    VARCHAR(30) NOT NULL,
    filed           TEXT        NOT NULL,
    filing_number   VARCHAR(120) NOT NULL,
    answer_due_on   VARCHAR(10) NOT NULL,
    notice_due_on   VARCHAR(10) NOT NULL,
    due_key         VARCHAR(10) NOT NULL,
    objection_open  INTEGER     NOT NULL,
    objection_used  INTEGER     NOT NULL,
    final           INTEGER     NOT NULL,
    sent_back       INTEGER     NOT NULL,
    auto_closed     INTEGER     NOT NULL,
    version         INTEGER     NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX referrals_moving ON referrals (moving_case_id);
CREATE INDEX referrals_case ON referrals (case_id, id);
CREATE INDEX referrals_in ON referrals (to_id, due_key, id);
CREATE INDEX referrals_out ON referrals (from_id, due_key, id);
CREATE INDEX referrals_contested ON referrals (superior_id, state, due_key, id);

CREATE TABLE proceedings (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id         VARCHAR(40)  NOT NULL,
    referral_id     VARCHAR(40)  NOT NULL,
    channel         VARCHAR(40)  NOT NULL,
    route           VARCHAR(40)  NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    team            VARCHAR(100) NOT NULL,
    state           VARCHAR(20)  NOT NULL,
    state_before    VARCHAR(20)  NOT NULL,
    outcome         VARCHAR(30)  NOT NULL,
    end_code        VARCHAR(40)  NOT NULL,
    end_text        TEXT         NOT NULL,
    result_text     TEXT         NOT NULL,
    number          VARCHAR(120) NOT NULL,
    filed_on        VARCHAR(10)  NOT NULL,
    decided_on      VARCHAR(10)  NOT NULL,
    review_on       VARCHAR(10)  NOT NULL,
    ground          TEXT         NOT NULL,
    served          TEXT         NOT NULL,
    opened_at       VARCHAR(30)  NOT NULL,
    ended_at        VARCHAR(30)  NOT NULL,
    version         INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX proceedings_case ON proceedings (case_id, id);

CREATE TABLE mediation_sessions (
    id            VARCHAR(40)  NOT NULL PRIMARY KEY,
    proceeding_id VARCHAR(40)  NOT NULL,
    seq           INTEGER      NOT NULL,
    scheduled_at  VARCHAR(30)  NOT NULL,
    place         VARCHAR(400) NOT NULL,
    held          TEXT         NOT NULL,
    present       TEXT         NOT NULL,
    text          TEXT         NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX mediation_sessions_proceeding ON mediation_sessions (proceeding_id, seq);

CREATE TABLE notes (
    id            VARCHAR(40)  NOT NULL PRIMARY KEY,
    proceeding_id VARCHAR(40)  NOT NULL,
    case_id       VARCHAR(40)  NOT NULL,
    class         VARCHAR(20)  NOT NULL,
    text          TEXT         NOT NULL,
    author_id     VARCHAR(40)  NOT NULL,
    team          VARCHAR(100) NOT NULL,
    written_at    VARCHAR(30)  NOT NULL
) /*!table*/;

CREATE INDEX notes_proceeding ON notes (proceeding_id, id);

CREATE TABLE agreements (
    id            VARCHAR(40) NOT NULL PRIMARY KEY,
    proceeding_id VARCHAR(40) NOT NULL,
    case_id       VARCHAR(40) NOT NULL,
    terms         TEXT        NOT NULL,
    performance   TEXT        NOT NULL,
    form          VARCHAR(20) NOT NULL,
    signatures    TEXT        NOT NULL,
    made_at       VARCHAR(30) NOT NULL,
    effective_on  VARCHAR(10) NOT NULL,
    version       INTEGER     NOT NULL
) /*!table*/;

CREATE INDEX agreements_case ON agreements (case_id, id);

CREATE TABLE consents (
    id          VARCHAR(40) NOT NULL PRIMARY KEY,
    case_id     VARCHAR(40) NOT NULL,
    seq         INTEGER     NOT NULL,
    party_id    VARCHAR(40) NOT NULL,
    subject     VARCHAR(40) NOT NULL,
    toward_id   VARCHAR(40) NOT NULL,
    answer      VARCHAR(10) NOT NULL,
    form        VARCHAR(20) NOT NULL,
    given       TEXT        NOT NULL,
    by_user     VARCHAR(60) NOT NULL,
    by_org      VARCHAR(40) NOT NULL,
    by_party    INTEGER     NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX consents_case ON consents (case_id, seq);

CREATE TABLE clocks (
    id               VARCHAR(40)  NOT NULL PRIMARY KEY,
    case_id          VARCHAR(40)  NOT NULL,
    rule             VARCHAR(80)  NOT NULL,
    rule_version     VARCHAR(20)  NOT NULL,
    kind             VARCHAR(20)  NOT NULL,
    state            VARCHAR(20)  NOT NULL,
    subject          VARCHAR(80)  NOT NULL,
    party_id         VARCHAR(40)  NOT NULL,
    start_on         VARCHAR(10)  NOT NULL,
    excluded         TEXT         NOT NULL,
    extension        TEXT         NOT NULL,
    literal_on       VARCHAR(10)  NOT NULL,
    due_on           VARCHAR(10)  NOT NULL,
    latest_on        VARCHAR(10)  NOT NULL,
    calendar_version VARCHAR(60)  NOT NULL,
    calendar_missing INTEGER      NOT NULL,
    stops_waiting    INTEGER      NOT NULL,
    label            TEXT         NOT NULL,
    paused_on        VARCHAR(10)  NOT NULL,
    ground           TEXT         NOT NULL,
    review_on        VARCHAR(10)  NOT NULL,
    started_at       VARCHAR(30)  NOT NULL,
    ended_at         VARCHAR(30)  NOT NULL,
    fired_at         VARCHAR(30)  NOT NULL,
    version          INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX clocks_case ON clocks (case_id, id);
CREATE INDEX clocks_due ON clocks (state, due_on, id);
CREATE INDEX clocks_latest ON clocks (state, latest_on, id);

CREATE TABLE receptions (
    id             VARCHAR(40)  NOT NULL PRIMARY KEY,
    place          VARCHAR(400) NOT NULL,
    starts_at      VARCHAR(30)  NOT NULL,
    ends_at        VARCHAR(30)  NOT NULL,
    host_id        VARCHAR(40)  NOT NULL,
    lead_name      VARCHAR(400) NOT NULL,
    lawyers_wanted INTEGER      NOT NULL,
    is_public      INTEGER      NOT NULL,
    version        INTEGER      NOT NULL
) /*!table*/;

CREATE INDEX receptions_starts ON receptions (starts_at, id);

CREATE TABLE reception_seats (
    reception_id    VARCHAR(40)  NOT NULL,
    user_id         VARCHAR(40)  NOT NULL,
    name            TEXT         NOT NULL,
    organization_id VARCHAR(40)  NOT NULL,
    firm            VARCHAR(200) NOT NULL,
    joined_at       VARCHAR(30)  NOT NULL,
    PRIMARY KEY (reception_id, user_id)
) /*!table*/;

CREATE TABLE visits (
    id            VARCHAR(40) NOT NULL PRIMARY KEY,
    reception_id  VARCHAR(40) NOT NULL,
    number        INTEGER     NOT NULL,
    host_id       VARCHAR(40) NOT NULL,
    name          TEXT        NOT NULL,
    phone         TEXT        NOT NULL,
    matter        TEXT        NOT NULL,
    case_id       VARCHAR(40) NOT NULL,
    checked_in_at VARCHAR(30) NOT NULL,
    version       INTEGER     NOT NULL
) /*!table*/;

CREATE UNIQUE INDEX visits_reception ON visits (reception_id, number);

CREATE TABLE opinions (
    id         VARCHAR(40) NOT NULL PRIMARY KEY,
    visit_id   VARCHAR(40) NOT NULL,
    text       TEXT        NOT NULL,
    routes     TEXT        NOT NULL,
    for_party  TEXT        NOT NULL,
    author_id  VARCHAR(40) NOT NULL,
    firm_id    VARCHAR(40) NOT NULL,
    written_at VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX opinions_visit ON opinions (visit_id, id);

CREATE TABLE idempotency (
    actor      VARCHAR(60)  NOT NULL,
    request    VARCHAR(200) NOT NULL,
    digest     VARCHAR(100) NOT NULL,
    status     INTEGER      NOT NULL,
    headers    TEXT         NOT NULL,
    body       TEXT         NOT NULL,
    at         VARCHAR(30)  NOT NULL,
    PRIMARY KEY (actor, request)
) /*!table*/;

CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE casbin_rule (
    ptype VARCHAR(10) NOT NULL,
    v0    VARCHAR(60) NOT NULL,
    v1    VARCHAR(60) NOT NULL,
    v2    VARCHAR(60) NOT NULL,
    PRIMARY KEY (ptype, v0, v1, v2)
) /*!table*/;
