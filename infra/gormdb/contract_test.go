package gormdb_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/decision"
	"liandong/domain/desk"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/reception"
	"liandong/domain/referral"
	"liandong/domain/webhook"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// fill gives every field of a value something of its own, so that a column
// that is not stored, or stored as another, is seen.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, *n, 1000*(*n), time.UTC)))
		return
	case reflect.TypeFor[calendar.Date]():
		v.SetString(string(calendar.Date("2026-01-01").AddDays(*n)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("字%d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf("v"))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	}
}

func filled[T any]() T {
	var x T
	n := 0
	fill(reflect.ValueOf(&x).Elem(), &n)
	return x
}

// unit runs one unit of work on the stores.
func unit(t *testing.T, db *gormdb.DB, do func(ctx context.Context, tx desk.Tx) error) {
	t.Helper()
	err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return do(ctx, db.Bind(tx, true, func(tx *gorm.DB) journal.Journal {
			return gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt}
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s came back as\n%+v, want\n%+v", what, got, want)
	}
}

// Every store gives back what it was given, on both engines.
func TestStoresKeepEverything(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		k := filled[cases.Facts]()
		k.ID, k.State, k.CustodySeq, k.Received.EnteredAt = "c1", cases.Open, 1, k.RegisteredAt
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			c := cases.Restore(k)
			if err := tx.Cases.Add(ctx, c); err != nil {
				return err
			}
			got, err := tx.Cases.Get(ctx, "c1")
			same(t, "a case", got.Facts(), k)
			return err
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			c, err := tx.Cases.Get(ctx, "c1")
			if err != nil {
				return err
			}
			c.Amend(func(f *cases.Facts) { f.Title, f.Summary = "新标题", "新摘要" })
			if err := tx.Cases.Put(ctx, c); err != nil {
				return err
			}
			got, err := tx.Cases.Get(ctx, "c1")
			same(t, "a changed case", got.Facts(), c.Facts())
			return err
		})
		r := filled[referral.Facts]()
		r.CaseID = "c1"
		keep(t, db, "a referral", r, func(ctx context.Context, tx desk.Tx) (referral.Facts, error) {
			if err := tx.Referrals.Add(ctx, referral.Restore(r)); err != nil {
				return r, err
			}
			got, err := tx.Referrals.Get(ctx, r.ID)
			return got.Facts(), err
		})
		p := filled[procedure.Facts]()
		keep(t, db, "a proceeding", p, func(ctx context.Context, tx desk.Tx) (procedure.Facts, error) {
			if err := tx.Proceedings.Add(ctx, procedure.Restore(p)); err != nil {
				return p, err
			}
			got, err := tx.Proceedings.Get(ctx, p.ID)
			return got.Facts(), err
		})
		others(t, db)
	})
}

func keep[T any](t *testing.T, db *gormdb.DB, what string, want T, do func(ctx context.Context, tx desk.Tx) (T, error)) {
	t.Helper()
	unit(t, db, func(ctx context.Context, tx desk.Tx) error {
		got, err := do(ctx, tx)
		same(t, what, got, want)
		return err
	})
}

