package reception

import (
	"time"

	"liandong/domain/calendar"
)

// AccessDays is how many natural days after a reception its lawyers still read what was told there.
const AccessDays = 30

// Readable tells whether a lawyer who joined reads the queue and the visits:
// from the first minute of its day, for visitors queue before the doors open
// and their names are checked first, to the end of the thirtieth day after it.
func (r *Reception) Readable(at time.Time) bool {
	opens, closes := calendar.DayOf(r.StartsAt).Start(), calendar.DayOf(r.EndsAt).AddDays(AccessDays).End()
	return !at.Before(opens) && at.Before(closes)
}
