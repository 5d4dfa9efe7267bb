package api

import (
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

var fromDay = Parameter{Name: "from", Doc: "YYYY-MM-DD: only what is not over before that day"}

func receptionRoutes() []Route {
	return []Route{
		act("POST", "/receptions", "安排接访 · schedule a reception", who.ReceptionPlan, ofNothing, planReception).creates(),
		list("/receptions", "接访安排 · receptions", who.ReceptionRead, ofNothing, func(c *Call) (Items[receptionView], error) { return c.receptions(false) }, fromDay),
		list("/reception-frequency", "接访频次 · on how many days leaders received people, here and below", who.ReceptionRead, ofNothing, receptionFrequency,
			Parameter{Name: "from", Doc: "first day, YYYY-MM-DD; the first of this month by default"}, Parameter{Name: "to", Doc: "last day, YYYY-MM-DD; today by default"}),
		look("/receptions/:id", "接访 · a reception", who.ReceptionRead, ofReception, func(c *Call) (receptionView, error) {
			if err := c.MayOwn(who.ReceptionRead); err != nil {
				return receptionView{}, err
			}
			r, err := c.Tx.Receptions.Get(c.ctx, c.req.Params["id"])
			return c.reception(r), err
		}),
		act("POST", "/receptions/:id/cancel", "取消接访 · say that a reception does not take place", who.ReceptionPlan, ofReception, func(c *Call, in textIn) (receptionView, error) {
			r, err := c.CancelReception(c.ctx, c.req.Params["id"], in.Text)
			return c.reception(r), err
		}),
		act("POST", "/receptions/:id/move", "改期、改地点 · hold a reception at another time or place", who.ReceptionPlan, ofReception, func(c *Call, in moveIn) (receptionView, error) {
			r, err := c.MoveReception(c.ctx, c.req.Params["id"], in.Place, in.StartsAt, in.EndsAt, in.Text)
			return c.reception(r), err
		}),
		act("POST", "/receptions/:id/join", "律师报名 · join as a lawyer", who.ReceptionJoin, ofReception, func(c *Call, _ none) (receptionView, error) {
			r, err := c.JoinReception(c.ctx, c.req.Params["id"])
			return c.reception(r), err
		}),
		act("POST", "/receptions/:id/visits", "来访登记 · check in a visitor", who.VisitCheckIn, ofReception, checkIn).creates(),
		act("POST", "/receptions/:id/earlier-matters", "来访人以前的事项 · the visitor's earlier matters at one's own organisation, by a whole id number, phone or name", who.VisitCheckIn, ofReception, earlierMatters),
		list("/receptions/:id/visits", "来访队列 · the queue", who.VisitRead, ofReception, visits),
		look("/visits/:id", "来访 · a visit", who.VisitRead, ofVisit, showVisit),
		look("/visits/:id/conflict-check", "仅核对姓名 · names-only conflict check", who.OpinionWrite, ofVisit, visitNames).logged(),
		act("POST", "/visits/:id/outcome", "来访结果 · what became of a visit", who.VisitCheckIn, ofVisit, func(c *Call, in endVisitIn) (visitView, error) {
			v, err := c.EndVisit(c.ctx, c.req.Params["id"], desk.Ending{Outcome: in.Outcome, CaseID: in.CaseID, Route: in.Route})
			return c.visit(v), err
		}),
		act("POST", "/receptions/:id/leave", "律师退出 · give one's seat back before it begins", who.ReceptionJoin, ofReception, func(c *Call, _ none) (receptionView, error) {
			r, err := c.LeaveReception(c.ctx, c.req.Params["id"])
			return c.reception(r), err
		}),
		act("POST", "/visits/:id/opinions", "法律意见 · leave an opinion", who.OpinionWrite, ofVisit, opine).creates(),
		list("/visits/:id/opinions", "法律意见 · opinions", who.OpinionRead, ofVisit, opinions),
		list("/public/receptions", "公开的接访安排 · public receptions", who.Public, ofPublic, func(c *Call) (Items[receptionView], error) { return c.receptions(true) }, fromDay),
		list("/public/reception-figures", "接访情况 · what became of the visits to public receptions", who.Public, ofPublic, receptionFigures,
			Parameter{Name: "from", Doc: "first day, YYYY-MM-DD; 1 January by default"}, Parameter{Name: "to", Doc: "last day, YYYY-MM-DD; today by default"}),
		look("/public/receptions.ics", "接访日历 · receptions as iCalendar", who.Public, ofPublic, calendarFile),
	}
}

type planIn struct {
	Place            string    `json:"place"`
	StartsAt         time.Time `json:"starts_at"`
	EndsAt           time.Time `json:"ends_at"`
	HostOrganization org.ID    `json:"host_organization,omitempty"`
	Lead             string    `json:"lead,omitempty"`
	LawyersWanted    int       `json:"lawyers_wanted,omitempty"`
	Public           bool      `json:"public,omitempty"`
}

type moveIn struct {
	Place    string    `json:"place,omitempty" doc:"where it was, if left out"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Text     string    `json:"text" doc:"why; stands on the public page"`
}

type seatView struct {
	Name string `json:"name"`
	Firm string `json:"firm"`
}

type receptionView struct {
	ID               string      `json:"id"`
	Place            string      `json:"place"`
	StartsAt         *time.Time  `json:"starts_at"`
	EndsAt           *time.Time  `json:"ends_at"`
	HostOrganization orgView     `json:"host_organization"`
	Lead             string      `json:"lead"`
	LawyersWanted    int         `json:"lawyers_wanted"`
	Lawyers          []seatView  `json:"lawyers"`
	Table            []guestView `json:"table" doc:"other organisations at a joint reception"`
	Public           bool        `json:"public"`
	Joined           bool        `json:"joined"` // the caller has a seat
	State            string      `json:"state" doc:"planned, moved or cancelled"`
	MovedFrom        *time.Time  `json:"moved_from" doc:"when it was to begin as it was announced first"`
	Change           string      `json:"change,omitempty" doc:"why it was cancelled or moved last"`
	MayChange        bool        `json:"may_change" doc:"the caller may cancel or move it"`
	MayAsk           bool        `json:"may_ask" doc:"the caller may ask organisations to the table"`
	Unaware          []seatView  `json:"unaware" doc:"who sits there and has not said that they know of the last change; to who plans there"`
}

func (c *Call) reception(r reception.Reception) receptionView {
	v := receptionView{ID: r.ID, Place: r.Place, StartsAt: instant(r.StartsAt), EndsAt: instant(r.EndsAt), HostOrganization: c.org(r.Host), Lead: r.Lead, LawyersWanted: r.LawyersWanted, Lawyers: []seatView{}, Table: c.table(r), Public: r.Public, Joined: r.Seated(c.Actor.User),
		State: "planned", MovedFrom: instant(r.MovedFrom), Change: r.Change, MayChange: c.mayChange(r), MayAsk: !r.Off() && c.Now.Before(r.EndsAt) && c.plansAt(r), Unaware: []seatView{}}
	switch {
	case r.Off():
		v.State = "cancelled"
	case !r.MovedFrom.IsZero():
		v.State = "moved"
	}
	for _, s := range r.Lawyers {
		v.Lawyers = append(v.Lawyers, seatView{s.Name, s.Firm})
	}
	if unaware := r.Unaware(); len(unaware) > 0 && c.plansAt(r) {
		for _, s := range unaware {
			v.Unaware = append(v.Unaware, seatView{s.Name, s.Firm})
		}
	}
	return v
}

// mayChange tells whether the caller plans where a reception is held, and it has not begun.
func (c *Call) mayChange(r reception.Reception) bool {
	return !r.Off() && c.Now.Before(r.StartsAt) && c.plansAt(r)
}

func (c *Call) plansAt(r reception.Reception) bool {
	if c.Policy == nil || c.MayOwn(who.ReceptionPlan) != nil {
		return false
	}
	leaders, err := c.Tx.Directory.Leaders(c.ctx)
	return err == nil && (c.Actor.Organization == r.Host || leaders.Leads(c.Actor.Organization, r.Host))
}

// changeWords says what a change was, where there was one.
func changeWords(r reception.Reception) lang.Text {
	if r.Off() {
		return lang.T("已取消", "cancelled")
	}
	return lang.T("已改期或者改地点", "moved")
}

func planReception(c *Call, in planIn) (receptionView, error) {
	r, err := c.PlanReception(c.ctx, desk.Plan{Place: in.Place, StartsAt: in.StartsAt, EndsAt: in.EndsAt, Host: in.HostOrganization, Lead: in.Lead, LawyersWanted: in.LawyersWanted, Public: in.Public})
	c.location = prefix + "/receptions/" + r.ID
	return c.reception(r), err
}

func (c *Call) receptions(publicOnly bool) (Items[receptionView], error) {
	p, err := c.page()
	if err != nil {
		return Items[receptionView]{}, err
	}
	var from time.Time
	if q := calendar.Date(c.req.Query["from"]); q != "" {
		if !q.Valid() {
			return Items[receptionView]{}, fault.Invalid("/from", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
		}
		from = q.Start()
	}
	all, next, err := c.lists().Receptions(c.ctx, publicOnly, from, p)
	views := make([]receptionView, 0, len(all))
	for _, r := range all {
		views = append(views, c.reception(r))
	}
	return page(views, next), err
}

// comingReceptions is the public ones that are not over before today, by start.
func (c *Call) comingReceptions() ([]reception.Reception, error) {
	all, _, err := c.lists().Receptions(c.ctx, true, c.Today().Start(), gormdb.Page{Limit: calendarMost})
	return all, err
}

type visitorIn struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
}

type visitIn struct {
	Visitor visitorIn `json:"visitor"`
	Matter  string    `json:"matter"`
	CaseID  cases.ID  `json:"case_id,omitempty"`
}

// visits shows the queue; a lawyer reads the matter after the check of names.
func visits(c *Call) (Items[visitView], error) {
	if err := c.Attend(c.ctx, c.req.Params["id"]); err != nil {
		return Items[visitView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[visitView]{}, err
	}
	only, err := c.OnlyCalled(c.ctx, c.req.Params["id"])
	if err != nil {
		return Items[visitView]{}, err
	}
	all, next, err := c.lists().Visits(c.ctx, c.req.Params["id"], only, p)
	views := make([]visitView, 0, len(all))
	for _, v := range all {
		open, err := c.OpenVisit(c.ctx, v)
		if err != nil {
			return Items[visitView]{}, err
		}
		if open {
			views = append(views, c.visit(v))
		}
	}
	return page(views, next), err
}

type queuedView struct {
	ID            string `json:"id"`
	NumberInQueue int    `json:"number_in_queue"`
}

func checkIn(c *Call, in visitIn) (queuedView, error) {
	v, err := c.CheckIn(c.ctx, c.req.Params["id"], desk.Arrival{Name: strings.TrimSpace(in.Visitor.Name), Phone: in.Visitor.Phone, Matter: in.Matter, CaseID: in.CaseID})
	c.location = prefix + "/visits/" + v.ID
	return queuedView{v.ID, v.Number}, err
}

type visitView struct {
	ID            string     `json:"id"`
	ReceptionID   string     `json:"reception_id"`
	NumberInQueue int        `json:"number_in_queue"`
	Visitor       visitorIn  `json:"visitor"`
	Matter        string     `json:"matter,omitempty"`
	CaseID        *string    `json:"case_id"`
	Called        []orgView  `json:"called" doc:"the organisations at the table that receive the visitor with the host"`
	CheckedInAt   *time.Time `json:"checked_in_at"`
	Outcome       *string    `json:"outcome"`
	Route         *string    `json:"route"`
	EndedAt       *time.Time `json:"ended_at"`
}

// visit is what everybody at the reception sees of a visit.
func (c *Call) visit(v reception.Visit) visitView {
	to := make([]orgView, 0, len(v.Called))
	for _, o := range v.Called {
		to = append(to, c.org(o))
	}
	return visitView{Called: to, ID: v.ID, ReceptionID: v.ReceptionID, NumberInQueue: v.Number, Visitor: visitorIn{Name: v.Name}, CaseID: optional(v.CaseID), CheckedInAt: instant(v.CheckedInAt), Outcome: optional(string(v.Outcome)), Route: optional(string(v.Route)), EndedAt: instant(v.EndedAt)}
}

// showVisit shows a lawyer whose firm acts against the visitor nothing but the name.
func showVisit(c *Call) (visitView, error) {
	v, _, err := c.Visit(c.ctx, c.req.Params["id"], who.VisitRead)
	if err != nil {
		return visitView{}, err
	}
	view := c.visit(v)
	if c.Actor.Role == who.Lawyer {
		barred, err := c.Barred(c.ctx, v)
		if err != nil || barred {
			return view, err
		}
	}
	view.Matter = v.Matter
	if c.Actor.Role != who.Lawyer && (c.Actor.Organization == v.Host || !slices.Contains(v.Called, c.Actor.Organization)) {
		view.Visitor.Phone = v.Phone // who is called to the table meets the visitor; the host's window calls them
	}
	return view, nil
}

func visitNames(c *Call) (namesView, error) {
	found, err := c.CheckConflict(c.ctx, c.req.Params["id"])
	if found.Names == nil {
		found.Names = []string{}
	}
	return namesView{found.Conflict, found.Names}, err
}

type opinionIn struct {
	Facts    string   `json:"facts,omitempty" doc:"what it rests on, as the visitor told it"`
	Law      []string `json:"law,omitempty" doc:"articles; at most twenty"`
	Text     string   `json:"text"`
	Routes   []string `json:"routes,omitempty"`
	Bring    []string `json:"bring,omitempty" doc:"what the visitor should bring; at most twenty"`
	ForParty string   `json:"for_party,omitempty"`
}

type opinionView struct {
	ID       string     `json:"id"`
	Facts    string     `json:"facts"`
	Law      []string   `json:"law"`
	Text     string     `json:"text"`
	Routes   []string   `json:"routes"`
	Bring    []string   `json:"bring"`
	Firm     string     `json:"firm"`
	ForParty string     `json:"for_party"`
	At       *time.Time `json:"at"`
}

func (c *Call) opinion(o reception.Opinion) opinionView {
	return opinionView{ID: o.ID, Facts: o.Facts, Law: some(o.Law), Text: o.Text, Routes: some(o.Routes), Bring: some(o.Bring), Firm: c.org(o.Firm).Name, ForParty: o.ForParty, At: instant(o.At)}
}

// some is a list that is never null.
func some(all []string) []string { return append([]string{}, all...) }

func (c *Call) oneOpinion(o reception.Opinion, err error) (opinionView, error) {
	if err != nil {
		return opinionView{}, err
	}
	return c.opinion(o), nil
}

func opine(c *Call, in opinionIn) (opinionView, error) {
	return c.oneOpinion(c.Opine(c.ctx, c.req.Params["id"], desk.Advice(in)))
}

// opinions shows a lawyer the opinions on a visit: their own, and others' where the visitor agreed.
func opinions(c *Call) (Items[opinionView], error) {
	all, err := c.Opinions(c.ctx, c.req.Params["id"])
	views := make([]opinionView, 0, len(all))
	for _, o := range all {
		views = append(views, c.opinion(o))
	}
	return page(views, ""), err
}
