package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/notice"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func noticeRoutes() []Route {
	return []Route{
		list("/notices", "通知 · what the organisation is told", who.NoticeRead, ofNothing, notices,
			Parameter{Name: "box", Doc: "in; or print, for papers that wait to be printed and sent", Codes: []string{"in", "print"}}, Parameter{Name: "unread", Doc: "1: only those nobody has opened", Codes: []string{"1"}}),
		look("/notices/unread", "未读通知数 · how many are unread", who.NoticeRead, ofNothing, unread),
		act("POST", "/notices/:id/read", "已阅 · opened", who.NoticeRead, ofNotice, readNotice),
		act("POST", "/notices/:id/printed", "已打印寄出 · printed and sent", who.CaseAmend, ofNotice, printedNotice),
		act("POST", "/notices/:id/service", "登记送达 · record service, with its proof", who.CaseAmend, ofNotice, serveNotice),
		list("/cases/:id/notices", "告知和送达 · what the parties were told, and how", who.CaseFile, ofCase, caseNotices).logged(),
		list("/party/notices", "通知 · what a party is told", who.PartySelf, ofParty, partyNotices),
		act("POST", "/party/notices/:id/received", "收到 · a party has it", who.PartySelf, ofParty, receiveNotice),
	}
}

type remedyView struct {
	Rule  string         `json:"rule"`
	Name  string         `json:"name"`
	DueOn *calendar.Date `json:"due_on" doc:"the last day, once it is served"`
	Text  string         `json:"text" doc:"what may be done, and until when, in words"`
	Cite  string         `json:"cite,omitempty"`
}

type serviceView struct {
	Form     string        `json:"form"`
	Name     string        `json:"name"`
	ServedOn calendar.Date `json:"served_on"`
	Proof    *cases.Proof  `json:"proof"`
	Reason   string        `json:"reason,omitempty"`
	Entered  *time.Time    `json:"entered_at"`
}

type noticeView struct {
	ID       notice.ID    `json:"id"`
	CaseID   string       `json:"case_id"`
	Number   string       `json:"number" doc:"of the case"`
	Subject  string       `json:"subject" doc:"what it is about, such as referral/…"`
	Event    string       `json:"event"`
	From     *orgView     `json:"from"`
	PartyID  *party.ID    `json:"party_id"`
	Way      notice.Way   `json:"way"`
	State    notice.State `json:"state"`
	Text     string       `json:"text"`
	Cite     string       `json:"cite,omitempty"`
	Serve    bool         `json:"serve" doc:"the law wants it served"`
	Remedies []remedyView `json:"remedies"`
	Service  *serviceView `json:"service" doc:"null: sent is not served"`
	MadeAt   *time.Time   `json:"made_at"`
	SentAt   *time.Time   `json:"sent_at"`
	ReadAt   *time.Time   `json:"read_at"`
	Trouble  string       `json:"trouble,omitempty" doc:"why the last try to send it failed"`
	Version  int          `json:"version"`
}

func (v noticeView) etag() string { return etagOf(v.Version) }

func (c *Call) noticeOf(n notice.Notice) noticeView {
	v := noticeView{
		ID: n.ID, CaseID: string(n.CaseID), Number: n.Said.Number, Subject: n.Subject, Event: n.Event, PartyID: optional(n.PartyID), Way: n.Way, State: n.State,
		Text: c.say(n.Text()), Cite: n.Cite, Serve: n.Serve, Remedies: []remedyView{}, MadeAt: instant(n.MadeAt), SentAt: instant(n.SentAt), ReadAt: instant(n.ReadAt),
		Trouble: n.Trouble, Version: n.Version,
	}
	if n.From != "" {
		from := c.org(n.From)
		v.From = &from
	}
	for _, r := range n.Remedies {
		v.Remedies = append(v.Remedies, c.remedy(r))
	}
	if s := n.Service; s != nil {
		v.Service = &serviceView{Form: s.Form, Name: c.say(notice.FormNames[s.Form]), ServedOn: s.On.On, Proof: s.On.Proof, Reason: s.On.Reason, Entered: instant(s.On.EnteredAt)}
	}
	return v
}

// remedy says what may be done and until when: the last day once it is certain.
func (c *Call) remedy(r notice.Remedy) remedyView {
	v := remedyView{Rule: r.Rule, DueOn: day(r.DueOn)}
	rule, err := c.Rules.InForce(r.Rule, c.Today())
	if err != nil {
		return v
	}
	v.Name, v.Cite = c.say(rule.Name), rule.Cite.String()
	if r.DueOn != "" {
		v.Text = c.say(lang.T(rule.Name.ZH+"，最迟"+string(r.DueOn), rule.Name.EN+", by "+string(r.DueOn)))
		return v
	}
	v.Text = c.say(lang.T(rule.Name.ZH+"，期限自收到之日起计算", rule.Name.EN+"; the time runs from the day you receive it"))
	return v
}

