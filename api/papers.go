package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func paperRoutes() []Route {
	return []Route{
		list("/cases/:id/oral-records", "口头陈述笔录 · what was said and written down", who.CaseFile, ofCase, oralRecords).logged(),
		act("POST", "/cases/:id/oral-records", "记录口头陈述 · write down what somebody says", who.CaseAmend, ofCase, recordOral).creates(),
		act("POST", "/cases/:id/oral-records/:rid/correct", "更正笔录 · correct a record, keeping every version", who.CaseAmend, ofCase, correctOral),
		act("POST", "/cases/:id/oral-records/:rid/confirm", "宣读并确认 · read back and confirmed", who.CaseAmend, ofCase, confirmOral),
		act("POST", "/documents/:id/return", "退还原件 · give an original back", who.CaseFile, ofDocument, giveBack).creates(),
		list("/backdated", "补录清单 · what one's own organisation entered late", who.BackdatedRead, ofNothing, ownBackdated),
		look("/cases/:id/parties/:pid/address", "受保护的地址 · a protected address", who.CaseAmend, ofCase, protectedAddress).logged(),
	}
}

type oralVersionView struct {
	Number int        `json:"number"`
	Text   string     `json:"text"`
	Reason string     `json:"reason,omitempty" doc:"what was corrected, and why"`
	Author string     `json:"author"`
	At     *time.Time `json:"at"`
}

type oralView struct {
	ID          string            `json:"id"`
	PartyID     party.ID          `json:"party_id" doc:"who spoke"`
	Versions    []oralVersionView `json:"versions" doc:"every wording, oldest first"`
	Confirmed   *int              `json:"confirmed" doc:"the number of the version that was read back and confirmed"`
	ConfirmedOn *calendar.Date    `json:"confirmed_on"`
	How         string            `json:"how,omitempty" doc:"signature or fingerprint"`
	ReadBackBy  string            `json:"read_back_by,omitempty"`
	DocumentID  string            `json:"document_id,omitempty" doc:"the scanned page"`
	Version     int               `json:"version"`
}

func (v oralView) etag() string { return etagOf(v.Version) }

func oralOf(o document.Oral) oralView {
	v := oralView{ID: o.ID, PartyID: o.PartyID, Versions: []oralVersionView{}, How: o.How, ReadBackBy: o.ReadBackBy, DocumentID: o.DocumentID, ConfirmedOn: day(o.Confirmed.On), Version: o.Version}
	for _, x := range o.Versions {
		v.Versions = append(v.Versions, oralVersionView{x.Number, x.Text, x.Reason, x.Author, instant(x.At)})
	}
	if o.Number > 0 {
		v.Confirmed = &o.Number
	}
	return v
}

func oralRecords(c *Call) (Items[oralView], error) {
	all, err := c.OralRecords(c.ctx, c.caseID())
	if err != nil {
		return Items[oralView]{}, err
	}
	views := []oralView{}
	for _, o := range all {
		views = append(views, oralOf(o))
	}
	return page(views, ""), c.notice(string(c.caseID()), "oral_records.read", "case/"+string(c.caseID()))
}

type oralIn struct {
	PartyID party.ID `json:"party_id"`
	Text    string   `json:"text"`
}

func recordOral(c *Call, in oralIn) (oralView, error) {
	o, err := c.RecordOral(c.ctx, c.caseID(), desk.Speaking(in))
	if err != nil {
		return oralView{}, err
	}
	return oralOf(o), nil
}

type correctIn struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

func correctOral(c *Call, in correctIn) (oralView, error) {
	o, err := c.CorrectOral(c.ctx, c.caseID(), c.req.Params["rid"], in.Text, in.Reason)
	if err != nil {
		return oralView{}, err
	}
	return oralOf(o), nil
}

type readBackIn struct {
	Number      int           `json:"number" doc:"of the version that was read back: the latest"`
	How         string        `json:"how" doc:"signature or fingerprint"`
	DocumentID  string        `json:"document_id,omitempty"`
	ConfirmedOn calendar.Date `json:"confirmed_on,omitempty"`
	Proof       *cases.Proof  `json:"proof,omitempty"`
	Reason      string        `json:"reason,omitempty"`
}

