package desk_test

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

// standStill is the store as it stands: each thing is read from it once, and
// whatever writes is noted. A refusal tried in it proves that nothing was written,
// not even to be undone; millions of refusals can be.
func standStill(real desk.Tx, wrote *string) desk.Tx {
	tx := real
	tx.Directory = &stillDirectory{Directory: real.Directory}
	tx.Cases = stillCases{real.Cases, map[cases.ID]cases.Facts{}, wrote}
	tx.Parties = stillParties{real.Parties, map[cases.ID][]party.Party{}}
	tx.Proceedings = stillProceedings{real.Proceedings, map[procedure.ID]procedure.Facts{}, wrote}
	tx.Agreements = stillAgreements{real.Agreements, map[string]procedure.Agreement{}}
	tx.Consents = stillConsents{real.Consents, map[cases.ID]consent.Book{}, wrote}
	tx.Clocks = stillClocks{real.Clocks, map[cases.ID][]clock.Running{}, wrote}
	tx.Standings = stillStandings{real.Standings, map[org.ID][]who.Standing{}, wrote}
	tx.People = stillPeople{real.People, map[cases.ID][]procedure.Participant{}, wrote}
	tx.Recusals = stillRecusals{real.Recusals, map[cases.ID][]recusal.Facts{}}
	tx.Journal = stillJournal{wrote}
	return tx
}

type stillDirectory struct {
	desk.Directory
	leaders org.Leaders
	heirs   *org.Heirs
	known   bool
}

func (s *stillDirectory) Heirs(ctx context.Context) (org.Heirs, error) {
	if s.heirs == nil {
		heirs, err := s.Directory.Heirs(ctx)
		if err != nil {
			return heirs, err
		}
		s.heirs = &heirs
	}
	return *s.heirs, nil
}

func (s *stillDirectory) Leaders(ctx context.Context) (org.Leaders, error) {
	var err error
	if !s.known {
		s.leaders, err = s.Directory.Leaders(ctx)
		s.known = err == nil
	}
	return s.leaders, err
}

// once reads what a map does not hold yet.
func once[K comparable, V any](known map[K]V, key K, read func() (V, error)) (V, error) {
	if v, ok := known[key]; ok {
		return v, nil
	}
	v, err := read()
	if err == nil {
		known[key] = v
	}
	return v, err
}

type stillCases struct {
	desk.Cases
	known map[cases.ID]cases.Facts
	wrote *string
}

func (s stillCases) Get(ctx context.Context, id cases.ID) (*cases.Case, error) {
	f, err := once(s.known, id, func() (cases.Facts, error) {
		c, err := s.Cases.Get(ctx, id)
		if err != nil {
			return cases.Facts{}, err
		}
		return c.Facts(), nil
	})
	if err != nil {
		return nil, err
	}
	return cases.Restore(f), nil
}

func (s stillCases) Put(context.Context, *cases.Case) error { *s.wrote += " a case"; return nil }

type stillParties struct {
	desk.Parties
	known map[cases.ID][]party.Party
}

func (s stillParties) OfCase(ctx context.Context, id cases.ID) ([]party.Party, error) {
	return once(s.known, id, func() ([]party.Party, error) { return s.Parties.OfCase(ctx, id) })
}

type stillProceedings struct {
	desk.Proceedings
	known map[procedure.ID]procedure.Facts
	wrote *string
}

func (s stillProceedings) Get(ctx context.Context, id procedure.ID) (*procedure.Proceeding, error) {
	f, err := once(s.known, id, func() (procedure.Facts, error) {
		p, err := s.Proceedings.Get(ctx, id)
		if err != nil {
			return procedure.Facts{}, err
		}
		return p.Facts(), nil
	})
	if err != nil {
		return nil, err
	}
	return procedure.Restore(f), nil
}

func (s stillProceedings) Add(context.Context, *procedure.Proceeding) error {
	*s.wrote += " a proceeding"
	return nil
}

func (s stillProceedings) Put(context.Context, *procedure.Proceeding) error {
	*s.wrote += " a proceeding"
	return nil
}

func (s stillProceedings) AddSession(context.Context, procedure.ID, procedure.Session) error {
	*s.wrote += " a session"
	return nil
}

type stillAgreements struct {
	desk.Agreements
	known map[string]procedure.Agreement
}

func (s stillAgreements) Get(ctx context.Context, p procedure.ID, id string) (procedure.Agreement, error) {
	return once(s.known, id, func() (procedure.Agreement, error) { return s.Agreements.Get(ctx, p, id) })
}

type stillConsents struct {
	desk.Consents
	known map[cases.ID]consent.Book
	wrote *string
}

func (s stillConsents) OfCase(ctx context.Context, id cases.ID) (consent.Book, error) {
	return once(s.known, id, func() (consent.Book, error) { return s.Consents.OfCase(ctx, id) })
}

func (s stillConsents) Add(context.Context, consent.Consent) error {
	*s.wrote += " a consent"
	return nil
}

type stillClocks struct {
	desk.Clocks
	known map[cases.ID][]clock.Running
	wrote *string
}

func (s stillClocks) OfCase(ctx context.Context, id cases.ID) ([]clock.Running, error) {
	return once(s.known, id, func() ([]clock.Running, error) { return s.Clocks.OfCase(ctx, id) })
}

func (s stillClocks) Add(context.Context, clock.Running) error { *s.wrote += " a clock"; return nil }
func (s stillClocks) Put(context.Context, clock.Running) error { *s.wrote += " a clock"; return nil }

type stillStandings struct {
	desk.Standings
	known map[org.ID][]who.Standing
	wrote *string
}

func (s stillStandings) Of(ctx context.Context, id cases.ID, o org.ID, on calendar.Date) ([]who.Standing, error) {
	return once(s.known, o, func() ([]who.Standing, error) { return s.Standings.Of(ctx, id, o, on) })
}

func (s stillStandings) Replace(context.Context, cases.Facts, map[org.ID][]who.Standing, calendar.Date) error {
	*s.wrote += " standings"
	return nil
}

type stillPeople struct {
	desk.People
	known map[cases.ID][]procedure.Participant
	wrote *string
}

func (s stillPeople) Participants(ctx context.Context, id cases.ID) ([]procedure.Participant, error) {
	return once(s.known, id, func() ([]procedure.Participant, error) { return s.People.Participants(ctx, id) })
}

func (s stillPeople) AddParticipant(context.Context, procedure.Participant) error {
	*s.wrote += " a participant"
	return nil
}

type stillRecusals struct {
	desk.Recusals
	known map[cases.ID][]recusal.Facts
}

func (s stillRecusals) OfCase(ctx context.Context, id cases.ID) ([]recusal.Facts, error) {
	return once(s.known, id, func() ([]recusal.Facts, error) { return s.Recusals.OfCase(ctx, id) })
}

type stillJournal struct{ wrote *string }

func (s stillJournal) Record(context.Context, journal.Entry) error {
	*s.wrote += " an entry"
	return nil
}
