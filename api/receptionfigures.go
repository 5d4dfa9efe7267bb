package api

import (
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/figures"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/infra/gormdb"
)

type endVisitIn struct {
	Outcome reception.Outcome `json:"outcome"`
	CaseID  cases.ID          `json:"case_id,omitempty" doc:"of linked: the case it belongs to"`
	Route   channel.Route     `json:"route,omitempty" doc:"of guided: the way that was shown"`
}

type receivedView struct {
	Organization orgView `json:"organization"`
	Receptions   int64   `json:"receptions"`
	Visits       *int64  `json:"visits"`
	Advised      *int64  `json:"advised"`
	Registered   *int64  `json:"registered"`
	Linked       *int64  `json:"linked"`
	Guided       *int64  `json:"guided"`
	Gone         *int64  `json:"gone"`
	Suppressed   bool    `json:"suppressed" doc:"a count under five is not told, nor what would give it away"`
}

// receptionFigures publishes what became of visits, by organisation and never
// by person; organisations stand by name, not by rank.
func receptionFigures(c *Call) (Items[receivedView], error) {
	from, to, err := c.period()
	if err != nil {
		return Items[receivedView]{}, err
	}
	all, err := c.lists().ReceptionFigures(c.ctx, from, to)
	views := make([]receivedView, 0, len(all))
	for _, r := range all {
		v := received(r)
		v.Organization = c.org(org.ID(r.HostID))
		views = append(views, v)
	}
	return page(views, ""), err
}

// received leaves out small counts. Those who still wait are a count of their
// own that is told to nobody, since the total knows them.
func received(r gormdb.ReceptionFigure) receivedView {
	v := receivedView{Receptions: r.Receptions}
	var cells []figures.Cell
	var shown []**int64
	waiting := r.Visits - r.Advised - r.Registered - r.Linked - r.Guided - r.Gone
	for _, x := range []struct {
		n  int64
		to **int64
	}{{r.Advised, &v.Advised}, {r.Registered, &v.Registered}, {r.Linked, &v.Linked}, {r.Guided, &v.Guided}, {r.Gone, &v.Gone}, {waiting, new(*int64)}} {
		if *x.to = &x.n; x.n > 0 {
			cells, shown = append(cells, figures.Cell{Count: x.n}), append(shown, x.to)
		}
	}
	total, whole := figures.Suppress(cells)
	for i, cell := range cells {
		if cell.Hidden {
			*shown[i], v.Suppressed = nil, true
		}
	}
	if whole {
		v.Visits = &total
	}
	return v
}

func outcomesOfVisits() []word {
	var all []word
	for _, o := range reception.Outcomes {
		all = append(all, word{string(o.Code), o.Name})
	}
	return all
}
