package gormdb_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/proposal"
	"liandong/domain/who"
	"liandong/infra/authz"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// proposals says that one comes back as it was kept, and is changed by who read it last.
func proposals(t *testing.T, db *gormdb.DB) {
	t.Helper()
	f := filled[proposal.Facts]()
	keep(t, db, "a proposal", f, func(ctx context.Context, tx desk.Tx) (proposal.Facts, error) {
		if err := tx.Proposals.Add(ctx, f); err != nil {
			return f, err
		}
		return tx.Proposals.Get(ctx, f.ID)
	})
	done := f
	done.State, done.Second = proposal.Done, "user-x"
	keep(t, db, "a proposal that is done", func() proposal.Facts { x := done; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (proposal.Facts, error) {
		if err := tx.Proposals.Put(ctx, done); err != nil {
			return f, err
		}
		if err := tx.Proposals.Put(ctx, done); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale proposal is kept: %v", err)
		}
		for digest, want := range map[string]bool{f.Digest: true, "another": false} {
			if ok, err := tx.Proposals.Done(ctx, f.Act, f.Subject, digest); ok != want || err != nil {
				t.Errorf("done with %q: %v %v", digest, ok, err)
			}
		}
		return tx.Proposals.Get(ctx, f.ID)
	})
}

// hall is where proposals are made and confirmed, over a database, by anybody.
type hall struct {
	t    testing.TB
	db   *gormdb.DB
	desk desk.Office
	now  time.Time
	done atomic.Int64 // how often an act was carried out
}

func newHall(t *testing.T, db *gormdb.DB) *hall {
	t.Helper()
	rows, err := authz.National()
	if err != nil {
		t.Fatal(err)
	}
	policy, err := authz.New(rows)
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{t: t, db: db, desk: desk.Office{Policy: policy, NewID: secrets.NewID}, now: time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)}
	h.add("clerk", who.Clerk, "house")
	return h
}

// add gives an account a role.
func (h *hall) add(user string, role who.Role, house string) {
	h.t.Helper()
	err := h.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Accounts{TX: tx}.AddUser(ctx, gormdb.User{ID: user, Username: user, Name: user, Version: 1}, []gormdb.Membership{{UserID: user, OrganizationID: house, Role: string(role)}})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// work does something as somebody, in one unit of work.
func (h *hall) work(user string, role who.Role, do func(ctx context.Context, w *desk.Work) error) error {
	return h.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		log := func(tx *gorm.DB) journal.Journal {
			return gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt, My: h.db.Dialect() == "mysql"}
		}
		actor := who.Actor{User: user, Name: user, Role: role, Organization: "house", Origin: "window"}
		return do(ctx, h.desk.Begin(h.db.Bind(tx, true, log), actor, h.now, ""))
	})
}

func (h *hall) propose(act proposal.Act, user string, role who.Role) (f proposal.Facts, err error) {
	err = h.work(user, role, func(ctx context.Context, w *desk.Work) error {
		f, err = w.Propose(ctx, proposal.Facts{Act: act, Subject: "job/1", Plan: "{}", Digest: "right", Reason: "上报"})
		return err
	})
	return f, err
}

func (h *hall) confirm(id proposal.ID, user string, role who.Role, digest string) error {
	did := int64(0)
	err := h.work(user, role, func(ctx context.Context, w *desk.Work) error {
		did = 0
		_, err := w.ConfirmProposal(ctx, id, func(proposal.Facts) (string, error) { return digest, nil }, func(proposal.Facts) error {
			did = 1
			return nil
		})
		return err
	})
	if err == nil {
		h.done.Add(did)
	}
	return err
}

