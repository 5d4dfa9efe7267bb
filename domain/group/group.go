// Package group holds cases of one cause that are handled together (串并案):
// each case keeps its number, its parties' codes and consents, and its clocks.
package group

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/statute"
)

// ID names a group.
type ID string

// Group is a group of cases.
type Group struct {
	ID        ID
	Title     string
	Founder   org.ID
	FoundedAt time.Time
	Version   int
}

// Representative is a party who speaks for others of the group, on a paper of theirs.
type Representative struct {
	Group    ID
	Party    party.ID
	Case     cases.ID
	Document document.ID // the authority
	Since    calendar.Date
	By       string
}

// MaxRepresentatives is how many may represent a group (信访工作条例 20¶3).
const MaxRepresentatives = 5

// The refusals of groups.
var (
	ErrGrouped  = fault.New(fault.Conflict, "group.in_one", "该案已在一个串并中；请先退出", "the case is in a group already: let it leave first")
	ErrAlone    = fault.New(fault.Conflict, "group.not_in", "该案不在任何串并中", "the case is in no group")
	ErrSealed   = fault.ByLaw(fault.Conflict, "group.sealed", "检举控告单独办理，不得串并", "an accusation is handled alone", statute.Petition("30条"), statute.Petition("46条"))
	ErrTooMany  = fault.ByLaw(fault.Conflict, "group.too_many_representatives", "多人反映同一事项的，代表不得超过五人；请先更换已有代表", "those who come about one matter send at most five representatives: end one before naming another", statute.Petition("20条3款"))
	ErrNamed    = fault.New(fault.Conflict, "group.representative_named", "这位当事人已是代表", "this party is a representative already")
	ErrNotNamed = fault.New(fault.Conflict, "group.not_representative", "这位当事人不是代表", "this party is no representative")
)

// MayName returns ErrNamed for who represents already, and ErrTooMany for a sixth.
func MayName(now []Representative, p party.ID) error {
	if slices.ContainsFunc(now, func(r Representative) bool { return r.Party == p }) {
		return ErrNamed
	}
	if len(now) >= MaxRepresentatives {
		return ErrTooMany
	}
	return nil
}

// MayJoin returns cases.ErrClosed for a closed case and ErrSealed for an accusation.
func MayJoin(f cases.Facts) error {
	switch {
	case f.State == cases.Closed:
		return cases.ErrClosed
	case f.Purpose == cases.Accusation:
		return ErrSealed
	}
	return nil
}
