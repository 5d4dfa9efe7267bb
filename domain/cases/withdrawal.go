package cases

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
)

// The states of a withdrawal: recorded by staff and not confirmed; asked, with
// time to undo; undone; carried out; overtaken because the case ended or a body
// took it up meanwhile.
const (
	WithdrawalRecorded  = "recorded"
	WithdrawalPending   = "pending"
	WithdrawalUndone    = "undone"
	WithdrawalDone      = "done"
	WithdrawalOvertaken = "overtaken"
)

// Withdrawal is an applicant's word that they do not go on with a matter.
type Withdrawal struct {
	ID        string
	CaseID    ID
	PartyID   party.ID
	AgentID   party.AgentID // who asked for the party, where somebody did
	State     string
	AskedAt   time.Time
	UndoUntil calendar.Date // the last day on which it can be undone
	ByOrg     org.ID        // who recorded it for the party, where somebody did
	ByUser    string
	EndedAt   time.Time
	Version   int
}

// The refusals of a withdrawal.
var (
	ErrNotApplicant = fault.New(fault.Conflict, "withdraw.not_applicant", "只有申请人可以撤回", "only an applicant can withdraw")
	ErrWithdrawing  = fault.New(fault.Conflict, "withdraw.pending", "撤回已经提出，可以在期限内撤销这次撤回", "a withdrawal is pending: it can still be undone")
	ErrNoWithdrawal = fault.New(fault.Conflict, "withdraw.none", "没有可以撤销或者确认的撤回", "there is no withdrawal to undo or confirm")
	ErrBeforeBody   = fault.New(fault.Conflict, "withdraw.before_the_body", "法院、仲裁机构或者复议机构已经受理，撤回请向该机构提出", "a court, tribunal or reconsideration body has taken the matter up: ask that body")
	ErrNotConfirmed = fault.New(fault.Conflict, "withdraw.not_confirmed", "以撤回办结，须有申请人本人验证过的撤回；没有手机和个人密码的，须有其签字的书面撤回材料", "to close as withdrawn, the applicant must have withdrawn with a factor of their own, or, having none, have signed a paper that is in the file")
)

// Undo takes a pending or recorded withdrawal back. It returns ErrNoWithdrawal for any other.
func (w *Withdrawal) Undo(at time.Time) error {
	if w.State != WithdrawalPending && w.State != WithdrawalRecorded {
		return ErrNoWithdrawal
	}
	w.State, w.EndedAt = WithdrawalUndone, at
	return nil
}

// End notes what became of a pending withdrawal; any other stays as it is.
func (w *Withdrawal) End(state string, at time.Time) bool {
	if w.State != WithdrawalPending && w.State != WithdrawalRecorded {
		return false
	}
	w.State, w.EndedAt = state, at
	return true
}
