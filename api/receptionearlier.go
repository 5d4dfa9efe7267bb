package api

import "liandong/domain/party"

// markIn comes in a body, not in an address: addresses are kept by browsers and proxies.
type markIn struct {
	By    string `json:"by" doc:"id_number, phone or name"`
	Value string `json:"value" doc:"whole; a part finds nothing"`
}

// earlierMatterView is one matter: no state, no day, and nothing to add up.
type earlierMatterView struct {
	ID        string  `json:"case_id"`
	Number    string  `json:"number"`
	Title     string  `json:"title,omitempty" doc:"to who reads its file"`
	Custodian orgView `json:"custodian"`
	Linkable  bool    `json:"linkable" doc:"the visit can be tied to it"`
}

// earlierMatters answers with one short page: whether a matter is the visitor's is asked of the visitor.
func earlierMatters(c *Call, in markIn) (Items[earlierMatterView], error) {
	all, err := c.Earlier(c.ctx, c.req.Params["id"], party.Mark(in))
	views := make([]earlierMatterView, 0, len(all))
	for _, d := range all {
		v := earlierMatterView{ID: string(d.Case.ID), Number: d.Case.Number, Custodian: c.org(d.Case.Custodian), Linkable: d.Full}
		if d.Full {
			v.Title = d.Case.Title
		}
		views = append(views, v)
	}
	return page(views, ""), err
}
