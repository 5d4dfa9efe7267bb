package api

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/figures"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/trend"
	"liandong/domain/who"
)

func (a *App) trendRoutes() []Route {
	var ways []string
	for _, x := range trend.Ways {
		ways = append(ways, string(x.By))
	}
	return []Route{
		look("/supervision/trends", "趋势 · disputes by cause, place or whose decision is disputed, in two equal times beside each other", who.SupervisionRead, ofNothing, a.trends).counted().with(
			Parameter{Name: "by", Doc: "category by default", Codes: ways}, Parameter{Name: "from", Doc: "first day, YYYY-MM-DD"}, Parameter{Name: "to", Doc: "last day, YYYY-MM-DD; today by default"},
			Parameter{Name: "category"}, Parameter{Name: "region", Doc: "a region within one's own"}, Parameter{Name: "organization", Doc: "what one below was the first to receive"}),
		list("/trend-notes", "提示函 · notes about trends that one's own organisation wrote or got, the latest first", who.TrendNoteRead, ofNothing, a.listTrendNotes,
			Parameter{Name: "box", Doc: "in by default", Codes: []string{"in", "out"}}, Parameter{Name: "state", Codes: []string{"open", "answered"}}),
		act("POST", "/trend-notes", "发提示函 · write to an organisation below about a row of the trends", who.TrendNoteWrite, ofNothing, a.writeTrendNote).creates().counted(),
		look("/trend-notes/:id", "提示函 · a note about a trend", who.TrendNoteRead, ofTrendNote, func(c *Call) (trendNoteView, error) {
			n, err := c.TrendNote(c.ctx, c.trendNoteID(), who.TrendNoteRead)
			if err != nil {
				return trendNoteView{}, err
			}
			return a.trendNote(c, n)
		}),
		act("POST", "/trend-notes/:id/answer", "答复提示函 · answer a note in words", who.TrendNoteAnswer, ofTrendNote, func(c *Call, in answerTrendNoteIn) (trendNoteView, error) {
			n, err := c.AnswerTrendNote(c.ctx, c.trendNoteID(), in.Text, c.version())
			if err != nil {
				return trendNoteView{}, err
			}
			return a.trendNote(c, n)
		}),
	}
}

func (c *Call) trendNoteID() trend.ID { return trend.ID(c.req.Params["id"]) }

type trendRowView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Now    *int64 `json:"now" doc:"null where it is suppressed"`
	Before *int64 `json:"before" doc:"null where it is suppressed"`
	Says   string `json:"says" doc:"the row as a sentence"`
}

type trendsView struct {
	By         trend.By       `json:"by"`
	From       calendar.Date  `json:"from"`
	To         calendar.Date  `json:"to"`
	BeforeFrom calendar.Date  `json:"before_from"`
	BeforeTo   calendar.Date  `json:"before_to"`
	Counts     string         `json:"counts" doc:"what is counted"`
	Rows       []trendRowView `json:"rows" doc:"by name, never by number"`
	Now        *int64         `json:"now" doc:"the sum; null where it would give a suppressed count away, and by organisation, where one case may count twice"`
	Before     *int64         `json:"before"`
}

// compared asks the books the same question for a time and the one before it.
func (a *App) compared(c *Call) (trend.About, trend.Table, error) {
	about := trend.About{By: trend.By(c.req.Query["by"]), Category: c.req.Query["category"], Region: c.req.Query["region"], Below: org.ID(c.req.Query["organization"])}
	if about.By == "" {
		about.By = trend.Category
	}
	if err := c.MayOwn(who.SupervisionRead); err != nil {
		return about, trend.Table{}, err
	}
	q, err := c.figuresAsked()
	if err != nil {
		return about, trend.Table{}, err
	}
	about.From, about.To = q.from, q.to
	var check fault.Check
	if !about.By.Known() {
		check.Add("/by", "unknown_code", "请选择类别、区划或者决策单位", "choose category, place or organization")
	}
	if _, ok := a.pack.Codes.Category[about.Category]; about.Category != "" && (!ok || about.By == trend.Decider) {
		check.Add("/category", "unknown_code", "没有这个类别，或者按决策单位查询时不能选类别", "unknown category, or none can be chosen by organisation")
	}
	if err := check.Err(); err != nil {
		return about, trend.Table{}, err
	}
	if about.By == trend.Place && about.Region == "" {
		own, err := c.Tx.Directory.Get(c.ctx, c.Actor.Organization)
		if err != nil {
			return about, trend.Table{}, err
		}
		about.Region = own.Region
	}
	now, err := c.disputes(about, q, q.from, q.to)
	if err != nil {
		return about, trend.Table{}, err
	}
	from, to := trend.Before(q.from, q.to)
	before, err := c.disputes(about, q, from, to)
	if err != nil {
		return about, trend.Table{}, err
	}
	t := trend.Compare(now, before)
	if about.By == trend.Decider {
		t.Now, t.Before = nil, nil
	}
	return about, t, nil
}

