package api

import (
	"strconv"
	"strings"
	"time"

	"liandong/api/problem"
	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/wall"
)

// etagOf is the ETag of a version.
func etagOf(version int) string { return `"` + strconv.Itoa(version) + `"` }

// instant shows a time, null where there is none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

// day shows a legal day, null where there is none.
func day(d calendar.Date) *calendar.Date {
	if d == "" {
		return nil
	}
	return &d
}

func optional[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

type orgView struct {
	ID   org.ID `json:"id"`
	Name string `json:"name"`
}

func (c *Call) org(id org.ID) orgView {
	if id == "" {
		return orgView{}
	}
	o, err := c.Tx.Directory.Get(c.ctx, id)
	if err != nil {
		return orgView{ID: id}
	}
	return orgView{ID: o.ID, Name: o.Name}
}

func (c *Call) orgOrNil(id org.ID) *orgView {
	if id == "" {
		return nil
	}
	v := c.org(id)
	return &v
}

type clockView struct {
	ID                string         `json:"id"`
	Rule              string         `json:"rule"`
	RuleVersion       string         `json:"rule_version,omitempty"`
	Name              string         `json:"name"`
	Kind              clock.Kind     `json:"kind"`
	State             clock.State    `json:"state"`
	Subject           string         `json:"subject" doc:"what it belongs to: case, referral/…, proceeding/…, agreement/…"`
	StartOn           calendar.Date  `json:"start_on"`
	DueOn             *calendar.Date `json:"due_on"`
	LiteralOn         *calendar.Date `json:"literal_on"`
	LatestOn          *calendar.Date `json:"latest_on,omitempty"`
	CalendarMissing   bool           `json:"calendar_missing"`
	StopsWhileWaiting bool           `json:"stops_while_waiting"`
	Waiting           string         `json:"waiting,omitempty" doc:"of a right: what waiting in the present channel does to it"`
	Cite              string         `json:"cite,omitempty"`
	PausedOn          *calendar.Date `json:"paused_on,omitempty"`
	ReviewOn          *calendar.Date `json:"review_on,omitempty"`
	Ground            string         `json:"ground,omitempty"`
}

func (c *Call) clock(x clock.Running) clockView {
	v := clockView{
		ID: x.ID, Rule: x.Rule, RuleVersion: x.RuleVersion, Name: x.Label, Kind: x.Kind, State: x.State, Subject: x.Of, StartOn: x.StartOn,
		DueOn: day(x.DueOn), LiteralOn: day(x.LiteralOn), LatestOn: day(x.LatestOn), CalendarMissing: x.CalendarMissing,
		StopsWhileWaiting: x.StopsWhileWaiting, PausedOn: day(x.PausedOn), ReviewOn: day(x.ReviewOn), Ground: x.Ground,
	}
	if rule, err := c.Rules.InForce(x.Request().Rule, x.StartOn); err == nil {
		v.Name = c.say(rule.Name)
		v.Cite = rule.Cite.String()
	}
	if x.Kind == clock.Right {
		v.Waiting = c.say(waiting(x))
	}
	return v
}

// waiting says whether waiting in the present channel stops a party's own time limit.
func waiting(x clock.Running) lang.Text {
	if x.StopsWhileWaiting {
		return lang.T("向这里提出请求，这个期限中断，重新计算", "asking here interrupts this time limit: it begins anew")
	}
	return lang.T("在这里等待不会停止这个期限", "waiting here does not stop this time limit")
}

func (c *Call) clocksOf(id cases.ID) ([]clockView, error) {
	all, err := c.Tx.Clocks.OfCase(c.ctx, id)
	if err != nil {
		return nil, err
	}
	views := make([]clockView, 0, len(all))
	for _, x := range all {
		if x.Rule == clock.ReminderRule {
			continue // no time limit of anybody's: it only says that one is near
		}
		views = append(views, c.clock(x))
	}
	return views, nil
}

type warningView struct {
	Code    string `json:"code"`
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

func (c *Call) warnings(all []party.Warning) []warningView {
	views := make([]warningView, 0, len(all))
	for _, x := range all {
		views = append(views, warningView{x.Code, x.Pointer, c.say(x.Detail)})
	}
	return views
}

// caseHead is what every answer about a case begins with.
type caseHead struct {
	ID            cases.ID       `json:"id"`
	Number        string         `json:"number"`
	State         cases.State    `json:"state"`
	Outcome       *string        `json:"outcome"`
	Custodian     orgView        `json:"custodian"`
	FirstReceiver orgView        `json:"first_receiver"`
	Version       int            `json:"version"`
	ReceivedOn    calendar.Date  `json:"received_on"`
	NextDueOn     *calendar.Date `json:"next_due_on"`
	Title         string         `json:"title"`
	Purpose       string         `json:"purpose"`
	Category      string         `json:"category"`
	Source        string         `json:"source"`
	Region        string         `json:"region"`
}

func (h caseHead) etag() string { return etagOf(h.Version) }

func (c *Call) head(f cases.Facts) caseHead {
	return caseHead{
		ID: f.ID, Number: f.Number, State: f.State, Outcome: optional(string(f.Outcome)), Custodian: c.org(f.Custodian), FirstReceiver: c.org(f.FirstReceiver),
		Version: f.Version, ReceivedOn: f.Received.On, NextDueOn: day(f.NextDueOn), Title: f.Title, Purpose: f.Purpose, Category: f.Category, Source: f.Source, Region: f.Region,
	}
}

// cardOf keeps a title off the card: it may name people.
func (c *Call) cardHead(f cases.Facts) caseHead {
	h := c.head(f)
	h.Title = ""
	return h
}

type partyView struct {
	ID             party.ID              `json:"id"`
	Role           party.Role            `json:"role"`
	Kind           party.Kind            `json:"kind"`
	Name           string                `json:"name"`
	IDKind         string                `json:"id_kind,omitempty"`
	IDNumber       string                `json:"id_number,omitempty" doc:"masked"`
	Phone          string                `json:"phone,omitempty"`
	Address        string                `json:"address,omitempty"`
	Email          string                `json:"email,omitempty"`
	OrganizationID org.ID                `json:"organization_id,omitempty"`
	RepresentedBy  *party.Representative `json:"represented_by,omitempty"`
	Needs          *party.Needs          `json:"needs,omitempty"`
}

// mask keeps the first and last characters of a value.
func mask(s string, head, tail int) string {
	r := []rune(s)
	if len(r) <= head+tail {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", len(r)-head-tail) + string(r[len(r)-tail:])
}

// partyFull is for those who handle the case; an id number is masked for everyone.
func partyFull(p party.Party) partyView {
	return partyView{
		ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name, IDKind: p.IDKind, IDNumber: mask(p.IDNumber, 3, 4), Phone: p.Phone,
		Address: p.Address, Email: p.Email, OrganizationID: p.OrganizationID, RepresentedBy: p.RepresentedBy, Needs: p.Needs,
	}
}

// partyCard is for those who see only that there are parties.
func partyCard(p party.Party) partyView {
	v := partyView{ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name}
	if p.Kind == party.Person {
		v.Name = mask(p.Name, 1, 0)
	}
	return v
}

type referralView struct {
	ID             referral.ID       `json:"id"`
	CaseID         cases.ID          `json:"case_id"`
	CaseNumber     string            `json:"case_number"`
	Category       string            `json:"category"`
	From           orgView           `json:"from"`
	To             orgView           `json:"to"`
	Outside        bool              `json:"outside" doc:"the receiver works in a system of its own"`
	Superior       *orgView          `json:"superior"`
	Mode           referral.Mode     `json:"mode"`
	Custody        string            `json:"custody"`
	Channel        *channel.Channel  `json:"channel"`
	Route          channel.Route     `json:"route"`
	State          referral.State    `json:"state"`
	SentAt         *time.Time        `json:"sent_at"`
	DeliveredAt    *time.Time        `json:"delivered_at"`
	AcceptedAt     *time.Time        `json:"accepted_at"`
	CompletedAt    *time.Time        `json:"completed_at"`
	AcknowledgedAt *time.Time        `json:"acknowledged_at"`
	Acknowledged   string            `json:"acknowledged_by,omitempty" doc:"sender, or clock where five working days passed"`
	FiledOn        *calendar.Date    `json:"filed_on"`
	FilingNumber   *string           `json:"filing_number"`
	Reason         string            `json:"reason"`
	Answer         *answerView       `json:"answer,omitempty" doc:"the receiver's coded reason and words"`
	Decision       string            `json:"decision,omitempty" doc:"the sender's or the superior's words"`
	AskedItems     []string          `json:"asked_items,omitempty"`
	AnswerDueOn    *calendar.Date    `json:"answer_due_on"`
	NoticeDueOn    *calendar.Date    `json:"notice_due_on,omitempty"`
	ObjectionOpen  bool              `json:"objection_open"`
	Final          bool              `json:"final"`
	ReturnCount    int               `json:"return_count"`
	Outcome        *referral.Outcome `json:"outcome"`
	Notice         string            `json:"notice,omitempty" doc:"a plain sentence, such as that nothing is filed yet"`
	AllowedActions []problem.Action  `json:"allowed_actions"`
	Bundle         bundleView        `json:"bundle"`
	Needs          []needView        `json:"needs" doc:"what the parties need to take part, without names"`
	SayFirst       []string          `json:"say_first"`
	Arrivals       []arrivalView     `json:"arrivals" doc:"how it reached the receiver: what lies unopened has not"`
	SeenAt         *time.Time        `json:"seen_at" doc:"when the receiver first opened it"`
	Unseen         *unseenView       `json:"unseen" doc:"to who sent it, once nobody has opened it for a working day"`
	Filed          *string           `json:"filed_document_id" doc:"the agreement filed with the court that delegated the mediation"`
	Version        int               `json:"version"`
}

type answerView struct {
	Code string `json:"code,omitempty"`
	Text string `json:"text"`
}

func (v referralView) etag() string { return etagOf(v.Version) }

type bundleView struct {
	Goes    []itemView      `json:"goes"`
	Stays   []itemView      `json:"stays"`
	Items   []manifestView  `json:"items" doc:"the documents that go, each with its digest"`
	Kept    []keptView      `json:"kept" doc:"how many documents of which class stay, and why"`
	Receipt *bundle.Receipt `json:"receipt,omitempty" doc:"what the receiver signed for, item by item"`
	Came    []returnedView  `json:"returned" doc:"which papers came back to the sender, and when"`
	Lacks   []string        `json:"lacks,omitempty" doc:"what the receiver's filing list still wants; with a single look"`
}

type manifestView struct {
	ID     document.ID `json:"id"`
	Title  string      `json:"title,omitempty" doc:"to who may read the file"`
	Class  wall.Class  `json:"class"`
	Form   string      `json:"form" doc:"original or copy"`
	Digest string      `json:"digest"`
}

type returnedView struct {
	At    *time.Time `json:"at"`
	To    orgView    `json:"to"`
	Items []string   `json:"items" doc:"ids of documents"`
}

type keptView struct {
	Class wall.Class `json:"class"`
	Count int        `json:"count"`
	Cite  string     `json:"cite"`
}

type itemView struct {
	Item string `json:"item"`
	Name string `json:"name"`
	Why  string `json:"why"`
	Cite string `json:"cite,omitempty"`
}

func (c *Call) referral(f referral.Facts, x cases.Facts) (referralView, error) {
	allowed, err := c.ReferralActions(c.ctx, f)
	if err != nil {
		return referralView{}, err
	}
	packed, err := c.packed(f)
	if err != nil {
		return referralView{}, err
	}
	to, err := c.Tx.Directory.Get(c.ctx, f.To)
	if err != nil {
		return referralView{}, err
	}
	v := referralView{
		Outside: to.Outside,
		ID:      f.ID, CaseID: f.CaseID, CaseNumber: x.Number, Category: x.Category, From: c.org(f.From), To: c.org(f.To), Superior: c.orgOrNil(f.Superior), Mode: f.Mode, Custody: "stays",
		Route: f.Route, State: f.State, SentAt: instant(f.SentAt), DeliveredAt: instant(f.DeliveredAt), AcceptedAt: instant(f.AcceptedAt),
		CompletedAt: instant(f.CompletedAt), AcknowledgedAt: instant(f.AcknowledgedAt), FilingNumber: optional(f.FilingNumber), Reason: f.Reason,
		Decision: f.DecisionText, AskedItems: f.AskedItems, AnswerDueOn: day(f.AnswerDueOn), ObjectionOpen: f.ObjectionOpen, Final: f.Final,
		ReturnCount: x.Returns, AllowedActions: actions(c, "referrals", string(f.ID), allowed, referral.Titles), Bundle: packed, Version: f.Version,
	}
	if f.Moves {
		v.Custody = "moves"
	}
	if f.Channel != "" {
		v.Channel = &f.Channel
	}
	if f.Outcome != "" {
		v.Outcome = &f.Outcome
	}
	if f.AnswerText != "" {
		v.Answer = &answerView{Code: f.AnswerCode, Text: f.AnswerText}
	}
	if f.Filed != nil {
		v.FiledOn = day(f.Filed.On)
	}
	if f.State == referral.Assigned || f.State == referral.Objected {
		v.NoticeDueOn = day(f.NoticeDueOn)
		if v.AnswerDueOn == nil {
			v.AnswerDueOn = day(f.NoticeDueOn)
		}
	}
	if !f.AcknowledgedAt.IsZero() {
		v.Acknowledged = "sender"
		if f.AutoClosed {
			v.Acknowledged = "clock"
		}
	}
	if f.State == referral.Guided {
		v.Notice = c.say(notYetFiled)
	}
	parties, err := c.Tx.Parties.OfCase(c.ctx, f.CaseID)
	if err != nil {
		return v, err
	}
	v.Needs, v.SayFirst = c.needs(parties)
	if err := c.arrived(&v, f); err != nil {
		return v, err
	}
	v.Filed, err = c.filedAgreement(f)
	return v, err
}

// filedAgreement is the paper filed with the court that delegated the mediation of a referral.
func (c *Call) filedAgreement(f referral.Facts) (*string, error) {
	if f.Channel != channel.JudicialMediation {
		return nil, nil
	}
	all, err := c.Tx.Agreements.OfCase(c.ctx, f.CaseID)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		p, err := c.Tx.Proceedings.Get(c.ctx, a.ProceedingID)
		if err != nil {
			return nil, err
		}
		if p.Facts().ReferralID == string(f.ID) && a.FiledID != "" {
			return &a.FiledID, nil
		}
	}
	return nil, nil
}
