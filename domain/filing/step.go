package filing

import (
	"time"

	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/referral"
)

// Step is one dated event of an application on its way: when it happened in
// the world, with its proof, stands beside when it was entered.
type Step struct {
	ID           string
	ReferralID   referral.ID
	CaseID       cases.ID
	Kind         string // handed_in, asked, supplied, filed, refused, deemed_accepted, given_up
	On           cases.Occurred
	Items        []string // what was asked for, or which documents were supplied
	Papers       []string // items of the list handed over on paper
	Text         string
	Organization org.ID
	Author       string
	At           time.Time
}

// StepKinds lists the kinds of step.
var StepKinds = []string{"handed_in", "asked", "supplied", "filed", "refused", "deemed_accepted", "given_up"}

// Papers gathers what was handed over on paper.
func Papers(all []Step) []string {
	var codes []string
	for _, s := range all {
		codes = append(codes, s.Papers...)
	}
	return codes
}

// Number is a number that a body gave the matter, with its day in the world
// and when it was entered here.
type Number struct {
	CaseID       cases.ID
	Kind         string // the life it belongs to, or pre_filing_mediation
	Number       string
	Organization org.ID
	On           cases.Occurred
}