func others(t *testing.T, db *gormdb.DB) {
	x := filled[party.Party]()
	keep(t, db, "a party", x, func(ctx context.Context, tx desk.Tx) (party.Party, error) {
		if err := tx.Parties.Add(ctx, x); err != nil {
			return x, err
		}
		return tx.Parties.Get(ctx, cases.ID(x.CaseID), x.ID)
	})
	w := filled[consent.Consent]()
	w.Seq = 1
	keep(t, db, "a consent", w, func(ctx context.Context, tx desk.Tx) (consent.Consent, error) {
		if err := tx.Consents.Add(ctx, w); err != nil {
			return w, err
		}
		book, err := tx.Consents.OfCase(ctx, w.CaseID)
		return book[0], err
	})
	c := filled[clock.Running]()
	keep(t, db, "a clock", c, func(ctx context.Context, tx desk.Tx) (clock.Running, error) {
		if err := tx.Clocks.Add(ctx, c); err != nil {
			return c, err
		}
		return tx.Clocks.Get(ctx, c.ID)
	})
	a := filled[procedure.Agreement]()
	keep(t, db, "an agreement", a, func(ctx context.Context, tx desk.Tx) (procedure.Agreement, error) {
		if err := tx.Agreements.Add(ctx, a); err != nil {
			return a, err
		}
		return tx.Agreements.Get(ctx, a.ProceedingID, a.ID)
	})
	n := filled[procedure.Note]()
	keep(t, db, "a note", n, func(ctx context.Context, tx desk.Tx) (procedure.Note, error) {
		if err := tx.Notes.Add(ctx, n); err != nil {
			return n, err
		}
		all, err := tx.Notes.OfProceeding(ctx, n.ProceedingID)
		return all[0], err
	})
	s := filled[procedure.Session]()
	s.Seq = 1
	keep(t, db, "a session", s, func(ctx context.Context, tx desk.Tx) (procedure.Session, error) {
		if err := tx.Proceedings.AddSession(ctx, "p", s); err != nil {
			return s, err
		}
		all, err := tx.Proceedings.Sessions(ctx, "p")
		return all[0], err
	})
	r := filled[reception.Reception]()
	keep(t, db, "a reception", r, func(ctx context.Context, tx desk.Tx) (reception.Reception, error) {
		if err := tx.Receptions.Add(ctx, r); err != nil {
			return r, err
		}
		if err := errors.Join(tx.Receptions.Seat(ctx, r.ID, r.Lawyers[0]), tx.Receptions.PutGuest(ctx, r.ID, r.Table[0])); err != nil {
			return r, err
		}
		return tx.Receptions.Get(ctx, r.ID)
	})
	r.Lawyers[0].Knows = 77
	keep(t, db, "a seat whose lawyer knows of a change", r, func(ctx context.Context, tx desk.Tx) (reception.Reception, error) {
		if err := tx.Receptions.Knows(ctx, r.ID, r.Lawyers[0].User, 77); err != nil {
			return r, err
		}
		return tx.Receptions.Get(ctx, r.ID)
	})
	moved := r
	moved.Place, moved.Change = "别处", "会场维修"
	keep(t, db, "a reception that was moved", func() reception.Reception { x := moved; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (reception.Reception, error) {
		if err := tx.Receptions.Put(ctx, moved); err != nil {
			return r, err
		}
		if err := tx.Receptions.Put(ctx, moved); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale reception is kept: %v", err)
		}
		return tx.Receptions.Get(ctx, r.ID)
	})
	seats(t, db)
	v := filled[reception.Visit]()
	v.Number = 1
	keep(t, db, "a visit", v, func(ctx context.Context, tx desk.Tx) (reception.Visit, error) {
		if _, err := tx.Receptions.AddVisit(ctx, v); err != nil {
			return v, err
		}
		if err := tx.Receptions.Call(ctx, v.ID, v.Called); err != nil {
			return v, err
		}
		return tx.Receptions.Visit(ctx, v.ID)
	})
	h := filled[webhook.Facts]()
	keep(t, db, "a webhook", h, func(ctx context.Context, tx desk.Tx) (webhook.Facts, error) {
		if err := tx.Webhooks.Add(ctx, h); err != nil {
			return h, err
		}
		return tx.Webhooks.Get(ctx, h.ID)
	})
	sent := h
	sent.Arrived("e9", 204, h.LastAt)
	keep(t, db, "a webhook that was told", func() webhook.Facts { x := sent; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (webhook.Facts, error) {
		if err := tx.Webhooks.Put(ctx, sent); err != nil {
			return h, err
		}
		if err := tx.Webhooks.Put(ctx, sent); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale webhook is kept: %v", err)
		}
		return tx.Webhooks.Get(ctx, h.ID)
	})
	m := filled[decision.Facts]()
	keep(t, db, "a decision", m, func(ctx context.Context, tx desk.Tx) (decision.Facts, error) {
		if err := tx.Decisions.Add(ctx, m); err != nil {
			return m, err
		}
		return tx.Decisions.Get(ctx, m.ID)
	})
	decisions(t, db, m)
	trendNotes(t, db)
	d := filled[directive.Facts]()
	keep(t, db, "a directive", d, func(ctx context.Context, tx desk.Tx) (directive.Facts, error) {
		if err := tx.Directives.Add(ctx, d); err != nil {
			return d, err
		}
		return tx.Directives.Get(ctx, d.ID)
	})
	answered := d
	answered.Answer, answered.AnsweredBy, answered.State = "已办", "user-x", directive.Answered
	keep(t, db, "an answered directive", func() directive.Facts { x := answered; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (directive.Facts, error) {
		if err := tx.Directives.Put(ctx, answered); err != nil {
			return d, err
		}
		if err := tx.Directives.Put(ctx, answered); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale directive is kept: %v", err)
		}
		return tx.Directives.Get(ctx, d.ID)
	})
	proposals(t, db)
	jobs(t, db)
	officials(t, db)
	conferences(t, db)
	o := filled[reception.Opinion]()
	keep(t, db, "an opinion", o, func(ctx context.Context, tx desk.Tx) (reception.Opinion, error) {
		if err := tx.Receptions.AddOpinion(ctx, o); err != nil {
			return o, err
		}
		all, err := tx.Receptions.Opinions(ctx, o.VisitID)
		return all[0], err
	})
}

