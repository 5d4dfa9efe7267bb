package referral

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/org"
)

// check finds the row for an action, or says why there is none. Nothing has changed when it refuses.
func (r *Referral) check(do Action, by Side) error {
	if _, ok := Life.Find(r.f.State, do, by); !ok {
		return ErrNotOpen
	}
	return nil
}

// Accept takes the case on. It returns ErrTooLate after the last day of an offer.
func (r *Referral) Accept(at time.Time) error {
	if err := r.check(Accept, Receiver); err != nil {
		return err
	}
	if r.f.State == Offered && r.f.late(at) {
		return ErrTooLate
	}
	r.take(at)
	return nil
}

func (r *Referral) take(at time.Time) {
	r.f.State, r.f.AcceptedAt, r.f.AnswerDueOn, r.f.ObjectionOpen = Accepted, at, "", false
}

// Receive takes the case on for a body outside, on the day its receipt proves.
// last is the last day of the answer, empty where none runs: ErrTooLate after
// it. A lapsed offer is taken on too, for it was answered in time.
func (r *Referral) Receive(on, last calendar.Date, at time.Time) error {
	if err := r.check(Receive, Sender); err != nil {
		return err
	}
	if last != "" && on > last {
		return ErrTooLate
	}
	r.take(at)
	return nil
}

// Decline gives an offer back unopened. It returns ErrTooLate after the last day.
func (r *Referral) Decline(code, text string, at time.Time) error {
	if err := r.check(Decline, Receiver); err != nil {
		return err
	}
	if r.f.late(at) {
		return ErrTooLate
	}
	r.f.State, r.f.AnswerCode, r.f.AnswerText, r.f.AnswerDueOn = Declined, code, text, ""
	return nil
}

// Lapse records silence, which is never a decline: of the receiver of an offer,
// or of a party that did not mend its application in time. It returns ErrNotDue
// before the end of the last day.
func (r *Referral) Lapse(at time.Time) error {
	if err := r.check(Lapse, Clock); err != nil {
		return err
	}
	if !r.f.late(at) {
		return ErrNotDue
	}
	r.f.State, r.f.AnswerDueOn = Lapsed, ""
	return nil
}

// Recall takes an offer or a guidance back before it was taken up. It returns
// ErrTooLate after the last day of an offer, which has then lapsed.
func (r *Referral) Recall(by Side, text string, at time.Time) error {
	if err := r.check(Recall, by); err != nil {
		return err
	}
	if r.f.State == Offered && r.f.late(at) {
		return ErrTooLate
	}
	r.f.State, r.f.DecisionText, r.f.AnswerDueOn = Recalled, text, ""
	return nil
}

// Object says with reasons that the case is another's (条例 23). Once, within
// the five working days; ErrFinal after a designation. due is the sender's last day to answer.
func (r *Referral) Object(code, text string, due calendar.Date, at time.Time) error {
	switch {
	case r.f.Final:
		return ErrFinal
	case r.check(Object, Receiver) != nil:
		return ErrNotOpen
	case r.f.ObjectionUsed:
		return ErrOnce
	case !r.f.ObjectionOpen || r.f.late(at):
		return ErrObjectionEnd
	}
	r.f.State, r.f.AnswerCode, r.f.AnswerText, r.f.ObjectionText, r.f.ObjectedAt = Objected, code, text, text, at
	r.f.ObjectionOpen, r.f.ObjectionUsed, r.f.AnswerDueOn = false, true, due
	return nil
}

// Uphold agrees to take the case back. bounced says that this would be the
// third return or close a cycle: then it becomes contested instead, before
// superior, whose last day is due.
func (r *Referral) Uphold(bounced bool, superior org.ID, due calendar.Date, at time.Time) error {
	if err := r.check(Uphold, Sender); err != nil {
		return err
	}
	if r.f.late(at) {
		return ErrTooLate
	}
	if bounced {
		r.contest(superior, due, at)
		return nil
	}
	r.f.State, r.f.AnswerDueOn = Returned, ""
	return nil
}

