package document

import (
	"slices"
	"time"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/statute"
)

// How a person makes an oral record their own after it was read back.
const (
	BySignature   = "signature"
	ByFingerprint = "fingerprint"
)

// Confirmings lists them.
var Confirmings = []string{BySignature, ByFingerprint}

// MaxVersions is how often an oral record may be corrected.
const MaxVersions = 20

// Oral is what somebody said and a window wrote down (条例 19). Every version
// of it is kept; the one that was read back and confirmed is named.
type Oral struct {
	ID           string
	CaseID       cases.ID
	PartyID      party.ID // who spoke
	Organization org.ID
	Versions     []OralVersion
	ReadBackBy   string // the user who read it back
	Confirmed    cases.Occurred
	How          string
	Number       int    // of the version that was confirmed; 0 until then
	DocumentID   string // the page with the signature or fingerprint, where it was scanned
	Version      int
}

// OralVersion is one wording of an oral record.
type OralVersion struct {
	Number int
	Text   string
	Reason string // what was corrected, and why
	Author string
	At     time.Time
}

// The refusals of an oral record.
var (
	ErrOralConfirmed = fault.ByLaw(fault.Conflict, "oral.confirmed", "笔录已经宣读并确认，不能再改；需要补充的，另做一份笔录", "the record was read back and confirmed: what is to be added goes into another one", statute.Petition("19条"))
	ErrOralMoved     = fault.New(fault.Conflict, "oral.moved_on", "宣读的不是最新的版本，请重新宣读", "what was read back is not the latest version: read that one back")
	ErrOralOften     = fault.New(fault.Conflict, "oral.too_often", "更正次数过多，请另做一份笔录", "it was corrected too often: begin another record")
)

// Correct adds a version; the ones before stay. It returns ErrOralConfirmed or ErrOralOften.
func (o *Oral) Correct(text, reason, author string, at time.Time) error {
	switch {
	case o.Number > 0:
		return ErrOralConfirmed
	case len(o.Versions) >= MaxVersions:
		return ErrOralOften
	}
	o.Versions = append(o.Versions, OralVersion{Number: len(o.Versions) + 1, Text: text, Reason: reason, Author: author, At: at})
	return nil
}

// Confirm notes that a version was read back and the speaker signed it or put
// a fingerprint to it. It returns ErrOralConfirmed, or ErrOralMoved for any
// version but the last.
func (o *Oral) Confirm(number int, how, readBackBy, documentID string, when cases.Occurred) error {
	switch {
	case o.Number > 0:
		return ErrOralConfirmed
	case number != len(o.Versions):
		return ErrOralMoved
	}
	o.Number, o.How, o.ReadBackBy, o.DocumentID, o.Confirmed = number, how, readBackBy, documentID, when
	return nil
}

// Latest is the wording that holds.
func (o Oral) Latest() OralVersion { return o.Versions[len(o.Versions)-1] }

// Return is the day an original went back, and to whom.
type Return struct {
	DocumentID ID
	CaseID     cases.ID
	PartyID    party.ID // who got it, where a party did
	To         string   // the name of who got it
	Returned   cases.Occurred
	ByUser     string
	ByOrg      org.ID
}

// The refusals of a return.
var (
	ErrReturned    = fault.New(fault.Conflict, "document.returned", "原件已经退还", "the original has been given back already")
	ErrNotOriginal = fault.New(fault.Conflict, "document.not_original", "这份材料没有登记原件", "no original of this document is kept")
)

// MayReturn returns ErrNotOriginal unless the original of a document, or a
// place where it lies, is on record.
func (d Document) MayReturn() error {
	if d.Original || d.LiesAt != "" {
		return nil
	}
	return ErrNotOriginal
}

// ReturnOf finds the return of a document.
func ReturnOf(all []Return, id ID) (Return, bool) {
	i := slices.IndexFunc(all, func(r Return) bool { return r.DocumentID == id })
	if i < 0 {
		return Return{}, false
	}
	return all[i], true
}
