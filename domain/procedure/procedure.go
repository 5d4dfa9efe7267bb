// Package procedure holds proceedings: a case's stay in one channel at one
// organisation, with its own life.
package procedure

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// ID names a proceeding.
type ID string

// State is where a proceeding stands.
type State string

// The states the program itself speaks of; the tables know more.
const (
	Registered State = "registered" // at the first receiver, before anyone takes it on
	HandedOn   State = "handed_on"  // the case is with another organisation
	Accepted   State = "accepted"
	Scheduled  State = "scheduled"
	Mediating  State = "mediating"
	Agreed     State = "agreed"
	Suspended  State = "suspended"
	Correcting State = "correcting"
	Filed      State = "filed"
	Effective  State = "effective"
	Ended      State = "ended"

	back State = "<" // where a suspension interrupted
)

// Action is what may be done in a proceeding.
type Action string

// The actions that do more than step on; the tables know more.
const (
	Take      Action = "accept" // the first receiver takes up what it registered itself
	HandOn    Action = "hand_on"
	ComeBack  Action = "come_back"
	Schedule  Action = "schedule"
	Hold      Action = "hold"
	Agree     Action = "agree"
	Terminate Action = "terminate"
	Suspend   Action = "suspend"
	Resume    Action = "resume"
	Extend    Action = "extend"
	FileNo    Action = "file"
	Opine     Action = "opine"
	Award     Action = "award"
	AwardLast Action = "award_final"
	Decide    Action = "decide"
	Judge     Action = "judge"
	Rule      Action = "rule"
	Confirm   Action = "confirm"
	Deny      Action = "deny"
	Close     Action = "close"

	SettleByMediation Action = "settle_by_mediation"
	AskCorrection     Action = "ask_correction"
	Corrected         Action = "corrected"
	SeekConsent       Action = "seek_consent"
	Refuse            Action = "refuse"
)

// Side is who acts in a proceeding.
type Side string

// The sides: the handling organisation, the handoff machinery, or the passing of time.
const (
	Handler   Side = "handler"
	Handoff   Side = "handoff"
	Clockwork Side = "clock"
)

// Outcome is how a proceeding ended.
type Outcome string

// The outcomes. Who refused is never said in one.
const (
	OutcomeAgreed     Outcome = "agreed"
	OutcomeUnsettled  Outcome = "unsettled"
	OutcomeOpinion    Outcome = "opinion"
	OutcomeAward      Outcome = "award"
	OutcomeDecision   Outcome = "decision"
	OutcomeJudgment   Outcome = "judgment"
	OutcomeConfirmed  Outcome = "confirmed"
	OutcomeDenied     Outcome = "denied"
	OutcomeHandled    Outcome = "handled"
	OutcomeRefused    Outcome = "not_accepted"
	OutcomeGuided     Outcome = "guided"
	OutcomeMediated   Outcome = "mediated"
	OutcomeWithdrawn  Outcome = "withdrawn"
	OutcomeHandedBack Outcome = "handed_back"
	OutcomeClosed     Outcome = "closed"
)

// TerminateCodes lists why a mediation may end without agreement.
var TerminateCodes = []string{"no_agreement", "party_refuses", "no_show", "outside_scope", "other"}

// Session is one mediation meeting.
type Session struct {
	ID      string
	Seq     int
	At      time.Time // when it is to be, for a scheduled one
	Place   string
	Held    *cases.Occurred
	Present []string
	Text    string // channel class: goes to nobody else
}

// Facts is what is known of a proceeding.
type Facts struct {
	ID           ID
	CaseID       cases.ID
	ReferralID   string
	Channel      channel.Channel
	Route        channel.Route
	Life         string // the name of its table
	Organization org.ID
	Team         string
	State        State
	Before       State // what a suspension interrupted
	Outcome      Outcome
	EndCode      string // why it ended; channel class
	EndText      string // channel class
	ResultText   string // an opinion, award, decision, judgment or ruling, as issued
	Number       string
	FiledOn      calendar.Date
	DecidedOn    calendar.Date
	ReviewOn     calendar.Date
	Ground       string
	Asked        []string // the defects asked for, once and completely
	Served       []Service
	OpenedAt     time.Time
	EndedAt      time.Time
	Version      int
}

