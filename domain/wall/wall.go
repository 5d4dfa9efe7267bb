// Package wall keeps what was said in mediation where it was said. Classes on
// documents and notes say who may read them and what may follow the case.
package wall

import (
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// Class says how far a document or note may go.
type Class string

// The classes.
const (
	Open      Class = "open"       // to both parties
	CaseClass Class = "case"       // may follow the case
	Channel   Class = "channel"    // stays with the team that heard it
	PartyOnly Class = "party_only" // a lawyer's opinion: the client, and with the client's yes the next lawyer
	Protected Class = "protected"  // accusation material, protected addresses, minors
	Sealed    Class = "sealed"
)

// Classes lists every class.
var Classes = []Class{Open, CaseClass, Channel, PartyOnly, Protected, Sealed}

// Viewer is who wants to read.
type Viewer struct {
	Organization org.ID
	Team         string
	User         string
	Full         bool // may read the whole file
	Handles      bool // works in the record's channel, in its own organisation
	Holds        bool // answers for the case now
	Recused      bool // out of the case: what is confidential is closed
	Disclosed    bool // all sides agreed in writing that this organisation may read what was said in mediation
}

// Record is what there is to read.
type Record struct {
	Class        Class
	Organization org.ID
	Team         string
	Author       string
	Party        string // who handed it in, or whom it is for
}

// Permits tells whether the viewer may read the record. Channel text is for
// the team that heard it and for nobody else: not for the sender, a superior,
// an auditor, an administrator, or another team of the same house; only the
// consent of all sides opens it to somebody else.
func Permits(v Viewer, r Record) bool {
	own := v.Organization == r.Organization && v.Team == r.Team
	if v.Recused && r.Class != Open && r.Class != CaseClass {
		return false
	}
	switch r.Class {
	case Open, CaseClass:
		return v.Full || own
	case Channel:
		return own && v.Handles || v.Full && v.Disclosed
	case Protected:
		return v.Full && (v.Organization == r.Organization || v.Holds)
	}
	return v.User != "" && v.User == r.Author
}

// PermitsParty tells whether a party may read the record on its own page: what
// is open to both sides, and its own. What was said in mediation is in no
// document of a party's page, and what is sealed is nobody's.
func PermitsParty(party string, r Record) bool {
	own := party != "" && r.Party == party
	switch r.Class {
	case Open:
		return true
	case CaseClass, PartyOnly, Protected:
		return own
	}
	return false
}

// Item is one kind of thing a handoff may carry.
type Item struct {
	Code string
	Name lang.Text
	Why  lang.Text
	Cite statute.Citation // set where it stays behind
}

var (
	specially = statute.Citation{Law: "最高人民法院关于人民法院特邀调解的规定", Version: "2016", Article: "22条"}
	mediators = statute.Citation{Law: "人民调解法", Version: "2010", Article: "15条"}
	notPublic = statute.Citation{Law: "最高人民法院关于适用《民事诉讼法》的解释", Version: "2022", Article: "146条"}
	lawyers   = statute.Citation{Law: "律师法", Version: "2017", Article: "38条"}
	privacy   = statute.Citation{Law: "个人信息保护法", Version: "2021", Article: "6条"}
)

// Goes lists what follows a case into any channel: the allow-list.
var Goes = []Item{
	{Code: "claims", Name: lang.T("诉求", "claims"), Why: lang.T("接收单位据此办理", "the receiver acts on them")},
	{Code: "parties", Name: lang.T("当事人身份和联系方式", "identity and contact data of the parties"), Why: lang.T("接收单位要联系当事人", "the receiver must reach the parties")},
	{Code: "needs", Name: lang.T("当事人的特殊需要（未成年人、翻译、大字等）", "what the parties need: a child, an interpreter, large print, …"), Why: lang.T("接收单位第一次接触就要照顾到", "the receiver must meet them from the first word on")},
	{Code: "facts", Name: lang.T("登记的事实", "registered facts"), Why: lang.T("判断受理条件所需", "needed to judge admission")},
	{Code: "evidence", Name: lang.T("证据材料", "evidence"), Why: lang.T("当事人为办理而提交", "the parties handed it in for this purpose")},
	{Code: "undisputed_facts", Name: lang.T("双方书面确认的无争议事实", "undisputed facts confirmed by both in writing"), Why: lang.T("可以免除举证", "they spare proof")},
	{Code: "end_report", Name: lang.T("终结报告（不含让步内容和谁不同意）", "the end report, without offers and without who refused"), Why: lang.T("说明已经走过的程序", "says what was tried")},
}

// Stays lists what never follows a case.
var Stays = []Item{
	{Code: "mediation_notes", Name: lang.T("调解笔录和调解员记录", "mediation notes"), Why: lang.T("调解不公开，调解员负保密义务", "mediation is not public and the mediator keeps it secret"), Cite: mediators},
	{Code: "offers", Name: lang.T("调解中的让步和方案", "offers and concessions"), Why: lang.T("不得在后续程序中用作不利证据", "they may not be used against a party later"), Cite: specially},
	{Code: "sessions", Name: lang.T("调解会记录和录音录像", "records of sessions"), Why: lang.T("调解过程不公开", "the course of mediation is not public"), Cite: notPublic},
	{Code: "refusals", Name: lang.T("谁拒绝过调解", "who refused mediation"), Why: lang.T("拒绝只是本案的事实，不得影响当事人", "a refusal is a fact of this case only and leaves no mark"), Cite: specially},
	{Code: "opinions", Name: lang.T("律师给当事人的意见", "a lawyer's opinion to the party"), Why: lang.T("只给当事人本人", "it belongs to the party alone"), Cite: lawyers},
	{Code: "safety", Name: lang.T("安全提示", "safety remarks"), Why: lang.T("超出接收单位办理所必需", "more than the receiver needs"), Cite: privacy},
}
