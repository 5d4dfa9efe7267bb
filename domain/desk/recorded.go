package desk

import (
	"context"
	"slices"
	"time"

	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Recording is what staff wrote down for a party (代录): by whom, for whom, and
// what the party said of it.
type Recording struct {
	ID         string
	CaseID     cases.ID
	PartyID    party.ID
	Act        string // consent, withdrawal
	Subject    string // consent/…, withdrawal/…
	ByOrg      org.ID
	ByUser     string
	At         time.Time
	Answer     string // confirmed, disputed; empty until the party said something
	AnsweredBy string
	AnsweredAt time.Time
	Version    int
}

// What may be recorded for a party, and what a party may say of it.
const (
	RecordedConsent    = "consent"
	RecordedWithdrawal = "withdrawal"
	RecordConfirmed    = "confirmed"
	RecordDisputed     = "disputed"
)

// ErrAnswered refuses a second word on what was recorded.
var ErrAnswered = fault.New(fault.Conflict, "recorded_for.answered", "您已经确认或者否认过这条代录", "you have confirmed or disputed this already")

// recordFor keeps that somebody wrote a thing down for a party.
func (w *Work) recordFor(ctx context.Context, c cases.ID, p party.ID, act, subject string) error {
	r := Recording{ID: w.NewID(), CaseID: c, PartyID: p, Act: act, Subject: subject, ByOrg: w.Actor.Organization, ByUser: w.Actor.User, At: w.Now, Version: 1}
	w.touch("recorded_for/%s", r.ID)
	return w.Tx.Recordings.Add(ctx, r)
}

// RecordedFor lists what was recorded for the parties of a case.
func (w *Work) RecordedFor(ctx context.Context, id cases.ID) ([]Recording, error) {
	if _, err := w.Case(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	return w.Tx.Recordings.OfCase(ctx, id)
}

// OwnRecorded lists what was recorded for the party that is signed in.
func (w *Work) OwnRecorded(ctx context.Context) ([]Recording, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return nil, err
	}
	all, err := w.Tx.Recordings.OfCase(ctx, cases.ID(w.Actor.Case))
	return slices.DeleteFunc(all, func(r Recording) bool { return r.PartyID != party.ID(w.Actor.Party) }), err
}

// WordOf is the consent that was recorded, for its party to look at.
func (w *Work) WordOf(ctx context.Context, r Recording) (consent.Consent, error) {
	book, err := w.Tx.Consents.OfCase(ctx, r.CaseID)
	for _, x := range book {
		if "consent/"+x.ID == r.Subject {
			return x, err
		}
	}
	return consent.Consent{}, err
}

func (w *Work) ownRecording(ctx context.Context, id string) (Recording, error) {
	all, err := w.OwnRecorded(ctx)
	if err != nil {
		return Recording{}, err
	}
	i := slices.IndexFunc(all, func(r Recording) bool { return r.ID == id })
	if i < 0 {
		return Recording{}, who.ErrNotVisible
	}
	if all[i].Answer != "" {
		return all[i], ErrAnswered
	}
	return all[i], nil
}

// powerOf is what an agent needs to answer for the party.
func powerOf(r Recording) party.Power {
	if r.Act == RecordedWithdrawal {
		return party.PowerWithdraw
	}
	return party.PowerConsent
}

// ConfirmRecording lets the party say, with their own factor, that it is so. A
// recorded withdrawal has no effect before.
func (w *Work) ConfirmRecording(ctx context.Context, id string) (Recording, error) {
	r, err := w.ownRecording(ctx, id)
	if err != nil {
		return r, err
	}
	if err := w.binding(ctx, powerOf(r)); err != nil {
		return r, err
	}
	if err := w.answerRecording(ctx, &r, RecordConfirmed); err != nil {
		return r, err
	}
	if r.Act == RecordedWithdrawal {
		_, err := w.confirmWithdrawal(ctx, r)
		return r, err
	}
	return r, w.record(ctx, string(r.CaseID), deed{action: "recorded_for.confirmed", subject: "recorded_for/" + r.ID})
}

// DisputeRecording lets the party say that it is not so, without any factor: a
// consent recorded as yes is taken back, a recorded withdrawal falls.
func (w *Work) DisputeRecording(ctx context.Context, id string) (Recording, error) {
	r, err := w.ownRecording(ctx, id)
	if err != nil {
		return r, err
	}
	if err := w.empowered(ctx, powerOf(r)); err != nil {
		return r, err
	}
	if err := w.answerRecording(ctx, &r, RecordDisputed); err != nil {
		return r, err
	}
	if r.Act == RecordedWithdrawal {
		_, err := w.undo(ctx, r.PartyID)
		return r, err
	}
	c, err := w.Tx.Cases.Get(ctx, r.CaseID)
	if err != nil {
		return r, err
	}
	said, err := w.WordOf(ctx, r)
	if err != nil {
		return r, err
	}
	w.tell(event("recorded_for.disputed", c.Facts(), "party/"+string(r.PartyID), w.Today()))
	if said.Answer == consent.Yes && c.Facts().State == cases.Open {
		_, _, err = w.consent(ctx, c, Word{PartyID: r.PartyID, Subject: said.Subject, Toward: said.Toward, Answer: consent.No, Form: "online"}, 0)
		return r, err
	}
	return r, w.record(ctx, string(r.CaseID), deed{action: "recorded_for.disputed", subject: "recorded_for/" + r.ID})
}

func (w *Work) answerRecording(ctx context.Context, r *Recording, answer string) error {
	r.Answer, r.AnsweredBy, r.AnsweredAt = answer, w.Actor.Holder(), w.Now
	if err := w.Tx.Recordings.Put(ctx, *r); err != nil {
		return err
	}
	r.Version++
	w.touch("recorded_for/%s", r.ID)
	return nil
}
