package cases

import (
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// LinkKind says how one case is tied to another.
type LinkKind string

// The kinds of link. SealedFrom ties an accusation and the claims that came in
// the same letter; it is shown to nobody who may not read both files.
const (
	SplitFrom  LinkKind = "split_from"
	SealedFrom LinkKind = "sealed_from"
	MergedInto LinkKind = "merged_into"
)

// Link ties Case to Other: Case was split from it, or was merged into it.
type Link struct {
	Case, Other ID
	Kind        LinkKind
	At          time.Time
}

// The refusals of splitting and merging.
var (
	ErrWords = fault.ByLaw(fault.Conflict, "split.words_remain", "本案已有移交、会议、协议或者他人的记录，其中的文字无法逐一分开；请改为把诉求部分分出去，由本案保留检举控告",
		"handoffs, sessions, agreements or records of others stand in this case, and their words cannot be parted: split the claims off instead, and let this case keep the accusation", statute.Petition("30条"), statute.Petition("46条"))
	ErrSealed  = fault.ByLaw(fault.Conflict, "merge.sealed", "检举控告不得与其他事项合并", "an accusation is never merged with another matter", statute.Petition("30条"), statute.Petition("46条"))
	ErrMixed   = fault.ByLaw(fault.Conflict, "merge.mixed", "其中一件既有诉求又有检举控告，请先分案再合并", "one of the two both asks for something and accuses somebody: split it first, then merge", statute.Petition("30条"), statute.Petition("46条"))
	ErrPurpose = fault.New(fault.Conflict, "merge.other_purpose", "信访目的不同的两件不能合并", "two matters of different purpose are not one")
	ErrHolder  = fault.New(fault.Conflict, "merge.other_custodian", "另一件的责任单位不是本单位；请先请该单位把案件移交过来，再合并", "another organisation answers for the other case: ask it to refer the case to you first, then merge")
	ErrWaiting = fault.New(fault.Conflict, "merge.referral_unanswered", "有移交尚未答复，不能合并；请等待答复或者撤回", "a referral is unanswered: wait for the answer or recall it, then merge")
	ErrLarge   = fault.New(fault.Conflict, "merge.too_large", "合并后当事人、诉求或者材料超过上限；请改为串并（分别办理、集中处理）", "together they hold too many parties, claims or documents: make a group of them instead")
)

// PurposeOf is what a claim of the case is for: its own purpose where its facts
// say one, what its category says where it has one, else the case's.
func PurposeOf(f Facts, line ClaimLine) string {
	switch {
	case line.Facts != nil && line.Facts.Purpose != "":
		return line.Facts.Purpose
	case line.Category == "":
		return f.Purpose
	case strings.HasPrefix(line.Category, Accusation+"."):
		return Accusation
	case strings.HasPrefix(line.Category, Suggestion+"."):
		return Suggestion
	case f.Purpose == Accusation:
		return Claim
	}
	return f.Purpose
}

// Mixed finds a claim that is an accusation in a case that is none, or the
// other way round: the two are handled by different organs, and the accusation
// is kept secret (信访工作条例 30, 31).
func Mixed(f Facts) (at int, mixed bool) {
	for i, line := range f.Claims {
		if (PurposeOf(f, line) == Accusation) != (f.Purpose == Accusation) {
			return i, true
		}
	}
	return 0, false
}

// Part makes a case out of claims of another: its first receiver stays the one
// who registered the letter; its ledger begins now, with who holds the letter.
func Part(f Facts, custodian org.ID, at time.Time) *Case {
	f.State, f.CustodySeq, f.Rounds, f.Version, f.RegisteredAt, f.Custodian = Open, 1, 1, 1, at, custodian
	return &Case{
		f: f, stays: []Stay{{CaseID: f.ID, Seq: 1, Organization: custodian, From: at}},
		rounds: []Round{{CaseID: f.ID, Seq: 1, OpenedAt: at, Organization: f.FirstReceiver}},
	}
}

// Merge ends a registration that became part of another. It returns ErrClosed
// if it is closed already.
func (c *Case) Merge(at time.Time) error { return c.Close(Merged, at) }

// Absorb takes the returns of a merged registration on: three of one dispute
// are three, however often it was registered.
func (c *Case) Absorb(f Facts) { c.f.Returns += f.Returns }

// Earlier tells which of two registrations of one dispute goes on: that of the
// earlier receipt; of the same day, that which was registered first.
func Earlier(a, b Facts) bool {
	if a.Received.On != b.Received.On {
		return a.Received.On < b.Received.On
	}
	if !a.RegisteredAt.Equal(b.RegisteredAt) {
		return a.RegisteredAt.Before(b.RegisteredAt)
	}
	return a.ID < b.ID
}
