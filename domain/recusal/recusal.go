package recusal

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/machine"
	"liandong/domain/org"
	"liandong/domain/party"
)

// State is where a recusal stands.
type State string

// The states.
const (
	Declared State = "declared" // the person said so: bars at once
	Objected State = "objected" // a party asked for it: the work goes on until it is decided
	Upheld   State = "upheld"
	Rejected State = "rejected"
	Waived   State = "waived" // all sides let the person go on
)

// Action is what may be done about a recusal.
type Action string

// The actions.
const (
	Declare Action = "declare"
	Object  Action = "object"
	Uphold  Action = "uphold"
	Reject  Action = "reject"
	Waive   Action = "waive"
)

// Side is who acts.
type Side string

// The sides.
const (
	Person  Side = "person"
	Party   Side = "party"
	Decider Side = "decider"
	All     Side = "all_sides"
)

var when = machine.When[State, Action, Side]

// Life is everything that can happen to a recusal.
var Life = machine.Table[State, Action, Side]{
	when("", Declare, Person, Declared),
	when("", Object, Party, Objected),
	when(Declared, Uphold, Decider, Upheld),
	when(Declared, Reject, Decider, Rejected),
	when(Objected, Uphold, Decider, Upheld),
	when(Objected, Reject, Decider, Rejected),
	when(Declared, Waive, All, Waived),
	when(Objected, Waive, All, Waived),
	when(Upheld, Waive, All, Waived),
}

// Titles says each action as on a button.
var Titles = map[Action]lang.Text{
	Declare: lang.T("本人申请回避", "recuse oneself"), Object: lang.T("当事人申请回避", "a party objects"), Uphold: lang.T("决定回避", "uphold"),
	Reject: lang.T("驳回申请", "reject"), Waive: lang.T("各方同意由其继续办理", "all sides waive"),
}

// Waiver is one side's word that the person may go on.
type Waiver struct {
	PartyID party.ID      `json:"party_id"`
	On      calendar.Date `json:"on"`
	Form    string        `json:"form"`
}

// Facts is what is known of a recusal. It is how a Recusal is stored.
type Facts struct {
	ID           string
	CaseID       cases.ID
	User         string
	Name         string
	Organization org.ID
	Office       Office
	PartyID      party.ID // who objected; empty where the person declared it
	Ground       Ground
	Text         string
	Form         string
	Raised       cases.Occurred
	By           string // who entered it
	ByOrg        org.ID
	State        State
	Waivers      []Waiver
	DecidedBy    string
	DecidedOn    calendar.Date
	Decision     string
	Substitute   string // the user who took over
	At           time.Time
	Version      int
}

// Bars tells whether the person may not act now.
func (f Facts) Bars() bool { return f.State == Declared || f.State == Upheld }

// Pending tells whether somebody still has to decide.
func (f Facts) Pending() bool { return f.State == Objected }

// The refusals of recusals.
var (
	// ErrRecused refuses an act to who is recused; Refusal gives it its article.
	ErrRecused     = fault.New(fault.Denied, "recused", "您已在本案中回避，不能再办理本案或者查阅其中的保密内容", "you are recused from this case: you can neither act in it nor read what is confidential")
	ErrRecusedThem = fault.New(fault.Conflict, "recused", "该人员已在本案中回避，不能再指派其办理本案", "this person is recused from the case and cannot be assigned to it")
	ErrOwnCause    = fault.New(fault.Denied, "recusal.own_cause", "不能决定自己的回避", "nobody decides on their own recusal")
	ErrDecided     = fault.New(fault.Conflict, "recusal.decided", "该回避申请已有结果", "the recusal is decided already")
	ErrStanding    = fault.New(fault.Conflict, "recusal.standing", "该人员在本案中的回避申请已经登记", "a recusal of this person stands in the case already")
	ErrNoWaiver    = fault.New(fault.Conflict, "recusal.not_waivable", "依法不能由当事人同意其继续办理", "the parties cannot waive this by law")
	ErrWaivedTwice = fault.New(fault.Conflict, "recusal.waived_by_party", "这位当事人已经表示同意", "this party has waived already")
)

// A Recusal changes only by the moves of Life.
type Recusal struct{ f Facts }

// Restore rebuilds a recusal from storage.
func Restore(f Facts) *Recusal { return &Recusal{f} }

// Raise begins a recusal: declared by the person, or asked for by a party. It
// bars at once in the first case only.
func Raise(f Facts) *Recusal {
	f.State, f.Version = Declared, 1
	if f.PartyID != "" {
		f.State = Objected
	}
	return &Recusal{f}
}

// Facts returns what is known of r.
func (r *Recusal) Facts() Facts { return r.f }

// Refusal is ErrRecused with the article on which the recusal rests.
func (f Facts) Refusal(assigning bool) *fault.Fault {
	if assigning {
		return ErrRecusedThem.WithCite(Of(f.Office).Cite)
	}
	return ErrRecused.WithCite(Of(f.Office).Cite)
}

// Decide says whether the person may go on. It returns ErrDecided where that
// was said already.
func (r *Recusal) Decide(do Action, by, words string, on calendar.Date) error {
	row, ok := Life.Find(r.f.State, do, Decider)
	if !ok {
		return ErrDecided
	}
	r.f.State, r.f.DecidedBy, r.f.Decision, r.f.DecidedOn = row.To, by, words, on
	return nil
}

// Waive adds one side's word. When every side has given it the person goes on.
// It returns ErrNoWaiver where the rule does not let the parties waive,
// ErrDecided where nothing bars any more, ErrWaivedTwice for a second word.
func (r *Recusal) Waive(w Waiver, parties []party.Party) error {
	rule := Of(r.f.Office)
	row, ok := Life.Find(r.f.State, Waive, All)
	switch {
	case !rule.Waivable:
		return ErrNoWaiver.WithCite(rule.Cite)
	case !ok:
		return ErrDecided
	case slices.ContainsFunc(r.f.Waivers, func(x Waiver) bool { return x.PartyID == w.PartyID }):
		return ErrWaivedTwice
	}
	r.f.Waivers = append(slices.Clone(r.f.Waivers), w)
	for _, p := range consent.Sides(parties) {
		if !slices.ContainsFunc(r.f.Waivers, func(x Waiver) bool { return x.PartyID == p.ID }) {
			return nil
		}
	}
	r.f.State = row.To
	return nil
}

// Replaced notes who took over.
func (r *Recusal) Replaced(user string) { r.f.Substitute = user }

// Saved notes that the store holds r as it is now; only stores call it.
func (r *Recusal) Saved() { r.f.Version++ }

// Standing finds the recusal that bars a person now.
func Standing(all []Facts, user string) (Facts, bool) {
	for _, f := range all {
		if f.User == user && f.Bars() {
			return f, true
		}
	}
	return Facts{}, false
}
