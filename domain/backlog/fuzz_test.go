package backlog

import (
	"strings"
	"testing"

	"liandong/domain/calendar"
)

// However a sheet writes a day, what is made of it is a day, or what stood there.
func FuzzDay(f *testing.F) {
	for _, s := range []string{"2026-11-24", "2026年1月5日", "45000", "45000.5", "2026/2/30", "00000", "99999", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Day(text)
		if !d.Valid() && serial.MatchString(text) && string(d) != text {
			t.Fatalf("%q is the number of no day, and became %q", text, d)
		}
		if calendar.Date(text).Valid() && d != calendar.Date(text) {
			t.Fatalf("%q became %q", text, d)
		}
	})
}

// However the headings of a sheet read, no two columns stand in one place.
func FuzzMatch(f *testing.F) {
	f.Add("标题|日期*|：摘要", "title=标题|summary=摘要")
	f.Fuzz(func(t *testing.T, headings, mapping string) {
		mapped := map[string]string{}
		for _, pair := range strings.Split(mapping, "|") {
			code, heading, _ := strings.Cut(pair, "=")
			mapped[code] = heading
		}
		heads := strings.Split(headings, "|")
		l, taken := Match(heads, mapped), map[int]bool{}
		for code, i := range l {
			if taken[i] || i < 0 || i >= len(heads) {
				t.Fatalf("%s stands at %d: %v", code, i, l)
			}
			taken[i] = true
		}
		_ = l.Check(mapped)
	})
}