func confirmOral(c *Call, in readBackIn) (oralView, error) {
	o, err := c.ConfirmOral(c.ctx, c.caseID(), c.req.Params["rid"], desk.ReadBack{
		Number: in.Number, How: in.How, DocumentID: in.DocumentID, Confirmed: desk.Day{On: in.ConfirmedOn, Proof: in.Proof, Reason: in.Reason},
	})
	if err != nil {
		return oralView{}, err
	}
	return oralOf(o), nil
}

type returnView struct {
	To         string        `json:"to"`
	PartyID    party.ID      `json:"party_id,omitempty"`
	ReturnedOn calendar.Date `json:"returned_on"`
	EnteredAt  *time.Time    `json:"entered_at"`
	Proof      *cases.Proof  `json:"proof"`
}

func returnOf(r document.Return) *returnView {
	return &returnView{To: r.To, PartyID: r.PartyID, ReturnedOn: r.Returned.On, EnteredAt: instant(r.Returned.EnteredAt), Proof: r.Returned.Proof}
}

type giveBackIn struct {
	PartyID    party.ID      `json:"party_id,omitempty"`
	To         string        `json:"to,omitempty" doc:"the name of who got it; the party's by default"`
	ReturnedOn calendar.Date `json:"returned_on,omitempty"`
	Proof      *cases.Proof  `json:"proof"`
	Reason     string        `json:"reason,omitempty"`
}

func giveBack(c *Call, in giveBackIn) (returnView, error) {
	r, err := c.GiveBack(c.ctx, c.documentID(), desk.GivingBack{PartyID: in.PartyID, To: in.To, Returned: desk.Day{On: in.ReturnedOn, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return returnView{}, err
	}
	return *returnOf(r), nil
}

type lateView struct {
	ID           string        `json:"id"`
	CaseID       cases.ID      `json:"case_id"`
	Organization orgView       `json:"organization" doc:"who entered it"`
	Action       string        `json:"action"`
	Text         string        `json:"text" doc:"the action in words"`
	Subject      string        `json:"subject"`
	On           calendar.Date `json:"on" doc:"the day on which it happened"`
	EnteredAt    *time.Time    `json:"entered_at"`
	Reason       string        `json:"reason,omitempty"`
	Proof        *cases.Proof  `json:"proof"`
}

func caseBackdated(c *Call) (Items[lateView], error) {
	if _, err := c.Case(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return Items[lateView]{}, err
	}
	return c.late(gormdb.LateFilter{CaseID: c.caseID()})
}

func ownBackdated(c *Call) (Items[lateView], error) {
	if err := c.MayListLate(); err != nil {
		return Items[lateView]{}, err
	}
	return c.late(gormdb.LateFilter{Organization: c.Actor.Organization})
}

func (c *Call) late(f gormdb.LateFilter) (Items[lateView], error) {
	p, err := c.page()
	if err != nil {
		return Items[lateView]{}, err
	}
	all, next, err := c.lists().Late(c.ctx, f, p)
	if err != nil {
		return Items[lateView]{}, err
	}
	views := []lateView{}
	for _, l := range all {
		l, ok, err := c.ShownLate(c.ctx, l)
		if err != nil {
			return Items[lateView]{}, err
		}
		if ok {
			views = append(views, lateView{l.ID, l.CaseID, c.org(l.Organization), l.Action, c.say(wordsOf(l.Action)), l.Subject, l.On, instant(l.EnteredAt), l.Reason, l.Proof})
		}
	}
	return page(views, next), nil
}

type addressView struct {
	Address string `json:"address"`
}

// protectedAddress is one look at one address, written down as such.
func protectedAddress(c *Call) (addressView, error) {
	pid := party.ID(c.req.Params["pid"])
	address, err := c.ProtectedAddress(c.ctx, c.caseID(), pid)
	if err != nil {
		return addressView{}, err
	}
	return addressView{address}, c.notice(string(c.caseID()), "address.looked_at", "party/"+string(pid))
}
