package gormdb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// The stores of ways in and of what parties do give back what they were given.
func TestPartyStoresKeepEverything(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		a := filled[party.Agent]()
		keep(t, db, "an agent", a, func(ctx context.Context, tx desk.Tx) (party.Agent, error) {
			if err := tx.Agents.Add(ctx, a); err != nil {
				return a, err
			}
			return tx.Agents.Get(ctx, cases.ID(a.CaseID), a.ID)
		})
		f := filled[party.Factor]()
		f.Version = 0
		want := f
		want.Version = 1
		keep(t, db, "a factor", want, func(ctx context.Context, tx desk.Tx) (party.Factor, error) {
			if err := tx.Factors.Put(ctx, f); err != nil {
				return f, err
			}
			return tx.Factors.Get(ctx, f.Holder)
		})
		x := filled[cases.Withdrawal]()
		keep(t, db, "a withdrawal", []cases.Withdrawal{x}, func(ctx context.Context, tx desk.Tx) ([]cases.Withdrawal, error) {
			if err := tx.Withdrawals.Add(ctx, x); err != nil {
				return nil, err
			}
			return tx.Withdrawals.OfCase(ctx, x.CaseID)
		})
		r := filled[desk.Recording]()
		keep(t, db, "a recording", []desk.Recording{r}, func(ctx context.Context, tx desk.Tx) ([]desk.Recording, error) {
			if err := tx.Recordings.Add(ctx, r); err != nil {
				return nil, err
			}
			return tx.Recordings.OfCase(ctx, r.CaseID)
		})
		back := filled[document.Return]()
		keep(t, db, "a return", []document.Return{back}, func(ctx context.Context, tx desk.Tx) ([]document.Return, error) {
			if err := tx.Returns.Add(ctx, back); err != nil {
				return nil, err
			}
			return tx.Returns.OfCase(ctx, back.CaseID)
		})
		o := filled[document.Oral]()
		o.Versions[0].Number, o.Versions[0].Author = 1, "u"
		keep(t, db, "an oral record", o, func(ctx context.Context, tx desk.Tx) (document.Oral, error) {
			if err := tx.OralRecords.Add(ctx, o); err != nil {
				return o, err
			}
			return tx.OralRecords.Get(ctx, o.CaseID, o.ID)
		})
		oralVersions(t, db, o)
	})
}

// A corrected record keeps the wording before; a stale correction is refused.
func oralVersions(t *testing.T, db *gormdb.DB, o document.Oral) {
	t.Helper()
	unit(t, db, func(ctx context.Context, tx desk.Tx) error {
		next := o
		next.Number = 0
		if err := next.Correct("第二稿", "更正", "u", time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		if err := tx.OralRecords.Put(ctx, next); err != nil {
			return err
		}
		refused(t, "a stale correction", tx.OralRecords.Put(ctx, next), fault.Stale)
		got, err := tx.OralRecords.Get(ctx, o.CaseID, o.ID)
		if len(got.Versions) != 2 || got.Versions[0].Text != o.Versions[0].Text || got.Versions[1].Text != "第二稿" {
			t.Errorf("versions %+v", got.Versions)
		}
		return err
	})
}

// What may be once is once; what changed meanwhile is stale; an address is where it was put and nowhere else.
func TestPartyStoresRefuse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		f := party.Factor{Holder: "party/x", CaseID: "c", Phone: "1"}
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			if err := tx.Factors.Put(ctx, f); err != nil {
				return err
			}
			f.Version = 1
			if err := tx.Factors.Put(ctx, f); err != nil {
				return err
			}
			refused(t, "a stale factor", tx.Factors.Put(ctx, f), fault.Stale)
			if none, err := tx.Factors.Get(ctx, "party/none"); err != nil || none.Version != 0 {
				t.Errorf("%+v %v", none, err)
			}
			_, err := tx.Agents.Get(ctx, "c", "none")
			refused(t, "an unknown agent", err, fault.NotFound)
			return nil
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			for _, s := range []int{2, 5} {
				if err := tx.Ratings.Add(ctx, desk.Rating{ID: string(rune('a' + s)), Organization: "o", Month: "2026-11", Score: s}); err != nil {
					return err
				}
			}
			got, err := tx.Ratings.Of(ctx, "o")
			same(t, "an organisation's ratings", got, map[int]int{2: 1, 5: 1})
			return errors.Join(err, tx.Ratings.Mark(ctx, "p", "o"))
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			if err := tx.Ratings.Mark(ctx, "p", "o"); !errors.Is(err, desk.ErrRated) {
				t.Errorf("a second rating: %v", err)
			}
			return nil
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			for _, place := range []string{"一", "二"} {
				if err := tx.Addresses.Keep(ctx, "c", "p", place); err != nil {
					return err
				}
			}
			got, ok, err := tx.Addresses.Get(ctx, "p")
			if got != "二" || !ok || err != nil {
				t.Errorf("%q %v %v", got, ok, err)
			}
			if all, err := tx.Addresses.OfCase(ctx, "c"); err != nil || len(all) != 1 {
				t.Errorf("%v %v", all, err)
			}
			if err := tx.Addresses.Drop(ctx, "p"); err != nil {
				return err
			}
			_, ok, err = tx.Addresses.Get(ctx, "p")
			if ok {
				t.Error("a dropped address is still there")
			}
			return err
		})
	})
}

// A message is carried off once, and stays where carrying it failed.
func TestMessagesAreCarriedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		ctx := context.Background()
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			return tx.Outgoing.Send(ctx, desk.Message{ID: "m", Way: "sms", To: "139", Text: "验证码"})
		})
		all, err := db.Waiting(ctx, 10)
		if err != nil || len(all) != 1 || all[0].Text != "验证码" {
			t.Fatalf("%+v %v", all, err)
		}
		full := errors.New("no space left")
		if err := db.CarryOff(ctx, all[0], func(desk.Message) error { return full }); !errors.Is(err, full) {
			t.Errorf("%v", err)
		}
		times := 0
		for range 2 {
			if err := db.CarryOff(ctx, all[0], func(desk.Message) error { times++; return nil }); err != nil {
				t.Error(err)
			}
		}
		if left, err := db.Waiting(ctx, 10); err != nil || len(left) != 0 || times != 1 {
			t.Errorf("carried %d times, %d left, %v", times, len(left), err)
		}
	})
}
