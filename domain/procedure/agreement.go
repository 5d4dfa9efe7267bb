package procedure

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
)

// Duty is one thing a party will do, and by when.
type Duty struct {
	What string        `json:"what"`
	ByOn calendar.Date `json:"by_on"`
}

// The signers besides the parties.
const (
	SignerMediator = "mediator"
	SignerSeal     = "seal"
)

// ByCode is a signature with the party's own factor: nobody gives it for them.
const ByCode = "code"

// Grades lists how a signature may be given.
var Grades = []string{"paper", "attended", ByCode, "certificate"}

// AgreementForms lists the forms of an agreement (人民调解法 28).
var AgreementForms = []string{"written", "oral"}

// Signature is one signer's day.
type Signature struct {
	Signer string // a party's id, mediator or seal
	Signed cases.Occurred
	Grade  string
}

// Agreement is the settlement reached in a mediation.
type Agreement struct {
	ID           string
	ProceedingID ID
	CaseID       cases.ID
	Terms        string
	Performance  []Duty
	Form         string
	MadeAt       time.Time
	Made         cases.Occurred // the day it was reached, with its proof: an oral one has no other
	Organization org.ID         // whose mediation it was made in
	Team         string
	Author       string // who took it down
	FiledID      string // the document filed with the court that delegated the mediation
	Signatures   []Signature
	EffectiveOn  calendar.Date // empty until everyone has signed
	Version      int
}

// ErrSigned refuses a second signature of one signer.
var ErrSigned = fault.New(fault.Conflict, "agreement.signed", "该签署人已经签署", "this signer has signed already")

// Sign adds a signature. The agreement takes effect on the last day of all
// sides, the mediator and the seal (人民调解法 29). It returns ErrSigned for a
// signer who has signed.
func (a *Agreement) Sign(s Signature, parties []party.Party) error {
	if slices.ContainsFunc(a.Signatures, func(x Signature) bool { return x.Signer == s.Signer }) {
		return ErrSigned
	}
	a.Signatures = append(a.Signatures, s)
	last := calendar.Date("")
	for _, needed := range a.Signers(parties) {
		i := slices.IndexFunc(a.Signatures, func(x Signature) bool { return x.Signer == needed })
		if i < 0 {
			return nil
		}
		last = max(last, a.Signatures[i].Signed.On)
	}
	a.EffectiveOn = last
	return nil
}

// Signers lists who must sign: both sides, the mediator and the seal.
func (a *Agreement) Signers(parties []party.Party) []string {
	var all []string
	for _, p := range parties {
		if p.Role == party.Applicant || p.Role == party.Respondent {
			all = append(all, string(p.ID))
		}
	}
	return append(all, SignerMediator, SignerSeal)
}

// Note is something written down in a proceeding; its class says who may read it.
type Note struct {
	ID           string
	ProceedingID ID
	CaseID       cases.ID
	Class        string
	Text         string
	Author       string
	Team         string
	At           time.Time
}
