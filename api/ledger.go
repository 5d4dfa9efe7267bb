package api

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/routing"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// strictly reads a nested object that has a shape of its own.
func strictly(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

type stayView struct {
	Seq          int        `json:"seq"`
	Organization orgView    `json:"organization"`
	From         *time.Time `json:"from"`
	Until        *time.Time `json:"until"`
	ReferralID   *string    `json:"referral_id"`
}

// custody shows the whole ledger: it is short, and a page of it proves nothing.
func custody(c *Call) (Items[stayView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseCard); err != nil {
		return Items[stayView]{}, err
	}
	stays, err := c.Tx.Cases.Custody(c.ctx, c.caseID())
	views := make([]stayView, 0, len(stays))
	for _, s := range stays {
		views = append(views, stayView{Seq: s.Seq, Organization: c.org(s.Organization), From: instant(s.From), Until: instant(s.Until), ReferralID: optional(s.ReferralID)})
	}
	return page(views, ""), err
}

type eventView struct {
	ID           string         `json:"id"`
	At           string         `json:"at" doc:"when it was entered"`
	On           *calendar.Date `json:"on" doc:"the legal day on which it happened"`
	Kind         string         `json:"kind"`
	Text         string         `json:"text"`
	Subject      string         `json:"subject"`
	Organization *orgView       `json:"organization"`
	Other        *orgView       `json:"other"`
	Code         string         `json:"code,omitempty"`
}

// eventWords says each kind of event in words safe for everyone who may know of the case.
var eventWords = map[string]lang.Text{
	"case.registered":             lang.T("登记", "registered"),
	"case.facts_added":            lang.T("补充事实", "facts added"),
	"case.closed":                 lang.T("办结", "closed"),
	"directive.given":             lang.T("督办", "directed by the superior"),
	"directive.answered":          lang.T("答复督办", "directive answered"),
	"directive.missed":            lang.T("督办逾期未答复", "directive not answered in time"),
	"conference.decided":          lang.T("联席会议作出决定", "a joint conference decided"),
	"official.named":              lang.T("确定包案领导", "a lead official was named"),
	"official.stepped":            lang.T("包案领导的工作", "the lead official did something"),
	"official.ended":              lang.T("包案结束", "the lead official leads it no more"),
	"decision.registered":         lang.T("登记重大决策", "a major decision was registered"),
	"decision.step_taken":         lang.T("登记评估步骤", "a step of the assessment was taken"),
	"decision.corrected":          lang.T("更正重大决策登记", "the register was mended"),
	"decision.linked":             lang.T("关联重大决策", "linked to a major decision"),
	"decision.unlinked":           lang.T("取消关联重大决策", "no longer linked to a major decision"),
	"trend_note.written":          lang.T("发出提示函", "a note about a trend was written"),
	"trend_note.answered":         lang.T("答复提示函", "the note was answered"),
	"case.reopened":               lang.T("重新办理", "reopened"),
	"case.merged":                 lang.T("同一纠纷的两次登记合并办理", "two registrations of one dispute go on as one"),
	"group.joined":                lang.T("串并办理", "handled together with others of the same cause"),
	"group.left":                  lang.T("退出串并，单独办理", "goes on alone"),
	"representative.named":        lang.T("登记群体代表", "a representative was named"),
	"representative.ended":        lang.T("不再担任群体代表", "a representation ended"),
	"case.split":                  lang.T("部分诉求分出，另案办理", "some claims go on in a case of their own"),
	"referral.seen":               lang.T("对方单位已打开", "opened by the receiver"),
	"referral.paper_delivered":    lang.T("纸质材料已送达", "delivered on paper"),
	"custody.moved":               lang.T("责任单位变更", "custody moved"),
	"consent.recorded":            lang.T("登记当事人意愿", "a party's word was recorded"),
	"contact.attempted":           lang.T("联系当事人", "a party was contacted"),
	"withdrawal.asked":            lang.T("申请人提出撤回，期限内可以撤销", "the applicant withdrew; this can still be undone"),
	"withdrawal.undone":           lang.T("撤销撤回，继续办理", "the withdrawal was undone"),
	"withdrawal.done":             lang.T("一位申请人撤回，其他申请人的事项继续办理", "one applicant withdrew; the matter of the others goes on"),
	"withdrawal.overtaken":        lang.T("撤回不再有效：事项已经由其他程序处理", "the withdrawal was overtaken: the matter went another way"),
	"case.withdrawn":              lang.T("按撤回办结", "the case ended as withdrawn"),
	"recorded_for.disputed":       lang.T("当事人否认一条代录", "a party disputed what was recorded for them"),
	"credential.reissued":         lang.T("窗口核实身份后补发查询码", "a window checked an identity and issued a code anew"),
	"agent.added":                 lang.T("登记代理人、监护人", "a representative was registered"),
	"oral_record.written":         lang.T("口头陈述记入笔录", "an oral statement was written down"),
	"oral_record.confirmed":       lang.T("笔录宣读并确认", "the record was read back and confirmed"),
	"document.original_returned":  lang.T("退还原件", "an original was given back"),
	"clock.moved":                 lang.T("放假通知公布，期限重新计算", "a holiday notice moved a time limit"),
	"clock.missed":                lang.T("期限届满", "a time limit ended"),
	"document.withheld":           lang.T("材料未通过安全检查", "a file did not pass the check"),
	"document.added":              lang.T("材料入卷", "a document was added"),
	"letter.issued":               lang.T("出具文书", "a letter was made"),
	"referral.receipt":            lang.T("材料清点无误", "the documents were signed for"),
	"referral.receipt_incomplete": lang.T("清点材料时有缺少或者不符", "some documents were missing or not as sent"),
	"proceeding.opened":           lang.T("程序开始", "a proceeding began"),
	"proceeding.closed":           lang.T("程序结束", "the proceeding was closed"),
	"agreement.recorded":          lang.T("登记协议", "an agreement was recorded"),
	"agreement.signed":            lang.T("协议签署", "the agreement was signed"),
	"agreement.effective":         lang.T("协议生效", "the agreement took effect"),
	"referral.items_asked":        lang.T("一次性告知需补材料", "what is missing was asked for"),
	"referral.items_supplied":     lang.T("材料已补齐", "what was missing was supplied"),
	"referral.redirected":         lang.T("改由其他单位办理", "given to another organisation"),
	"agreement.filed":             lang.T("协议送法院备案", "the agreement was filed with the court"),
	"papers.returned":             lang.T("材料退回移交单位", "the papers came back to the sender"),
	"handler.named":               lang.T("指定承办人", "a handler was named"),
	"lead.named":                  lang.T("确定牵头负责人", "a lead was named"),
	"participant.added":           lang.T("登记参加人员", "somebody takes part"),
	"recusal.declared":            lang.T("工作人员回避", "somebody recused themself"),
	"recusal.objected":            lang.T("当事人申请回避", "a party objected to somebody"),
	"recusal.upheld":              lang.T("决定回避", "the recusal was upheld"),
	"recusal.rejected":            lang.T("驳回回避申请", "the recusal was rejected"),
	"recusal.waived":              lang.T("各方同意继续办理", "all sides let the person go on"),
	"performance.performed":       lang.T("回访：已履行", "followed up: performed"),
	"performance.partly":          lang.T("回访：部分履行", "followed up: performed in part"),
	"performance.breached":        lang.T("回访：未履行", "followed up: not performed"),
	"performance.due_soon":        lang.T("履行日快到了", "what was promised is due soon"),
	"performance.missed":          lang.T("履行日已过", "the day of performance has passed"),
	"referral.message_sent":       lang.T("移交单位留言", "the sender wrote to the receiver"),
	"referral.message_answered":   lang.T("对方单位留言", "the receiver wrote to the sender"),
	"referral.offered":            lang.T("移送协商、委托调解", "offered"),
	"referral.guided":             lang.T("引导", "guided"),
	"referral.assigned":           lang.T("转送、交办", "assigned"),
	"referral.accepted":           lang.T("接受", "accepted"),
	"referral.declined":           lang.T("不予接受", "declined"),
	"referral.lapsed":             lang.T("逾期未答复", "lapsed unanswered"),
	"referral.recalled":           lang.T("撤回", "recalled"),
	"referral.handed_in":          lang.T("收到申请，正在审查", "the application was handed in and is examined"),
	"referral.deemed_accepted":    lang.T("逾期未决定，视为受理", "not decided in time: deemed accepted"),
	"referral.given_up":           lang.T("逾期未补正，视为放弃申请", "not mended in time: given up"),
	"referral.filed":              lang.T("立案受理", "filed"),
	"referral.filing_refused":     lang.T("不予受理", "the filing was refused"),
	"referral.objected":           lang.T("提出异议", "objected"),
	"referral.returned":           lang.T("退回", "returned"),
	"referral.overruled":          lang.T("异议不成立", "the objection was overruled"),
	"referral.contested":          lang.T("提请指定管辖", "contested"),
	"referral.designated":         lang.T("指定管辖", "jurisdiction was designated"),
	"referral.completed":          lang.T("办结反馈", "completed"),
	"referral.sent_back":          lang.T("退回补充办理", "sent back"),
	"referral.closed":             lang.T("确认收悉", "acknowledged"),
	"referral.escalated":          lang.T("提交再上一级", "passed once up"),
	"referral.objection_ended":    lang.T("异议期届满", "the time to object ended"),
	"referral.superior_overdue":   lang.T("指定管辖逾期", "the designation is overdue"),
}

// wordsOf says what happened; a kind without words is shown as it is.
func wordsOf(kind string) lang.Text {
	words, ok := eventWords[kind]
	if step, taken := strings.CutPrefix(kind, "proceeding."); !ok && taken {
		words, ok = procedure.Titles[procedure.Action(step)]
	}
	if !ok {
		words = lang.T(kind, kind)
	}
	return words
}

func (c *Call) event(e gormdb.TimelineLine) eventView {
	return eventView{ID: e.ID, At: e.At, On: day(e.On), Kind: e.Kind, Text: c.say(wordsOf(e.Kind)), Subject: e.Subject, Organization: c.orgOrNil(e.Organization), Other: c.orgOrNil(e.Other), Code: e.Code}
}

func timeline(c *Call) (Items[eventView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseCard); err != nil {
		return Items[eventView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[eventView]{}, err
	}
	lines, next, err := c.lists().Timeline(c.ctx, c.caseID(), p)
	if err != nil {
		return Items[eventView]{}, err
	}
	apart, err := c.Apart(c.ctx, c.caseID())
	views := make([]eventView, 0, len(lines))
	for _, l := range lines {
		if apart(l.Subject) {
			continue
		}
		views = append(views, c.event(l))
	}
	return page(views, next), err
}

func clocks(c *Call) (Items[clockView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseCard); err != nil {
		return Items[clockView]{}, err
	}
	views, err := c.clocksOf(c.caseID())
	return page(views, ""), err
}

type consentView struct {
	ID        string          `json:"id"`
	PartyID   party.ID        `json:"party_id"`
	Subject   consent.Subject `json:"subject"`
	Toward    *org.ID         `json:"toward"`
	Answer    string          `json:"answer"`
	Form      string          `json:"form"`
	GivenOn   calendar.Date   `json:"given_on"`
	EnteredAt *time.Time      `json:"entered_at"`
	Backdated bool            `json:"backdated"`
	ByParty   bool            `json:"by_party" doc:"the party themself, not somebody who recorded it for them"`
	Stands    bool            `json:"stands" doc:"the party's last word on this toward this recipient"`
	Withdrawn *calendar.Date  `json:"withdrawn_on" doc:"of a yes: the day it was taken back by a word of its own"`
}

func consentOf(x consent.Consent) consentView {
	v := consentView{
		ID: x.ID, PartyID: x.PartyID, Subject: x.Subject, Answer: x.Answer, Form: x.Form, GivenOn: x.Given.On,
		EnteredAt: instant(x.Given.EnteredAt), Backdated: x.Given.Backdated(), ByParty: x.ByParty,
	}
	if x.Toward != "" {
		v.Toward = &x.Toward
	}
	return v
}

func (c *Call) consentsOf(id cases.ID) ([]consentView, error) {
	book, err := c.Readable(c.ctx, id)
	views := make([]consentView, 0, len(book))
	for _, x := range book {
		v := consentOf(x)
		later, ok := book.After(x)
		v.Stands = !ok
		if ok && x.Answer == consent.Yes && later.Answer == consent.No {
			v.Withdrawn = day(later.Given.On)
		}
		views = append(views, v)
	}
	return views, err
}

func consents(c *Call) (Items[consentView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return Items[consentView]{}, err
	}
	views, err := c.consentsOf(c.caseID())
	return page(views, ""), err
}

type consentIn struct {
	PartyID party.ID        `json:"party_id"`
	Subject consent.Subject `json:"subject"`
	Toward  *org.ID         `json:"toward,omitempty"`
	Answer  string          `json:"answer"`
	Form    string          `json:"form"`
	GivenOn calendar.Date   `json:"given_on,omitempty"`
	Proof   *cases.Proof    `json:"proof,omitempty"`
	Reason  string          `json:"reason,omitempty"`
}

func (in consentIn) word() desk.Word {
	w := desk.Word{PartyID: in.PartyID, Subject: in.Subject, Answer: in.Answer, Form: in.Form, Given: desk.Day{On: in.GivenOn, Proof: in.Proof, Reason: in.Reason}}
	if in.Toward != nil {
		w.Toward = *in.Toward
	}
	return w
}

type consentDoneView struct {
	consentView
	CaseVersion int         `json:"case_version"`
	Routes      []routeView `json:"routes" doc:"after a refusal of mediation: the ways that are open, with their clocks"`
}

// consented shows a word; to a refusal of mediation, the ways that are open now.
func (c *Call) consented(x consent.Consent, k *cases.Case) (consentDoneView, error) {
	v := consentDoneView{consentView: consentOf(x), CaseVersion: k.Facts().Version, Routes: []routeView{}}
	v.Stands = true
	if x.Subject != consent.Mediation || x.Answer != consent.No {
		return v, nil
	}
	var err error
	v.Routes, err = c.waysOpen(k.Facts().ID)
	return v, err
}

// waysOpen lists the routes that the law does not close now, each with its clocks.
func (c *Call) waysOpen(id cases.ID) ([]routeView, error) {
	x, err := c.Tx.Cases.Get(c.ctx, id)
	if err != nil {
		return nil, err
	}
	answer, _, err := c.Routes(c.ctx, x.Facts(), c.Today())
	open := []routeView{}
	for _, j := range answer.Routes {
		if j.Verdict != routing.Closed {
			open = append(open, c.route(j))
		}
	}
	return open, err
}

func recordConsent(c *Call, in consentIn) (consentDoneView, error) {
	x, k, err := c.RecordConsent(c.ctx, c.caseID(), in.word(), c.version())
	if err != nil {
		return consentDoneView{}, err
	}
	return c.consented(x, k)
}
