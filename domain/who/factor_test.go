package who_test

import (
	"slices"
	"testing"

	"liandong/domain/who"
)

type grants map[who.Role][]who.Permission

func (g grants) May(role who.Role, standings []who.Standing, p who.Permission) bool {
	return slices.Contains(standings, who.Own) && slices.Contains(g[role], p)
}

// The roles that keep accounts, audit or supervise need a factor, by name even
// under a policy that grants them nothing; others when the policy gives them as much.
func TestNeedsFactor(t *testing.T) {
	for _, r := range []who.Role{who.Admin, who.SecurityAdmin, who.Auditor, who.Supervisor} {
		if !who.NeedsFactor(grants{}, r) {
			t.Errorf("%s needs none", r)
		}
	}
	if who.NeedsFactor(grants{who.Clerk: {who.CaseRegister}}, who.Clerk) {
		t.Error("a clerk needs one")
	}
	for _, p := range who.FactorPermissions {
		if !who.NeedsFactor(grants{who.Clerk: {p}}, who.Clerk) {
			t.Errorf("a clerk with %s needs none", p)
		}
	}
}
