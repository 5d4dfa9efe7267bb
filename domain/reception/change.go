package reception

import (
	"slices"
	"time"

	"liandong/domain/fault"
)

// The refusals of changing a reception.
var (
	ErrCancelled = fault.New(fault.Conflict, "reception.cancelled", "本场接访已经取消", "this reception does not take place")
	ErrUnchanged = fault.New(fault.Conflict, "reception.unchanged", "本场接访没有改期或者取消", "this reception was neither moved nor cancelled")
	ErrUnmoved   = fault.Invalid("/starts_at", "unchanged", "时间和地点都没有改变", "neither time nor place is another")
)

// Off tells whether a reception does not take place.
func (r *Reception) Off() bool { return !r.CancelledAt.IsZero() }

// Changed tells whether it is not held as it was announced first.
func (r *Reception) Changed() bool { return r.Off() || !r.MovedFrom.IsZero() }

// Unaware lists the seats whose lawyers have not said that they know of the last
// change. Who joined after it knows.
func (r *Reception) Unaware() []Seat {
	if !r.Changed() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Lawyers), func(s Seat) bool { return s.Knows >= r.Version })
}

// changeable refuses to change what does not take place any more, or has begun.
func (r *Reception) changeable(now time.Time) error {
	switch {
	case r.Off():
		return ErrCancelled
	case !now.Before(r.StartsAt):
		return ErrBegun
	}
	return nil
}

// Cancel notes that a reception does not take place, and why; who reads a
// calendar is told as well. It returns ErrCancelled or ErrBegun.
func (r *Reception) Cancel(words string, now time.Time) error {
	if err := r.changeable(now); err != nil {
		return err
	}
	r.CancelledAt, r.Change = now, words
	return nil
}

// Move holds a reception at another time or place. It returns ErrCancelled,
// ErrBegun or ErrUnmoved.
func (r *Reception) Move(place string, starts, ends time.Time, words string, now time.Time) error {
	if err := r.changeable(now); err != nil {
		return err
	}
	if place == r.Place && starts.Equal(r.StartsAt) && ends.Equal(r.EndsAt) {
		return ErrUnmoved
	}
	if r.MovedFrom.IsZero() {
		r.MovedFrom = r.StartsAt // as it was announced first
	}
	r.Place, r.StartsAt, r.EndsAt, r.Change = place, starts, ends, words
	return nil
}
