package cases

import (
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/statute"
)

// Ground says why a closed case is taken up again (重新提出).
type Ground string

// The grounds.
const (
	NotSettled          Ground = "not_settled"          // a side says that it was not settled
	Breach              Ground = "breach"               // what was promised was not performed
	ConfirmationRefused Ground = "confirmation_refused" // the court did not confirm the agreement
	NewFacts            Ground = "new_facts"
	OtherGround         Ground = "other" // an office's own reason
)

// Grounds lists the grounds an office may record; PartyGrounds those a party
// may give for itself.
var (
	Grounds      = []Ground{NotSettled, Breach, ConfirmationRefused, NewFacts, OtherGround}
	PartyGrounds = []Ground{NotSettled, Breach, ConfirmationRefused, NewFacts}
)

// GroundNames says each ground as on screen.
var GroundNames = map[Ground]lang.Text{
	NotSettled:          lang.T("没有解决", "not settled"),
	Breach:              lang.T("对方没有履行", "what was promised was not performed"),
	ConfirmationRefused: lang.T("法院没有确认调解协议", "the court did not confirm the agreement"),
	NewFacts:            lang.T("有新的情况", "there are new facts"),
	OtherGround:         lang.T("其他", "another reason"),
}

// Round is one stretch of work on a case (办理轮次), from its registration or
// reopening until it closes. They are numbered from 1 without a gap, and the
// figures of stock count them: what is open at the start, registered and
// reopened, less what closes, is what is open at the end.
type Round struct {
	CaseID       ID
	Seq          int
	OpenedAt     time.Time
	Ground       Ground   // empty for the first
	PartyID      party.ID // who asked, where a party did
	Organization org.ID   // who answers for the case as it begins
	Words        string   // why, in the words of who asked; read by who reads the file
	DocumentID   string   // the paper it rests on, where there is one
	ClosedAt     time.Time
	Outcome      Outcome
}

// The refusals of taking a case up again.
var (
	ErrMerged          = fault.New(fault.Conflict, "case.merged", "该件已并入另一编号，请在该编号下办理", "this number was merged into another: go on there")
	ErrWithdrawnByThem = fault.New(fault.Conflict, "case.withdrawn_by_applicant", "申请人已经撤回，只有申请人可以要求重新办理", "the applicant withdrew: only an applicant can ask for it to be taken up again")
	ErrRechecked       = fault.ByLaw(fault.Conflict, "case.rechecked", "该事项已有复核意见，以同一事实和理由提出的，不再受理；有新的情况的，请选择“有新的情况”", "a recheck opinion was given: on the same facts and reasons no organ takes it up again; if there are new facts, say so", statute.Petition("36条3款"))
)

// MayReopen returns ErrOpen for a case that is open, ErrMerged for one that
// lives on under another number, and, where a party asks, ErrWithdrawnByThem to
// any but an applicant if the applicants withdrew.
func (c *Case) MayReopen(asks *party.Party) error {
	switch {
	case c.f.State == Open:
		return ErrOpen
	case c.f.Outcome == Merged:
		return ErrMerged
	case asks != nil && c.f.Outcome == Withdrawn && asks.Role != party.Applicant:
		return ErrWithdrawnByThem
	}
	return nil
}

// Reopen takes the case up again under the same number, with whoever answers
// for it: the ledger of custody goes on as it is. It returns what MayReopen does.
func (c *Case) Reopen(r Round, at time.Time) error {
	if err := c.MayReopen(nil); err != nil {
		return err
	}
	c.f.State, c.f.Outcome, c.f.ClosedAt = Open, "", time.Time{}
	c.f.Rounds++
	r.CaseID, r.Seq, r.OpenedAt, r.Organization = c.f.ID, c.f.Rounds, at, c.f.Custodian
	c.rounds = append(c.rounds, r)
	return nil
}

// Rounds returns the rounds this unit of work ended or began, in order: one
// that ended has its time of closing.
func (c *Case) Rounds() []Round { return slices.Clone(c.rounds) }

func (c *Case) endRound(at time.Time) {
	c.rounds = append(c.rounds, Round{CaseID: c.f.ID, Seq: c.f.Rounds, ClosedAt: at, Outcome: c.f.Outcome})
}

// Passed notes that a withdrawal which ended the case no longer holds: the
// matter was taken up again, and ending it asks for a new word.
func (w *Withdrawal) Passed(at time.Time) bool {
	if w.State != WithdrawalDone {
		return false
	}
	w.State, w.EndedAt = WithdrawalOvertaken, at
	return true
}
