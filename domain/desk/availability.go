package desk

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// OwnAvailability is the days, from today on, on which the lawyer who asks can
// sit at a reception for the firm they act for.
func (w *Work) OwnAvailability(ctx context.Context) (reception.Availability, error) {
	if err := w.MayOwn(who.AvailabilityKeep); err != nil {
		return reception.Availability{}, err
	}
	return w.Tx.Receptions.Availability(ctx, w.Actor.Organization, w.Actor.User, w.Today())
}

// SayAvailable replaces those days. Nobody says so for somebody else. It returns
// cases.ErrStale where version is not the one that stands, or an Invalid fault
// naming the day.
func (w *Work) SayAvailable(ctx context.Context, days []calendar.Date, version int) (reception.Availability, error) {
	a, err := w.OwnAvailability(ctx)
	if err != nil {
		return a, err
	}
	if version != 0 && version != a.Version {
		return a, cases.ErrStale
	}
	if err := a.Say(days, w.Today()); err != nil {
		return a, err
	}
	if err := w.Tx.Receptions.PutAvailability(ctx, a); err != nil {
		return a, err
	}
	a.Version++
	return a, w.record(ctx, "", deed{action: "availability.said", subject: "user/" + a.User, payload: map[string]any{"days": a.Days}})
}