func (h *hall) state(id proposal.ID) (s proposal.State) {
	h.t.Helper()
	err := h.work("clerk", who.Clerk, func(ctx context.Context, w *desk.Work) error {
		f, err := w.Tx.Proposals.Get(ctx, id)
		s = f.State
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// entries counts what the log says of a proposal.
func (h *hall) entries(id proposal.ID, action string) (n int64) {
	h.t.Helper()
	err := h.db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return tx.WithContext(ctx).Table("audit_entries").Where("subject = ? AND action = ?", "proposal/"+string(id), action).Count(&n).Error
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// Nobody proposes what nobody else could confirm; thirty-two confirm at once and
// it is done once; whose time is over is ended, and each step stands in the log.
func TestSecondPerson(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		h := newHall(t, db)
		if _, err := h.propose(proposal.ReleaseExport, "clerk", who.Clerk); !errors.Is(err, proposal.ErrAlone) {
			t.Errorf("in a house of one: %v", err)
		}
		h.add("far", who.Head, "another")
		if _, err := h.propose(proposal.ReleaseExport, "clerk", who.Clerk); !errors.Is(err, proposal.ErrAlone) {
			t.Errorf("with another house's head alone: %v", err)
		}
		const crowd = 32
		for i := range crowd {
			h.add("head"+strconv.Itoa(i), who.Head, "house")
		}
		f, err := h.propose(proposal.ReleaseExport, "clerk", who.Clerk)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.confirm(f.ID, "head1", who.Head, "wrong"); !errors.Is(err, proposal.ErrChanged) {
			t.Errorf("another file: %v", err)
		}
		if err := h.confirm(f.ID, "clerk", who.Head, "right"); !errors.Is(err, proposal.ErrSame) {
			t.Errorf("oneself: %v", err)
		}
		if err := h.confirm(f.ID, "stranger", who.Mediator, "right"); !errors.Is(err, who.ErrNotVisible) {
			t.Errorf("a stranger: %v", err)
		}
		var all sync.WaitGroup
		var won atomic.Int64
		for i := range crowd {
			all.Go(func() {
				switch err := h.confirm(f.ID, "head"+strconv.Itoa(i), who.Head, "right"); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, proposal.ErrOver):
					t.Errorf("head%d: %v", i, err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || h.done.Load() != 1 || h.state(f.ID) != proposal.Done || h.entries(f.ID, "proposal.confirmed") != 1 || h.entries(f.ID, "proposal.done") != 1 {
			t.Errorf("%d confirmed it, it was done %d times: %s", won.Load(), h.done.Load(), h.state(f.ID))
		}
		late, err := h.propose(proposal.ReleaseExport, "clerk", who.Clerk)
		if err != nil {
			t.Fatal(err)
		}
		h.now = late.Until
		if err := h.confirm(late.ID, "head1", who.Head, "right"); !errors.Is(err, proposal.ErrExpired) {
			t.Errorf("too late: %v", err)
		}
		expire := func() error {
			return h.work("clock", who.System, func(ctx context.Context, w *desk.Work) error { return w.ExpireProposals(ctx, 10) })
		}
		if err := errors.Join(expire(), expire()); err != nil {
			t.Fatal(err)
		}
		if h.state(late.ID) != proposal.Expired || h.entries(late.ID, "proposal.expired") != 1 {
			t.Errorf("%s, said %d times", h.state(late.ID), h.entries(late.ID, "proposal.expired"))
		}
	})
}

// Whatever is tried in whatever order on either database, nothing is done by
// fewer than two persons, or twice, or after it was withdrawn, declined or late.
func TestSecondPersonWalk(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		h := newHall(t, db)
		users := map[string]who.Role{"clerk": who.Clerk, "first": who.Head, "second": who.Head, "third": who.SecurityAdmin}
		names := []string{"clerk", "first", "second", "third"}
		for _, name := range names[1:] {
			h.add(name, users[name], "house")
		}
		rapid.Check(t, func(rt *rapid.T) {
			by := rapid.SampledFrom(names[:2]).Draw(rt, "by")
			f, err := h.propose(proposal.ReleaseExport, by, users[by])
			if err != nil {
				rt.Fatal(err)
			}
			before, was := h.done.Load(), proposal.Pending
			for range rapid.IntRange(1, 8).Draw(rt, "steps") {
				h.now = h.now.Add(time.Duration(rapid.IntRange(0, 30).Draw(rt, "hours")) * time.Hour)
				user := rapid.SampledFrom(names).Draw(rt, "user")
				do := rapid.SampledFrom([]string{"confirm", "confirm", "withdraw", "decline", "expire"}).Draw(rt, "do")
				var err error
				switch do {
				case "confirm":
					err = h.confirm(f.ID, user, users[user], rapid.SampledFrom([]string{"right", "right", "wrong"}).Draw(rt, "digest"))
				case "withdraw":
					err = h.work(user, users[user], func(ctx context.Context, w *desk.Work) error { _, err := w.WithdrawProposal(ctx, f.ID); return err })
				case "decline":
					err = h.work(user, users[user], func(ctx context.Context, w *desk.Work) error {
						_, err := w.DeclineProposal(ctx, f.ID, "不同意")
						return err
					})
				case "expire":
					err = h.work("clock", who.System, func(ctx context.Context, w *desk.Work) error { return w.ExpireProposals(ctx, 10) })
				}
				if err != nil && fault.Of(err) == nil {
					rt.Fatal(err)
				}
				now := h.state(f.ID)
				did := h.done.Load() - before
				switch {
				case now != was && was != proposal.Pending:
					rt.Fatalf("%s after %s by %s: %s", do, was, user, now)
				case now == proposal.Done && (did != 1 || was == proposal.Pending && (user == by || do != "confirm" || !h.now.Before(f.Until))):
					rt.Fatalf("done %d times by %s, proposed by %s", did, user, by)
				case now != proposal.Done && did != 0:
					rt.Fatalf("done, and it is %s", now)
				case do != "expire" && (err == nil) != (now != was):
					rt.Fatalf("%s by %s from %s to %s: %v", do, user, was, now, err)
				}
				was = now
			}
			if n := h.entries(f.ID, "proposal.done"); n != h.done.Load()-before || slices.Contains([]proposal.State{proposal.Confirmed, ""}, was) {
				rt.Fatalf("the log says it was done %d times; it is %s", n, was)
			}
		})
	})
}
