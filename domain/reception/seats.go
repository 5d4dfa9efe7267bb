package reception

import (
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// SeatOffer is a lawyer's word that a named colleague, of any firm, may have their seat.
type SeatOffer struct {
	ID          string
	ReceptionID string
	From, To    Seat
	State       OfferState
	OfferedAt   time.Time
	AnsweredAt  time.Time
	Version     int
}

// OfferState is where an offer stands.
type OfferState string

// The states. Nobody writes «lapsed»: time does, and whoever gives the seat away otherwise.
const (
	Offered   OfferState = "offered"
	Accepted  OfferState = "accepted"
	Declined  OfferState = "declined"
	Withdrawn OfferState = "withdrawn"
	Lapsed    OfferState = "lapsed"
)

// OfferStates lists them, with their names on screen.
var OfferStates = map[OfferState]lang.Text{
	Offered: lang.T("等待答复", "waits for a word"), Accepted: lang.T("已接替", "taken over"), Declined: lang.T("已谢绝", "declined"), Withdrawn: lang.T("已撤回", "withdrawn"), Lapsed: lang.T("已失效", "lapsed"),
}

// The refusals of handing a seat over.
var (
	ErrOfferOpen  = fault.New(fault.Conflict, "seat.offered", "您已经请一位同行接替，请先撤回", "you have offered this seat to a colleague already: take that back first")
	ErrOfferOver  = fault.New(fault.Conflict, "seat.offer_over", "这次接替已经答复、撤回或者失效", "this offer is answered, taken back or lapsed")
	ErrOwnSeat    = fault.Invalid("/user_id", "own_seat", "不能请自己接替", "nobody takes over from themself")
	ErrSeatTaken  = fault.Invalid("/user_id", "seated", "这位律师已经报名本场接访", "that lawyer sits at this reception already")
	ErrSeatBarred = ErrConflict.WithDetail("队列里有来访人与您或者您所在的律师事务所有利益冲突，不能接替", "you or your firm act against a visitor who is in the queue: this seat is not for you")
)

// Standing is the state of an offer now: an open one lapses when its reception
// begins or is cancelled, or the seat is given back.
func (r *Reception) Standing(o SeatOffer, now time.Time) OfferState {
	if o.State == Offered && (r.changeable(now) != nil || !r.Seated(o.From.User)) {
		return Lapsed
	}
	return o.State
}

// Offer lets a lawyer who sits here name a colleague before it begins. It
// returns ErrCancelled, ErrBegun, ErrNotHere, ErrOwnSeat, ErrSeatTaken or, where
// an offer of theirs is open, ErrOfferOpen.
func (r *Reception) Offer(o SeatOffer, known []SeatOffer, now time.Time) error {
	if err := r.changeable(now); err != nil {
		return err
	}
	switch {
	case !r.Seated(o.From.User):
		return ErrNotHere
	case o.To.User == o.From.User:
		return ErrOwnSeat
	case r.Seated(o.To.User):
		return ErrSeatTaken
	case slices.ContainsFunc(known, func(k SeatOffer) bool { return k.From.User == o.From.User && r.Standing(k, now) == Offered }):
		return ErrOfferOpen
	}
	return nil
}

// TakeOver gives the seat to who was named, and closes the offer. It returns
// ErrCancelled, ErrBegun, ErrOfferOver or ErrJoined.
func (r *Reception) TakeOver(o *SeatOffer, now time.Time) error {
	if err := r.changeable(now); err != nil {
		return err
	}
	if r.Standing(*o, now) != Offered {
		return ErrOfferOver
	}
	if r.Seated(o.To.User) {
		return ErrJoined
	}
	r.Lawyers = slices.DeleteFunc(r.Lawyers, func(s Seat) bool { return s.User == o.From.User })
	o.To.JoinedAt, o.To.Knows = now, r.Version
	r.Lawyers = append(r.Lawyers, o.To)
	o.State, o.AnsweredAt = Accepted, now
	return nil
}

// Close ends an open offer without a change of seats: declined by who was named,
// or withdrawn by who offered. It returns ErrOfferOver.
func (r *Reception) Close(o *SeatOffer, as OfferState, now time.Time) error {
	if r.Standing(*o, now) != Offered {
		return ErrOfferOver
	}
	o.State, o.AnsweredAt = as, now
	return nil
}
