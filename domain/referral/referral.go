package referral

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// ID names a referral.
type ID string

// Facts is what is known of a referral. It is how a Referral is stored and shown.
type Facts struct {
	ID       ID
	CaseID   cases.ID
	From, To org.ID
	Superior org.ID // whose word binds once it is contested
	Mode     Mode
	Moves    bool // custody moves to the receiver; else it stays with the sender
	Channel  channel.Channel
	Route    channel.Route
	State    State

	Reason         string
	OverrideReason string
	Items          []string
	AskedItems     []string
	AnswerCode     string
	AnswerText     string // the receiver's words: objection, decline, report
	ObjectionText  string // the words of the objection, also after a contest
	OverruledText  string // the sender's words against it, also after a designation
	DecisionText   string // the sender's or the superior's words
	Outcome        Outcome

	SentAt         time.Time
	DeliveredAt    time.Time
	AcceptedAt     time.Time
	CompletedAt    time.Time
	AcknowledgedAt time.Time
	ObjectedAt     time.Time
	OverruledAt    time.Time
	ContestedAt    time.Time

	Filed        *cases.Occurred
	FilingNumber string

	HandedInOn calendar.Date // the day the body received the party's application
	AskedOn    calendar.Date // the day it asked for what was missing
	SuppliedOn calendar.Date // the day that was there
	RefusedOn  calendar.Date // the day it turned the application away

	AnswerDueOn   calendar.Date // the last day of whoever must answer now; empty where no day runs
	NoticeDueOn   calendar.Date // an assignment's written notice to the party
	ObjectionOpen bool
	ObjectionUsed bool
	Final         bool // designated: nothing can return it again
	SentBack      bool
	AutoClosed    bool // acknowledged by the passing of time

	Version int
}

// The refusals of a referral.
var (
	ErrNotOpen      = fault.New(fault.Conflict, "referral.not_open", "移交当前的状态不能办理这一步", "the referral is not in a state that permits this")
	ErrTooLate      = fault.New(fault.Conflict, "referral.too_late", "办理期限已过", "the time to do this has passed")
	ErrNotDue       = fault.New(fault.Conflict, "referral.not_due", "期限尚未届满", "the time has not passed yet")
	ErrOnce         = fault.New(fault.Conflict, "referral.once", "这一步只能办理一次", "this can be done only once")
	ErrFinal        = fault.ByLaw(fault.Conflict, "referral.final", "管辖已经指定，不得再提出异议或退回", "jurisdiction was designated: nothing can return it again", statute.Petition("24条"))
	ErrNotOverruled = fault.New(fault.Conflict, "referral.not_overruled", "只有异议被驳回后才能提请指定管辖", "only an overruled objection can be contested")
	ErrObjectionEnd = fault.ByLaw(fault.Conflict, "referral.objection_closed", "五个工作日的异议期已过", "the five working days to object have passed", statute.Petition("23条3款"))
)

// A Referral changes only by the moves in Life.
type Referral struct{ f Facts }

// Restore rebuilds a referral from storage.
func Restore(f Facts) *Referral { return &Referral{f} }

// Facts returns what is known of r.
func (r *Referral) Facts() Facts { return r.f }

// Send makes a referral. It is delivered into the receiver's inbox at once;
// an assignment's custody moves at that moment, which the caller does in the
// same unit of work.
func Send(f Facts, at time.Time) *Referral {
	f.SentAt, f.DeliveredAt, f.Version = at, at, 1
	switch f.Mode {
	case ByAssignment:
		f.State, f.ObjectionOpen, f.Moves = Assigned, true, true
	case ByGuidance:
		f.State = Guided
	default:
		f.State = Offered
	}
	return &Referral{f}
}

// SideOf says on which side of the referral an organisation stands; sender
// comes first where one organisation is on both.
func (f Facts) SideOf(id org.ID) Side {
	switch id {
	case f.From:
		return Sender
	case f.To:
		return Receiver
	case "":
		return Stranger
	case f.Superior:
		return Superior
	}
	return Stranger
}

// ReturnClosesCycle tells whether giving the case back to the sender would go
// round in a circle, given the earlier referrals of the case: the receiver
// returned it before, or the sender did.
func (f Facts) ReturnClosesCycle(earlier []Facts) bool {
	return slices.ContainsFunc(earlier, func(e Facts) bool {
		return e.ID != f.ID && e.State == Returned && !e.Final && (e.To == f.To || e.To == f.From)
	})
}

// late tells whether the answer's last day is over. An act after the end is
// refused whether or not the clock has fired.
func (f Facts) late(at time.Time) bool {
	return f.AnswerDueOn != "" && !at.Before(f.AnswerDueOn.End())
}

// Succeed puts the organisation that took over from another in its place. What
// was sent, its times and its last days stay as they are.
func (r *Referral) Succeed(from, to org.ID) {
	for _, side := range []*org.ID{&r.f.From, &r.f.To, &r.f.Superior} {
		if *side == from {
			*side = to
		}
	}
}

// Saved notes that the store holds r as it is now; only stores call it.
func (r *Referral) Saved() { r.f.Version++ }

// Disputed tells whether the two sides did not agree on whose matter it is.
func (f Facts) Disputed() bool {
	return !f.ObjectedAt.IsZero() || !f.ContestedAt.IsZero() || f.Final || f.State == Declined || f.State == Returned
}
