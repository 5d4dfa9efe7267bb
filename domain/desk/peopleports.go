package desk

import (
	"context"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// People knows who works where, who takes part in proceedings, and who handles a case.
type People interface {
	// Of lists an organisation's people; at most five hundred.
	Of(ctx context.Context, organization org.ID) ([]who.Person, error)
	// At finds one of them; who.ErrNotVisible for who does not work there.
	At(ctx context.Context, organization org.ID, user string) (who.Person, error)
	Participants(ctx context.Context, id cases.ID) ([]procedure.Participant, error)
	AddParticipant(ctx context.Context, p procedure.Participant) error
	Assignments(ctx context.Context, id cases.ID) ([]procedure.Assignment, error)
	Assign(ctx context.Context, a procedure.Assignment) error
	EndAssignment(ctx context.Context, id string, at time.Time) error
	// Named lists what somebody is named for, oldest first; at most a thousand.
	Named(ctx context.Context, user string) ([]procedure.Assignment, error)
	// Absences lists who of an organisation is away on a day, or will be.
	Absences(ctx context.Context, organization org.ID, on calendar.Date) ([]who.Absence, error)
	AddAbsence(ctx context.Context, a who.Absence) error
	EndAbsence(ctx context.Context, id string, until calendar.Date) error
}

// Recusals keeps recusals. Get returns who.ErrNotVisible if there is none; Put
// returns cases.ErrStale if it changed since it was read.
type Recusals interface {
	Get(ctx context.Context, id string) (*recusal.Recusal, error)
	OfCase(ctx context.Context, id cases.ID) ([]recusal.Facts, error)
	Add(ctx context.Context, r *recusal.Recusal) error
	Put(ctx context.Context, r *recusal.Recusal) error
}

// Attempts keeps the log of tries to reach a party.
type Attempts interface {
	OfCase(ctx context.Context, id cases.ID) ([]Tried, error)
	Add(ctx context.Context, t Tried) error
}

// Tried is one line of that log.
type Tried struct {
	ID           string
	CaseID       cases.ID
	PartyID      party.ID
	Way          string
	Reached      bool
	Text         string
	By           string
	Organization org.ID
	Team         string
	At           time.Time
}

// Follow keeps what became of what was promised, and of the papers a mediation had.
type Follow interface {
	Performances(ctx context.Context, agreement string) ([]procedure.Performance, error)
	PerformancesOf(ctx context.Context, id cases.ID) ([]procedure.Performance, error)
	AddPerformance(ctx context.Context, p procedure.Performance) error
	Returned(ctx context.Context, id referral.ID) ([]Returned, error)
	AddReturned(ctx context.Context, r Returned) error
}

// Returned says which papers came back to a sender when a receiver gave a case back.
type Returned struct {
	ID       string
	Referral referral.ID
	From, To org.ID
	Items    []string // documents
	By       string
	At       time.Time
}
