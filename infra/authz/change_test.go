package authz

import (
	"testing"

	"liandong/domain/fault"
	"liandong/domain/who"
)

// A change of the policy that would undo what stands apart, or shut everybody
// out, is refused, and says which row; a sound one is a policy.
func TestChange(t *testing.T) {
	rows, err := National()
	if err != nil {
		t.Fatal(err)
	}
	row := func(role, standing, permission string) Row { return Row{"p", role, standing, permission} }
	var parted []Row
	for _, r := range rows {
		if r != row("admin", "own", "security.administer") && r != row("security_admin", "own", "organization.administer") {
			parted = append(parted, r)
		}
	}
	for name, c := range map[string]struct {
		rows, add, remove []Row
		pointer, code     string
	}{
		"nothing":                             {rows, nil, nil, "/policy", "out_of_range"},
		"a row that is there":                 {rows, []Row{row("caseworker", "own", "case.register")}, nil, "/policy/add/0", "there_already"},
		"a row that is not":                   {rows, nil, []Row{row("clerk", "own", "case.file")}, "/policy/remove/0", "not_there"},
		"an unknown permission":               {rows, []Row{row("clerk", "own", "case.burn")}, nil, "/policy/add/0", "unknown_code"},
		"an unknown role":                     {rows, []Row{row("pirate", "own", "case.export")}, nil, "/policy/add/0", "unknown_code"},
		"an administrator sees cases":         {rows, []Row{row("admin", "custodian", "case.file")}, nil, "/policy", "apart"},
		"everybody's group sees cases":        {rows, []Row{row("staff", "custodian", "case.file")}, nil, "/policy", "apart"},
		"without standing":                    {rows, []Row{row("clerk", "none", "case.card")}, nil, "/policy", "apart"},
		"an auditor gives roles":              {rows, []Row{row("auditor", "own", "security.administer")}, nil, "/policy", "apart"},
		"a party reads the log":               {rows, []Row{row("party", "own", "audit.read")}, nil, "/policy", "apart"},
		"the administrators are joined again": {parted, []Row{row("admin", "own", "security.administer")}, nil, "/policy", "apart"},
		"nobody could change it back":         {parted, nil, []Row{row("security_admin", "own", "security.administer")}, "/policy", "kept"},
		"nobody could confirm":                {rows, nil, []Row{row("security_admin", "own", "proposal.confirm")}, "/policy", "kept"},
		"nobody reads the log":                {rows, nil, []Row{row("auditor", "own", "audit.read")}, "/policy", "kept"},
	} {
		_, err := Change(c.rows, c.add, c.remove)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Pointer != c.pointer || f.Fields[0].Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	next, err := Change(parted, []Row{row("clerk", "own", "case.export")}, []Row{row("caseworker", "own", "case.import")})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(next)
	if err != nil || p.May(who.Mediator, []who.Standing{who.Own}, who.CaseImport) || !p.May(who.Clerk, []who.Standing{who.Own}, who.CaseRegister) {
		t.Errorf("%v", err)
	}
}
