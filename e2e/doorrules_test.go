package e2e

import (
	"slices"
	"testing"

	"liandong/infra/authz"
)

// granted is the policy's table, written out role by role: role, standing, permission.
type granted map[[3]string]bool

func policyTable(t *testing.T) granted {
	t.Helper()
	rows, err := authz.National()
	if err != nil {
		t.Fatal(err)
	}
	members, all := map[string][]string{}, granted{}
	for _, r := range rows {
		if r[0] == "g" {
			members[r[1]] = append(members[r[1]], r[2])
		}
	}
	var add func(who string, r authz.Row)
	add = func(who string, r authz.Row) {
		for _, x := range members[who] {
			add(x, r)
		}
		all[[3]string{who, r[2], r[3]}] = true
	}
	for _, r := range rows {
		if r[0] == "p" {
			add(r[1], r)
		}
	}
	return all
}

// may tells whether a role may do something from any of some standings.
func (g granted) may(role, may string, standings ...string) bool {
	return slices.ContainsFunc(standings, func(s string) bool { return g[[3]string{role, s, may}] })
}

// blind lists the roles that meet no case: to them a case is not there.
var blind = []string{"admin", "security_admin", "auditor", "account_helper"}

// handling says which roles handle a proceeding of a channel.
var handling = map[string][]string{"petition": {"clerk", "officer"}, "judicial_mediation": {"mediator", "judge"}}

// stand is how an organisation stands toward one subject.
type stand struct {
	relation, house string
	ids             map[string]string // what the blanks of a path are

	toward  []string // its standings toward the case
	sides   []string // its sides of a referral
	own     bool     // the proceeding, the directive's answer, the notice or the naming is its own
	gave    bool     // the directive, naming or note is from it
	channel string   // of the proceeding
	team    string   // of the proceeding
	above   bool     // it leads the organisation that decides
	near    bool     // it lies in the area of a decision
	barred  bool     // it is accused, below the accused, or guided by it
}

// expected says what the rules want a door to answer; empty where a rule says
// that it depends on the very person, which other tests prove.
func (m *doorWorld) expected(d door, st stand, g guest) string {
	switch {
	case d.of == "public":
		return opens
	case g.role == "":
		return signIn
	case d.of == "party" && g.role != "party", d.of != "party" && g.role == "party" && d.may != "session.self":
		return signIn
	case g.role == "party":
		return opens
	}
	rule, ok := rules[d.of]
	if !ok {
		m.t.Fatalf("%s: there is no rule of a %s", d, d.of)
	}
	policy := m.policy
	if g.scope != nil { // a machine is told first what its token is for
		if !slices.Contains(g.scope, d.may) {
			return "403 token.scope"
		}
		policy = policy.within(g.scope)
	}
	want := rule(policy, d, st, g)
	if less, ok := narrower[d.String()]; ok && want == opens {
		return less(policy, st, g)
	}
	return want
}

// within is the policy as far as a token goes.
func (g granted) within(scope []string) granted {
	less := granted{}
	for row := range g {
		if slices.Contains(scope, row[2]) {
			less[row] = true
		}
	}
	return less
}

// narrower says which doors are for fewer than their permission lets through:
// they are opened by what they show.
var narrower = map[string]func(p granted, st stand, g guest) string{
	// Names are compared at the receiver's desk, before it takes the case.
	"GET /referrals/:id/conflict-check": func(_ granted, st stand, _ guest) string {
		return allowed(!slices.Contains(st.sides, "sender") && !slices.Contains(st.sides, "superior"))
	},
	"GET /referrals/:id/completeness": func(_ granted, st stand, _ guest) string {
		return allowed(!slices.Contains(st.sides, "superior"))
	},
	// What the two ends write to each other is theirs.
	"GET /referrals/:id/messages": func(_ granted, st stand, _ guest) string {
		if slices.Contains(st.sides, "superior") {
			return hidden
		}
		return opens
	},
	// The whole file leaves in a bundle; a sender has it only while nobody opened the handoff.
	"GET /referrals/:id/bundle": func(p granted, st stand, g guest) string {
		return allowed(p.may(g.role, "case.file", st.toward...))
	},
	// A protected address is the custodian's to look at.
	"GET /cases/:id/parties/:pid/address": func(_ granted, st stand, _ guest) string {
		return allowed(slices.Contains(st.toward, "custodian"))
	},
}

