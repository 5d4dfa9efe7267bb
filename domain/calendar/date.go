// Package calendar holds civil days as the law counts them, in Asia/Shanghai.
package calendar

import "time"

// Shanghai is the zone of every legal day.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a civil day, YYYY-MM-DD; the empty string is no day. Dates compare as strings.
type Date string

const layout = "2006-01-02"

// DayOf returns the legal day on which the instant falls.
func DayOf(t time.Time) Date { return Date(t.In(Shanghai).Format(layout)) }

// NewDate makes the day of a year, month and day; out-of-range values carry over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(layout))
}

// Spoken is an instant as people say it, in Shanghai.
func Spoken(t time.Time) string { return t.In(Shanghai).Format("2006-01-02 15:04") }

// Valid tells whether d is a real day of the years 1900 to 2200.
func (d Date) Valid() bool {
	t, err := time.Parse(layout, string(d))
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// Civil returns year, month and day. d must be valid.
func (d Date) Civil() (year int, month time.Month, day int) { return d.utc().Date() }

// Weekday returns the day of the week. d must be valid.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays moves by natural days.
func (d Date) AddDays(n int) Date { return Date(d.utc().AddDate(0, 0, n).Format(layout)) }

// DaysUntil counts natural days from d to other; negative if other is earlier.
func (d Date) DaysUntil(other Date) int {
	return int(other.utc().Sub(d.utc()).Hours() / 24)
}

// Start is the first instant of the day in Shanghai.
func (d Date) Start() time.Time {
	y, m, day := d.Civil()
	return time.Date(y, m, day, 0, 0, 0, 0, Shanghai).UTC()
}

// End is the first instant after the day: an act is in time if it is before End.
func (d Date) End() time.Time { return d.AddDays(1).Start() }

func (d Date) utc() time.Time {
	t, _ := time.Parse(layout, string(d))
	return t
}
