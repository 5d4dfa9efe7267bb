package api

import (
	"maps"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/figures"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) figureRoutes() []Route {
	scope := []Parameter{
		{Name: "from", Doc: "first day, YYYY-MM-DD"}, {Name: "to", Doc: "last day, YYYY-MM-DD; today by default"},
		{Name: "organization", Doc: "one below, to a supervisor; one's own by default"}, {Name: "region", Doc: "a region within its own and everything below it, to a supervisor"},
	}
	return []Route{
		look("/statistics/summary", "统计 · the stock and the indicators, each with what it counts", who.StockRead, ofNothing, summary).counted().with(scope...),
		look("/statistics/flow", "流转 · handoffs from a kind of organisation to a channel", who.StockRead, ofNothing, flow).counted().with(scope...),
		look("/statistics/days", "办理天数 · the median and the 90th percentile of the days that proceedings took, by channel", who.StockRead, ofNothing, days).counted().with(scope...),
		look("/statistics/series", "趋势 · what came, came back and closed, by day or month", who.StockRead, ofNothing, a.series).
			counted().with(scope...).with(Parameter{Name: "by", Codes: []string{"day", "month"}}, Parameter{Name: "channel", Doc: "cases that were in it"}, Parameter{Name: "category"}),
	}
}

// asked is what a question about figures names: the time, and whose cases.
type asked struct {
	from, to calendar.Date
	in       gormdb.Scope
	one      org.ID // the one organisation asked about, where it is one
	counts   lang.Text
}

// figuresAsked reads a question: one's own organisation by default, to a
// supervisor what it leads; anything else names the field.
func (c *Call) figuresAsked() (asked, error) {
	if err := c.MayOwn(who.StockRead); err != nil {
		return asked{}, err
	}
	from, to, err := c.period()
	if err != nil {
		return asked{}, err
	}
	mine, supervisor := c.Actor.Organization, c.Actor.Role == who.Supervisor
	q := asked{from: from, to: to, in: gormdb.Scope{Organization: mine, Standing: who.FirstReceiver}, one: mine, counts: lang.T("本单位首接的事项", "what the organisation was the first to receive")}
	below, region := org.ID(c.req.Query["organization"]), c.req.Query["region"]
	if supervisor && (below == "" || below != mine) {
		q.in.Standing, q.in.Below, q.one = who.Superior, below, below
		q.counts = lang.T("下级单位首接的事项", "what those below it were the first to receive")
	}
	if below != "" && below != mine {
		leaders, err := c.Tx.Directory.Leaders(c.ctx)
		if err != nil {
			return q, err
		}
		if !supervisor || !leaders.Leads(mine, below) {
			return q, fault.Invalid("/organization", "unknown_organization", "只能查询本单位或者所辖单位", "ask for your own organisation, or as a supervisor for one below it")
		}
		q.counts = lang.T("该单位首接的事项", "what that organisation was the first to receive")
	}
	if region != "" {
		own, err := c.Tx.Directory.Get(c.ctx, mine)
		if err != nil {
			return q, err
		}
		known, err := c.Tx.Directory.Region(c.ctx, region)
		if err != nil {
			return q, err
		}
		if !supervisor || !known || !strings.HasPrefix(region, own.Region) {
			return q, fault.Invalid("/region", "unknown_region", "只有督办单位可以查询本区划以内的区划", "only a supervisor may ask for a region, within its own")
		}
		q.in.Region, q.one = region, ""
	}
	return q, nil
}

type indicatorView struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Numerator   *int64   `json:"numerator" doc:"null for days, and where it is suppressed"`
	Denominator *int64   `json:"denominator"`
	Value       *float64 `json:"value" doc:"numerator ÷ denominator, or days; null where the denominator is 0"`
	Unit        string   `json:"unit" doc:"share or days"`
	Suppressed  bool     `json:"suppressed" doc:"there are too few to be shown"`
	Definition  string   `json:"definition"`
	Source      string   `json:"source"`
}

