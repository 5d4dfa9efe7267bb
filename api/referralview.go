package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/referral"
	"liandong/domain/wall"
)

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
	HandedInOn     *calendar.Date    `json:"handed_in_on" doc:"the body received the party's application"`
	AskedOn        *calendar.Date    `json:"asked_on" doc:"the body asked for what was missing"`
	SuppliedOn     *calendar.Date    `json:"supplied_on"`
	RefusedOn      *calendar.Date    `json:"refused_on"`
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
	MayWrite       bool              `json:"may_write" doc:"the caller may write to the other end"`
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
		HandedInOn: day(f.HandedInOn), AskedOn: day(f.AskedOn), SuppliedOn: day(f.SuppliedOn), RefusedOn: day(f.RefusedOn),
		ReturnCount: x.Returns, AllowedActions: actions(c, "referrals", string(f.ID), allowed, referral.Titles), Bundle: packed, Version: f.Version,
	}
	if v.MayWrite, err = c.MayWrite(c.ctx, f); err != nil {
		return v, err
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