// Overrule says that the objection does not stand; due is the receiver's last day to contest.
func (r *Referral) Overrule(text string, due calendar.Date, at time.Time) error {
	if err := r.check(Overrule, Sender); err != nil {
		return err
	}
	if r.f.late(at) {
		return ErrTooLate
	}
	r.f.State, r.f.DecisionText, r.f.OverruledText, r.f.OverruledAt, r.f.AnswerDueOn = Assigned, text, text, at, due
	return nil
}

// Silence brings an objection nobody answered before the superior. It returns ErrNotDue too early.
func (r *Referral) Silence(superior org.ID, due calendar.Date, at time.Time) error {
	if err := r.check(Silence, Clock); err != nil {
		return err
	}
	if !r.f.late(at) {
		return ErrNotDue
	}
	r.contest(superior, due, at)
	return nil
}

// Contest brings an overruled objection before the superior, within five working days of the overruling.
func (r *Referral) Contest(text string, superior org.ID, due calendar.Date, at time.Time) error {
	switch {
	case r.f.Final:
		return ErrFinal
	case r.check(Contest, Receiver) != nil:
		return ErrNotOpen
	case r.f.OverruledAt.IsZero():
		return ErrNotOverruled
	case r.f.AnswerDueOn == "" || r.f.late(at):
		return ErrTooLate
	}
	r.f.AnswerText = text
	r.contest(superior, due, at)
	return nil
}

func (r *Referral) contest(superior org.ID, due calendar.Date, at time.Time) {
	r.f.State, r.f.ContestedAt, r.f.Superior, r.f.AnswerDueOn = Contested, at, superior, due
}

// EndObjection closes the time to object or to contest: the unit stays responsible.
func (r *Referral) EndObjection(at time.Time) error {
	if err := r.check(EndObjection, Clock); err != nil {
		return err
	}
	if !r.f.late(at) {
		return ErrNotDue
	}
	r.f.ObjectionOpen, r.f.AnswerDueOn = false, ""
	return nil
}

// Escalate passes a contested referral the superior left undecided once up.
func (r *Referral) Escalate(superior org.ID, due calendar.Date, at time.Time) error {
	switch {
	case r.f.State != Contested:
		return ErrNotOpen
	case !r.f.late(at):
		return ErrNotDue
	}
	r.f.Superior, r.f.AnswerDueOn = superior, due
	return nil
}

// Designate names who is responsible; the word is final (条例 24). The state
// says who was named: the receiver (accepted), the sender (returned) or a third unit (redirected).
func (r *Referral) Designate(to org.ID, text string, at time.Time) error {
	if err := r.check(Designate, Superior); err != nil {
		return err
	}
	r.f.Final, r.f.DecisionText, r.f.AnswerDueOn = true, text, ""
	switch to {
	case r.f.To:
		r.take(at)
	case r.f.From:
		r.f.State = Returned
	default:
		r.f.State = Redirected
	}
	return nil
}

// Redirect makes the referral by which a third unit, named by the superior, holds the case.
func Redirect(f Facts, at time.Time) *Referral {
	f.Mode, f.Moves, f.Final, f.Version = ByAssignment, true, true, 1
	f.SentAt, f.DeliveredAt = at, at
	r := &Referral{f}
	r.take(at)
	return r
}

// Complete reports the outcome; due is the sender's last day to acknowledge.
// A designated unit cannot say that it is not competent: ErrFinal.
func (r *Referral) Complete(outcome Outcome, text string, due calendar.Date, at time.Time) error {
	if err := r.check(Complete, Receiver); err != nil {
		return err
	}
	return r.complete(outcome, text, due, at)
}

// Report is Complete as the sender records it for a body outside.
func (r *Referral) Report(outcome Outcome, text string, due calendar.Date, at time.Time) error {
	if err := r.check(Report, Sender); err != nil {
		return err
	}
	return r.complete(outcome, text, due, at)
}

