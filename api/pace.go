package api

import (
	"slices"
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// searching names the routes that find cases, people or decisions by what is
// asked for; a list counts only where something was asked for.
var searching = []string{"GET /cases", "GET /users", "GET /decisions", "POST /receptions/:id/earlier-matters", "POST /credentials/reissue"}

// exporting names the routes by which a list leaves as a file.
var exporting = []string{"POST /exports", "GET /exports/cases.xlsx", "GET /exports/cases.csv", "POST /audit/exports"}

var errPace = fault.New(fault.TooMany, "pace_exceeded", "您在一段时间内查询、打开或导出得太多，请稍后再试；确因工作需要的，请管理员调整上限",
	"you searched, opened or exported too much in this time: wait and go on; if the work needs more, an administrator can raise the limit")

// paceOf says which limit a request counts toward; none for most.
func paceOf(r Route, req Request) who.Limit {
	name := r.Method + " " + r.Path
	switch {
	case req.Steady || req.Quiet || r.Of == ofParty: // the program's own, and a party's own case
		return ""
	case slices.Contains(exporting, name):
		return who.PaceExport
	case slices.Contains(searching, name):
		if r.List && req.Query["q"] == "" {
			return ""
		}
		return who.PaceSearch
	case r.Logged && r.Of != ofJob && strings.Contains(r.Path, ":"): // a look at personal data
		return who.PaceDetail
	}
	return ""
}

// keepPace counts a search, a look or an export of an account, on all replicas
// together, in a unit of work of its own before anything is read. It returns
// pace_exceeded, with when to come again, to who did too much; the first time in
// each stretch that is an entry of the log. A demo counts only what its own limits name.
func (a *App) keepPace(c *Call, r Route) error {
	limit := paceOf(r, c.req)
	most, span := a.limits[limit], a.limits.Span(limit)
	if limit == "" || c.session.UserID == "" || a.cfg.Demo && !most.Own {
		return nil
	}
	name := string(limit) + "/" + c.session.UserID
	if c.scope != nil {
		name += "/api" // a machine does not use up the time of the person in whose role it asks
	}
	var refused error
	err := a.unit(c, func(c *Call) error {
		refused = nil
		now := a.wall()
		since := now.Add(-span)
		ok, err := c.accounts().TakeTry(c.ctx, name, most.Number, since, now)
		if err != nil || ok {
			return err
		}
		began, err := c.accounts().TriesBegan(c.ctx, name)
		if err != nil {
			return err
		}
		f := *errPace
		f.RetryAfter = max(1, int(gormdb.Unstamp(began).Sub(since)/time.Second)+1)
		refused = &f
		first, err := c.accounts().TakeTry(c.ctx, name+"/told", 1, since, now)
		if err != nil || !first {
			return err
		}
		return c.notice("", "session.pace_exceeded", string(limit)+"/"+c.session.UserID)
	})
	if err != nil {
		return err
	}
	return refused
}