// rules says, for each subject, what the relation gives. Who stands nowhere is
// told that there is nothing; who stands somewhere is told what may not be done.
var rules = map[string]func(p granted, d door, st stand, g guest) string{
	"own":        func(p granted, d door, st stand, g guest) string { return ownRule(p, d, g) },
	"entry":      func(p granted, d door, st stand, g guest) string { return ownRule(p, d, g) },
	"case":       caseRule,
	"referral":   referralRule,
	"proceeding": proceedingRule,
	"agreement":  proceedingRule,
	"document":   documentRule,
	"notice":     noticeRule,
	"recusal":    recusalRule,
	"group":      groupRule,
	"directive":  directiveRule,
	"official":   officialRule,
	"conference": conferenceRule,
	"decision":   decisionRule,
	"trend_note": trendRule,
	"reception":  receptionRule,
	"visit":      visitRule,
	"seat_offer": seatRule,
	"job":        jobRule,
	"proposal":   proposalRule,
}

func allowed(ok bool) string {
	if ok {
		return opens
	}
	return forbidden
}

func ownRule(p granted, d door, g guest) string { return allowed(p.may(g.role, d.may, "own")) }

func seesNothing(st stand, g guest) bool { return st.barred || slices.Contains(blind, g.role) }

func caseRule(p granted, d door, st stand, g guest) string {
	if seesNothing(st, g) || len(st.toward) == 0 {
		return hidden
	}
	return allowed(p.may(g.role, d.may, st.toward...))
}

// A referral is its two ends' and their common superior's; who works on the
// case reads it. An end that has not opened it yet may do what its role may.
func referralRule(p granted, d door, st stand, g guest) string {
	works := slices.Contains(st.toward, "custodian") || slices.Contains(st.toward, "delegate")
	switch {
	case seesNothing(st, g):
		return hidden
	case len(st.sides) > 0:
		return allowed(p.may(g.role, d.may, st.sides...))
	case !works:
		return hidden
	case d.may == "referral.read":
		return allowed(p.may(g.role, "case.file", st.toward...))
	}
	return forbidden
}

// A proceeding is its organisation's; who works on the case reads it. What is
// done in it, and what was said, is for who handles its channel, in its team.
func proceedingRule(p granted, d door, st stand, g guest) string {
	works := slices.Contains(st.toward, "custodian") || slices.Contains(st.toward, "delegate")
	switch {
	case seesNothing(st, g) || !st.own && !works:
		return hidden
	case !st.own:
		return allowed(d.may == "proceeding.read" && p.may(g.role, d.may, st.toward...))
	case !p.may(g.role, d.may, append(st.toward, "delegate")...):
		return forbidden
	case (d.may == "proceeding.act" || d.may == "proceeding.confidential") && !slices.Contains(handling[st.channel], g.role):
		return forbidden
	case d.may != "proceeding.read" && d.may != "case.assign" && st.team != "" && st.team != g.team:
		return "403 proceeding.other_team"
	}
	return opens
}

func documentRule(p granted, d door, st stand, g guest) string {
	if seesNothing(st, g) || !p.may(g.role, "case.file", st.toward...) {
		return hidden
	}
	return opens
}

// A notice to an organisation is read in it; one to a party is seen by who reads
// the file, and served by who may add to it.
func noticeRule(p granted, d door, st stand, g guest) string {
	switch {
	case d.may == "notice.read" && !p.may(g.role, d.may, "own"):
		return forbidden
	case seesNothing(st, g), d.may == "notice.read" && !st.own:
		return hidden
	case d.may == "notice.read":
		return opens
	case !p.may(g.role, "case.file", st.toward...) && (!st.own || !p.may(g.role, "notice.read", "own")):
		return hidden
	}
	return allowed(p.may(g.role, d.may, st.toward...))
}

