package api

import (
	"time"

	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// tableRoutes are those of a joint reception (联合接访): several organisations at one table.
func tableRoutes() []Route {
	table := func(path, title string, do func(*Call, string, org.ID) (reception.Reception, error)) Route {
		return act("POST", "/receptions/:id/"+path, title, who.ReceptionPlan, ofReception, func(c *Call, in guestIn) (receptionView, error) {
			r, err := do(c, c.req.Params["id"], in.OrganizationID)
			return c.reception(r), err
		})
	}
	return []Route{
		table("ask-organization", "邀请单位参加联合接访 · ask an organisation to the table", func(c *Call, id string, o org.ID) (reception.Reception, error) { return c.AskToTable(c.ctx, id, o) }),
		table("release-organization", "撤回邀请 · take back what an organisation was asked", func(c *Call, id string, o org.ID) (reception.Reception, error) {
			return c.ReleaseFromTable(c.ctx, id, o)
		}),
		act("POST", "/receptions/:id/answer-invitation", "答复联合接访邀请 · say whether one's organisation comes, and who", who.ReceptionAttend, ofReception, func(c *Call, in invitationIn) (receptionView, error) {
			r, err := c.AnswerInvitation(c.ctx, c.req.Params["id"], in.Coming, in.People, in.Text)
			return c.reception(r), err
		}),
		list("/reception-invitations", "联合接访邀请 · joint receptions to whose table one's organisation is asked", who.ReceptionAttend, ofNothing, invitations),
		act("POST", "/visits/:id/call", "请单位共同接待 · say which organisations at the table receive the visitor with the host", who.VisitCheckIn, ofVisit, func(c *Call, in callIn) (visitView, error) {
			v, err := c.CallToVisit(c.ctx, c.req.Params["id"], in.Organizations)
			return c.visit(v), err
		}),
		list("/visits/:id/statements", "当场答复 · what the organisations at the table answered the visitor", who.VisitRead, ofVisit, statements),
		act("POST", "/visits/:id/statements", "当场答复 · answer the visitor for one's organisation", who.ReceptionAttend, ofVisit, func(c *Call, in textIn) (visitStatementView, error) {
			s, err := c.Say(c.ctx, c.req.Params["id"], in.Text)
			return c.visitStatement(s), err
		}).creates(),
	}
}

type guestIn struct {
	OrganizationID org.ID `json:"organization_id"`
}

type invitationIn struct {
	Coming bool     `json:"coming"`
	People []string `json:"people,omitempty" doc:"who sits there, with their office; required to come"`
	Text   string   `json:"text,omitempty" doc:"why not; required not to come"`
}

type callIn struct {
	Organizations []org.ID `json:"organizations" doc:"all that are called from now on; those that answered already stay"`
}

type guestView struct {
	Organization orgView    `json:"organization"`
	State        string     `json:"state" doc:"code list guest_state"`
	People       []string   `json:"people"`
	Text         string     `json:"text,omitempty" doc:"why it does not come"`
	AnsweredAt   *time.Time `json:"answered_at"`
}

// table is who sits beside the host: to the public, who said that it comes.
func (c *Call) table(r reception.Reception) []guestView {
	views := []guestView{}
	public := c.Policy == nil || c.MayOwn(who.ReceptionRead) != nil
	for _, g := range r.Table {
		switch {
		case !public:
			views = append(views, guestView{c.org(g.Organization), string(g.State), some(g.People), g.Words, instant(g.AnsweredAt)})
		case g.State == reception.Coming:
			views = append(views, guestView{Organization: c.org(g.Organization), State: string(g.State), People: []string{}})
		}
	}
	return views
}

func invitations(c *Call) (Items[receptionView], error) {
	if err := c.MayOwn(who.ReceptionAttend); err != nil {
		return Items[receptionView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[receptionView]{}, err
	}
	all, next, err := c.lists().Invitations(c.ctx, c.Actor.Organization, c.Now, p)
	views := make([]receptionView, 0, len(all))
	for _, r := range all {
		views = append(views, c.reception(r))
	}
	return page(views, next), err
}

type visitStatementView struct {
	ID           string     `json:"id"`
	Organization orgView    `json:"organization"`
	Text         string     `json:"text"`
	At           *time.Time `json:"at"`
}

func (c *Call) visitStatement(s reception.Statement) visitStatementView {
	return visitStatementView{s.ID, c.org(s.Organization), s.Text, instant(s.At)}
}

func statements(c *Call) (Items[visitStatementView], error) {
	all, err := c.Statements(c.ctx, c.req.Params["id"])
	views := make([]visitStatementView, 0, len(all))
	for _, s := range all {
		views = append(views, c.visitStatement(s))
	}
	return page(views, ""), err
}
