package api

import (
	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// lawyerRoutes is who can sit at receptions and when, who gives a seat to whom, and who sits where.
func lawyerRoutes() []Route {
	answer := func(path, title string, do func(c *Call, id string, version int) (reception.SeatOffer, error)) Route {
		return act("POST", "/seat-offers/:id/"+path, title, who.ReceptionJoin, ofSeatOffer, func(c *Call, _ none) (seatOfferView, error) {
			return c.seatOffer(do(c, c.req.Params["id"], c.version()))
		})
	}
	return []Route{
		list("/lawyers", "律师 · lawyers of all firms, by firm, and who is available on a day", who.LawyerList, ofNothing, lawyers,
			Parameter{Name: "on", Doc: "YYYY-MM-DD; today by default"}, Parameter{Name: "available", Doc: "1: only who is", Codes: []string{"1"}}),
		look("/availability", "可以接访的日子 · the days on which one can sit at a reception", who.AvailabilityKeep, ofNothing, func(c *Call) (availabilityView, error) {
			return availabilityOf(c.OwnAvailability(c.ctx))
		}),
		act("PUT", "/availability", "填写可以接访的日子 · say on which days one can sit at a reception", who.AvailabilityKeep, ofNothing, func(c *Call, in availabilityIn) (availabilityView, error) {
			return availabilityOf(c.SayAvailable(c.ctx, in.Days, c.version()))
		}),
		act("POST", "/receptions/:id/offer-seat", "请同行接替 · ask a named colleague, of any firm, to take one's seat before it begins", who.ReceptionJoin, ofReception, func(c *Call, in seatOfferIn) (seatOfferView, error) {
			return c.seatOffer(c.OfferSeat(c.ctx, c.req.Params["id"], in.OrganizationID, in.UserID))
		}).creates(),
		list("/seat-offers", "接替 · the seats that one offered or was offered, of receptions to come", who.ReceptionJoin, ofNothing, seatOffers),
		answer("accept", "同意接替 · take the seat over, after a check of names", func(c *Call, id string, v int) (reception.SeatOffer, error) { return c.AcceptSeat(c.ctx, id, v) }),
		answer("decline", "谢绝接替 · say no", func(c *Call, id string, v int) (reception.SeatOffer, error) { return c.DeclineSeat(c.ctx, id, v) }),
		answer("withdraw", "撤回 · take back what one offered", func(c *Call, id string, v int) (reception.SeatOffer, error) { return c.WithdrawSeat(c.ctx, id, v) }),
		list("/reception-changes", "接访变动 · what was moved or cancelled of the receptions at which one's own firm sits", who.ReceptionJoin, ofNothing, receptionChanges),
		act("POST", "/receptions/:id/change-known", "知悉变动 · say that one knows of it", who.ReceptionJoin, ofReception, func(c *Call, _ none) (receptionView, error) {
			r, err := c.KnowChange(c.ctx, c.req.Params["id"])
			return c.reception(r), err
		}),
		list("/reception-duty", "接访值班表 · who sits where and when in a month: one's own organisation's receptions, and those that one joined", who.ReceptionRead, ofNothing, receptionDuty,
			Parameter{Name: "month", Doc: "YYYY-MM; this month by default"}),
	}
}

type availabilityIn struct {
	Days []calendar.Date `json:"days" doc:"all of them, from today to a year ahead; what was said before is replaced"`
}

type availabilityView struct {
	Days    []calendar.Date `json:"days"`
	Version int             `json:"version" doc:"0: nothing was said yet"`
}

func (v availabilityView) etag() string {
	if v.Version == 0 {
		return "" // there is nothing yet that could be another
	}
	return etagOf(v.Version)
}

func availabilityOf(a reception.Availability, err error) (availabilityView, error) {
	return availabilityView{Days: append([]calendar.Date{}, a.Days...), Version: a.Version}, err
}

// lawyerView names a lawyer: who they are and where, and nothing of what they did.
type lawyerView struct {
	UserID    string  `json:"user_id"`
	Name      string  `json:"name"`
	Firm      orgView `json:"firm"`
	Available bool    `json:"available" doc:"said so of the day, and is not away"`
}

func lawyers(c *Call) (Items[lawyerView], error) {
	if err := c.MayOwn(who.LawyerList); err != nil {
		return Items[lawyerView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[lawyerView]{}, err
	}
	on := calendar.Date(c.req.Query["on"])
	if on == "" {
		on = c.Today()
	}
	if !on.Valid() {
		return Items[lawyerView]{}, fault.Invalid("/on", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
	all, next, err := c.lists().Lawyers(c.ctx, on, c.req.Query["available"] == "1", p)
	views := make([]lawyerView, 0, len(all))
	for _, l := range all {
		views = append(views, lawyerView{UserID: l.UserID, Name: l.Name, Firm: c.org(org.ID(l.OrganizationID)), Available: l.Available == 1})
	}
	return page(views, next), err
}
