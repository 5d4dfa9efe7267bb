// Package referral holds the handoff: one organisation sends a case to
// another, which takes it on or not, and every step of it has its time.
package referral

import (
	"liandong/domain/lang"
	"liandong/domain/machine"
)

// Mode is one of the three the law has.
type Mode string

// The modes: 转送、交办 moves custody at delivery; 委派、委托、邀请 leaves the
// receiver free; 引导、导入 prepares the party's own application.
const (
	ByAssignment Mode = "assigned"
	ByOffer      Mode = "offered"
	ByGuidance   Mode = "guided"
)

// State is where a referral stands.
type State string

// The states.
const (
	Offered    State = "offered"
	Guided     State = "guided"
	Assigned   State = "assigned"
	Accepted   State = "accepted"
	Objected   State = "objected"
	Contested  State = "contested"
	Declined   State = "declined"
	Lapsed     State = "lapsed"
	Recalled   State = "recalled"
	Returned   State = "returned"
	Redirected State = "redirected"
	Completed  State = "completed"
	Closed     State = "closed"
)

// States lists every state.
var States = []State{Offered, Guided, Assigned, Accepted, Objected, Contested, Declined, Lapsed, Recalled, Returned, Redirected, Completed, Closed}

// Unanswered tells whether the referral still waits for a word on whose case it is.
func (s State) Unanswered() bool {
	switch s {
	case Offered, Guided, Assigned, Objected, Contested:
		return true
	}
	return false
}

// Unfinished tells whether the loop is still open.
func (s State) Unfinished() bool { return s.Unanswered() || s == Accepted || s == Completed }

// Action is what may be done with a referral.
type Action string

// The actions.
const (
	AskItems     Action = "ask_items"
	SupplyItems  Action = "supply_items"
	Accept       Action = "accept"
	Decline      Action = "decline"
	Lapse        Action = "lapse"
	Recall       Action = "recall"
	HandIn       Action = "hand_in"
	File         Action = "file"
	Deem         Action = "deem_accepted"
	Refuse       Action = "refused"
	Object       Action = "object"
	Uphold       Action = "uphold"
	Overrule     Action = "overrule"
	Silence      Action = "silence"
	Contest      Action = "contest"
	EndObjection Action = "end_objection"
	Designate    Action = "designate"
	Complete     Action = "complete"
	SendBack     Action = "send_back"
	Acknowledge  Action = "acknowledge"

	// What the sender records, with proof, for a body that works in its own system.
	Receive Action = "external_receipt"
	Report  Action = "external_result"
)

// ForOutside tells whether an action is the sender's word for a receiver outside.
func (a Action) ForOutside() bool { return a == Receive || a == Report }

// Side is who acts.
type Side string

// The sides of a referral.
const (
	Sender   Side = "sender"
	Receiver Side = "receiver"
	Superior Side = "superior"
	Clock    Side = "clock"
	Party    Side = "party"
	Stranger Side = "stranger"
)

var when = machine.When[State, Action, Side]

// Life is everything that can happen to a referral (docs/machines/referral.md). Where a row's
// outcome depends on more than the row (a third return, a designation), the
// method of the action says so.
var Life = machine.Table[State, Action, Side]{
	when(Offered, AskItems, Receiver, Offered),
	when(Offered, SupplyItems, Sender, Offered),
	when(Offered, Accept, Receiver, Accepted),
	when(Offered, Decline, Receiver, Declined),
	when(Offered, Lapse, Clock, Lapsed),
	when(Offered, Recall, Sender, Recalled),

	when(Guided, HandIn, Receiver, Guided),
	when(Guided, HandIn, Sender, Guided),
	when(Guided, AskItems, Receiver, Guided),
	when(Guided, SupplyItems, Sender, Guided),
	when(Guided, SupplyItems, Receiver, Guided),
	when(Guided, File, Receiver, Accepted),
	when(Guided, File, Sender, Accepted),
	when(Guided, File, Party, Accepted),
	when(Guided, Refuse, Receiver, Declined),
	when(Guided, Refuse, Sender, Declined),
	when(Guided, Refuse, Party, Declined),
	when(Guided, Recall, Sender, Recalled),
	when(Guided, Recall, Party, Recalled),
	when(Guided, Deem, Clock, Accepted),
	when(Guided, Lapse, Clock, Lapsed),

	when(Assigned, Accept, Receiver, Accepted),
	when(Assigned, Object, Receiver, Objected),
	when(Assigned, Contest, Receiver, Contested),
	when(Assigned, EndObjection, Clock, Assigned),
	when(Objected, Uphold, Sender, Returned),
	when(Objected, Overrule, Sender, Assigned),
	when(Objected, Silence, Clock, Contested),
	when(Contested, Designate, Superior, Accepted),

	when(Accepted, Complete, Receiver, Completed),
	when(Completed, SendBack, Sender, Accepted),
	when(Completed, Acknowledge, Sender, Closed),
	when(Completed, Acknowledge, Clock, Closed),

	when(Offered, Receive, Sender, Accepted),
	when(Lapsed, Receive, Sender, Accepted),
	when(Guided, Receive, Sender, Accepted),
	when(Assigned, Receive, Sender, Accepted),
	when(Accepted, Report, Sender, Completed),
}

