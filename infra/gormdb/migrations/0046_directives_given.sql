-- What an organisation gave in a year, for its report.

CREATE INDEX directives_given ON directives (from_id, given_at);
