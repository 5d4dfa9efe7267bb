package authz

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"liandong/domain/who"
)

func national(t testing.TB) *Policy {
	t.Helper()
	rows, err := National()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(rows)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPolicyRefusesToBeEmptyOrWrong(t *testing.T) {
	if _, err := New(nil); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty policy: %v", err)
	}
	for _, row := range []Row{{"p", "pirate", "own", "case.file"}, {"p", "clerk", "friend", "case.file"}, {"p", "clerk", "own", "case.burn"}} {
		if _, err := New([]Row{row}); err == nil {
			t.Errorf("%v was taken", row)
		}
	}
	if _, err := New(make([]Row, MaxRows+1)); err == nil {
		t.Error("a policy nobody can read was taken")
	}
	p := national(t)
	if err := p.Replace([]Row{}); err == nil || !p.May(who.Clerk, []who.Standing{who.Own}, who.CaseRegister) {
		t.Error("a bad policy took the place of a good one")
	}
}

// What no role may ever do from any standing, whatever else changes.
func TestWhatNobodyMay(t *testing.T) {
	p := national(t)
	for role := range who.Roles {
		for _, s := range who.Standings {
			for _, perm := range who.Permissions {
				may := p.May(role, []who.Standing{s}, perm)
				switch {
				case may && s == who.None:
					t.Errorf("%s may %s without standing", role, perm)
				case may && slices.Contains([]who.Role{who.Auditor, who.Admin, who.SecurityAdmin}, role) && strings.HasPrefix(string(perm), "case."):
					t.Errorf("%s may %s", role, perm)
				case may && role == who.Supervisor && slices.Contains([]who.Permission{who.CaseFile, who.Confidential, who.ProceedingAct}, perm):
					t.Errorf("a supervisor may %s", perm)
				case may && role == who.Lawyer && perm == who.CaseFile:
					t.Error("a lawyer reads the whole file")
				}
			}
		}
	}
}

// Every permission is granted to somebody, or is for people without an account.
func TestEveryPermissionIsGranted(t *testing.T) {
	p := national(t)
	unused := []who.Permission{who.Public}
	for _, perm := range who.Permissions {
		granted := slices.Contains(unused, perm)
		for role := range who.Roles {
			granted = granted || p.May(role, who.Standings, perm)
		}
		if !granted && !p.May(who.PartyRole, who.Standings, perm) {
			t.Errorf("nobody may %s", perm)
		}
	}
}

// The policy, as a matrix a lawyer can read, is what docs/policy.md shows.
func TestDocsPolicy(t *testing.T) {
	p := national(t)
	var roles []string
	for role := range who.Roles {
		roles = append(roles, string(role))
	}
	slices.Sort(roles)
	var b strings.Builder
	b.WriteString("# Who may do what\n\nDrawn from the policy the program runs. What no row allows is refused.\n")
	for _, perm := range who.Permissions {
		fmt.Fprintf(&b, "\n## `%s`\n\n", perm)
		n := 0
		for _, role := range append(roles, string(who.PartyRole)) {
			var from []string
			for _, s := range who.Standings {
				if p.May(who.Role(role), []who.Standing{s}, perm) {
					from = append(from, string(s))
				}
			}
			if len(from) > 0 {
				n++
				fmt.Fprintf(&b, "- %s: %s\n", role, strings.Join(from, ", "))
			}
		}
		if n == 0 {
			b.WriteString("- no role: without an account, or not granted yet\n")
		}
	}
	const file = "../../docs/policy.md"
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil || string(kept) != b.String() {
		t.Errorf("docs/policy.md is out of date: make docs (%v)", err)
	}
}
