package desk_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"liandong/domain/desk"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// oracle says what should come of a step, from the tables alone and in words of
// its own: the policy as written, who handles which channel, the team, the row.
type oracle struct{ grants map[string]bool }

func newOracle(t *testing.T) oracle {
	t.Helper()
	raw, err := os.ReadFile("../../infra/authz/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.Comment, r.TrimLeadingSpace, r.FieldsPerRecord = '#', true, -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]string{}
	for _, l := range lines {
		if l[0] == "g" {
			members[l[1]] = append(members[l[1]], l[2])
		}
	}
	var roles func(name string) []string
	roles = func(name string) []string {
		all := []string{name}
		for _, m := range members[name] {
			all = append(all, roles(m)...)
		}
		return all
	}
	o := oracle{map[string]bool{}}
	for _, l := range lines {
		if l[0] != "p" {
			continue
		}
		for _, role := range roles(l[1]) {
			o.grants[role+" "+l[2]+" "+l[3]] = true
		}
	}
	return o
}

func (o oracle) grant(role who.Role, s who.Standing, p who.Permission) bool {
	return o.grants[string(role)+" "+string(s)+" "+string(p)]
}

// reads tells whether a role sees as much as the card of any case.
func (o oracle) reads(role who.Role) bool {
	return slices.ContainsFunc(who.Standings, func(s who.Standing) bool { return o.grant(role, s, who.CaseCard) })
}

// says gives the code of the refusal, or nothing where the step is done.
func (o oracle) says(life *procedure.Life, state procedure.State, do procedure.Action, role who.Role, s stand) string {
	switch {
	case s.accused != "" || !o.reads(role):
		return "not_found"
	case !s.own && s.relation != who.Custodian && s.relation != who.Delegate:
		return "not_found"
	case !s.own:
		return "not_allowed"
	case !o.grant(role, s.relation, who.ProceedingAct) && !o.grant(role, who.Delegate, who.ProceedingAct):
		return "not_allowed" // who has a proceeding there works on it as the case's delegate at least
	case !slices.Contains(desk.Handlers[string(channelOf(life.Name))], role):
		return "not_allowed"
	case s.team != "一组":
		return "proceeding.other_team"
	}
	for _, row := range life.Rows {
		if row.From == state && row.Do == do && row.By == procedure.Handler {
			return ""
		}
	}
	if _, result := life.Results[state]; result {
		return "proceeding.ended"
	}
	return "proceeding.not_open"
}

// lister says what the list of allowed actions should be: nothing to who may not act.
func (o oracle) lister(life *procedure.Life, state procedure.State, role who.Role, s stand) []procedure.Action {
	var all []procedure.Action
	for _, do := range procedure.HandlersActions() {
		if o.says(life, state, do, role, s) == "" {
			all = append(all, do)
		}
	}
	return all
}
