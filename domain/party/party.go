// Package party describes the parties to a dispute and what they show to prove who they are.
package party

import (
	"regexp"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
)

// ID names a party of one case.
type ID string

// Role is a party's side.
type Role string

// The sides.
const (
	Applicant  Role = "applicant"
	Respondent Role = "respondent"
	ThirdParty Role = "third_party"
)

// Kind tells people from organisations.
type Kind string

// The kinds of party.
const (
	Person       Kind = "person"
	Organization Kind = "organization"
)

// Needs is what a party needs in order to take part.
type Needs struct {
	Child       bool   `json:"child,omitempty"` // not of age
	Language    string `json:"language,omitempty"`
	LargePrint  bool   `json:"large_print,omitempty"`
	Interpreter bool   `json:"interpreter,omitempty"`
	Hearing     bool   `json:"hearing,omitempty"`
	Wheelchair  bool   `json:"wheelchair,omitempty"`
	Other       string `json:"other,omitempty"`
}

// Representative is who acts for a party.
type Representative struct {
	Name           string `json:"name"`
	Phone          string `json:"phone,omitempty"`
	OrganizationID org.ID `json:"organization_id,omitempty"` // the law firm, where there is one
	Relation       string `json:"relation,omitempty"`        // lawyer, guardian, kin, …
	Namesake       bool   `json:"namesake,omitempty"`        // another person of the same name as one who mediated, checked by papers
}

// Any tells whether there is a need that others must know of beforehand.
func (n *Needs) Any() bool { return n != nil && *n != (Needs{}) }

// First tells whether the need comes before anything else is done: a child, or
// somebody who does not follow what is said.
func (n *Needs) First() bool { return n != nil && (n.Child || n.Interpreter || n.Hearing) }

// OnCard is what may be said before the file is open: no words of anybody.
func (n Needs) OnCard() Needs {
	n.Other = ""
	return n
}

// Party is a person or an organisation in a dispute.
type Party struct {
	ID             ID
	CaseID         string
	Role           Role
	Kind           Kind
	Name           string
	IDKind         string
	IDNumber       string
	Phone          string
	Address        string
	Email          string
	OrganizationID org.ID
	RepresentedBy  *Representative
	Needs          *Needs

	// CodeHash and SecretHash guard the party's own way in; see desk.Credentials.
	CodeHash   string
	SecretHash string // empty: the last four of id number or phone
	Version    int
}

// Warning is something odd about a party that never stops registration (条例 44).
type Warning struct {
	Code    string
	Pointer string
	Detail  lang.Text
}

// mailbox is as much of an address as matters: one line, one @, no spaces.
var mailbox = regexp.MustCompile(`^[^\s@<>,;:"()\\[\]]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$`)

// Validate checks the shape of a party; oddities of papers are Warnings, not refusals.
func (p Party) Validate(c *fault.Check, at string) {
	switch p.Role {
	case Applicant, Respondent, ThirdParty:
	default:
		c.Add(at+"/role", "unknown_code", "当事人地位只能是申请人、被申请人或第三人", "role is applicant, respondent or third_party")
	}
	switch p.Kind {
	case Person, Organization:
	default:
		c.Add(at+"/kind", "unknown_code", "当事人类型只能是自然人或单位", "kind is person or organization")
	}
	if p.Name == "" {
		c.Add(at+"/name", "required", "请填写姓名或名称", "give the name")
	}
	tooLong := func(field, value string, limit int) {
		if len([]rune(value)) > limit {
			c.Add(at+"/"+field, "too_long", "内容过长", "this is too long")
		}
	}
	tooLong("name", p.Name, 200)
	tooLong("phone", p.Phone, 40)
	tooLong("id_number", p.IDNumber, 64)
	tooLong("address", p.Address, 400)
	tooLong("email", p.Email, 200)
	if p.Email != "" && !mailbox.MatchString(p.Email) {
		c.Add(at+"/email", "invalid", "电子邮箱应为 名称@域名", "an e-mail address is name@host")
	}
}

// LastFour is what a party types beside the code: the last four characters of
// the id number or of the phone; empty if the party has neither.
func (p Party) LastFour() []string { return lastFour(p.IDNumber, p.Phone) }

func lastFour(values ...string) []string {
	var all []string
	for _, v := range values {
		if r := []rune(v); len(r) >= 4 {
			all = append(all, string(r[len(r)-4:]))
		}
	}
	return all
}