// disputes counts one time. What an ended organisation decided is its heir's.
func (c *Call) disputes(about trend.About, q asked, from, to calendar.Date) (map[string]int64, error) {
	if about.By == trend.Place {
		q.in.Region = about.Region
		return c.lists().DisputesIn(c.ctx, q.in, about.Category, from, to)
	}
	if about.By == trend.Category {
		all, err := c.lists().Disputes(c.ctx, q.in, figures.Dispute, from, to)
		if about.Category != "" {
			all = map[string]int64{about.Category: all[about.Category]}
		}
		return all, err
	}
	all, err := c.lists().Disputes(c.ctx, q.in, figures.About, from, to)
	if err != nil {
		return nil, err
	}
	heirs, err := c.Tx.Directory.Heirs(c.ctx)
	counts := map[string]int64{}
	for id, n := range all {
		counts[string(heirs.Of(org.ID(id)))] += n
	}
	return counts, err
}

// naming says the codes of a table in words.
func (a *App) naming(c *Call, about trend.About, codes []string) (func(code string) string, error) {
	switch about.By {
	case trend.Place:
		names, err := c.lists().RegionNames(c.ctx, codes)
		return func(code string) string {
			if code == about.Region { // what is left of the whole
				return names[code] + c.say(lang.T("（未写明下级区划）", " (no smaller place is named)"))
			}
			return names[code]
		}, err
	case trend.Decider:
		return func(code string) string { return c.org(org.ID(code)).Name }, nil
	}
	words := map[string]string{}
	for _, o := range flattened((&lawView{Lang: c.req.Language, values: map[string]string{}}).categories(a.pack.Codes)) {
		words[o.Code] = o.Name
	}
	return func(code string) string {
		if code == "" {
			return c.say(lang.T("未分类", "without a category"))
		}
		return words[code]
	}, nil
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// sentence says a row in words; a number that is not shown is said to be small or beside a small one.
func (c *Call) sentence(name string, now, before *int64) string {
	n := func(v *int64) lang.Text {
		if v == nil {
			return lang.T("不显示", "not shown")
		}
		s := count(*v)
		return lang.T(s+"件", s)
	}
	x, y := n(now), n(before)
	zh, en := name+"：这一期"+x.ZH+"，上一期"+y.ZH, name+": "+x.EN+" in this time, "+y.EN+" in the one before"
	if now != nil && before != nil {
		switch d := *now - *before; {
		case d > 0:
			zh, en = zh+"，多"+count(d)+"件", en+", "+count(d)+" more"
		case d < 0:
			zh, en = zh+"，少"+count(-d)+"件", en+", "+count(-d)+" fewer"
		default:
			zh, en = zh+"，一样多", en+", the same"
		}
	}
	return c.say(lang.T(zh+"。", en+"."))
}

func (a *App) trends(c *Call) (trendsView, error) {
	about, t, err := a.compared(c)
	if err != nil {
		return trendsView{}, err
	}
	v := trendsView{By: about.By, From: about.From, To: about.To, Counts: c.say(countsOfTrends), Rows: []trendRowView{}, Now: t.Now, Before: t.Before}
	v.BeforeFrom, v.BeforeTo = trend.Before(about.From, about.To)
	var codes []string
	for _, r := range t.Rows {
		codes = append(codes, r.Code)
	}
	name, err := a.naming(c, about, codes)
	if err != nil {
		return v, err
	}
	for _, r := range t.Rows {
		v.Rows = append(v.Rows, trendRowView{Code: r.Code, Name: name(r.Code), Now: r.Now, Before: r.Before, Says: c.sentence(name(r.Code), r.Now, r.Before)})
	}
	slices.SortStableFunc(v.Rows, func(x, y trendRowView) int { return strings.Compare(x.Name, y.Name) })
	return v, nil
}

var countsOfTrends = lang.T("新登记的由下级单位首接的事项（选了单位的，由该单位首接），不含检举控告，按登记之日归入；只数事项，不数人。少于5件的和能推算出它的不显示。",
	"What was registered at those below (or at the one that was chosen), by the day of registration, without accusations; matters, never persons. Counts below 5 are not shown, nor what would give one away.")

type trendNoteIn struct {
	Receiver     org.ID        `json:"receiver" doc:"an organisation below; no court, tribunal, reconsideration body, mediation committee or discipline organ"`
	Text         string        `json:"text"`
	DueOn        calendar.Date `json:"due_on,omitempty" doc:"a day for the answer, at most ninety days away"`
	By           trend.By      `json:"by"`
	Code         string        `json:"code" doc:"of the row that it is about"`
	From         calendar.Date `json:"from"`
	To           calendar.Date `json:"to"`
	Category     string        `json:"category,omitempty" doc:"as the trends were asked for"`
	Region       string        `json:"region,omitempty" doc:"likewise"`
	Organization org.ID        `json:"organization,omitempty" doc:"likewise"`
}

type answerTrendNoteIn struct {
	Text string `json:"text"`
}

type trendNoteView struct {
	ID         trend.ID         `json:"id"`
	From       orgView          `json:"from"`
	To         orgView          `json:"to"`
	By         trend.By         `json:"by"`
	Code       string           `json:"code"`
	Name       string           `json:"name"`
	Narrowed   []string         `json:"narrowed" doc:"the cause, place or receiving organisation that the numbers are of"`
	First      calendar.Date    `json:"period_from"`
	Last       calendar.Date    `json:"period_to"`
	BeforeFrom calendar.Date    `json:"before_from"`
	BeforeTo   calendar.Date    `json:"before_to"`
	Now        *int64           `json:"now" doc:"as its sender saw it; null where it was suppressed"`
	Before     *int64           `json:"before"`
	Says       string           `json:"says"`
	Text       string           `json:"text"`
	DueOn      *calendar.Date   `json:"due_on"`
	GivenAt    *time.Time       `json:"given_at"`
	State      trend.State      `json:"state"`
	Answer     string           `json:"answer,omitempty"`
	AnsweredAt *time.Time       `json:"answered_at"`
	Actions    []problem.Action `json:"allowed_actions"`
	Version    int              `json:"version"`
}

func (v trendNoteView) etag() string { return etagOf(v.Version) }

// writeTrendNote asks for the row again, so that the numbers are those of the
// books and what is suppressed stays so.
func (a *App) writeTrendNote(c *Call, in trendNoteIn) (trendNoteView, error) {
	c.req.Query = map[string]string{"by": string(in.By), "from": string(in.From), "to": string(in.To), "category": in.Category, "region": in.Region, "organization": string(in.Organization)}
	about, t, err := a.compared(c)
	if err != nil {
		return trendNoteView{}, err
	}
	row, ok := t.Find(in.Code)
	if !ok {
		return trendNoteView{}, trend.ErrNoRow
	}
	about.Code, about.Now, about.Before = row.Code, row.Now, row.Before
	n, err := c.WriteTrendNote(c.ctx, trend.Note{To: in.Receiver, Text: in.Text, DueOn: in.DueOn, About: about})
	if err != nil {
		return trendNoteView{}, err
	}
	c.location = prefix + "/trend-notes/" + string(n.ID)
	return a.trendNote(c, n)
}

func (a *App) trendNote(c *Call, n trend.Note) (trendNoteView, error) {
	x := n.About
	v := trendNoteView{
		ID: n.ID, From: c.org(n.From), To: c.org(n.To), By: x.By, Code: x.Code, Narrowed: []string{}, First: x.From, Last: x.To, Now: x.Now, Before: x.Before,
		Text: n.Text, DueOn: day(n.DueOn), GivenAt: instant(n.GivenAt), State: n.State, Answer: n.Answer, AnsweredAt: instant(n.AnsweredAt), Actions: []problem.Action{}, Version: n.Version,
	}
	v.BeforeFrom, v.BeforeTo = trend.Before(x.From, x.To)
	for _, part := range []trend.About{{By: x.By, Code: x.Code, Region: x.Region}, {By: trend.Category, Code: x.Category}, {By: trend.Place, Code: x.Region}, {By: trend.Decider, Code: string(x.Below)}} {
		name, err := a.naming(c, part, []string{part.Code})
		switch {
		case err != nil:
			return v, err
		case v.Name == "":
			v.Name = name(part.Code)
		case part.Code != "" && part.Code != x.Code:
			v.Narrowed = append(v.Narrowed, name(part.Code))
		}
	}
	v.Says = c.sentence(v.Name, x.Now, x.Before)
	if _, err := c.TrendNote(c.ctx, n.ID, who.TrendNoteAnswer); err == nil && n.State == trend.Open {
		v.Actions = append(v.Actions, problem.Action{Action: "answer", Method: "POST", Href: prefix + "/trend-notes/" + string(n.ID) + "/answer", Title: c.say(lang.T("答复提示函", "answer the note"))})
	}
	return v, nil
}

func (a *App) listTrendNotes(c *Call) (Items[trendNoteView], error) {
	if err := c.MayOwn(who.TrendNoteRead); err != nil {
		return Items[trendNoteView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[trendNoteView]{}, err
	}
	own, err := c.Mine(c.ctx)
	if err != nil {
		return Items[trendNoteView]{}, err
	}
	all, next, err := c.lists().TrendNotes(c.ctx, own, c.req.Query["box"] == "out", trend.State(c.req.Query["state"]), p)
	if err != nil {
		return Items[trendNoteView]{}, err
	}
	views := make([]trendNoteView, 0, len(all))
	for _, n := range all {
		v, err := a.trendNote(c, n)
		if err != nil {
			return Items[trendNoteView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), nil
}

// waysOfTrends lists how disputes are told apart.
func waysOfTrends() []word {
	var all []word
	for _, x := range trend.Ways {
		all = append(all, word{string(x.By), x.Name})
	}
	return all
}
