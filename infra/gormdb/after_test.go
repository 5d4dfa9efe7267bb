package gormdb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/figures"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// Rounds are kept with their case, one ends exactly once, and the stock is
// what they add up to.
func TestRoundsAndStock(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 2, 0, 0, 0, time.UTC) }
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			for _, id := range []cases.ID{"c1", "c2"} {
				c := cases.Register(cases.Facts{ID: id, Number: "N" + string(id), FirstReceiver: "a"}, day(2))
				if err := tx.Cases.Add(ctx, c); err != nil {
					return err
				}
				if err := tx.Standings.Replace(ctx, c.Facts(), map[org.ID][]who.Standing{"a": {who.Custodian, who.FirstReceiver}}, ""); err != nil {
					return err
				}
			}
			return nil
		})
		var stale *cases.Case
		unit(t, db, func(ctx context.Context, tx desk.Tx) (err error) {
			if stale, err = tx.Cases.Get(ctx, "c1"); err != nil {
				return err
			}
			c, err := tx.Cases.Get(ctx, "c1")
			if err != nil {
				return err
			}
			if err := errors.Join(c.Close(cases.Settled, day(5)), tx.Cases.Put(ctx, c), c.Reopen(cases.Round{Ground: cases.NotSettled, PartyID: "p", Words: "还在漏", DocumentID: "d"}, day(10)), tx.Cases.Put(ctx, c)); err != nil {
				return err
			}
			return errors.Join(c.Close(cases.Handled, day(20)), c.Reopen(cases.Round{Ground: cases.Breach}, day(20)), tx.Cases.Put(ctx, c))
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			got, err := tx.Cases.Rounds(ctx, "c1")
			same(t, "the rounds", got, []cases.Round{
				{CaseID: "c1", Seq: 1, OpenedAt: day(2), Organization: "a", ClosedAt: day(5), Outcome: cases.Settled},
				{CaseID: "c1", Seq: 2, OpenedAt: day(10), Ground: cases.NotSettled, PartyID: "p", Organization: "a", Words: "还在漏", DocumentID: "d", ClosedAt: day(20), Outcome: cases.Handled},
				{CaseID: "c1", Seq: 3, OpenedAt: day(20), Ground: cases.Breach, Organization: "a"},
			})
			return err
		})
		err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			if err := stale.Close(cases.Settled, day(21)); err != nil {
				return err
			}
			return db.Bind(tx, true, func(*gorm.DB) journal.Journal { return nil }).Cases.Put(ctx, stale)
		})
		if !errors.Is(err, cases.ErrStale) {
			t.Errorf("a round ends twice: %v", err)
		}
		read(t, db, func(ctx context.Context, l gormdb.Lists) error {
			got, err := l.Stock(ctx, gormdb.Scope{Organization: "a", Standing: who.FirstReceiver}, "2026-11-04", "2026-11-20")
			same(t, "the stock", got, figures.Stock{Start: 2, Reopened: 2, Closed: 2, ClosedOfStart: 1, End: 2})
			if err != nil {
				return err
			}
			got, err = l.Stock(ctx, gormdb.Scope{Organization: "a", Standing: who.FirstReceiver}, "2026-11-01", "2026-11-09")
			same(t, "the stock before", got, figures.Stock{Registered: 2, Closed: 1, End: 1})
			if err != nil {
				return err
			}
			got, err = l.Stock(ctx, gormdb.Scope{Organization: "b", Standing: who.FirstReceiver}, "2026-11-01", "2026-11-30")
			same(t, "another's stock", got, figures.Stock{})
			return err
		})
	})
}

// What the ends of a handoff wrote is kept whole, in its order, apart from other handoffs'.
func TestMessages(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		m := filled[referral.Message]()
		second, other := m, m
		second.ID, other.ID, other.ReferralID = m.ID+"2", m.ID+"3", "another"
		keep(t, db, "messages", []referral.Message{m, second}, func(ctx context.Context, tx desk.Tx) ([]referral.Message, error) {
			if err := errors.Join(tx.Referrals.AddMessage(ctx, second), tx.Referrals.AddMessage(ctx, m), tx.Referrals.AddMessage(ctx, other)); err != nil {
				return nil, err
			}
			return tx.Referrals.Messages(ctx, m.ReferralID)
		})
	})
}

// How a handoff arrived is kept whole, once for each way.
func TestArrivals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		a := filled[referral.Arrival]()
		keep(t, db, "an arrival", []referral.Arrival{a}, func(ctx context.Context, tx desk.Tx) ([]referral.Arrival, error) {
			if err := tx.Referrals.AddArrival(ctx, a); err != nil {
				return nil, err
			}
			return tx.Referrals.Arrivals(ctx, a.CaseID)
		})
		err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			return db.Bind(tx, true, func(*gorm.DB) journal.Journal { return nil }).Referrals.AddArrival(ctx, a)
		})
		if !gormdb.IsDuplicate(err) {
			t.Errorf("it arrives twice the same way: %v", err)
		}
	})
}

// An office's own order is kept with those before it.
func TestOrders(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		o := filled[desk.Order]()
		o.Kind = desk.OrderOfVolume
		keep(t, db, "an order", o, func(ctx context.Context, tx desk.Tx) (desk.Order, error) {
			before := o
			before.Number--
			if err := errors.Join(tx.Orders.Add(ctx, o), tx.Orders.Add(ctx, before)); err != nil {
				return o, err
			}
			return tx.Orders.Latest(ctx, o.Organization, o.Kind)
		})
		keep(t, db, "no order", desk.Order{}, func(ctx context.Context, tx desk.Tx) (desk.Order, error) {
			return tx.Orders.Latest(ctx, o.Organization, desk.OrderOfExport)
		})
	})
}
