package referral

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
)

// HandIn records the day on which the body received the party's application.
// It returns ErrOnce the second time.
func (r *Referral) HandIn(by Side, on calendar.Date) error {
	if err := r.check(HandIn, by); err != nil {
		return err
	}
	if r.f.HandedInOn != "" {
		return ErrOnce
	}
	r.f.HandedInOn = on
	return nil
}

// AskItems asks once, in one complete list, for what is missing. The answer's
// time stands still until SupplyItems. Whoever asks for an application's
// defects has received it.
func (r *Referral) AskItems(items []string, on calendar.Date, at time.Time) error {
	if err := r.check(AskItems, Receiver); err != nil {
		return err
	}
	switch {
	case len(r.f.AskedItems) > 0:
		return ErrOnce
	case r.f.State == Offered && r.f.late(at):
		return ErrTooLate
	}
	if r.f.State == Guided && r.f.HandedInOn == "" {
		r.f.HandedInOn = on
	}
	r.f.AskedItems, r.f.AskedOn, r.f.AnswerDueOn = items, on, ""
	return nil
}

// Wanting tells whether something was asked for and is not there yet.
func (f Facts) Wanting() bool {
	return len(f.AskedItems) > 0 && f.SuppliedOn == "" && (f.Mode != ByOffer || f.AnswerDueOn == "")
}

// Await says by when whoever must answer now has to: the body, or the party
// whose application is to be mended; empty where no day runs.
func (r *Referral) Await(due calendar.Date) { r.f.AnswerDueOn = due }

// SupplyItems notes that what was asked for is there.
func (r *Referral) SupplyItems(by Side, on calendar.Date) error {
	if err := r.check(SupplyItems, by); err != nil {
		return err
	}
	if !r.f.Wanting() {
		return ErrNotOpen
	}
	r.f.SuppliedOn = on
	return nil
}

// File records that the party's application was filed, with the body's number and its day.
func (r *Referral) File(by Side, number string, filed cases.Occurred, at time.Time) error {
	if err := r.check(File, by); err != nil {
		return err
	}
	r.f.Filed, r.f.FilingNumber = &filed, number
	r.take(at)
	return nil
}

// Deem takes an application for accepted because the body let its time pass
// (行政复议法 30). It returns ErrNotDue before the end of the last day.
func (r *Referral) Deem(filed cases.Occurred, at time.Time) error {
	if err := r.check(Deem, Clock); err != nil {
		return err
	}
	if !r.f.late(at) {
		return ErrNotDue
	}
	r.f.Filed = &filed
	r.take(at)
	return nil
}

// Refuse records that the body turned the application away, and on which day.
func (r *Referral) Refuse(by Side, text string, on calendar.Date) error {
	if err := r.check(Refuse, by); err != nil {
		return err
	}
	r.f.State, r.f.AnswerText, r.f.RefusedOn, r.f.AnswerDueOn = Declined, text, on, ""
	return nil
}
