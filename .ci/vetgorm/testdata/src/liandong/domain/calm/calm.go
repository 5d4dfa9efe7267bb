// Package calm tells the time by itself, which it may not.
package calm

import "time"

func Late(due time.Time, given time.Time) bool {
	if given.After(due) {
		return true
	}
	return time.Now().After(due) || // want `Now: time enters the domain by hand`
		time.Since(due) > 0 // want `Since: time enters the domain by hand`
}