type ageView struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

type backlogView struct {
	Definition string    `json:"definition"`
	Ages       []ageView `json:"ages" doc:"the youngest first; they add up to stock_end"`
}

type figuresView struct {
	stockView
	BacklogAge backlogView     `json:"backlog_age"`
	Indicators []indicatorView `json:"indicators"`
}

func summary(c *Call) (figuresView, error) {
	q, err := c.figuresAsked()
	if err != nil {
		return figuresView{}, err
	}
	v := figuresView{BacklogAge: backlogView{Definition: c.say(figures.AgeDefinition), Ages: []ageView{}}, Indicators: []indicatorView{}}
	if v.stockView, err = c.stockOf(q); err != nil {
		return v, err
	}
	ages, err := c.lists().Ages(c.ctx, q.in, v.End, q.to)
	if err != nil {
		return v, err
	}
	for i, n := range ages {
		v.BacklogAge.Ages = append(v.BacklogAge.Ages, ageView{Code: figures.Ages[i].Code, Name: c.say(figures.Ages[i].Name), Count: n})
	}
	v.Indicators, err = c.indicators(q)
	return v, err
}

func (c *Call) indicators(q asked) ([]indicatorView, error) {
	counts, err := c.lists().Figures(c.ctx, q.in, q.from, q.to, c.Today())
	if err != nil {
		return nil, err
	}
	days, err := c.lists().Took(c.ctx, q.in, q.from, q.to)
	if err != nil {
		return nil, err
	}
	rated := map[string]*figures.Count{}
	if q.one != "" {
		if rated[figures.Participation], rated[figures.Satisfaction], err = c.lists().Ratings(c.ctx, q.in, q.one, q.from, q.to, c.Today()); err != nil {
			return nil, err
		}
	}
	views := make([]indicatorView, 0, len(figures.All))
	for _, i := range figures.All {
		v := indicatorView{Code: i.Code, Name: c.say(i.Name), Unit: "share", Definition: c.say(i.Definition), Source: c.say(i.Source)}
		n, counted := counts[i.Code]
		total := days.Total()
		switch r := rated[i.Code]; {
		case i.Code == figures.MedianDays:
			v.Unit, v.Denominator, v.Value = "days", &total, days.Within(50)
		case i.Code == figures.P90Days:
			v.Unit, v.Denominator, v.Value = "days", &total, days.Within(90)
		case i.Code == figures.MeanDays:
			mean := days.Mean()
			v.Unit, v.Numerator, v.Denominator, v.Value = "days", &mean.Numerator, &mean.Denominator, mean.Value()
		case counted:
			v.Numerator, v.Denominator, v.Value = &n.Numerator, &n.Denominator, n.Value()
		case r == nil:
			v.Suppressed = true
		default:
			v.Numerator, v.Denominator, v.Value = &r.Numerator, &r.Denominator, r.Value()
		}
		views = append(views, v)
	}
	return views, nil
}

type flowRowView struct {
	From       string `json:"from" doc:"the kind of the sending organisation"`
	FromName   string `json:"from_name"`
	To         string `json:"to" doc:"the channel; a guide route where it has none"`
	ToName     string `json:"to_name"`
	Count      *int64 `json:"count" doc:"null where it is suppressed"`
	Suppressed bool   `json:"suppressed"`
}

type flowView struct {
	From       calendar.Date `json:"from"`
	To         calendar.Date `json:"to"`
	Counts     string        `json:"counts"`
	Total      *int64        `json:"total" doc:"null where it would give a suppressed count away"`
	Suppressed bool          `json:"suppressed" doc:"the total is"`
	Rows       []flowRowView `json:"rows"`
}

func flow(c *Call) (flowView, error) {
	q, err := c.figuresAsked()
	if err != nil {
		return flowView{}, err
	}
	return c.flowOf(q)
}

