package api

import (
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/org"
	"liandong/domain/reception"
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

// fewest is the least count that is published: fewer could point at somebody.
const fewest = 5

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
		cells := told([]int64{r.Advised, r.Registered, r.Linked, r.Guided, r.Gone})
		v := receivedView{
			Organization: c.org(org.ID(r.HostID)), Receptions: r.Receptions,
			Advised: cells[0], Registered: cells[1], Linked: cells[2], Guided: cells[3], Gone: cells[4],
		}
		for _, cell := range cells {
			v.Suppressed = v.Suppressed || cell == nil
		}
		if r.Visits == 0 || r.Visits >= fewest {
			v.Visits = &r.Visits
		}
		views = append(views, v)
	}
	return page(views, ""), err
}

// told leaves out counts between nothing and the fewest. Where it leaves out
// one alone, the smallest other goes too, since the total would give it away.
func told(counts []int64) []*int64 {
	out := make([]*int64, len(counts))
	left, smallest := 0, -1
	for i := range counts {
		if counts[i] > 0 && counts[i] < fewest {
			left++
			continue
		}
		out[i] = &counts[i]
		if counts[i] > 0 && (smallest < 0 || counts[i] < counts[smallest]) {
			smallest = i
		}
	}
	if left == 1 && smallest >= 0 {
		out[smallest] = nil
	}
	return out
}

func outcomesOfVisits() []word {
	var all []word
	for _, o := range reception.Outcomes {
		all = append(all, word{string(o.Code), o.Name})
	}
	return all
}
