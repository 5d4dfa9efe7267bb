// Package who says who is acting, in which role and for which organisation,
// how that organisation stands toward a case, and what may be done from there.
package who

import (
	"liandong/domain/lang"
	"liandong/domain/org"
)

// Role is what a person does in an organisation.
type Role string

// The roles.
const (
	Clerk                  Role = "clerk"
	Mediator               Role = "mediator"
	Officer                Role = "officer"
	Arbitrator             Role = "arbitrator"
	ReconsiderationOfficer Role = "reconsideration_officer"
	CourtClerk             Role = "court_clerk"
	Judge                  Role = "judge"
	Lawyer                 Role = "lawyer"
	Head                   Role = "head"
	Supervisor             Role = "supervisor"
	Auditor                Role = "auditor"
	Admin                  Role = "admin"
	SecurityAdmin          Role = "security_admin"
	AccountHelper          Role = "account_helper"

	// PartyRole is a party acting with their own code; System is the clock.
	PartyRole Role = "party"
	System    Role = "system"
)

// Roles lists the roles a membership may have, with their names on screen.
var Roles = map[Role]lang.Text{
	Clerk:                  lang.T("窗口人员", "clerk"),
	Mediator:               lang.T("调解员", "mediator"),
	Officer:                lang.T("经办人员", "officer"),
	Arbitrator:             lang.T("仲裁员", "arbitrator"),
	ReconsiderationOfficer: lang.T("复议人员", "reconsideration officer"),
	CourtClerk:             lang.T("法院立案人员", "court clerk"),
	Judge:                  lang.T("法官", "judge"),
	Lawyer:                 lang.T("律师", "lawyer"),
	Head:                   lang.T("单位负责人", "head"),
	Supervisor:             lang.T("督查人员", "supervisor"),
	Auditor:                lang.T("审计人员", "auditor"),
	Admin:                  lang.T("系统管理员", "administrator"),
	SecurityAdmin:          lang.T("安全管理员", "security administrator"),
	AccountHelper:          lang.T("账号协管员", "account helper"),
}

// Apart lists the roles that nobody has beside another: who keeps accounts or
// audits works no cases, and stands in for nobody who does.
var Apart = []Role{Admin, SecurityAdmin, Auditor, AccountHelper}

// Helped lists the roles whose accounts a helper sees to: those of people at
// windows, at mediators' tables and in offices. Who leads, supervises, judges,
// audits or administers is seen to by the administrator.
var Helped = []Role{Clerk, Mediator, Officer}

// Actor is someone acting for an organisation, a party acting for themself, or the clock.
type Actor struct {
	User         string
	Name         string
	Organization org.ID
	Role         Role
	Team         string
	Origin       string // own_device, window, kiosk, api, clock, import
	Party        string // the party's id, for PartyRole
	Case         string // the only case a party may see
	Agent        string // who acts for the party, where somebody does
	Proved       bool   // has just shown a factor that staff do not hold
}

// Person is somebody with an account, as an organisation knows them.
type Person struct {
	User, Name, Team string
	Roles            []Role
}

// Clockwork is the actor of what happens because time passed.
var Clockwork = Actor{User: "clock", Name: "期限", Role: System, Origin: "clock"}

// Holder names whose factor a party's acts need: the party's, or their agent's own.
func (a Actor) Holder() string {
	if a.Agent != "" {
		return "agent/" + a.Agent
	}
	return "party/" + a.Party
}

// Auto tells whether nobody but time is acting.
func (a Actor) Auto() bool { return a.Role == System }

// Standing is how an organisation stands toward a case.
type Standing string

// The standings.
const (
	Custodian     Standing = "custodian"
	Delegate      Standing = "delegate"
	Sender        Standing = "sender"
	Receiver      Standing = "receiver"
	Former        Standing = "former"
	FirstReceiver Standing = "first_receiver"
	Invited       Standing = "invited"
	Superior      Standing = "superior"
	None          Standing = "none"
	// Own is the standing toward what is not a case: one's own organisation and oneself.
	Own Standing = "own"
)

// Standings lists every standing.
var Standings = []Standing{Custodian, Delegate, Sender, Receiver, Former, FirstReceiver, Invited, Superior, None, Own}

// Ties are the facts from which standings follow.
type Ties struct {
	Custodian, FirstReceiver org.ID
	Held                     []org.ID // every organisation that ever was custodian
	Delegates                []org.ID // receivers of accepted referrals that leave custody where it was
	Asked                    []org.ID // receivers of unanswered referrals that have not moved custody
	Sent                     []org.ID // senders of any referral
	Invited                  []org.ID // law firms at the reception the case came from
	Accused                  []org.ID // organisations complained of in an accusation
}

// Of is the one function that says how every organisation stands toward a
// case. Both lists and single looks are answered from it. The accused, and
// whoever belongs to it, never stands anywhere. Who took over from an
// organisation stands where that one stood.
func Of(t Ties, leaders org.Leaders, heirs org.Heirs) map[org.ID][]Standing {
	all := map[org.ID][]Standing{}
	barred := func(id org.ID) bool {
		for _, a := range t.Accused {
			if leaders.Belongs(id, a) {
				return true
			}
		}
		return false
	}
	add := func(s Standing, ids ...org.ID) {
		for _, id := range ids {
			id = heirs.Of(id)
			if id != "" && !barred(id) && !has(all[id], s) {
				all[id] = append(all[id], s)
			}
		}
	}
	add(Custodian, t.Custodian)
	add(Delegate, t.Delegates...)
	add(FirstReceiver, t.FirstReceiver)
	add(Receiver, t.Asked...)
	add(Sender, t.Sent...)
	for _, id := range t.Held {
		if heirs.Of(id) != t.Custodian {
			add(Former, id)
		}
	}
	add(Invited, t.Invited...)
	add(Superior, leaders.Above(heirs.Of(t.Custodian))...)
	add(Superior, leaders.Above(heirs.Of(t.FirstReceiver))...)
	return all
}

func has(list []Standing, s Standing) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