func recusalRule(p granted, d door, st stand, g guest) string {
	switch {
	case seesNothing(st, g):
		return hidden
	case d.may != "recusal.decide" && len(st.toward) == 0:
		return hidden
	case d.may != "recusal.decide":
		return allowed(p.may(g.role, d.may, st.toward...))
	case st.own:
		return allowed(p.may(g.role, d.may, "own"))
	case st.above:
		return forbidden // a superior decides about a head only
	case len(st.toward) == 0:
		return hidden
	}
	return forbidden
}

func groupRule(p granted, d door, st stand, g guest) string {
	if !p.may(g.role, "case.card", st.toward...) {
		return hidden
	}
	return allowed(p.may(g.role, d.may, st.toward...))
}

// A directive is between two organisations: the other end answers, and its
// giver's supervisor follows it up.
func directiveRule(p granted, d door, st stand, g guest) string {
	switch {
	case seesNothing(st, g) || !st.own && !st.gave:
		return hidden
	case d.may == "directive.answer":
		return allowed(st.own && p.may(g.role, d.may, "own"))
	case !p.may(g.role, "directive.read", "own"):
		return forbidden
	case d.may == "directive.give" && !st.gave:
		return hidden // whether anybody follows it up is not the other end's to know
	case d.may == "directive.give":
		return allowed(p.may(g.role, d.may, "superior"))
	}
	return allowed(p.may(g.role, d.may, "own"))
}

func officialRule(p granted, d door, st stand, g guest) string {
	switch {
	case seesNothing(st, g) || !st.own && !st.gave:
		return hidden
	case d.may == "official.end" && !st.gave:
		return forbidden
	}
	return allowed(p.may(g.role, d.may, "own"))
}

func conferenceRule(p granted, d door, st stand, g guest) string {
	if seesNothing(st, g) || !st.own && !st.gave {
		return hidden
	}
	if !p.may(g.role, d.may, "own") {
		return forbidden
	}
	if !p.may(g.role, "case.card", st.toward...) {
		return hidden // none of its matters is theirs to see
	}
	return opens
}

func decisionRule(p granted, d door, st stand, g guest) string {
	keeps := p.may(g.role, "decision.keep", "own") && (st.own || st.above && g.role == "supervisor")
	switch {
	case !p.may(g.role, "decision.read", "own") || !st.own && !st.near && !keeps:
		return hidden
	case d.may == "decision.keep":
		return allowed(keeps)
	}
	return opens
}

func trendRule(p granted, d door, st stand, g guest) string {
	switch {
	case !p.may(g.role, "trend_note.read", "own") || !st.own && !st.gave:
		return hidden
	case d.may == "trend_note.answer":
		return allowed(st.own && p.may(g.role, d.may, "own"))
	}
	return opens
}

// A reception is announced to all staff. Its queue is its host's, and of who is
// above or below it; of lawyers, of those who sit there.
func receptionRule(p granted, d door, st stand, g guest) string {
	queue := d.may == "visit.read" || d.may == "visit.check_in"
	switch {
	case d.may == "visit.read" && (g.role == "lawyer" || !st.own):
		return hidden // none of these lawyers sits there
	case queue && p.may(g.role, d.may, "own") && !st.own:
		return hidden
	case !p.may(g.role, d.may, "own"):
		return forbidden
	}
	return opens
}

func visitRule(p granted, d door, st stand, g guest) string {
	if g.role == "lawyer" || !st.own && !st.above {
		return hidden
	}
	return allowed(p.may(g.role, d.may, "own"))
}

func seatRule(p granted, d door, st stand, g guest) string {
	if !p.may(g.role, d.may, "own") {
		return forbidden
	}
	return hidden // none of these is one of the two
}

// Long work is its starter's; a head sees that of the house, not what became of its rows.
func jobRule(p granted, d door, st stand, g guest) string {
	switch {
	case !p.may(g.role, d.may, "own"):
		return forbidden
	case st.own && g.role == "head":
		return "" // sees that it is there and may stop it; which files there are depends on its kind
	}
	return hidden
}

// A proposal is its maker's, who is none of these, and is there for whoever may
// confirm it: here a head of the maker's house, or a security administrator.
func proposalRule(p granted, d door, st stand, g guest) string {
	switch {
	case !p.may(g.role, "proposal.read", "own"):
		return forbidden
	case g.role == "security_admin", st.own && g.role == "head":
		return "" // the first of them ends it
	}
	return hidden
}
