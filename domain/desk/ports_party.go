package desk

import (
	"context"
	"time"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
)

// Agents keeps who acts for the parties of cases. Get returns who.ErrNotVisible for another case's.
type Agents interface {
	OfCase(ctx context.Context, id cases.ID) ([]party.Agent, error)
	Get(ctx context.Context, c cases.ID, id party.AgentID) (party.Agent, error)
	Add(ctx context.Context, a party.Agent) error
	Put(ctx context.Context, a party.Agent) error
}

// Factors keeps what its holder has and staff have not. Get locks the factor
// until the unit of work ends, and returns an empty one where there is none.
type Factors interface {
	Get(ctx context.Context, holder string) (party.Factor, error)
	Put(ctx context.Context, f party.Factor) error
}

// Message is one on its way out. It names nobody and tells nothing of a matter.
type Message struct {
	ID   string
	Way  string // sms
	To   string
	Text string
	At   time.Time
}

// Outgoing takes messages with the unit of work that makes them: none is sent
// for what did not happen. Somebody behind it carries them off.
type Outgoing interface {
	Send(ctx context.Context, m Message) error
}

// Withdrawals keeps applicants' words that they do not go on.
type Withdrawals interface {
	// OfCase lists them, oldest first.
	OfCase(ctx context.Context, id cases.ID) ([]cases.Withdrawal, error)
	Add(ctx context.Context, w cases.Withdrawal) error
	Put(ctx context.Context, w cases.Withdrawal) error
}

// Recordings keeps what staff wrote down for parties.
type Recordings interface {
	// OfCase lists them, oldest first.
	OfCase(ctx context.Context, id cases.ID) ([]Recording, error)
	Add(ctx context.Context, r Recording) error
	Put(ctx context.Context, r Recording) error
}

// Ratings keeps what parties thought of organisations, apart from who thought it.
type Ratings interface {
	// Mark notes that a party rated an organisation; ErrRated if it was noted before.
	Mark(ctx context.Context, p party.ID, organization org.ID) error
	Add(ctx context.Context, r Rating) error
	// Of counts an organisation's ratings by score.
	Of(ctx context.Context, organization org.ID) (map[int]int, error)
}

// Addresses keeps protected addresses, which stand nowhere else.
type Addresses interface {
	// Get returns an empty address where none is protected.
	Get(ctx context.Context, p party.ID) (address string, protected bool, err error)
	// OfCase lists whose addresses are protected.
	OfCase(ctx context.Context, id cases.ID) ([]party.ID, error)
	Keep(ctx context.Context, id cases.ID, p party.ID, address string) error
	Drop(ctx context.Context, p party.ID) error
}

// Lateness keeps what was entered on another day than it happened.
type Lateness interface {
	Add(ctx context.Context, l Late) error
}

// OralRecords keeps what was said and written down. Get returns
// who.ErrNotVisible for another case's; Put keeps every version there was.
type OralRecords interface {
	OfCase(ctx context.Context, id cases.ID) ([]document.Oral, error)
	Get(ctx context.Context, c cases.ID, id string) (document.Oral, error)
	Add(ctx context.Context, o document.Oral) error
	Put(ctx context.Context, o document.Oral) error
}

// Returns keeps to whom originals went back. Add returns document.ErrReturned the second time.
type Returns interface {
	OfCase(ctx context.Context, id cases.ID) ([]document.Return, error)
	Add(ctx context.Context, r document.Return) error
}