// Service is the day a document reached one party.
type Service struct {
	PartyID  string        `json:"party_id"`
	ServedOn calendar.Date `json:"served_on"`
}

// The refusals of a proceeding.
var (
	ErrNotOpen      = fault.New(fault.Conflict, "proceeding.not_open", "程序当前的状态不能办理这一步", "the proceeding is not in a state that permits this")
	ErrEnded        = fault.New(fault.Conflict, "proceeding.ended", "该程序已经结束", "the proceeding has ended")
	ErrConsent      = fault.ByLaw(fault.Conflict, "consent_missing", "尚未取得双方同意，不能开始调解", "mediation cannot start before both sides have agreed to it", statute.Petition("33条"), statute.Citation{Law: "人民调解法", Version: "2010", Article: "3条"})
	ErrRefused      = fault.ByLaw(fault.Conflict, "mediation_refused", "当事人已明确表示不接受调解", "a party has clearly refused mediation", statute.Citation{Law: "人民调解法", Version: "2010", Article: "17条"})
	ErrNoAgreement  = fault.New(fault.Conflict, "agreement_missing", "还没有登记调解协议", "no agreement has been recorded")
	ErrNotEffective = fault.ByLaw(fault.Conflict, "agreement_not_effective", "调解协议尚未生效：须当事人、调解员签名并加盖印章", "the agreement has no effect yet: every party, the mediator and the seal must have signed", statute.Citation{Law: "人民调解法", Version: "2010", Article: "29条"})
	ErrAsked        = fault.New(fault.Conflict, "proceeding.asked_once", "补正只能一次性要求，已经要求过", "defects are asked for once and completely; that was done")
	ErrOtherTeam    = fault.New(fault.Denied, "proceeding.other_team", "该程序由本单位另一团队办理", "another team of this organisation handles the proceeding")
)

// A Proceeding changes only by the moves of its channel's Life.
type Proceeding struct{ f Facts }

// Restore rebuilds a proceeding from storage.
func Restore(f Facts) *Proceeding { return &Proceeding{f} }

// Open begins a proceeding: accepted where a referral was taken on or filed,
// registered at a first receiver.
func Open(f Facts, state State, at time.Time) *Proceeding {
	f.State, f.OpenedAt, f.Version = state, at, 1
	return &Proceeding{f}
}

// Facts returns what is known of p.
func (p *Proceeding) Facts() Facts { return p.f }

// Open tells whether the body's work in the proceeding is not done yet. What
// follows a result, such as appeal or performance, does not open it again.
func (f Facts) Open() bool { return f.EndedAt.IsZero() }

// Permits lists the actions a handler may take now, in the order of the table.
func (f Facts) Permits() []Action {
	var actions []Action
	seen := map[Action]bool{}
	for _, row := range LifeOf(f).Open(f.State) {
		if row.By == Handler && !seen[row.Do] && (row.Do != AskCorrection || len(f.Asked) == 0) {
			seen[row.Do] = true
			actions = append(actions, row.Do)
		}
	}
	return actions
}

// Can returns nil if the handler may take the action now, ErrEnded or ErrNotOpen otherwise.
func (f Facts) Can(do Action) error {
	if _, ok := LifeOf(f).Find(f.State, do, Handler); ok {
		return nil
	}
	if !f.Open() {
		return ErrEnded
	}
	return ErrNotOpen
}

// Row returns the row of an action the handler may take now.
func (f Facts) Row(do Action) (Row, bool) { return LifeOf(f).Find(f.State, do, Handler) }

// Saved notes that the store holds p as it is now; only stores call it.
func (p *Proceeding) Saved() { p.f.Version++ }
