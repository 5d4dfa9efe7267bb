package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/letter"
	"liandong/domain/who"
)

func reopenRoutes() []Route {
	return []Route{
		act("POST", "/party/not-settled", "没有解决 · not settled: the closed matter is taken up again under its number", who.PartySelf, ofParty, notSettled),
		list("/cases/:id/rounds", "办理轮次 · how often the case was opened, why, and how each round ended", who.CaseCard, ofCase, caseRounds),
		look("/statistics/stock", "存量 · open at the start, registered, reopened, closed, open at the end", who.StockRead, ofNothing, stock).
			counted().with(Parameter{Name: "from", Doc: "first day, YYYY-MM-DD"}, Parameter{Name: "to", Doc: "last day, YYYY-MM-DD; today by default"}),
	}
}

type reopenIn struct {
	Reason     string       `json:"reason"`
	Ground     cases.Ground `json:"ground,omitempty" doc:"other by default"`
	DocumentID document.ID  `json:"document_id,omitempty" doc:"such as the court's ruling"`
}

func reopenCase(c *Call, in reopenIn) (caseView, error) {
	if in.Ground == "" {
		in.Ground = cases.OtherGround
	}
	x, err := c.ReopenOn(c.ctx, c.caseID(), desk.Again{Ground: in.Ground, Words: in.Reason, Document: in.DocumentID}, c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}

type notSettledIn struct {
	Ground cases.Ground `json:"ground,omitempty" doc:"not_settled by default"`
	Text   string       `json:"text,omitempty"`
}

type roundView struct {
	Round      int           `json:"round"`
	OpenedAt   *time.Time    `json:"opened_at"`
	Ground     *cases.Ground `json:"ground" doc:"why it was taken up again; null for the first round"`
	GroundName string        `json:"ground_name,omitempty"`
	PartyID    *string       `json:"party_id" doc:"who asked, where a party did; to who reads the file"`
	Custodian  orgView       `json:"custodian" doc:"who answered for the case as the round began"`
	Text       string        `json:"text,omitempty" doc:"in the words of who asked; to who reads the file"`
	DocumentID *string       `json:"document_id"`
	ClosedAt   *time.Time    `json:"closed_at"`
	Outcome    *string       `json:"outcome"`
}

func (c *Call) round(r cases.Round) roundView {
	v := roundView{
		Round: r.Seq, OpenedAt: instant(r.OpenedAt), PartyID: optional(string(r.PartyID)), Custodian: c.org(r.Organization), Text: r.Words,
		DocumentID: optional(r.DocumentID), ClosedAt: instant(r.ClosedAt), Outcome: optional(string(r.Outcome)),
	}
	if r.Ground != "" {
		v.Ground, v.GroundName = &r.Ground, c.say(cases.GroundNames[r.Ground])
	}
	return v
}

type reopenedView struct {
	Number    string      `json:"number"`
	State     cases.State `json:"state"`
	Round     int         `json:"round" doc:"the how manieth round this is"`
	Custodian orgView     `json:"custodian" doc:"who answers for it now"`
}

func notSettled(c *Call, in notSettledIn) (reopenedView, error) {
	x, err := c.NotSettled(c.ctx, desk.Again{Ground: in.Ground, Words: in.Text})
	if err != nil {
		return reopenedView{}, err
	}
	f := x.Facts()
	return reopenedView{Number: f.Number, State: f.State, Round: f.Rounds, Custodian: c.org(f.Custodian)}, nil
}

func caseRounds(c *Call) (Items[roundView], error) {
	all, err := c.RoundsOf(c.ctx, c.caseID())
	views := make([]roundView, 0, len(all))
	for _, r := range all {
		views = append(views, c.round(r))
	}
	return page(views, ""), err
}

type reopenGroundView struct {
	Code cases.Ground `json:"code"`
	Name string       `json:"name"`
}

type afterView struct {
	Text  string         `json:"text"`
	DueOn *calendar.Date `json:"due_on"`
	Over  bool           `json:"over" doc:"the day has passed"`
}

// afterClosing says what lives on when the matter is closed, and why it can be
// taken up again.
func (c *Call) afterClosing(v *ownCaseView, own desk.Own) error {
	v.Reopen, v.After = []reopenGroundView{}, []afterView{}
	if own.Case.State != cases.Closed {
		return nil
	}
	for _, x := range own.Clocks {
		missed := x.Rule == clock.PerformanceRule && x.State == clock.Missed
		if x.Kind != clock.Right || x.State != clock.Ticking && !missed {
			continue
		}
		v.After = append(v.After, afterView{Text: c.say(c.inPlainWords(x.Running)), DueOn: day(x.DueOn), Over: missed})
	}
	grounds, err := c.MayReopen(c.ctx, own)
	for _, g := range grounds {
		v.Reopen = append(v.Reopen, reopenGroundView{g, c.say(cases.GroundNames[g])})
	}
	return err
}

// inPlainWords says a right, or something promised, and its last day in one sentence.
func (c *Call) inPlainWords(x clock.Running) lang.Text {
	zh, en := "是"+letter.Day(x.DueOn), "the last day is "+string(x.DueOn)
	if x.DueOn == "" {
		zh, en = "要等放假安排公布后才能确定", "the last day is known when the year's holidays are"
	}
	switch x.Rule {
	case clock.PerformanceRule:
		if x.State == clock.Missed {
			return lang.T("说好的“"+x.Label+"”已经过了日子（"+letter.Day(x.DueOn)+"）。没有做到的，可以在这里要求重新办理。", "“"+x.Label+"” was due on "+string(x.DueOn)+". If it was not done, have the matter taken up again here.")
		}
		return lang.T("说好的“"+x.Label+"”，最迟"+letter.Day(x.DueOn)+"要做到。", "“"+x.Label+"” is to be done by "+string(x.DueOn)+".")
	case "judicial_confirmation.apply":
		return lang.T("双方可以一起到法院申请确认调解协议，最后一天"+zh+"。确认以后，对方不履行的可以申请强制执行。", "The sides may ask the court together to confirm the agreement; "+en+". Once confirmed it can be enforced.")
	}
	name := lang.T(x.Label, x.Label)
	if rule, err := c.Rules.InForce(x.Request().Rule, x.StartOn); err == nil {
		name = rule.Name
	}
	return lang.T("您的权利“"+name.ZH+"”，最后一天"+zh+"；办结不影响这个期限。", "Your right “"+name.EN+"”: "+en+"; closing does not change it.")
}

type stockView struct {
	From       calendar.Date `json:"from"`
	To         calendar.Date `json:"to"`
	Start      int64         `json:"stock_start" doc:"open when the first day began"`
	Registered int64         `json:"new"`
	Reopened   int64         `json:"reopened"`
	Resolved   resolvedView  `json:"resolved"`
	End        int64         `json:"stock_end" doc:"stock_start + new + reopened − resolved.total"`
	Counts     string        `json:"counts" doc:"whose cases are counted"`
}

type resolvedView struct {
	Total   int64 `json:"total"`
	OfStock int64 `json:"of_stock" doc:"that were open when the first day began"`
	OfNew   int64 `json:"of_new" doc:"that came or came back in the time"`
}

// stock counts what the organisation was the first to receive; a supervisor,
// what those below it received.
func stock(c *Call) (stockView, error) {
	q, err := c.figuresAsked()
	if err != nil {
		return stockView{}, err
	}
	return c.stockOf(q)
}

func (c *Call) stockOf(q asked) (stockView, error) {
	s, err := c.lists().Stock(c.ctx, q.in, q.from, q.to)
	return stockView{
		From: q.from, To: q.to, Start: s.Start, Registered: s.Registered, Reopened: s.Reopened, End: s.End, Counts: c.say(q.counts),
		Resolved: resolvedView{Total: s.Closed, OfStock: s.ClosedOfStart, OfNew: s.Closed - s.ClosedOfStart},
	}, err
}

// longestPeriod is how many days one question may span.
const longestPeriod = 366

// period reads from and to, both inclusive: at most a year.
func (c *Call) period() (from, to calendar.Date, err error) {
	from, to = calendar.Date(c.req.Query["from"]), calendar.Date(c.req.Query["to"])
	if to == "" {
		to = c.Today()
	}
	if from == "" && to.Valid() {
		from = to[:4] + "-01-01"
	}
	var check fault.Check
	switch {
	case !from.Valid():
		check.Add("/from", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	case !to.Valid():
		check.Add("/to", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	case to < from:
		check.Add("/to", "before_from", "结束日期不能早于开始日期", "the last day lies before the first")
	case from.DaysUntil(to) >= longestPeriod:
		check.Add("/to", "too_long", "一次最多查一年", "at most one year at a time")
	}
	return from, to, check.Err()
}
