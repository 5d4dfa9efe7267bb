-- What became of what was promised, and whose agreement it is.

ALTER TABLE agreements ADD COLUMN organization_id VARCHAR(40) NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN team VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN made VARCHAR(4000) NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN author_id VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN filed_id VARCHAR(40) NOT NULL DEFAULT '';

UPDATE agreements SET organization_id = COALESCE((SELECT p.organization_id FROM proceedings p WHERE p.id = agreements.proceeding_id), ''),
    team = COALESCE((SELECT p.team FROM proceedings p WHERE p.id = agreements.proceeding_id), '');

CREATE INDEX agreements_organization ON agreements (organization_id, team, id);

CREATE TABLE performances (
    id           VARCHAR(40) NOT NULL PRIMARY KEY,
    agreement_id VARCHAR(40) NOT NULL,
    case_id      VARCHAR(40) NOT NULL,
    item         INTEGER     NOT NULL,
    result       VARCHAR(20) NOT NULL,
    happened     TEXT        NOT NULL,
    text         TEXT        NOT NULL,
    by_user      VARCHAR(60) NOT NULL,
    recorded_at  VARCHAR(30) NOT NULL
) /*!table*/;

CREATE INDEX performances_agreement ON performances (agreement_id, id);
CREATE INDEX performances_case ON performances (case_id, id);
