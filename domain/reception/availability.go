package reception

import (
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// AvailableAhead is how many days ahead a lawyer may say that they are available.
const AvailableAhead = 366

// Availability is the days on which a lawyer of a firm can sit at a reception.
// It is an offer: nothing follows from a day that is not named.
type Availability struct {
	User         string
	Organization org.ID
	Days         []calendar.Date // in order, each once
	Version      int             // zero: nothing was ever said
}

// Say replaces the days. It returns an Invalid fault naming the day that is wrong.
func (a *Availability) Say(days []calendar.Date, today calendar.Date) error {
	var c fault.Check
	for _, d := range days {
		switch {
		case !d.Valid():
			c.Add("/days", "date_invalid", "日期应为 年-月-日："+string(d), "give each day as YYYY-MM-DD: "+string(d))
		case d < today:
			c.Add("/days", "date_in_past", "日期已经过去："+string(d), "the day is over: "+string(d))
		case d > today.AddDays(AvailableAhead):
			c.Add("/days", "too_far", "最多填写一年以内的日期："+string(d), "at most a year ahead: "+string(d))
		default:
			continue
		}
		return c.Err()
	}
	a.Days = slices.Compact(slices.Sorted(slices.Values(days)))
	return nil
}
