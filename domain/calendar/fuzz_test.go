package calendar

import "testing"

// A day that is one is written one way only, and goes on by days.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-11-24", "2026-02-29", "0001-01-01", "9999-12-31", "2026-1-1", ""} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		d := Date(text)
		if !d.Valid() {
			return
		}
		y, m, day := d.Civil()
		if NewDate(y, m, day) != d || DayOf(d.Start()) != d {
			t.Fatalf("%q is also %q, and begins on %q", d, NewDate(y, m, day), DayOf(d.Start()))
		}
		if n %= 1000; y > 10 && y < 9990 && d.DaysUntil(d.AddDays(n)) != n {
			t.Fatalf("%d days after %q", n, d)
		}
	})
}
