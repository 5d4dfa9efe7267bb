package reception

import (
	"errors"
	"testing"
	"time"
)

func TestSeatsGoFromHandToHand(t *testing.T) {
	start := at(t, "2026-12-01 09:00:00")
	now := start.Add(-time.Hour)
	fresh := func() *Reception {
		return &Reception{StartsAt: start, EndsAt: start.Add(2 * time.Hour), LawyersWanted: 2, Lawyers: []Seat{{User: "a"}, {User: "b"}}}
	}
	offer := func(from, to string) SeatOffer {
		return SeatOffer{From: Seat{User: from}, To: Seat{User: to, Name: "丙", Firm: "乙所"}, State: Offered}
	}
	off := fresh()
	_ = off.Cancel("x", now)
	for what, x := range map[string]struct {
		r     *Reception
		o     SeatOffer
		known []SeatOffer
		at    time.Time
		want  error
	}{
		"as it should be":                {fresh(), offer("a", "c"), nil, now, nil},
		"by who does not sit there":      {fresh(), offer("x", "c"), nil, now, ErrNotHere},
		"to oneself":                     {fresh(), offer("a", "a"), nil, now, ErrOwnSeat},
		"to who sits there":              {fresh(), offer("a", "b"), nil, now, ErrSeatTaken},
		"once more":                      {fresh(), offer("a", "c"), []SeatOffer{offer("a", "d")}, now, ErrOfferOpen},
		"beside somebody else's":         {fresh(), offer("a", "c"), []SeatOffer{offer("b", "d")}, now, nil},
		"after one that was declined":    {fresh(), offer("a", "c"), []SeatOffer{{From: Seat{User: "a"}, State: Declined}}, now, nil},
		"when it has begun":              {fresh(), offer("a", "c"), nil, start, ErrBegun},
		"when it does not take place":    {off, offer("a", "c"), nil, now, ErrCancelled},
		"of a seat that was given back ": {fresh(), offer("gone", "c"), nil, now, ErrNotHere},
	} {
		if err := x.r.Offer(x.o, x.known, x.at); !errors.Is(err, x.want) {
			t.Errorf("offered %s: %v, want %v", what, err, x.want)
		}
	}

	r, o := fresh(), offer("a", "c")
	if err := r.TakeOver(&o, now); err != nil || r.Seated("a") || !r.Seated("c") || len(r.Lawyers) != 2 || o.State != Accepted || !o.To.JoinedAt.Equal(now) {
		t.Errorf("taken over: %v %+v %+v", err, r.Lawyers, o)
	}
	if err := r.TakeOver(&o, now); !errors.Is(err, ErrOfferOver) {
		t.Errorf("taken over twice: %v", err)
	}
	late := offer("b", "d")
	if err := r.TakeOver(&late, start); !errors.Is(err, ErrBegun) || r.Standing(late, start) != Lapsed {
		t.Errorf("taken over when it has begun: %v", err)
	}
	joined := offer("b", "c")
	if err := r.TakeOver(&joined, now); !errors.Is(err, ErrJoined) {
		t.Errorf("by who has joined meanwhile: %v", err)
	}
	given := offer("a", "d")
	if err := r.TakeOver(&given, now); !errors.Is(err, ErrOfferOver) {
		t.Errorf("of a seat that was given back: %v", err)
	}
	no := offer("b", "d")
	if err := r.Close(&no, Declined, now); err != nil || no.State != Declined || !r.Seated("b") {
		t.Errorf("declined: %v %+v", err, no)
	}
	if err := r.Close(&no, Withdrawn, now); !errors.Is(err, ErrOfferOver) {
		t.Errorf("withdrawn after it was declined: %v", err)
	}
}
