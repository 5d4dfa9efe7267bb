package api

import "liandong/domain/calendar"

type duplicateView struct {
	ID         string        `json:"case_id"`
	Number     string        `json:"number"`
	State      string        `json:"state"`
	Custodian  orgView       `json:"custodian"`
	ReceivedOn calendar.Date `json:"received_on"`
	Category   string        `json:"category"`
	Title      string        `json:"title,omitempty" doc:"to who reads its file"`
	Why        []string      `json:"why" doc:"in what the parties are alike: id_number, phone, name"`
	Mergeable  bool          `json:"mergeable" doc:"both are open and with the caller's organisation"`
}

// duplicates answers with one short page: what may be the same dispute is looked at by a person.
func duplicates(c *Call) (Items[duplicateView], error) {
	all, err := c.Duplicates(c.ctx, c.caseID())
	if err != nil {
		return Items[duplicateView]{}, err
	}
	own, err := c.Tx.Cases.Get(c.ctx, c.caseID())
	if err != nil {
		return Items[duplicateView]{}, err
	}
	views := make([]duplicateView, 0, len(all))
	for _, d := range all {
		f := d.Case
		v := duplicateView{ID: string(f.ID), Number: f.Number, State: string(f.State), Custodian: c.org(f.Custodian), ReceivedOn: f.Received.On, Category: f.Category, Why: d.Why,
			Mergeable: f.State == "open" && own.Facts().State == "open" && f.Custodian == c.Actor.Organization && f.Purpose == own.Facts().Purpose && own.Facts().Custodian == c.Actor.Organization}
		if d.Full {
			v.Title = f.Title
		}
		views = append(views, v)
	}
	return page(views, ""), c.notice(string(c.caseID()), "case.duplicates_looked_for", "case/"+string(c.caseID()))
}

type mergeIn struct {
	With string `json:"with" doc:"the number or the id of the other registration"`
}

// mergeCase answers with the case that goes on, whichever of the two it is.
func mergeCase(c *Call, in mergeIn) (caseView, error) {
	x, err := c.Merge(c.ctx, c.caseID(), in.With, c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}
