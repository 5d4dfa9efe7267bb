package clock

import (
	"time"

	"liandong/domain/calendar"
)

// State is where a running clock stands.
type State string

// The states of a clock.
const (
	Ticking State = "running"
	Paused  State = "paused"
	Met     State = "met"
	Missed  State = "missed"
	Over    State = "ended"
)

// Running is one time limit in one case: a rule, the day it runs from, and
// everything that moves its last day, so that DueOn can always be computed again.
type Running struct {
	ID          string
	CaseID      string
	Rule        string // as in the book, without version
	RuleVersion string
	Kind        Kind
	State       State
	Of          string // what it belongs to: case, referral/…, proceeding/…, agreement/…
	PartyID     string // whose right it is, where it is one party's

	StartOn         calendar.Date
	Excluded        [][2]calendar.Date
	Extension       *Span
	LiteralOn       calendar.Date
	DueOn           calendar.Date
	LatestOn        calendar.Date
	CalendarVersion string
	CalendarMissing bool

	StopsWhileWaiting bool // whether waiting in the present channel stops it
	Label             string
	PausedOn          calendar.Date
	Ground            string
	ReviewOn          calendar.Date
	StartedAt         time.Time
	EndedAt           time.Time
	FiredAt           time.Time
	DoneAt            time.Time // when what a missed limit asked for was done after all, or needed doing no more
	Version           int
}

// Live tells whether the clock still counts.
func (r Running) Live() bool { return r.State == Ticking || r.State == Paused }

// Handling tells whether the clock ends when the case is closed: the party's
// rights do not, nor does what reminds of a promise, nor the answer that a
// superior asked for.
func (r Running) Handling() bool {
	return r.Kind != Right && r.Rule != ReminderRule && r.Rule != DirectiveRule
}

// Named tells whether its day was named by somebody, and follows from no rule.
func (r Running) Named() bool { return r.Rule == PerformanceRule || r.Rule == DirectiveRule }

// Owed tells whether the last day passed without what was asked for, and it is
// still to be done. A party's right and a promise are owed to nobody's superior.
func (r Running) Owed() bool {
	return r.State == Missed && r.DoneAt.IsZero() && r.Handling() && !r.Named()
}

// Done notes that nothing is owed on a missed limit any more.
func (r *Running) Done(at time.Time) {
	if r.Owed() {
		r.DoneAt = at
	}
}

// End stops the clock with a final state.
func (r *Running) End(s State, at time.Time) {
	if r.Live() {
		r.State, r.EndedAt = s, at
	}
}

// PerformanceRule names the clock of one thing promised in an agreement, and
// ReminderRule the one that runs out some days before it; DirectiveRule is the
// day by which a superior's directive must be answered.
const (
	DirectiveRule   = "directive.answer"
	PerformanceRule = "agreement.performance"
	ReminderRule    = "agreement.reminder"
)

// Request says how DueOn is computed again.
func (r Running) Request() Request {
	rule := r.Rule
	if r.RuleVersion != "" {
		rule += "@" + r.RuleVersion
	}
	return Request{Rule: rule, StartOn: r.StartOn, Excluded: r.Excluded, Extension: r.Extension}
}
