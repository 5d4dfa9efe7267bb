package reception

import (
	"time"

	"liandong/domain/calendar"
)

// AccessDays is how many natural days after a reception its lawyers still read what was told there.
const AccessDays = 30

// Readable tells whether a lawyer who joined reads the queue and the visits: to
// the end of the thirtieth day after the reception. There is nothing to read
// before the first visitor is in the queue; who is put there ahead of the day is
// checked for names ahead, while the seat can still be given to another.
func (r *Reception) Readable(at time.Time) bool {
	return !r.EndsAt.Before(ReadableFrom(calendar.DayOf(at)))
}

// ReadableFrom is the earliest end of a reception that is still read on a day.
// What is kept of a case that came from one asks the same question by it.
func ReadableFrom(on calendar.Date) time.Time { return on.AddDays(-AccessDays).Start() }
