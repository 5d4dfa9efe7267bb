package audit

import (
	"slices"
	"time"

	"liandong/domain/lang"
	"liandong/domain/who"
)

// Standing is a question that auditors ask of the log again and again. It finds
// entries, never persons: nobody is counted or ranked by it.
type Standing struct {
	Code string
	Name lang.Text
	Why  lang.Text
	// By is the column by which entries are found, and Values what it holds.
	By     Column
	Values []string
	// Of is whose entries: everybody's, those of parties, or those of staff.
	Of Side
	// Unfollowed keeps those after which their actor did nothing in the case but look, for Wait.
	Unfollowed bool
	Wait       time.Duration
}

// Column is by what a standing list finds entries.
type Column string

// The columns; each has an index.
const (
	ByAction    Column = "action"
	ByOrigin    Column = "origin"
	ByBackdated Column = "backdated"
)

// Side is whose entries a standing list holds.
type Side string

// The sides.
const (
	Everybody Side = ""
	Parties   Side = "party"
	Staff     Side = "staff"
)

// Looks are the actions of entries that only say that somebody read what is in a case.
var Looks = []string{
	"address.looked_at", "agreement.viewed", "agreements.read", "assignments.listed", "case.duplicates_looked_for", "case.exported",
	"case.shown_at_reception", "case.split_looked_at", "case.viewed", "certificate.made", "contact_attempts.listed", "directive.traced", "document.looked_at",
	"documents.listed", "letter.drafted", "notices.listed", "oral_records.read", "participants.listed", "people.listed", "recusals.listed",
	"referral.contest_viewed", "referral.names_checked", "referral.seen", "volume.bound", "volume.looked_at",
}

// BreakGlass is the action of an entry by which somebody opened a case that was not theirs, with a reason.
const BreakGlass = "case.break_glass"

// lookWait is how long a look may stand alone before it is asked about: time to read first and act then.
const lookWait = 7 * 24 * time.Hour

// Lists are the standing lists, in the order in which they are shown.
var Lists = []Standing{
	{
		Code: "backdated", By: ByBackdated, Values: []string{"1"},
		Name: lang.T("补录", "Entered late"),
		Why:  lang.T("登记的发生日期不是录入当天。原因和凭证在案件里，由经手单位说明。", "Entered on another day than it happened. Reason and proof stand in the case, with the organisation that entered it."),
	},
	{
		Code: "recorded_for", By: ByAction, Of: Staff,
		Values: []string{"consent.recorded", "referral.external_receipt", "withdrawal.recorded_for"},
		Name:   lang.T("代录", "Recorded for somebody"),
		Why:    lang.T("工作人员代当事人写下的同意、撤回，或者代对方单位登记的签收。", "What staff wrote down for a party, a consent or a withdrawal, or for another organisation, a receipt."),
	},
	{
		Code: "looks", By: ByAction, Values: Looks, Of: Staff, Unfollowed: true, Wait: lookWait,
		Name: lang.T("只看未办", "Looks without a later act"),
		Why:  lang.T("查看案件后七天，同一人在该案没有办理任何事项。有的岗位本来只看不办，是否需要说明由审计人员判断。", "Seven days after somebody read a case they have done nothing in it. Some posts only read: whether to ask is for the auditor to judge."),
	},
	{
		Code: "premises", By: ByOrigin, Values: []string{"kiosk"}, Of: Parties,
		Name: lang.T("在办事场所办理的当事人操作", "Party acts from staff premises"),
		Why:  lang.T("以当事人身份、在窗口自助机上进行的操作。须是当事人本人的意思，工作人员不得代为点击。", "Done as a party at a device in an office. It must be the party's own will; staff may not press for them."),
	},
	{
		Code: "break_glass", By: ByAction, Values: []string{BreakGlass},
		Name: lang.T("紧急查阅", "Break-glass"),
		Why:  lang.T("在没有权限时凭理由紧急打开案件。理由在案件里，责任单位和上级已被告知。", "A case was opened in an emergency without standing in it. The reason stands in the case; its custodian and superior were told."),
	},
}

// List finds a standing list by its code.
func List(code string) (Standing, bool) {
	i := slices.IndexFunc(Lists, func(s Standing) bool { return s.Code == code })
	if i < 0 {
		return Standing{}, false
	}
	return Lists[i], true
}

// Holds reports whether an entry is of the list, but for what came after it.
func (s Standing) Holds(e Entry) bool {
	party := e.Role == string(who.PartyRole)
	switch {
	case s.Of == Parties && !party, s.Of == Staff && party, s.Unfollowed && e.CaseID == "":
		return false
	}
	switch s.By {
	case ByAction:
		return slices.Contains(s.Values, e.Action)
	case ByOrigin:
		return slices.Contains(s.Values, e.Origin)
	}
	return e.Backdated
}
