// Package cases holds a dispute from registration to closing: who answers for
// it now, and who did before.
package cases

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/routing"
)

// ID names a case; Number is what people read and say.
type ID string

// State tells open cases from closed ones.
type State string

// The states.
const (
	Open   State = "open"
	Closed State = "closed"
)

// Outcome is how a case ended.
type Outcome string

// The outcomes.
const (
	Settled          Outcome = "settled"
	SettledConfirmed Outcome = "settled_confirmed"
	Handled          Outcome = "handled"
	Filed            Outcome = "filed"
	Decided          Outcome = "decided"
	Withdrawn        Outcome = "withdrawn"
	Guided           Outcome = "guided"
	Merged           Outcome = "merged"
	NotAccepted      Outcome = "not_accepted"
)

// Outcomes lists the outcomes a person may close with; merged comes from merging only.
var Outcomes = []Outcome{Settled, SettledConfirmed, Handled, Filed, Decided, Withdrawn, Guided, NotAccepted}

// The purposes of a matter.
const (
	Claim      = "claim"
	Suggestion = "suggestion"
	Accusation = "accusation"
)

// Sources lists how a matter reached the window.
var Sources = []string{"visit", "letter", "online", "phone", "grid", "court", "transfer"}

// Proof shows on what a day that is not today rests.
type Proof struct {
	Kind       string `json:"kind"` // stamp, postmark, receipt, notice, signature
	Text       string `json:"text,omitempty"`
	DocumentID string `json:"document_id,omitempty"`
	// DatedOn is the date the proof itself bears, such as a stamp's.
	DatedOn calendar.Date `json:"dated_on,omitempty"`
}

// ProofKinds lists what may prove a day.
var ProofKinds = []string{"stamp", "postmark", "receipt", "notice", "signature"}

// Occurred is when something happened in the world, with its proof; when it
// was entered stands beside it.
type Occurred struct {
	On        calendar.Date
	Proof     *Proof
	Reason    string
	EnteredAt time.Time
}

// Backdated tells whether the thing was entered on another day than it happened.
func (o Occurred) Backdated() bool { return o.On != calendar.DayOf(o.EnteredAt) }

// ClaimLine is one thing that is asked for. Category and facts are its own
// where they differ from the case's; Parties says whose claim it is, empty for
// every applicant's.
type ClaimLine struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Category string         `json:"category,omitempty"`
	Facts    *routing.Facts `json:"facts,omitempty"`
	Parties  []string       `json:"parties,omitempty"`
}

// Safety is what the window noticed of danger; it never follows into figures.
type Safety struct {
	Violence bool `json:"violence,omitempty"`
	Danger   bool `json:"danger,omitempty"`
	Child    bool `json:"child,omitempty"`
}

// Any tells whether anything was noticed.
func (s *Safety) Any() bool { return s != nil && (s.Violence || s.Danger || s.Child) }

// Facts is what is known of a case. It is how a Case is stored.
type Facts struct {
	ID            ID
	Number        string
	Title         string
	Purpose       string
	Category      string
	Source        string
	Region        string
	Summary       string
	Claims        []ClaimLine
	Routing       routing.Facts
	ExternalRefs  map[string]string
	Safety        *Safety
	VisitID       string
	State         State
	Outcome       Outcome
	Custodian     org.ID
	CustodySeq    int
	Rounds        int // how often it was opened: registered once, and reopened
	FirstReceiver org.ID
	Received      Occurred
	RegisteredAt  time.Time
	ClosedAt      time.Time
	Returns       int // upheld objections so far
	PackVersion   string
	PackDigest    string
	ImportDigest  string
	NextDueOn     calendar.Date // the nearest running date, for queues; derived from clocks
	Version       int
}

// Stay is one entry of the custody ledger.
type Stay struct {
	CaseID       ID
	Seq          int
	Organization org.ID
	From         time.Time
	Until        time.Time // zero while it lasts
	ReferralID   string
}

