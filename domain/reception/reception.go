// Package reception holds receptions (领导接访、律师参与接访), the visits paid
// at them and the opinions lawyers leave.
package reception

import (
	"time"

	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// Reception is a time and place at which people are received.
type Reception struct {
	ID            string
	Place         string
	StartsAt      time.Time
	EndsAt        time.Time
	Host          org.ID
	Lead          string
	LawyersWanted int
	Public        bool
	Lawyers       []Seat
	Table         []Guest   // other organisations at a joint reception
	CancelledAt   time.Time // zero: it takes place
	MovedFrom     time.Time // when it was to begin as it was announced first; zero: it was never moved
	Change        string    // why it was cancelled or moved last
	Version       int
}

// Seat is a lawyer who joined.
type Seat struct {
	User         string
	Name         string
	Organization org.ID
	Firm         string
	JoinedAt     time.Time
	Knows        int // the version of the reception that the lawyer knows of
}

// Visit is one person received.
type Visit struct {
	ID          string
	ReceptionID string
	Number      int // in the queue of the day
	Host        org.ID
	Name        string
	Phone       string
	Matter      string
	CaseID      string
	CheckedInAt time.Time
	Outcome     Outcome // empty while the visitor waits or is received
	Route       channel.Route
	EndedAt     time.Time
	Called      []org.ID // the organisations at the table that receive the visitor with the host
	Version     int
}

// Opinion is what a lawyer leaves: for the visitor, and with the visitor's yes
// for the next lawyer.
type Opinion struct {
	ID       string
	VisitID  string
	Facts    string   // what it rests on, as the visitor told it
	Law      []string // articles, as 民法典1254条
	Text     string
	Routes   []string
	Bring    []string // what the visitor should bring
	ForParty string
	Author   string
	Firm     org.ID
	At       time.Time
}

// The refusals of a reception.
var (
	ErrFull     = fault.New(fault.Conflict, "reception.full", "本场接访的律师名额已满", "no more lawyers are wanted at this reception")
	ErrJoined   = fault.New(fault.Conflict, "reception.joined", "您已报名本场接访", "you have joined this reception already")
	ErrOver     = fault.New(fault.Conflict, "reception.over", "本场接访已经结束", "this reception is over")
	ErrConflict = fault.ByLaw(fault.Conflict, "conflict_of_interest", "您或您所在的律师事务所代理对方当事人，不能接待这位来访人", "you or your firm act against this visitor", statute.Citation{Law: "律师法", Version: "2017", Article: "39条"})
)

// Join seats a lawyer. It returns ErrOver, ErrJoined or ErrFull.
func (r *Reception) Join(s Seat, at time.Time) error {
	switch {
	case r.Off():
		return ErrCancelled
	case !at.Before(r.EndsAt):
		return ErrOver
	case r.Seated(s.User):
		return ErrJoined
	case len(r.Lawyers) >= r.LawyersWanted:
		return ErrFull
	}
	s.JoinedAt, s.Knows = at, r.Version
	r.Lawyers = append(r.Lawyers, s)
	return nil
}

// Seated tells whether a lawyer joined.
func (r *Reception) Seated(user string) bool {
	for _, s := range r.Lawyers {
		if s.User == user {
			return true
		}
	}
	return false
}

// Conflict is the answer of a names-only check.
type Conflict struct {
	Conflict bool
	Names    []string
}