// A write on what changed since it was read is refused as stale; what is not there is not visible.
func TestStoresRefuse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		r := filled[referral.Facts]()
		r.State, r.Moves = referral.Offered, true
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			if err := tx.Referrals.Add(ctx, referral.Restore(r)); err != nil {
				return err
			}
			one, err := tx.Referrals.Get(ctx, r.ID)
			if err != nil {
				return err
			}
			two, err := tx.Referrals.Get(ctx, r.ID)
			if err != nil {
				return err
			}
			if err := tx.Referrals.Put(ctx, one); err != nil {
				return err
			}
			refused(t, "a stale write", tx.Referrals.Put(ctx, two), fault.Stale)
			_, err = tx.Cases.Get(ctx, "none")
			refused(t, "an unknown case", err, fault.NotFound)
			_, err = tx.Parties.Get(ctx, "another case", "p")
			refused(t, "another case's party", err, fault.NotFound)
			_, err = tx.Directory.Get(ctx, "none")
			refused(t, "an unknown organisation", err, fault.Violation)
			return nil
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			second := r
			second.ID = "second"
			err := tx.Referrals.Add(ctx, referral.Restore(second))
			refused(t, "a second moving referral", err, fault.Conflict)
			return nil
		})
	})
}

func refused(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if f := fault.Of(err); f == nil || f.Kind != kind {
		t.Errorf("%s: %v", what, err)
	}
}

// Standings are exactly what was said last.
func TestStandingsAreReplaced(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		f := cases.Facts{ID: "c", State: cases.Open}
		for _, all := range []map[org.ID][]who.Standing{
			{"a": {who.Custodian, who.FirstReceiver}, "b": {who.Superior}},
			{"a": {who.Former, who.FirstReceiver}, "d": {who.Custodian}},
			{},
		} {
			unit(t, db, func(ctx context.Context, tx desk.Tx) error {
				if err := tx.Standings.Replace(ctx, f, all, "2026-12-01"); err != nil {
					return err
				}
				for _, id := range []org.ID{"a", "b", "d"} {
					got, err := tx.Standings.Of(ctx, "c", id, "2026-12-01")
					if err != nil {
						return err
					}
					want := slices.Clone(all[id])
					slices.SortFunc(want, func(x, y who.Standing) int { return strings.Compare(string(x), string(y)) })
					if !slices.Equal(got, want) {
						t.Errorf("%s: %v, want %v", id, got, want)
					}
				}
				return nil
			})
		}
	})
}