// The refusals of a case.
var (
	ErrClosed     = fault.New(fault.Conflict, "case.closed", "该案已办结，不能再办理这一步", "the case is closed")
	ErrOpen       = fault.New(fault.Conflict, "case.open", "该案尚未办结", "the case is still open")
	ErrStale      = fault.New(fault.Stale, "stale", "内容已被他人更新，请刷新后再办理", "this changed since you read it: reload and decide again")
	ErrUnfinished = fault.New(fault.Conflict, "case.referral_unfinished", "还有未了结的移交，不能办结", "a referral is unfinished")
)

// A Case changes only by its methods.
type Case struct {
	f     Facts
	stays []Stay // what this unit of work adds to or ends in the ledger
	// rounds is what it began or ended of the case's rounds.
	rounds []Round
}

// Restore rebuilds a case from storage.
func Restore(f Facts) *Case { return &Case{f: f} }

// Register makes a new case in the hands of its first receiver.
func Register(f Facts, at time.Time) *Case {
	f.State, f.CustodySeq, f.Rounds, f.Version, f.RegisteredAt = Open, 1, 1, 1, at
	f.Custodian = f.FirstReceiver
	return &Case{
		f: f, stays: []Stay{{CaseID: f.ID, Seq: 1, Organization: f.FirstReceiver, From: at}},
		rounds: []Round{{CaseID: f.ID, Seq: 1, OpenedAt: at, Organization: f.FirstReceiver}},
	}
}

// Facts returns what is known of c.
func (c *Case) Facts() Facts { return c.f }

// Stays returns the ledger entries this unit of work ended or began, in order.
func (c *Case) Stays() []Stay { return c.stays }

// HandOver moves custody at an instant: the running entry of the ledger ends
// exactly where the next begins. Handing over to the custodian changes nothing.
// It returns ErrClosed for a closed case.
func (c *Case) HandOver(to org.ID, at time.Time, referral string) error {
	if c.f.State == Closed {
		return ErrClosed
	}
	if to == c.f.Custodian {
		return nil
	}
	c.stays = append(c.stays,
		Stay{CaseID: c.f.ID, Seq: c.f.CustodySeq, Organization: c.f.Custodian, Until: at},
		Stay{CaseID: c.f.ID, Seq: c.f.CustodySeq + 1, Organization: to, From: at, ReferralID: referral})
	c.f.CustodySeq++
	c.f.Custodian = to
	return nil
}

// Succeed puts the organisation that took over from the custodian in its
// place, in open and in closed cases alike (条例 24: merged and abolished units).
func (c *Case) Succeed(to org.ID, at time.Time) {
	open := c.f.State
	c.f.State = Open
	_ = c.HandOver(to, at, "") // refuses closed cases only
	c.f.State = open
}

// Close ends the case. It returns ErrClosed if it is closed already.
func (c *Case) Close(outcome Outcome, at time.Time) error {
	if c.f.State == Closed {
		return ErrClosed
	}
	c.f.State, c.f.Outcome, c.f.ClosedAt = Closed, outcome, at
	c.endRound(at)
	return nil
}

// Returned counts one more upheld objection.
func (c *Case) Returned() { c.f.Returns++ }

// Learn replaces the routing facts, with the pack that judges them now.
func (c *Case) Learn(f routing.Facts, p routing.Pack) {
	c.f.Routing, c.f.PackVersion, c.f.PackDigest = f, p.Version, p.Digest
}

// Amend changes what is said of the case.
func (c *Case) Amend(change func(*Facts)) {
	kept := c.f
	change(&c.f)
	c.f.ID, c.f.Number, c.f.State, c.f.Custodian, c.f.CustodySeq = kept.ID, kept.Number, kept.State, kept.Custodian, kept.CustodySeq
	c.f.FirstReceiver, c.f.Version, c.f.Returns, c.f.Rounds = kept.FirstReceiver, kept.Version, kept.Returns, kept.Rounds
}

// DueNext notes the nearest running date.
func (c *Case) DueNext(d calendar.Date) { c.f.NextDueOn = d }

// Saved notes that the store holds c as it is now; only stores call it.
func (c *Case) Saved() { c.f.Version++; c.stays, c.rounds = nil, nil }
