package referral

import (
	"time"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// Message is what one end of a handoff writes to the other: a question, or its
// answer. It changes no state and no time limit, and travels no further: no
// bundle, no party and no third organisation reads it.
type Message struct {
	ID           string
	ReferralID   ID
	CaseID       cases.ID
	Organization org.ID // who wrote
	By           string
	Text         string
	At           time.Time
}

// MostMessages bounds what two ends write about one handoff: who needs more should speak to each other.
const MostMessages = 200

// ErrMessages refuses one message more than that.
var ErrMessages = fault.New(fault.Conflict, "referral.messages_full", "这次移交的往来留言已满200条，请直接联系对方单位", "two hundred messages were written about this handoff: speak to the other organisation")
