package gormdb_test

import (
	"context"
	"errors"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/reception"
	"liandong/infra/gormdb"
)

// seats keeps what lawyers say of their days, and what they offer each other.
func seats(t *testing.T, db *gormdb.DB) {
	t.Helper()
	so := filled[reception.SeatOffer]()
	so.State = reception.Offered
	so.From.Knows, so.To.Knows = 0, 0 // are said of seats, not of offers
	keep(t, db, "an offer of a seat", so, func(ctx context.Context, tx desk.Tx) (reception.SeatOffer, error) {
		if err := tx.Receptions.AddSeatOffer(ctx, so); err != nil {
			return so, err
		}
		all, err := tx.Receptions.SeatOffers(ctx, so.ReceptionID)
		return all[0], err
	})
	answeredOffer := so
	answeredOffer.State = reception.Declined
	keep(t, db, "an answered offer", func() reception.SeatOffer { x := answeredOffer; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (reception.SeatOffer, error) {
		if err := tx.Receptions.PutSeatOffer(ctx, answeredOffer); err != nil {
			return so, err
		}
		if err := tx.Receptions.PutSeatOffer(ctx, answeredOffer); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale offer is kept: %v", err)
		}
		if open, err := tx.Receptions.SeatOffers(ctx, so.ReceptionID); err != nil || len(open) != 0 {
			t.Errorf("an answered offer waits: %v %v", open, err)
		}
		return tx.Receptions.SeatOffer(ctx, so.ID)
	})
	said := filled[reception.Statement]()
	keep(t, db, "what was answered at a table", said, func(ctx context.Context, tx desk.Tx) (reception.Statement, error) {
		if err := tx.Receptions.AddStatement(ctx, said); err != nil {
			return said, err
		}
		all, err := tx.Receptions.Statements(ctx, said.VisitID)
		return all[0], err
	})
	free := filled[reception.Availability]()
	free.Version = 0
	keep(t, db, "an availability", func() reception.Availability { x := free; x.Version = 1; return x }(), func(ctx context.Context, tx desk.Tx) (reception.Availability, error) {
		if err := tx.Receptions.PutAvailability(ctx, free); err != nil {
			return free, err
		}
		if err := tx.Receptions.PutAvailability(ctx, reception.Availability{User: free.User, Organization: free.Organization, Version: 9}); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale availability is kept: %v", err)
		}
		if past, err := tx.Receptions.Availability(ctx, free.Organization, free.User, "2100-01-01"); err != nil || len(past.Days) != 0 {
			t.Errorf("days that are over: %+v %v", past, err)
		}
		return tx.Receptions.Availability(ctx, free.Organization, free.User, "2000-01-01")
	})
}
