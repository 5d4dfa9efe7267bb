package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// OfferSeat asks a named colleague, of any firm, to take one's seat at a
// reception that has not begun. Until the colleague accepts, it stays one's own.
// It returns what reception.Offer returns, or an Invalid fault where nobody of
// that id is a lawyer there.
func (w *Work) OfferSeat(ctx context.Context, id string, firm org.ID, user string) (reception.SeatOffer, error) {
	if err := w.MayOwn(who.ReceptionJoin); err != nil {
		return reception.SeatOffer{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return reception.SeatOffer{}, err
	}
	to, err := w.lawyerAt(ctx, firm, user)
	if err != nil {
		return reception.SeatOffer{}, err
	}
	known, err := w.Tx.Receptions.SeatOffers(ctx, id)
	if err != nil {
		return reception.SeatOffer{}, err
	}
	o := reception.SeatOffer{ID: w.NewID(), ReceptionID: id, From: reception.Seat{User: w.Actor.User}, To: to, State: reception.Offered, OfferedAt: w.Now, Version: 1}
	if i := slices.IndexFunc(r.Lawyers, func(s reception.Seat) bool { return s.User == w.Actor.User && s.Organization == w.Actor.Organization }); i >= 0 {
		o.From = r.Lawyers[i]
	} else {
		o.From.User = "" // sits there for another firm, or not at all
	}
	if err := r.Offer(o, known, w.Now); err != nil {
		return o, err
	}
	if err := w.Tx.Receptions.AddSeatOffer(ctx, o); err != nil {
		return o, err
	}
	w.touch("seat_offer/%s", o.ID)
	return o, w.record(ctx, "", deed{action: "seat.offered", subject: "reception/" + id, payload: map[string]any{"to": user, "firm": firm}})
}

func (w *Work) lawyerAt(ctx context.Context, firm org.ID, user string) (reception.Seat, error) {
	unknown := fault.Invalid("/user_id", "unknown_user", "这家律师事务所没有这位律师", "the firm has no such lawyer")
	if firm == "" || user == "" {
		return reception.Seat{}, unknown
	}
	p, err := w.Tx.People.At(ctx, firm, user)
	if fault.Of(err) != nil || err == nil && !slices.Contains(p.Roles, who.Lawyer) {
		return reception.Seat{}, unknown
	}
	if err != nil {
		return reception.Seat{}, err
	}
	house, err := w.Tx.Directory.Get(ctx, firm)
	return reception.Seat{User: user, Name: p.Name, Organization: firm, Firm: house.Name}, err
}

// SeatOffer opens an offer for the two lawyers whose it is; nobody else sees it.
func (w *Work) SeatOffer(ctx context.Context, id string, p who.Permission) (reception.SeatOffer, reception.Reception, error) {
	if err := w.MayOwn(p); err != nil {
		return reception.SeatOffer{}, reception.Reception{}, err
	}
	o, err := w.Tx.Receptions.SeatOffer(ctx, id)
	if err != nil {
		return o, reception.Reception{}, err
	}
	if !w.isSeat(o.From) && !w.isSeat(o.To) {
		return o, reception.Reception{}, who.ErrNotVisible
	}
	r, err := w.Tx.Receptions.Get(ctx, o.ReceptionID)
	if err != nil {
		return o, r, err
	}
	o, err = w.Tx.Receptions.SeatOffer(ctx, id) // as it stands now that the reception is locked
	return o, r, err
}

func (w *Work) isSeat(s reception.Seat) bool {
	return s.User == w.Actor.User && s.Organization == w.Actor.Organization
}

// AcceptSeat takes a seat over that was offered to the actor. Names are checked
// first against everybody who waits in the queue: it returns
// reception.ErrSeatBarred where the actor's firm acts against one of them, and
// what reception.TakeOver returns. Who sat there before reads nothing of it any more.
func (w *Work) AcceptSeat(ctx context.Context, id string, version int) (reception.SeatOffer, error) {
	return w.answerSeat(ctx, id, "seat.taken_over", version, toSide, func(r *reception.Reception, o *reception.SeatOffer) error {
		if err := r.TakeOver(o, w.Now); err != nil {
			return err
		}
		if err := w.clearOfQueue(ctx, r.ID); err != nil {
			return err
		}
		if err := w.Tx.Receptions.Unseat(ctx, r.ID, o.From.User); err != nil {
			return err
		}
		return w.Tx.Receptions.Seat(ctx, r.ID, o.To)
	})
}

// DeclineSeat says no to a seat that was offered to the actor.
func (w *Work) DeclineSeat(ctx context.Context, id string, version int) (reception.SeatOffer, error) {
	return w.answerSeat(ctx, id, "seat.declined", version, toSide, func(r *reception.Reception, o *reception.SeatOffer) error {
		return r.Close(o, reception.Declined, w.Now)
	})
}

// WithdrawSeat takes back what the actor offered.
func (w *Work) WithdrawSeat(ctx context.Context, id string, version int) (reception.SeatOffer, error) {
	return w.answerSeat(ctx, id, "seat.withdrawn", version, fromSide, func(r *reception.Reception, o *reception.SeatOffer) error {
		return r.Close(o, reception.Withdrawn, w.Now)
	})
}

func (w *Work) answerSeat(ctx context.Context, id, action string, version int, side func(reception.SeatOffer) reception.Seat, do func(*reception.Reception, *reception.SeatOffer) error) (reception.SeatOffer, error) {
	o, r, err := w.SeatOffer(ctx, id, who.ReceptionJoin)
	if err != nil {
		return o, err
	}
	if !w.isSeat(side(o)) {
		return o, who.ErrNotAllowed
	}
	if version != 0 && version != o.Version {
		return o, cases.ErrStale
	}
	if err := do(&r, &o); err != nil {
		return o, err
	}
	if err := w.Tx.Receptions.PutSeatOffer(ctx, o); err != nil {
		return o, err
	}
	o.Version++
	w.touch("seat_offer/%s", id)
	return o, w.record(ctx, "", deed{action: action, subject: "reception/" + r.ID, payload: map[string]any{"from": o.From.User, "to": o.To.User}})
}

// clearOfQueue compares names as at any visit, with everybody who waits.
func (w *Work) clearOfQueue(ctx context.Context, id string) error {
	all, err := w.Tx.Receptions.Waiting(ctx, id)
	if err != nil {
		return err
	}
	for _, v := range all {
		found, err := w.conflictOf(ctx, v)
		if err != nil {
			return err
		}
		if found.Conflict {
			return reception.ErrSeatBarred
		}
	}
	return nil
}

func fromSide(o reception.SeatOffer) reception.Seat { return o.From }
func toSide(o reception.SeatOffer) reception.Seat   { return o.To }
