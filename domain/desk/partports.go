package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/wall"
)

// Parts ties cases to one another, and gives what belongs to one to another.
type Parts interface {
	Link(ctx context.Context, l cases.Link) error
	// Links lists what a case is tied to and what is tied to it, oldest first.
	Links(ctx context.Context, id cases.ID) ([]cases.Link, error)
	// Wordy tells whether words of others stand in the case that no split can
	// part: handoffs, sessions, notes, agreements, reports, recusals.
	Wordy(ctx context.Context, id cases.ID) (bool, error)
	// MoveParty gives a party, their word and who acts for them to another case;
	// with words also what staff wrote down about them.
	MoveParty(ctx context.Context, id party.ID, to cases.ID, words bool) error
	// Fold gives what one party said to the same person's place in another case.
	Fold(ctx context.Context, from, into party.ID, to cases.ID) error
	// MoveDocument gives a document with its bytes to another case, under another
	// id where one is given and in another class where one is given.
	MoveDocument(ctx context.Context, id document.ID, to cases.ID, as document.ID, class wall.Class) error
	// Rename lets what was moved into a case name a party there instead of the one it named before.
	Rename(ctx context.Context, id cases.ID, from, to party.ID) error
	// MoveWords gives to another case what staff wrote down in the case itself:
	// oral records, attempts to reach somebody, days entered late with their proof.
	MoveWords(ctx context.Context, from, to cases.ID) error
	// Neighbours lists the parties of the newest cases that an organisation answers
	// for, works on or registered, at most limit of them, without one case's.
	Neighbours(ctx context.Context, organization org.ID, without cases.ID, limit int) ([]party.Party, error)
	// Bearing lists the cases that an organisation answers for, works on or
	// registered in which a mark is a person's, the newest first, at most limit of them.
	Bearing(ctx context.Context, organization org.ID, m party.Mark, limit int) ([]cases.ID, error)
	// AddKey lets the code of a merged registration open a party's place in the case that goes on.
	AddKey(ctx context.Context, k PartyKey) error
	// Keys lists the codes of merged registrations that open a case.
	Keys(ctx context.Context, id cases.ID) ([]PartyKey, error)
	// DropKeys lets a party's codes of merged registrations die.
	DropKeys(ctx context.Context, id party.ID) error
}

// PartyKey is the code of a merged registration. It opens the place its holder
// has in the case that goes on, until a code is issued anew.
type PartyKey struct {
	ID         string
	Party      party.ID
	Case       cases.ID
	CodeHash   string
	SecretHash string
}
