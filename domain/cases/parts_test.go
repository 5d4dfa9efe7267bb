package cases_test

import (
	"errors"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/routing"
)

func TestPurposeOf(t *testing.T) {
	for _, c := range []struct{ of, category, own, want string }{
		{cases.Claim, "", "", cases.Claim},
		{cases.Claim, "neighbour.leak", "", cases.Claim},
		{cases.Claim, "accusation.misconduct", "", cases.Accusation},
		{cases.Claim, "suggestion.public_service", "", cases.Suggestion},
		{cases.Claim, "neighbour.leak", cases.Accusation, cases.Accusation},
		{cases.Accusation, "", "", cases.Accusation},
		{cases.Accusation, "neighbour.leak", "", cases.Claim},
		{cases.Suggestion, "neighbour.leak", "", cases.Suggestion},
	} {
		line := cases.ClaimLine{Category: c.category}
		if c.own != "" {
			line.Facts = &routing.Facts{Purpose: c.own}
		}
		if got := cases.PurposeOf(cases.Facts{Purpose: c.of}, line); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// The earlier receipt goes on; of the same day the first registered.
func TestEarlier(t *testing.T) {
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	a := cases.Facts{ID: "b", Received: cases.Occurred{On: "2026-11-20"}, RegisteredAt: at.Add(time.Hour)}
	b := cases.Facts{ID: "a", Received: cases.Occurred{On: "2026-11-24"}, RegisteredAt: at}
	if !cases.Earlier(a, b) || cases.Earlier(b, a) {
		t.Error("the day of receipt decides")
	}
	b.Received.On = a.Received.On
	if cases.Earlier(a, b) || !cases.Earlier(b, a) {
		t.Error("of the same day the first registered goes on")
	}
	b.RegisteredAt = a.RegisteredAt
	if cases.Earlier(a, b) == cases.Earlier(b, a) {
		t.Error("exactly one goes on")
	}
}

// What ended by merging is not taken up again under its old number.
func TestMergedStaysEnded(t *testing.T) {
	c := cases.Register(cases.Facts{ID: "a", FirstReceiver: "o"}, time.Now())
	if err := c.Merge(time.Now()); err != nil || c.Facts().Outcome != cases.Merged {
		t.Fatalf("%+v %v", c.Facts(), err)
	}
	if err := c.Reopen(cases.Round{}, time.Now()); !errors.Is(err, cases.ErrMerged) {
		t.Errorf("reopened: %v", err)
	}
	if err := c.Merge(time.Now()); !errors.Is(err, cases.ErrClosed) {
		t.Errorf("merged twice: %v", err)
	}
}
