package who

import (
	"liandong/domain/calendar"
	"liandong/domain/org"
)

// Absence says that somebody is away from an organisation, and who stands in.
type Absence struct {
	ID           string
	User, Name   string
	Organization org.ID
	From, Until  calendar.Date
	Deputy       string // who stands in; empty where nobody was named
	DeputyName   string
	By           string
}

// On tells whether it covers a day.
func (a Absence) On(day calendar.Date) bool { return a.From <= day && day <= a.Until }

// Away returns the absence of somebody on a day.
func Away(all []Absence, user string, day calendar.Date) (Absence, bool) {
	for _, a := range all {
		if a.User == user && a.On(day) {
			return a, true
		}
	}
	return Absence{}, false
}