func (r *Referral) complete(outcome Outcome, text string, due calendar.Date, at time.Time) error {
	if r.f.Final && outcome == NotCompetent {
		return ErrFinal
	}
	r.f.State, r.f.Outcome, r.f.AnswerText, r.f.CompletedAt, r.f.AnswerDueOn = Completed, outcome, text, at, due
	return nil
}

// SendBack asks the receiver to do more: once, within five working days of completion.
func (r *Referral) SendBack(text string, at time.Time) error {
	if err := r.check(SendBack, Sender); err != nil {
		return err
	}
	switch {
	case r.f.SentBack:
		return ErrOnce
	case r.f.late(at):
		return ErrTooLate
	}
	r.f.SentBack, r.f.DecisionText, r.f.Outcome, r.f.CompletedAt = true, text, "", time.Time{}
	r.f.State, r.f.AnswerDueOn = Accepted, ""
	return nil
}

// Acknowledge closes the loop: by the sender until the last day, by the clock after it.
func (r *Referral) Acknowledge(by Side, at time.Time) error {
	if err := r.check(Acknowledge, by); err != nil {
		return err
	}
	switch late := r.f.late(at); {
	case by == Clock && !late:
		return ErrNotDue
	case by != Clock && late:
		return ErrTooLate
	}
	r.f.State, r.f.AcknowledgedAt, r.f.AutoClosed, r.f.AnswerDueOn = Closed, at, by == Clock, ""
	return nil
}

// Withdraw takes an offer back because a party will not have it.
func (r *Referral) Withdraw() error {
	if err := r.check(Recall, Sender); err != nil {
		return err
	}
	r.f.State, r.f.AnswerDueOn = Recalled, ""
	return nil
}

// Permits tells whether an action would not be refused for its time or for
// what happened before; the row of Life is the caller's to check.
func (f Facts) Permits(do Action, at time.Time) bool {
	r := Restore(f)
	switch do {
	case AskItems:
		return r.AskItems([]string{"-"}, calendar.DayOf(at), at) == nil
	case SupplyItems:
		return f.Wanting()
	case HandIn:
		return f.HandedInOn == ""
	case Accept:
		return r.Accept(at) == nil
	case Decline:
		return r.Decline("", "", at) == nil
	case Recall:
		return r.Recall(Sender, "", at) == nil
	case Object:
		return r.Object("", "", "", at) == nil
	case Uphold:
		return r.Uphold(false, "", "", at) == nil
	case Overrule:
		return r.Overrule("", "", at) == nil
	case Contest:
		return r.Contest("", "", "", at) == nil
	case SendBack:
		return r.SendBack("", at) == nil
	case Acknowledge:
		return r.Acknowledge(Sender, at) == nil
	}
	return true
}

// Void takes an unanswered referral back.
func (r *Referral) Void() {
	if r.f.State.Unanswered() {
		r.f.State, r.f.AnswerDueOn, r.f.ObjectionOpen = Recalled, "", false
	}
}

// Bar ends a referral to a receiver that turned out to be accused in the
// matter: one that waits for its word is taken back, one under way there is
// closed as not the receiver's to handle. A finished one is left as it is.
func (r *Referral) Bar(at time.Time) {
	if r.f.State == Accepted {
		r.f.CompletedAt, r.f.Outcome = at, NotCompetent
	}
	r.End(at)
}

// End closes the loop because the matter was withdrawn by its party: nothing is
// left to answer, to report or to acknowledge. A finished one is left as it is.
func (r *Referral) End(at time.Time) {
	switch {
	case r.f.State.Unanswered():
		r.Void()
	case r.f.State.Unfinished():
		if r.f.CompletedAt.IsZero() {
			r.f.CompletedAt, r.f.Outcome = at, Handled
		}
		r.f.State, r.f.AcknowledgedAt, r.f.AnswerDueOn, r.f.AutoClosed = Closed, at, "", true
	}
}

// Redate moves the day of answer as a new holiday notice asks; false where
// another day runs.
func (r *Referral) Redate(was, is calendar.Date) bool {
	if r.f.AnswerDueOn == "" || r.f.AnswerDueOn != was || is == "" {
		return false
	}
	r.f.AnswerDueOn = is
	return true
}
