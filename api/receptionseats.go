package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

type seatOfferIn struct {
	UserID         string `json:"user_id"`
	OrganizationID org.ID `json:"organization_id" doc:"the firm for which that lawyer would sit"`
}

type seatOfferView struct {
	ID         string               `json:"id"`
	Reception  receptionView        `json:"reception"`
	From       seatView             `json:"from"`
	To         seatView             `json:"to"`
	State      reception.OfferState `json:"state"`
	Mine       bool                 `json:"mine" doc:"the caller offered it"`
	Acts       []string             `json:"acts" doc:"what the caller may do now: accept, decline, withdraw"`
	OfferedAt  *time.Time           `json:"offered_at"`
	AnsweredAt *time.Time           `json:"answered_at"`
	Version    int                  `json:"version"`
}

func (v seatOfferView) etag() string { return etagOf(v.Version) }

func (c *Call) seatOffer(o reception.SeatOffer, err error) (seatOfferView, error) {
	if err != nil {
		return seatOfferView{}, err
	}
	r, err := c.Tx.Receptions.Get(c.ctx, o.ReceptionID)
	if err != nil {
		return seatOfferView{}, err
	}
	v := seatOfferView{ID: o.ID, Reception: c.reception(r), From: seatView{o.From.Name, o.From.Firm}, To: seatView{o.To.Name, o.To.Firm}, State: r.Standing(o, c.Now),
		Mine: o.From.User == c.Actor.User, Acts: []string{}, OfferedAt: instant(o.OfferedAt), AnsweredAt: instant(o.AnsweredAt), Version: o.Version}
	switch {
	case v.State != reception.Offered:
	case v.Mine:
		v.Acts = []string{"withdraw"}
	default:
		v.Acts = []string{"accept", "decline"}
	}
	return v, nil
}

func seatOffers(c *Call) (Items[seatOfferView], error) {
	if err := c.MayOwn(who.ReceptionJoin); err != nil {
		return Items[seatOfferView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[seatOfferView]{}, err
	}
	all, next, err := c.lists().SeatOffers(c.ctx, c.Actor, c.Today().Start(), p)
	views := make([]seatOfferView, 0, len(all))
	for _, o := range all {
		v, err := c.seatOffer(o, nil)
		if err != nil {
			return Items[seatOfferView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), err
}

// receptionDuty is the sheet of a month: what was cancelled stays on it and says so.
func receptionDuty(c *Call) (Items[receptionView], error) {
	if err := c.MayOwn(who.ReceptionRead); err != nil {
		return Items[receptionView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[receptionView]{}, err
	}
	month := c.req.Query["month"]
	if month == "" {
		month = string(c.Today())[:len("2006-01")]
	}
	first := calendar.Date(month + "-01")
	if !first.Valid() {
		return Items[receptionView]{}, fault.Invalid("/month", "date_invalid", "月份应为 年-月", "give the month as YYYY-MM")
	}
	all, next, err := c.lists().Duty(c.ctx, c.Actor, first, p)
	views := make([]receptionView, 0, len(all))
	for _, r := range all {
		views = append(views, c.reception(r))
	}
	return page(views, next), err
}

type ownSeatView struct {
	Name  string `json:"name"`
	Knows bool   `json:"knows" doc:"said so, or joined after the change"`
}

type receptionChangeView struct {
	Reception receptionView `json:"reception"`
	Lawyers   []ownSeatView `json:"lawyers" doc:"of one's own firm"`
	ToSay     bool          `json:"to_say" doc:"the caller sits there and has not said that they know"`
}

// receptionChanges is the inbox of a firm: a reception has no case, and so no notice.
func receptionChanges(c *Call) (Items[receptionChangeView], error) {
	if err := c.MayOwn(who.ReceptionJoin); err != nil {
		return Items[receptionChangeView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[receptionChangeView]{}, err
	}
	all, next, err := c.lists().ReceptionChanges(c.ctx, c.Actor.Organization, c.Today().Start(), p)
	views := make([]receptionChangeView, 0, len(all))
	for _, r := range all {
		v := receptionChangeView{Reception: c.reception(r), Lawyers: []ownSeatView{}}
		for _, s := range r.Lawyers {
			if s.Organization != c.Actor.Organization {
				continue
			}
			knows := s.Knows >= r.Version
			v.Lawyers = append(v.Lawyers, ownSeatView{s.Name, knows})
			v.ToSay = v.ToSay || s.User == c.Actor.User && !knows
		}
		views = append(views, v)
	}
	return page(views, next), err
}
