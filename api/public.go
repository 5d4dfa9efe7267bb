package api

import (
	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/who"
)

// routingRoutes answer without a case, and under /public without an account.
func routingRoutes() []Route {
	return []Route{
		asking("/routing/evaluate", "途径判断 · which routes the law offers", evaluateRouting),
		asking("/clocks/evaluate", "期限计算 · when a time limit ends", evaluateClock),
		asking("/public/routing/evaluate", "途径判断（无需登录） · routes, without an account", evaluateRouting).free(),
		asking("/public/clocks/evaluate", "期限计算（无需登录） · clocks, without an account", evaluateClock).free(),
	}
}

// asking makes a route that takes a body and changes nothing: it needs neither
// a key nor a token.
func asking[In, Out any](path, title string, do func(c *Call, in In) (Out, error)) Route {
	r := act("POST", path, title, who.SessionSelf, ofNothing, do)
	r.Write = false
	return r
}

// free opens a route to people without an account.
func (r Route) free() Route { r.May, r.Of = who.Public, ofPublic; return r }

type routingIn struct {
	AsOf  calendar.Date `json:"as_of,omitempty"`
	Facts routing.Facts `json:"facts"`
}

func evaluateRouting(c *Call, in routingIn) (routingView, error) {
	if in.AsOf == "" {
		in.AsOf = c.Today()
	}
	if !in.AsOf.Valid() {
		return routingView{}, fault.Invalid("/as_of", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
	answer, err := c.Judge.Evaluate(in.AsOf, in.Facts)
	return c.routing(answer), err
}

type clockIn struct {
	Rule         string             `json:"rule"`
	StartOn      calendar.Date      `json:"start_on"`
	Excluded     [][2]calendar.Date `json:"excluded,omitempty"`
	Extension    *clock.Span        `json:"extension,omitempty"`
	CalendarAsOf calendar.Date      `json:"calendar_as_of,omitempty"`
}

type dueView struct {
	Rule            string           `json:"rule"`
	RuleVersion     *string          `json:"rule_version"`
	LiteralOn       *calendar.Date   `json:"literal_on"`
	DueOn           *calendar.Date   `json:"due_on"`
	LatestOn        *calendar.Date   `json:"latest_on"`
	Rolled          bool             `json:"rolled"`
	RollBasis       *string          `json:"roll_basis"`
	CalendarMissing bool             `json:"calendar_missing"`
	Cite            statute.Citation `json:"cite"`
	Explanation     string           `json:"explanation"`
}

func evaluateClock(c *Call, in clockIn) (dueView, error) {
	d, err := c.Rules.Evaluate(c.Calendar, clock.Request(in))
	if err != nil {
		return dueView{}, err
	}
	return dueView{
		Rule: d.Rule, RuleVersion: optional(d.RuleVersion), LiteralOn: day(d.LiteralOn), DueOn: day(d.DueOn), LatestOn: day(d.LatestOn),
		Rolled: d.Rolled, RollBasis: optional(d.RollBasis), CalendarMissing: d.CalendarMissing, Cite: d.Cite, Explanation: c.say(d.Explanation),
	}, nil
}
