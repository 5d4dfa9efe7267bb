package reception

import (
	"errors"
	"testing"
	"time"

	"liandong/domain/calendar"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04:05", s, calendar.Shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A lawyer reads a reception for thirty days after its day, by the calendar of Shanghai whatever zone the times come in.
func TestReadable(t *testing.T) {
	r := Reception{StartsAt: at(t, "2026-12-01 09:00:00").UTC(), EndsAt: at(t, "2026-12-01 17:00:00").UTC()}
	for when, want := range map[string]bool{
		"2026-11-24 09:00:00": true,
		"2026-12-01 12:00:00": true,
		"2026-12-31 23:59:59": true,
		"2027-01-01 00:00:00": false,
	} {
		if got := r.Readable(at(t, when)); got != want {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	r := Reception{StartsAt: at(t, "2026-12-01 09:00:00"), EndsAt: at(t, "2026-12-01 17:00:00"), LawyersWanted: 1}
	for _, x := range []struct {
		user, when string
		want       error
	}{
		{"a", "2026-12-01 17:00:00", ErrOver},
		{"a", "2026-12-01 16:59:59", nil},
		{"a", "2026-12-01 16:59:59", ErrJoined},
		{"b", "2026-12-01 16:59:59", ErrFull},
	} {
		if err := r.Join(Seat{User: x.user}, at(t, x.when)); !errors.Is(err, x.want) {
			t.Errorf("%s at %s: %v, want %v", x.user, x.when, err, x.want)
		}
	}
	if len(r.Lawyers) != 1 || !r.Seated("a") || r.Seated("b") {
		t.Errorf("%+v", r.Lawyers)
	}
}
