package desk

import (
	"context"

	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/document"
	"liandong/domain/exchange"
	"liandong/domain/filing"
	"liandong/domain/journal"
	"liandong/domain/notice"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/reception"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Tx is what one unit of work may read and write. It is the only handle on the
// store there is: outside a unit of work nothing can be written.
type Tx struct {
	Directory   Directory
	Cases       Cases
	Parties     Parties
	Referrals   Referrals
	Proceedings Proceedings
	Agreements  Agreements
	Follow      Follow
	Notes       Notes
	Documents   Documents
	Letters     Letters
	Bundles     Bundles
	Statements  Statements
	Outlets     Outlets
	Filings     Filings
	Numbers     Numbers
	Consents    Consents
	Attempts    Attempts
	People      People
	Recusals    Recusals
	Clocks      Clocks
	Standings   Standings
	Receptions  Receptions
	Exchange    Exchange
	Notices     Notices
	Parts       Parts
	Groups      Groups
	Journal     journal.Journal

	// See ports_party.go.
	Agents      Agents
	Factors     Factors
	Outgoing    Outgoing
	Withdrawals Withdrawals
	Recordings  Recordings
	Ratings     Ratings
	Addresses   Addresses
	Lateness    Lateness
	OralRecords OralRecords
	Returns     Returns
	Orders      Orders // see orders.go
	Directives  Directives
	Officials   Officials
	Decisions   Decisions
	TrendNotes  TrendNotes
	Conferences Conferences
	Jobs        Jobs
	Proposals   Proposals
	Webhooks    Webhooks
}

// Directory knows the organisations and who leads whom.
type Directory interface {
	// Get returns org.ErrUnknown if there is no such organisation.
	Get(ctx context.Context, id org.ID) (org.Organization, error)
	Leaders(ctx context.Context) (org.Leaders, error)
	// Region tells whether a division code is known.
	Region(ctx context.Context, code string) (bool, error)
	// Holding returns the lowest region that holds both regions, empty if there is none.
	Holding(ctx context.Context, a, b string) (string, error)
	// Parent returns the region that a region lies in, empty for a highest one.
	Parent(ctx context.Context, region string) (string, error)
	// Covering returns the organisation of a kind that serves a region: its own or the nearest above it.
	Covering(ctx context.Context, kind org.Kind, region string) (org.Organization, error)
	// Heirs tells who took over from the organisations that have ended.
	Heirs(ctx context.Context) (org.Heirs, error)
	// Succeed ends an organisation: its heir leads whom it led and hosts what it
	// was to host. It returns the heirs as they are then.
	Succeed(ctx context.Context, from, to org.ID, on calendar.Date) (org.Heirs, error)
	// Teams lists the teams of an organisation's people.
	Teams(ctx context.Context, id org.ID) ([]string, error)
	// MoveMembers gives an organisation's people the same roles at another, and ends their logins.
	MoveMembers(ctx context.Context, from, to org.ID) (people int, err error)
}

// Cases keeps cases and their custody ledgers. Get locks the case until the
// unit of work ends and returns who.ErrNotVisible if there is none. Put
// returns cases.ErrStale if the case changed since it was read; it also ends
// and begins the ledger entries of Case.Stays.
type Cases interface {
	Get(ctx context.Context, id cases.ID) (*cases.Case, error)
	ByNumber(ctx context.Context, number string) (cases.ID, error)
	ByImport(ctx context.Context, digest string) (cases.ID, bool, error)
	Add(ctx context.Context, c *cases.Case) error
	Put(ctx context.Context, c *cases.Case) error
	Custody(ctx context.Context, id cases.ID) ([]cases.Stay, error)
	// Rounds lists the rounds of a case, the first first; Put and Add keep those of Case.Rounds.
	Rounds(ctx context.Context, id cases.ID) ([]cases.Round, error)
}

// Parties keeps the parties of cases. Get returns who.ErrNotVisible for a party of another case.
type Parties interface {
	OfCase(ctx context.Context, id cases.ID) ([]party.Party, error)
	Get(ctx context.Context, c cases.ID, id party.ID) (party.Party, error)
	Add(ctx context.Context, p party.Party) error
	Put(ctx context.Context, p party.Party) error
	// Against names the parties on the other side of cases in which a firm represents someone.
	Against(ctx context.Context, firm org.ID) ([]string, error)
}

// Referrals keeps referrals. Get returns who.ErrNotVisible if there is none;
// Add returns ErrUnanswered if the case has an unanswered referral that moves custody.
type Referrals interface {
	Get(ctx context.Context, id referral.ID) (*referral.Referral, error)
	OfCase(ctx context.Context, id cases.ID) ([]referral.Facts, error)
	Add(ctx context.Context, r *referral.Referral) error
	Put(ctx context.Context, r *referral.Referral) error
	// Arrivals lists how the referrals of a case reached their receivers.
	Arrivals(ctx context.Context, id cases.ID) ([]referral.Arrival, error)
	AddArrival(ctx context.Context, a referral.Arrival) error
	// Messages lists what the ends of a referral wrote, the first first, at most referral.MostMessages.
	Messages(ctx context.Context, id referral.ID) ([]referral.Message, error)
	AddMessage(ctx context.Context, m referral.Message) error
}

// Proceedings keeps proceedings and their sessions.
type Proceedings interface {
	Get(ctx context.Context, id procedure.ID) (*procedure.Proceeding, error)
	OfCase(ctx context.Context, id cases.ID) ([]procedure.Facts, error)
	Add(ctx context.Context, p *procedure.Proceeding) error
	Put(ctx context.Context, p *procedure.Proceeding) error
	AddSession(ctx context.Context, id procedure.ID, s procedure.Session) error
	Sessions(ctx context.Context, id procedure.ID) ([]procedure.Session, error)
}

// Agreements keeps settlements. Get returns who.ErrNotVisible if there is none
// in the proceeding, ByID if there is none at all.
type Agreements interface {
	OfCase(ctx context.Context, id cases.ID) ([]procedure.Agreement, error)
	ByID(ctx context.Context, id string) (procedure.Agreement, error)
	Get(ctx context.Context, p procedure.ID, id string) (procedure.Agreement, error)
	Add(ctx context.Context, a procedure.Agreement) error
	Put(ctx context.Context, a procedure.Agreement) error
}

// Notes keeps what is written down in proceedings.
type Notes interface {
	Add(ctx context.Context, n procedure.Note) error
	OfProceeding(ctx context.Context, id procedure.ID) ([]procedure.Note, error)
}

// Documents keeps papers; their bytes lie apart.
type Documents interface {
	// Get returns who.ErrNotVisible for what is not there.
	Get(ctx context.Context, id document.ID) (document.Document, error)
	// ByCheck finds a letter by its check code.
	ByCheck(ctx context.Context, code string) (document.Document, error)
	OfCase(ctx context.Context, id cases.ID) ([]document.Document, error)
	Body(ctx context.Context, id document.ID) ([]byte, error)
	Add(ctx context.Context, d document.Document, body []byte) error
	// Hold says what became of a document that waited for the scanner; the bytes of
	// a harmful one are deleted. It returns cases.ErrStale for one that does not wait.
	Hold(ctx context.Context, id document.ID, held document.Held) error
	// Count adds bytes to what an owner keeps, or handed in on a day, unless that
	// makes more than most: ok is false then and nothing is added. A most of zero
	// refuses nothing. Of many at once no more is taken than there is room for.
	Count(ctx context.Context, of document.Owner, owner string, on calendar.Date, bytes, most int64) (ok bool, err error)
}

// Bundles keeps what handoffs carried, and what was signed for.
type Bundles interface {
	Get(ctx context.Context, id referral.ID) (bundle.Bundle, error)
	Put(ctx context.Context, b bundle.Bundle) error
}

// Statements keeps facts both sides may confirm in writing.
type Statements interface {
	Add(ctx context.Context, s bundle.Statement) error
	OfCase(ctx context.Context, id cases.ID) ([]bundle.Statement, error)
}

// Outlets keeps the lawful reports out of a mediation.
type Outlets interface {
	Add(ctx context.Context, r bundle.Report) error
	// Of lists the reports of organisations, newest first: those they received or those they made.
	Of(ctx context.Context, organizations []org.ID, made bool) ([]bundle.Report, error)
}

// Filings keeps the dated events of applications on their way.
type Filings interface {
	Add(ctx context.Context, s filing.Step) error
	OfReferral(ctx context.Context, id referral.ID) ([]filing.Step, error)
}

// Numbers keeps the numbers that bodies gave a matter, for search. Adding one
// that the case has already changes nothing.
type Numbers interface {
	Add(ctx context.Context, n filing.Number) error
	OfCase(ctx context.Context, id cases.ID) ([]filing.Number, error)
	// Drop lets a case be found by none of them any more.
	Drop(ctx context.Context, id cases.ID) error
}

// Consents keeps what parties agreed to or refused.
type Consents interface {
	OfCase(ctx context.Context, id cases.ID) (consent.Book, error)
	Add(ctx context.Context, c consent.Consent) error
}

// Clocks keeps running time limits.
type Clocks interface {
	OfCase(ctx context.Context, id cases.ID) ([]clock.Running, error)
	Get(ctx context.Context, id string) (clock.Running, error)
	Add(ctx context.Context, c clock.Running) error
	Put(ctx context.Context, c clock.Running) error
}

// Standings keeps, derived, how each organisation stands toward each case.
type Standings interface {
	// Of lists the standings of an organisation on a day: an invitation ends.
	Of(ctx context.Context, id cases.ID, organization org.ID, on calendar.Date) ([]who.Standing, error)
	// Replace makes all the only standings of the case. due is the queue's sort key.
	Replace(ctx context.Context, c cases.Facts, all map[org.ID][]who.Standing, due calendar.Date) error
	// Held lists the cases an organisation has or had a hand in.
	Held(ctx context.Context, organization org.ID) ([]cases.ID, error)
	// Rename gives one organisation's standings to another.
	Rename(ctx context.Context, from, to org.ID) error
}

// Receptions keeps receptions, visits and opinions.
type Receptions interface {
	Get(ctx context.Context, id string) (reception.Reception, error)
	Add(ctx context.Context, r reception.Reception) error
	// Put returns cases.ErrStale if it changed since it was read.
	Put(ctx context.Context, r reception.Reception) error
	Seat(ctx context.Context, id string, s reception.Seat) error
	Visit(ctx context.Context, id string) (reception.Visit, error)
	AddVisit(ctx context.Context, v reception.Visit) (number int, err error)
	PutVisit(ctx context.Context, v reception.Visit) error
	Unseat(ctx context.Context, id, user string) error
	// Knows notes which version of a reception a lawyer who sits there knows of.
	Knows(ctx context.Context, id, user string, version int) error
	AddOpinion(ctx context.Context, o reception.Opinion) error
	Opinions(ctx context.Context, visit string) ([]reception.Opinion, error)
	// Availability is what a lawyer said of the days from one on; of version zero if nothing ever.
	Availability(ctx context.Context, firm org.ID, user string, from calendar.Date) (reception.Availability, error)
	// PutAvailability returns cases.ErrStale if it changed since it was read.
	PutAvailability(ctx context.Context, a reception.Availability) error
	// SeatOffer returns who.ErrNotVisible if there is none.
	SeatOffer(ctx context.Context, id string) (reception.SeatOffer, error)
	// SeatOffers lists those of a reception that were not answered.
	SeatOffers(ctx context.Context, id string) ([]reception.SeatOffer, error)
	AddSeatOffer(ctx context.Context, o reception.SeatOffer) error
	// PutSeatOffer returns cases.ErrStale if it changed since it was read.
	PutSeatOffer(ctx context.Context, o reception.SeatOffer) error
	// PutGuest writes what an organisation at the table was asked and said.
	PutGuest(ctx context.Context, id string, g reception.Guest) error
	DeleteGuest(ctx context.Context, id string, organization org.ID) error
	// Call makes these the only organisations that are called to a visit.
	Call(ctx context.Context, visit string, organizations []org.ID) error
	// CalledTo tells whether an organisation is called to any visit of a reception.
	CalledTo(ctx context.Context, id string, organization org.ID) (bool, error)
	AddStatement(ctx context.Context, s reception.Statement) error
	// Statements lists what was answered to a visitor, in order.
	Statements(ctx context.Context, visit string) ([]reception.Statement, error)
	// Waiting lists the visits of a reception that have not ended; at most a thousand.
	Waiting(ctx context.Context, id string) ([]reception.Visit, error)
}

// Exchange keeps what passes between installations: the keys trusted here,
// what left, what came back, and where cases taken in came from.
type Exchange interface {
	// Key returns exchange.ErrUnknownKey for a key nobody here trusts.
	Key(ctx context.Context, id string) (exchange.Key, error)
	PutKey(ctx context.Context, k exchange.Key) error
	AddExport(ctx context.Context, s exchange.Sent) error
	// Exported tells whether a bundle of the digest left by this server for the handoff.
	Exported(ctx context.Context, id referral.ID, digest string) (bool, error)
	AddAnswer(ctx context.Context, a exchange.Answer) error
	// Answers lists the receipts recorded for a handoff, newest first.
	Answers(ctx context.Context, id referral.ID) ([]exchange.Answer, error)
	// Origin says where a case came from; false if it began here.
	Origin(ctx context.Context, id cases.ID) (exchange.Origin, bool, error)
	// TakenIn finds the case that a handoff of another installation became here.
	TakenIn(ctx context.Context, key string, id referral.ID) (cases.ID, bool, error)
	AddOrigin(ctx context.Context, o exchange.Origin) error
	// Events lists a case's events of the kinds, oldest first, at most the newest limit of them.
	Events(ctx context.Context, id cases.ID, kinds []string, limit int) ([]exchange.Event, error)
}

// Notices keeps what people and organisations are told, and how it reached them.
type Notices interface {
	// Get returns who.ErrNotVisible for what is not there.
	Get(ctx context.Context, id notice.ID) (notice.Notice, error)
	OfCase(ctx context.Context, id cases.ID) ([]notice.Notice, error)
	Add(ctx context.Context, all []notice.Notice) error
	// Put returns cases.ErrStale if the notice changed since it was read.
	Put(ctx context.Context, n *notice.Notice) error
}
