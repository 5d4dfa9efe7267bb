// Package exchange is how a case leaves one installation whole and arrives in
// another, or at a body that has nothing but the file: what a bundle holds,
// when it is as it was made, and the receipt that travels back.
package exchange

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/wall"
)

// The formats. A change that an old reader would misread gets a new number.
const (
	Format          = "liandong-bundle/1"
	ReceiptFormat   = "liandong-receipt/1"
	SignatureFormat = "liandong-signature/1"
)

// The parts of a bundle that are not documents.
const (
	ManifestPart  = "manifest.json"
	SignaturePart = "signature.json"
	CasePart      = "records/case.json"
	CustodyPart   = "records/custody.json"
	HandoffPart   = "records/handoff.json"
	ReadMePart    = "README.txt"
	PaperPart     = "receipt/paper.txt"
	TemplatePart  = "receipt/template.json"
)

// Limits of a bundle. What holds more is sent in more than one handoff.
const (
	MaxBytes     = 512 << 20
	MaxParts     = 600
	MaxRecord    = 4 << 20 // of one part that is not a document
	MaxEvents    = 2000
	MaxReferrals = 500
)

// Organization is a unit as both sides may know it.
type Organization struct {
	ID     org.ID   `json:"id"`
	Name   string   `json:"name"`
	Kind   org.Kind `json:"kind,omitempty"`
	Region string   `json:"region,omitempty"`
}

// Export says how a bundle left: through a server, whose log has it, or at the
// command line, of which the log learns when the receipt comes back.
type Export struct {
	Through string `json:"through"`
	By      string `json:"by"`
}

// The ways out.
const (
	ThroughServer  = "server"
	ThroughCommand = "command_line"
)

// Manifest says what a bundle is and names every other part with its digest.
// It holds no instant of its own: the same case gives the same bytes.
type Manifest struct {
	Format       string        `json:"format"`
	Installation string        `json:"installation"` // the id of the key that signs
	AsOf         time.Time     `json:"as_of"`        // the last thing that happened in what it holds
	Export       Export        `json:"export"`
	Case         CaseName      `json:"case"`
	Referral     Heading       `json:"referral"`
	Documents    []Document    `json:"documents"`
	HeldBack     []HeldBack    `json:"held_back"`
	Parts        []Part        `json:"parts"`
	Earlier      []Predecessor `json:"earlier"` // installations the case came through before
}

// CaseName names a case at the installation that sends it.
type CaseName struct {
	ID     cases.ID `json:"id"`
	Number string   `json:"number"`
}

// Heading is the handoff that a bundle is made for.
type Heading struct {
	ID      referral.ID     `json:"id"`
	From    Organization    `json:"from"`
	To      Organization    `json:"to"`
	Mode    referral.Mode   `json:"mode"`
	Custody string          `json:"custody"`
	Channel channel.Channel `json:"channel,omitempty"`
	Route   channel.Route   `json:"route"`
	Reason  string          `json:"reason"`
	SentAt  time.Time       `json:"sent_at"`
}

// Document is one paper in a bundle; its bytes lie under its digest.
type Document struct {
	ID         document.ID `json:"id"`
	Path       string      `json:"path"`
	Title      string      `json:"title"`
	Kind       string      `json:"kind"`
	Class      wall.Class  `json:"class"`
	Form       string      `json:"form"` // original or copy
	OriginalAt string      `json:"original_at,omitempty"`
	MediaType  string      `json:"media_type"`
	Size       int         `json:"size"`
	Digest     string      `json:"digest"`
	PartyID    party.ID    `json:"party_id,omitempty"`
}

// HeldBack counts the documents of a class that the law keeps.
type HeldBack struct {
	Class wall.Class `json:"class"`
	Count int        `json:"count"`
	Cite  string     `json:"cite"`
}

// Part is one file of a bundle.
type Part struct {
	Path   string `json:"path"`
	Size   int    `json:"size"`
	Digest string `json:"digest"`
}

// Predecessor is an installation the case came through, with its number there.
type Predecessor struct {
	Installation string `json:"installation"`
	CaseNumber   string `json:"case_number"`
	Bundle       string `json:"bundle"` // digest of the manifest under which it left
}

