package calendar

import "time"

// Calendar tells rest days from working days by the State Council's notices.
type Calendar interface {
	// Rest tells whether d is a rest day. known is false where no notice for
	// its year has been published: then nobody knows.
	Rest(d Date) (rest, known bool)
	// PublishedBy is the calendar as it was known on a day.
	PublishedBy(asOf Date) Calendar
	// Version names the notices it is made of.
	Version() string
}

// Weekend tells whether d is a Saturday or Sunday, which is no more than a
// guess at a rest day.
func Weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// rest falls back on weekends where the year is unknown.
func rest(cal Calendar, d Date) (bool, bool) {
	r, known := cal.Rest(d)
	if !known {
		return Weekend(d), false
	}
	return r, true
}

// NextWorkday returns d, or the first working day after it. known is false if
// an unknown year had to be guessed at.
func NextWorkday(cal Calendar, d Date) (day Date, known bool) {
	known = true
	for {
		r, k := rest(cal, d)
		known = known && k
		if !r {
			return d, known
		}
		d = d.AddDays(1)
	}
}

// AddWorkdays counts n working days after from, or before it where n is
// negative; days for which skip is true do not count. known is false if the count entered an unknown year before its end.
func AddWorkdays(cal Calendar, from Date, n int, skip func(Date) bool) (day Date, known bool) {
	known = true
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for d := from; ; {
		if n == 0 {
			return d, known
		}
		d = d.AddDays(step)
		r, k := rest(cal, d)
		known = known && k
		if !r && (skip == nil || !skip(d)) {
			n--
		}
	}
}

// AddMonths moves by calendar months to the same-numbered day, or to the last
// day of a month that has none (民法典 202).
func AddMonths(d Date, n int) Date {
	y, m, day := d.Civil()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return NewDate(first.Year(), first.Month(), min(day, last))
}