func (c *Call) noticePage(f gormdb.NoticeFilter) (Items[noticeView], error) {
	p, err := c.page()
	if err != nil {
		return Items[noticeView]{}, err
	}
	all, next, err := c.lists().Notices(c.ctx, f, p)
	views := make([]noticeView, 0, len(all))
	for _, n := range all {
		open, err := c.openCase(n.CaseID)
		if err != nil {
			return Items[noticeView]{}, err
		}
		if open {
			views = append(views, c.noticeOf(n))
		}
	}
	return page(views, next), err
}

// openCase tells whether the caller may still hear of a case: of an accusation
// whose accused became known later, earlier notices are closed too (条例 30).
func (c *Call) openCase(id cases.ID) (bool, error) {
	if c.Actor.Party != "" {
		return true, nil
	}
	x, err := c.Tx.Cases.Get(c.ctx, id)
	if err != nil {
		return false, err
	}
	barred, err := c.Barring(c.ctx, x.Facts())
	return !barred, err
}

func notices(c *Call) (Items[noticeView], error) {
	if err := c.MayOwn(who.NoticeRead); err != nil {
		return Items[noticeView]{}, err
	}
	if c.req.Query["box"] == "print" {
		return c.noticePage(gormdb.NoticeFilter{Holder: c.Actor.Organization})
	}
	mine, err := c.Mine(c.ctx)
	if err != nil {
		return Items[noticeView]{}, err
	}
	return c.noticePage(gormdb.NoticeFilter{Organizations: mine, Unread: c.req.Query["unread"] == "1"})
}

type unreadView struct {
	Unread int64 `json:"unread" doc:"counted up to 100"`
}

func unread(c *Call) (unreadView, error) {
	if err := c.MayOwn(who.NoticeRead); err != nil {
		return unreadView{}, err
	}
	mine, err := c.Mine(c.ctx)
	if err != nil {
		return unreadView{}, err
	}
	about, err := c.lists().Unread(c.ctx, mine)
	v, known := unreadView{}, map[cases.ID]bool{}
	for _, id := range about {
		open, ok := known[id]
		if !ok && err == nil {
			open, err = c.openCase(id)
			known[id] = open
		}
		if open {
			v.Unread++
		}
	}
	return v, err
}

func (c *Call) noticeID() notice.ID { return notice.ID(c.req.Params["id"]) }

// noticeGate opens a notice for who reads it, or for who adds to its case's file.
func (c *Call) noticeGate(may who.Permission) error {
	if may == who.NoticeRead {
		if err := c.MayOwn(may); err != nil {
			return err
		}
	}
	n, _, err := c.Notice(c.ctx, c.noticeID())
	if err == nil && may != who.NoticeRead {
		_, err = c.Case(c.ctx, n.CaseID, may)
	}
	return err
}

func readNotice(c *Call, _ none) (noticeView, error) {
	if err := c.MayOwn(who.NoticeRead); err != nil {
		return noticeView{}, err
	}
	n, err := c.ReadNotice(c.ctx, c.noticeID())
	if err != nil {
		return noticeView{}, err
	}
	return c.noticeOf(n), nil
}

func printedNotice(c *Call, _ none) (noticeView, error) {
	n, err := c.PrintNotice(c.ctx, c.noticeID())
	if err != nil {
		return noticeView{}, err
	}
	return c.noticeOf(n), nil
}

type serviceIn struct {
	Form     string        `json:"form" doc:"direct, postal, lien, forwarded, public or electronic"`
	ServedOn calendar.Date `json:"served_on,omitempty"`
	Proof    *cases.Proof  `json:"proof,omitempty"`
	Reason   string        `json:"reason,omitempty"`
}

func serveNotice(c *Call, in serviceIn) (noticeView, error) {
	n, err := c.Serve(c.ctx, c.noticeID(), desk.Serving{Form: in.Form, Served: desk.Day{On: in.ServedOn, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return noticeView{}, err
	}
	return c.noticeOf(n), nil
}

func caseNotices(c *Call) (Items[noticeView], error) {
	all, err := c.NoticesOfCase(c.ctx, c.caseID())
	if err != nil {
		return Items[noticeView]{}, err
	}
	views := make([]noticeView, 0, len(all))
	for _, n := range all {
		views = append(views, c.noticeOf(n))
	}
	return page(views, ""), c.notice(string(c.caseID()), "notices.listed", "case/"+string(c.caseID()))
}

func partyNotices(c *Call) (Items[noticeView], error) {
	if err := c.MayOwn(who.PartySelf); err != nil {
		return Items[noticeView]{}, err
	}
	return c.noticePage(gormdb.NoticeFilter{Party: party.ID(c.Actor.Party)})
}

func receiveNotice(c *Call, _ none) (noticeView, error) {
	if err := c.MayOwn(who.PartySelf); err != nil {
		return noticeView{}, err
	}
	n, err := c.ReadNotice(c.ctx, c.noticeID())
	if err != nil {
		return noticeView{}, err
	}
	return c.noticeOf(n), nil
}
