// Package journal is where every unit of work says what it did: one audit
// entry, what the timeline shows, and what others are told, written in the
// same transaction as the deed.
package journal

import (
	"context"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Entry is one line of the log. It holds no text of a case: Payload is kept
// apart under a salted digest.
type Entry struct {
	Actor     who.Actor
	Action    string   // referral.accepted
	Subject   string   // referral/…
	CaseID    string   // the chain it joins; empty: the organisation's own
	Touched   []string // everything else it changed
	Reason    string
	Backdated bool
	Payload   map[string]any
	At        time.Time
	RequestID string
	Events    []Event
}

// Event is one line of a case's timeline, and what subscribers are told. Its
// words are safe for everyone who may see that the case exists.
type Event struct {
	ID           string
	Kind         string
	CaseID       string
	Subject      string
	Organization org.ID
	Other        org.ID // the other organisation of a handoff
	On           calendar.Date
	Code         string // a state, outcome or rule
	Told         int    // how many notices were written for it
}

// Journal writes entries. If an entry cannot be written the deed does not happen.
type Journal interface {
	Record(ctx context.Context, e Entry) error
}