// Case is the matter itself, as far as it may follow.
type Case struct {
	Title           string            `json:"title"`
	Purpose         string            `json:"purpose"`
	Category        string            `json:"category"`
	Region          string            `json:"region"`
	ReceivedOn      calendar.Date     `json:"received_on"`
	Summary         string            `json:"summary"`
	Claims          []cases.ClaimLine `json:"claims"`
	Facts           routing.Facts     `json:"facts"`
	Parties         []Party           `json:"parties"`
	UndisputedFacts []Undisputed      `json:"undisputed_facts"`
}

// Party is a party as the route lets it be known, with what it needs.
type Party struct {
	ID             party.ID              `json:"id"`
	Role           party.Role            `json:"role"`
	Kind           party.Kind            `json:"kind"`
	Name           string                `json:"name"`
	IDKind         string                `json:"id_kind,omitempty"`
	IDNumber       string                `json:"id_number,omitempty"`
	Phone          string                `json:"phone,omitempty"`
	Address        string                `json:"address,omitempty"`
	Email          string                `json:"email,omitempty"`
	OrganizationID org.ID                `json:"organization_id,omitempty"`
	RepresentedBy  *party.Representative `json:"represented_by,omitempty"`
	Needs          *party.Needs          `json:"needs,omitempty"`
}

// Undisputed is a statement that every side confirmed in writing.
type Undisputed struct {
	Text        string        `json:"text"`
	WrittenAt   time.Time     `json:"written_at"`
	ConfirmedOn calendar.Date `json:"confirmed_on"`
}

// Custody is who answered for the case: here, and at installations before.
type Custody struct {
	Stays   []Stay  `json:"stays"`
	Earlier []Chain `json:"earlier"`
}

// Chain is the ledger of an installation before.
type Chain struct {
	Installation string `json:"installation"`
	CaseNumber   string `json:"case_number"`
	Stays        []Stay `json:"stays"`
}

// Stay is one entry of a custody ledger.
type Stay struct {
	Seq          int          `json:"seq"`
	Organization Organization `json:"organization"`
	From         time.Time    `json:"from"`
	Until        time.Time    `json:"until,omitzero"`
	ReferralID   string       `json:"referral_id,omitempty"`
}

// Handoff is the path of the case: its referrals with their five times, and
// what happened in words safe for the receiver.
type Handoff struct {
	Referrals []Referral `json:"referrals"`
	Events    []Event    `json:"events"`
}

// Referral is one handoff of the path. Why somebody objected, declined or
// refused is not in it.
type Referral struct {
	ID             referral.ID     `json:"id"`
	From           Organization    `json:"from"`
	To             Organization    `json:"to"`
	Mode           referral.Mode   `json:"mode"`
	Custody        string          `json:"custody"`
	Channel        channel.Channel `json:"channel,omitempty"`
	Route          channel.Route   `json:"route"`
	State          referral.State  `json:"state"`
	SentAt         time.Time       `json:"sent_at"`
	DeliveredAt    time.Time       `json:"delivered_at,omitzero"`
	AcceptedAt     time.Time       `json:"accepted_at,omitzero"`
	CompletedAt    time.Time       `json:"completed_at,omitzero"`
	AcknowledgedAt time.Time       `json:"acknowledged_at,omitzero"`
	FiledOn        calendar.Date   `json:"filed_on,omitempty"`
	FilingNumber   string          `json:"filing_number,omitempty"`
}

// Event is one line of the path.
type Event struct {
	At           time.Time     `json:"at"`
	On           calendar.Date `json:"on,omitempty"`
	Kind         string        `json:"kind"`
	Organization org.ID        `json:"organization,omitempty"`
	Other        org.ID        `json:"other,omitempty"`
}

// Events lists the kinds of event that follow a case to another installation:
// its path, and nothing of what a party said or refused, or of who was reached.
var Events = []string{
	"case.registered", "case.reopened", "custody.moved", "proceeding.opened", "proceeding.closed",
	"referral.offered", "referral.guided", "referral.assigned", "referral.accepted", "referral.filed", "referral.completed", "referral.closed",
	"referral.receipt", "referral.receipt_incomplete", "bundle.imported",
}

// Identified tells whether a route needs the number of a person's identity
// paper: bodies that file, decide or confirm, and petition work, must know who
// a person is; who mediates or advises needs a name and a way to reach them
// (个人信息保护法 6: no more than the purpose needs).
func Identified(c channel.Channel) bool { return c.OnApplication() || c == channel.Petition }
