package referral

import (
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// How a referral reached its receiver.
const (
	Opened    = "opened"  // somebody there opened it: the first time
	OnPaper   = "paper"   // the sender handed paper over, with proof
	SignedFor = "receipt" // a receipt came back
)

// Arrival is one way in which a referral reached its receiver: what lies
// unopened in an inbox has not.
type Arrival struct {
	ReferralID   ID
	CaseID       cases.ID
	How          string
	Organization org.ID // whose people opened it, or who recorded it
	User         string
	On           cases.Occurred
}

// The refusals of delivering on paper.
var (
	ErrPaperProof   = fault.New(fault.Violation, "referral.paper_proof_missing", "登记纸质送达须有凭证（回执、签收、邮寄凭证）", "delivery on paper is recorded with its proof: receipt, signature or postmark").WithFields(fault.Field{Pointer: "/proof", Code: "required"})
	ErrPaperTwice   = fault.New(fault.Conflict, "referral.paper_delivered", "这次移交的纸质送达已经登记", "delivery of this handoff on paper is recorded already")
	ErrPaperOpened  = fault.New(fault.Conflict, "referral.opened", "对方单位已经打开，不用再送纸质材料", "the receiver has opened it: no paper is needed")
	ErrPaperSettled = fault.New(fault.Conflict, "referral.answered", "对方单位已经答复，不用再送纸质材料", "the receiver has answered: no paper is needed")
)