func (c *Call) flowOf(q asked) (flowView, error) {
	cells, err := c.lists().Flow(c.ctx, q.in, q.from, q.to)
	if err != nil {
		return flowView{}, err
	}
	total, shown := figures.Suppress(cells)
	v := flowView{From: q.from, To: q.to, Counts: c.say(q.counts), Suppressed: !shown, Rows: []flowRowView{}}
	if shown {
		v.Total = &total
	}
	for _, x := range cells {
		row := flowRowView{From: x.From, FromName: c.say(org.Kinds[org.Kind(x.From)]), To: x.To, ToName: c.say(channel.Names[channel.Channel(x.To)]), Suppressed: x.Hidden}
		if step, ok := channel.Find(channel.Route(x.To)); ok && row.ToName == "" {
			row.ToName = c.say(step.Name)
		}
		if !x.Hidden {
			row.Count = &x.Count
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

type daysRowView struct {
	Channel    string   `json:"channel"`
	Name       string   `json:"name"`
	Count      *int64   `json:"count" doc:"null where it is suppressed"`
	Median     *float64 `json:"median_days"`
	P90        *float64 `json:"p90_days"`
	Suppressed bool     `json:"suppressed"`
}

type daysView struct {
	From       calendar.Date `json:"from"`
	To         calendar.Date `json:"to"`
	Counts     string        `json:"counts"`
	Definition string        `json:"definition"`
	Rows       []daysRowView `json:"rows" doc:"every channel in which a proceeding ended, in one order"`
}

func days(c *Call) (daysView, error) {
	q, err := c.figuresAsked()
	if err != nil {
		return daysView{}, err
	}
	by, err := c.lists().Lasted(c.ctx, q.in, q.from, q.to)
	v := daysView{From: q.from, To: q.to, Counts: c.say(q.counts), Definition: c.say(figures.LastedDefinition), Rows: []daysRowView{}}
	for _, in := range slices.Sorted(maps.Keys(by)) {
		row := daysRowView{Channel: in, Name: c.say(channel.Names[channel.Channel(in)])}
		if n := by[in].Total(); n >= figures.Small {
			row.Count, row.Median, row.P90 = &n, by[in].Within(50), by[in].Within(90)
		} else {
			row.Suppressed = true
		}
		v.Rows = append(v.Rows, row)
	}
	return v, err
}

type pointView struct {
	On         string `json:"on" doc:"YYYY-MM-DD, or YYYY-MM"`
	Registered int64  `json:"new"`
	Reopened   int64  `json:"reopened"`
	Closed     int64  `json:"closed"`
}

type seriesView struct {
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	By     string        `json:"by"`
	Counts string        `json:"counts"`
	Points []pointView   `json:"points"`
}

func (a *App) series(c *Call) (seriesView, error) {
	q, err := c.figuresAsked()
	if err != nil {
		return seriesView{}, err
	}
	by := c.req.Query["by"]
	if by == "" {
		by = "month"
	}
	in, category := c.req.Query["channel"], c.req.Query["category"]
	var check fault.Check
	if by != "day" && by != "month" {
		check.Add("/by", "unknown_code", "请选择 day 或者 month", "choose day or month")
	}
	if in != "" && !channel.Channel(in).Known() {
		check.Add("/channel", "unknown_code", "没有这个渠道", "unknown channel")
	}
	if _, ok := a.pack.Codes.Category[category]; category != "" && !ok {
		check.Add("/category", "unknown_code", "没有这个类别", "unknown category")
	}
	if err := check.Err(); err != nil {
		return seriesView{}, err
	}
	points, err := c.lists().Series(c.ctx, q.in, category, in, q.from, q.to, by == "month")
	v := seriesView{From: q.from, To: q.to, By: by, Counts: c.say(q.counts), Points: []pointView{}}
	for _, p := range points {
		v.Points = append(v.Points, pointView(p))
	}
	return v, err
}
