package reception

import (
	"slices"
	"strings"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/org"
)

func weekdays(d calendar.Date) bool {
	w := d.Start().In(calendar.Shanghai).Weekday()
	return w != 0 && w != 6
}

func TestStretches(t *testing.T) {
	street, _ := FrequencyOf(Frequencies, org.Street)
	district, ok := FrequencyOf(Frequencies, org.PetitionOffice)
	if !ok || district.Each != EachMonth || street.Each != EachWeek {
		t.Fatalf("%+v %+v", district, street)
	}
	// November 2026: the 2nd is a Monday. Received on the 4th, twice, and on the 19th.
	held := []calendar.Date{"2026-11-04", "2026-11-04", "2026-11-19", "2026-11-28"}
	got := street.Stretches("2026-11-03", "2026-11-30", "2026-11-25", held, weekdays)
	want := []Stretch{
		{"2026-11-02", "2026-11-08", 1, Met}, {"2026-11-09", "2026-11-15", 0, Missed}, {"2026-11-16", "2026-11-22", 1, Met}, {"2026-11-23", "2026-11-29", 0, Running}, {"2026-11-30", "2026-12-06", 0, Running},
	}
	if !slices.Equal(got, want) {
		t.Errorf("weeks: %+v", got)
	}
	got = district.Stretches("2026-10-15", "2026-12-31", "2026-11-25", held, weekdays)
	want = []Stretch{{"2026-10-01", "2026-10-31", 0, Missed}, {"2026-11-01", "2026-11-30", 2, Met}, {"2026-12-01", "2026-12-31", 0, Running}}
	if !slices.Equal(got, want) {
		t.Errorf("months: %+v", got)
	}
	// A week of holidays asks for nothing.
	none := func(d calendar.Date) bool { return weekdays(d) && (d < "2026-11-09" || d > "2026-11-15") }
	if got := street.Stretches("2026-11-09", "2026-11-15", "2026-11-25", nil, none); len(got) != 0 {
		t.Errorf("a week without a working day: %+v", got)
	}
	if _, ok := FrequencyOf(Frequencies, org.Court); ok {
		t.Error("a court's leaders are told how often to receive")
	}
}

func TestReadFrequencies(t *testing.T) {
	for _, bad := range []string{"district | street | 1 | month | read", "nobody | street | 1 | month | read | b", "district | street | 0 | month | read | b", "district | street | x | month | read | b", "district | street | 1 | year | read | b", "district | | 1 | week | read | b", "district | street | 1 | week | guessed | b", "district | street | 1 | week | read |"} {
		if _, err := ReadFrequencies("# x\n" + bad); err == nil || !strings.HasPrefix(err.Error(), "line 2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// What a place says of a kind of organisation holds before what ships; what it
// leaves out stays. A line with a kind that nobody is, is refused by its number.
func TestOwnFrequencies(t *testing.T) {
	own, err := ReadFrequencies("# 本地\nstreet | street | 2 | week | read | 某区规定(2026)3条\n")
	if err != nil {
		t.Fatal(err)
	}
	all := OwnFrequencies(own)
	street, _ := FrequencyOf(all, org.Street)
	police, ok := FrequencyOf(all, org.Police)
	if street.Days != 2 || street.Known != "read" || !ok || police.Days != 1 {
		t.Errorf("%+v %+v", street, police)
	}
	if _, err := ReadFrequencies("street | street nobody | 1 | week | read | 某区规定\n"); err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("%v", err)
	}
}