// Titles says each action as on a button.
var Titles = map[Action]lang.Text{
	AskItems:    lang.T("一次性要求补齐材料", "ask for what is missing"),
	SupplyItems: lang.T("补齐材料", "supply what was asked for"),
	Accept:      lang.T("接受", "accept"),
	Decline:     lang.T("不予接受", "decline"),
	Recall:      lang.T("撤回", "recall"),
	HandIn:      lang.T("登记收到申请", "record that the application was handed in"),
	File:        lang.T("登记立案受理", "record the filing"),
	Refuse:      lang.T("登记不予受理", "record the refusal"),
	Object:      lang.T("提出异议", "object"),
	Uphold:      lang.T("同意退回", "uphold the objection"),
	Overrule:    lang.T("异议不成立", "overrule the objection"),
	Contest:     lang.T("提请指定管辖", "contest"),
	Designate:   lang.T("指定管辖", "designate"),
	Complete:    lang.T("办结反馈", "complete"),
	SendBack:    lang.T("退回补充办理", "send back"),
	Acknowledge: lang.T("确认收悉", "acknowledge"),
	Receive:     lang.T("登记送回的回执", "record the receipt that came back"),
	Report:      lang.T("登记对方的结果", "record the receiver's result"),
}

// Outcome is what a receiver reports.
type Outcome string

// The outcomes; the last four give the case back.
const (
	Settled      Outcome = "settled"
	Handled      Outcome = "handled"
	Filed        Outcome = "filed"
	Decided      Outcome = "decided"
	Unsettled    Outcome = "unsettled"
	Refused      Outcome = "refused"
	Recused      Outcome = "recused"
	NotCompetent Outcome = "not_competent"
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Settled, Handled, Filed, Decided, Unsettled, Refused, Recused, NotCompetent}

// OutcomeNames says each outcome as on screen and on paper.
var OutcomeNames = map[Outcome]lang.Text{
	Settled: lang.T("已达成协议", "settled"), Handled: lang.T("已办理", "handled"), Filed: lang.T("已立案", "filed"), Decided: lang.T("已作决定", "decided"),
	Unsettled: lang.T("未达成协议", "not settled"), Refused: lang.T("不予受理", "refused"), Recused: lang.T("回避", "recused"), NotCompetent: lang.T("不属于本单位管辖", "not competent"),
}

// GivesBack tells whether the case goes back to the sender.
func (o Outcome) GivesBack() bool {
	switch o {
	case Unsettled, Refused, Recused, NotCompetent:
		return true
	}
	return false
}

// Codes lists the coded reasons of a decline or an objection.
var Codes = map[string]lang.Text{
	"not_own_duty":         lang.T("不属于本单位职责", "not this unit's duty"),
	"pending_same_matter":  lang.T("同一事项正在办理", "the same matter is pending"),
	"outside_scope":        lang.T("不属于受理范围", "outside the scope"),
	"other_unit_competent": lang.T("应由其他单位办理", "another unit is competent"),
	"materials_missing":    lang.T("材料不齐", "materials are missing"),
	"party_refuses":        lang.T("当事人不同意", "a party refuses"),
	"conflict_of_interest": lang.T("存在利害关系", "conflict of interest"),
	"capacity":             lang.T("办理能力不足", "no capacity"),
	"already_final":        lang.T("已依法终结", "already final"),
	"other":                lang.T("其他", "other"),
}
