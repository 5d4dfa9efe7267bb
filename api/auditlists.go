package api

import (
	"slices"
	"time"

	"liandong/domain/audit"
	"liandong/domain/who"
)

func auditListRoutes() []Route {
	return []Route{
		look("/audit/lists", "审计常用清单 · the standing lists of an auditor", who.AuditRead, ofNothing, auditLists),
		list("/audit/lists/:code", "审计清单 · the entries of a standing list, without text", who.AuditRead, ofNothing, auditList,
			Parameter{Name: "organization"}, Parameter{Name: "from", Doc: "RFC 3339"}, Parameter{Name: "to", Doc: "RFC 3339; not in it"}),
	}
}

type standingView struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Why     string   `json:"why" doc:"what stands in it, and what that does not mean"`
	Actions []string `json:"actions" doc:"of the entries, where it is by them"`
	Days    int      `json:"days" doc:"how old an entry is before it stands in the list"`
}

func auditLists(c *Call) (Items[standingView], error) {
	if err := c.MayOwn(who.AuditRead); err != nil {
		return Items[standingView]{}, err
	}
	views := make([]standingView, 0, len(audit.Lists))
	for _, s := range audit.Lists {
		v := standingView{Code: s.Code, Name: c.say(s.Name), Why: c.say(s.Why), Actions: []string{}, Days: int(s.Wait / (24 * time.Hour))}
		if s.By == audit.ByAction {
			v.Actions = slices.Clone(s.Values)
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

// auditList shows a standing list. A page of it may be short and still go on.
func auditList(c *Call) (Items[entryView], error) {
	if err := c.MayOwn(who.AuditRead); err != nil {
		return Items[entryView]{}, err
	}
	s, ok := audit.List(c.req.Params["code"])
	if !ok {
		return Items[entryView]{}, who.ErrNotVisible
	}
	f, err := entryFilter(c.req.Query)
	if err != nil {
		return Items[entryView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[entryView]{}, err
	}
	all, next, err := c.lists().Standing(c.ctx, s, f, c.Now, p)
	views := make([]entryView, 0, len(all))
	for _, e := range all {
		views = append(views, entryOf(e))
	}
	return page(views, next), err
}
