// Package consent records who agreed to what, towards whom and when. A refusal
// is a fact of one case; it is counted for nobody.
package consent

import (
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/party"
)

// Subject is what is agreed to.
type Subject string

// The subjects.
const (
	Mediation       Subject = "mediation"
	Disclosure      Subject = "disclosure"
	UndisputedFacts Subject = "undisputed_facts"
	Confirmation    Subject = "judicial_confirmation"
	OpinionSharing  Subject = "opinion_sharing"
	Data            Subject = "data"
	// ElectronicService is agreement to be served in the party's own inbox (民事诉讼法 90).
	ElectronicService Subject = "electronic_service"
	// GroupPlan is agreement to the plan of a group of cases, for this party alone.
	GroupPlan Subject = "group_plan"
)

// Subjects lists every subject.
var Subjects = []Subject{Mediation, Disclosure, UndisputedFacts, Confirmation, OpinionSharing, Data, ElectronicService, GroupPlan}

// Forms lists how consent may be given.
var Forms = []string{"written", "recorded", "phone", "online"}

// The answers.
const (
	Yes = "yes"
	No  = "no"
)

// Consent is one answer of one party.
type Consent struct {
	ID      string
	CaseID  cases.ID
	PartyID party.ID
	Subject Subject
	Toward  org.ID // empty: toward anyone
	Answer  string
	Form    string
	Given   cases.Occurred
	ByUser  string // who entered it
	ByOrg   org.ID
	ByParty bool // the party themself
	Seq     int  // order of entry within the case
}

// Book is every answer given in a case, in the order of entry.
type Book []Consent

// Answer returns a party's latest word on a subject toward an organisation:
// a word toward that organisation or toward anyone, whichever came last; empty
// if the party was never asked.
func (b Book) Answer(p party.ID, s Subject, toward org.ID) string {
	answer := ""
	for _, c := range b {
		if c.PartyID == p && c.Subject == s && (c.Toward == "" || toward == "" || c.Toward == toward) {
			answer = c.Answer
		}
	}
	return answer
}

// After returns the party's next word on the same subject toward the same
// recipient, or toward everyone. ok is false while the word stands.
func (b Book) After(x Consent) (later Consent, ok bool) {
	for _, c := range b {
		if c.Seq > x.Seq && c.PartyID == x.PartyID && c.Subject == x.Subject && (c.Toward == x.Toward || c.Toward == "") {
			return c, true
		}
	}
	return Consent{}, false
}

// Sides lists the parties whose agreement mediation needs.
func Sides(all []party.Party) []party.Party {
	var sides []party.Party
	for _, p := range all {
		if p.Role == party.Applicant || p.Role == party.Respondent {
			sides = append(sides, p)
		}
	}
	return sides
}

// Refused tells whether a side's latest word on mediation by an organisation is no.
func (b Book) Refused(all []party.Party, toward org.ID) bool {
	for _, p := range Sides(all) {
		if b.explicit(p.ID, toward) == No {
			return true
		}
	}
	return false
}

// explicit is Answer for mediation, without taking a word toward another
// organisation for a word toward this one.
func (b Book) explicit(p party.ID, toward org.ID) string {
	answer := ""
	for _, c := range b {
		if c.PartyID == p && c.Subject == Mediation && (c.Toward == "" || c.Toward == toward) {
			answer = c.Answer
		}
	}
	return answer
}

// BothSides tells whether every side said yes to a subject toward an
// organisation, with at least one applicant and one respondent among them.
func (b Book) BothSides(all []party.Party, s Subject, toward org.ID) bool {
	applicant, respondent := false, false
	for _, p := range Sides(all) {
		if b.Answer(p.ID, s, toward) != Yes {
			return false
		}
		applicant = applicant || p.Role == party.Applicant
		respondent = respondent || p.Role == party.Respondent
	}
	return applicant && respondent
}

// Named tells whether every side's latest word on a subject, said toward the
// organisation by name, is yes, with at least one party on each side.
func (b Book) Named(all []party.Party, s Subject, toward org.ID) bool {
	applicant, respondent := false, false
	for _, p := range Sides(all) {
		answer := ""
		for _, c := range b {
			if c.PartyID == p.ID && c.Subject == s && (c.Toward == toward || c.Toward == "" && c.Answer == No) {
				answer = c.Answer
			}
		}
		if answer != Yes {
			return false
		}
		applicant = applicant || p.Role == party.Applicant
		respondent = respondent || p.Role == party.Respondent
	}
	return applicant && respondent
}

// Of sums up a side's word on mediation for routing: no if anyone on the side
// refused, yes if everyone agreed, empty if somebody was not asked.
func (b Book) Of(all []party.Party, role party.Role) string {
	word, any := Yes, false
	for _, p := range all {
		if p.Role != role {
			continue
		}
		any = true
		switch b.Answer(p.ID, Mediation, "") {
		case No:
			return No
		case "":
			word = ""
		}
	}
	if !any {
		return ""
	}
	return word
}

// AllAgreed tells whether every side's latest word on mediation by an
// organisation is yes, with at least one party on each side.
func (b Book) AllAgreed(all []party.Party, toward org.ID) bool {
	applicant, respondent := false, false
	for _, p := range Sides(all) {
		if b.explicit(p.ID, toward) != Yes {
			return false
		}
		applicant = applicant || p.Role == party.Applicant
		respondent = respondent || p.Role == party.Respondent
	}
	return applicant && respondent
}
