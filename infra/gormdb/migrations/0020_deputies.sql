-- Who stands in for a head is asked at each request of theirs.

CREATE INDEX absences_deputy ON absences (deputy_id, until_on);
