-- What the roles of an installation that stands already may do from now on; a new one begins with the program's own rows.

INSERT INTO casbin_rule (ptype, v0, v1, v2)
SELECT DISTINCT 'p', x.v0, 'own', x.v2 FROM (
    SELECT 'admin' AS v0, 'security.administer' AS v2
    UNION ALL SELECT 'security_admin', 'security.administer'
    UNION ALL SELECT 'staff', 'proposal.read'
    UNION ALL SELECT 'staff', 'proposal.make'
    UNION ALL SELECT 'head', 'proposal.confirm'
    UNION ALL SELECT 'admin', 'proposal.confirm'
    UNION ALL SELECT 'security_admin', 'proposal.confirm'
) x WHERE EXISTS (SELECT 1 FROM casbin_rule r WHERE r.v2 = 'organization.administer');
