package procedure

import (
	"time"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Part is what a person is in a proceeding.
type Part string

// The parts.
const (
	PartMediator    Part = "mediator"
	PartJudge       Part = "judge"
	PartArbitrator  Part = "arbitrator"
	PartJuror       Part = "juror"
	PartAgent       Part = "agent"
	PartWitness     Part = "witness"
	PartAppraiser   Part = "appraiser"
	PartInterpreter Part = "interpreter"
	PartRecorder    Part = "recorder"
)

// PartNames says each part as on screen.
var PartNames = map[Part]lang.Text{
	PartMediator: lang.T("调解员", "mediator"), PartJudge: lang.T("审判人员", "judge"), PartArbitrator: lang.T("仲裁员", "arbitrator"),
	PartJuror: lang.T("人民陪审员", "lay juror"), PartAgent: lang.T("代理人", "agent"), PartWitness: lang.T("证人", "witness"),
	PartAppraiser: lang.T("鉴定人", "appraiser"), PartInterpreter: lang.T("翻译", "interpreter"), PartRecorder: lang.T("书记员、记录人", "recorder"),
}

// Parts lists every part.
var Parts = []Part{PartMediator, PartJudge, PartArbitrator, PartJuror, PartAgent, PartWitness, PartAppraiser, PartInterpreter, PartRecorder}

// PartOf says what somebody of a role is who acts in a proceeding of a
// channel; empty for those whose work leaves no part behind, such as a window's.
func PartOf(role who.Role, c channel.Channel) Part {
	switch {
	case c.Mediation():
		return PartMediator
	case c == channel.Litigation && role == who.Judge:
		return PartJudge
	case c == channel.Arbitration && role == who.Arbitrator:
		return PartArbitrator
	}
	return ""
}

// Participant is one person's part in a proceeding. Who acts in one takes part
// by acting; others are entered.
type Participant struct {
	ID           string
	CaseID       cases.ID
	ProceedingID ID
	Role         Part
	User         string // of the platform; empty for others, who are known by name
	Name         string
	Organization org.ID
	PartyID      party.ID // for whom an agent acts
	By           string   // who entered it; the person, where it follows from their act
	At           time.Time
}

// The kinds of assignment.
const (
	AssignedHandler = "handler"
	AssignedLead    = "lead"
)

// Assignment says who handles a case, or one proceeding of it, for an
// organisation, or leads it (牵头). It is a fact of the case.
type Assignment struct {
	ID           string
	CaseID       cases.ID
	ProceedingID ID // empty: of the whole case
	Organization org.ID
	Kind         string
	User         string
	Name         string
	Team         string
	By           string
	From         time.Time
	Until        time.Time // zero while it lasts
}

// HandTo gives the proceeding to a person's team.
func (p *Proceeding) HandTo(team string) { p.f.Team = team }
