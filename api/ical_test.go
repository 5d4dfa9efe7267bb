package api

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"liandong/domain/reception"
)

// unfold reads a file as a calendar does (RFC 5545 3.1).
func unfold(s string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(s, "\r\n ", ""), "\r\n"), "\r\n")
}

// Whatever is written in a place or a name stays within its line: long lines
// are folded between characters, and nothing in a text begins a property.
func TestCalendarEntry(t *testing.T) {
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	r := reception.Reception{
		ID: "r1", Version: 3, StartsAt: start, EndsAt: start.Add(time.Hour), Lead: "副区长, 王;某",
		Place: strings.Repeat("接访大厅😀", 20) + "\r\nSTATUS:CANCELLED\\", Lawyers: []reception.Seat{{Name: "李\x00律师", Firm: "甲所"}},
	}
	var b icalFile
	b.event(r, "信访局", start)
	for _, l := range strings.Split(b.String(), "\r\n") {
		if len(l) > icalOctets || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n\x00") {
			t.Errorf("%d octets: %q", len(l), l)
		}
	}
	want := []string{
		"BEGIN:VEVENT", "UID:r1@liandong", "DTSTAMP:20261201T010000Z", "SEQUENCE:2", "DTSTART:20261201T010000Z", "DTEND:20261201T020000Z",
		"SUMMARY:接访 · reception 信访局", "LOCATION:" + strings.Repeat("接访大厅😀", 20) + `\nSTATUS:CANCELLED\\`,
		`DESCRIPTION:接访人 · received by：副区长\, 王\;某\n律师 · lawyer：李律师（甲所）`, "END:VEVENT",
	}
	got := unfold(b.String())
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
