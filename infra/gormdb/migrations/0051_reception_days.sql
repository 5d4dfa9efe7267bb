-- On which days an organisation's leaders received people.

CREATE INDEX receptions_host ON receptions (host_id, starts_at, id);
