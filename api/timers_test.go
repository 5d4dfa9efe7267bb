package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// replicas opens n programs over one database, with one clock on the wall.
func replicas(t *testing.T, n int, cfg Config, wall func() time.Time) []*App {
	t.Helper()
	cfg.Listen, cfg.Log, cfg.Wall = "127.0.0.1:0", slog.New(slog.DiscardHandler), wall
	var all []*App
	for range n {
		a, err := New(context.Background(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		all = append(all, a)
	}
	return all
}

// offered registers a case and offers it, through the program's own routes.
func offered(t *testing.T, a *App) (referralID string) {
	t.Helper()
	ask := func(method, path, body string, as Request) []byte {
		for _, r := range a.Routes() {
			if r.Method == method && r.Path == path {
				as.Body = []byte(body)
				as.Key = secrets.NewID()
				out := a.serve(context.Background(), r, as)
				if out.Status >= 300 {
					t.Fatalf("%s %s: %s", method, path, out.Body)
				}
				return out.Body
			}
		}
		t.Fatalf("no %s %s", method, path)
		return nil
	}
	clerk := signedIn(t, a)
	var made struct{ ID string }
	if err := json.Unmarshal(ask("POST", "/cases", benchCase, clerk), &made); err != nil {
		t.Fatal(err)
	}
	clerk.Params = map[string]string{"id": made.ID}
	if err := json.Unmarshal(ask("POST", "/cases/:id/referrals", `{"to":"org-mediation1","channel":"people_mediation","route":"people_mediation","mode":"offered","reason":"邻里纠纷"}`, clerk), &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// A time limit acts once (I6): with two replicas at the same moment, with one
// that slept on a list it had read long before, and after a restart.
func TestTimersFireOnce(t *testing.T) {
	for name, cfg := range map[string]func(t *testing.T) Config{
		"sqlite":  func(t *testing.T) Config { return Config{Data: t.TempDir(), Demo: true} },
		"mariadb": func(t *testing.T) Config { return Config{Data: t.TempDir(), Database: testdb.NewURL(t), Demo: true} },
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			var now atomic.Int64
			now.Store(time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC).UnixNano())
			wall := func() time.Time { return time.Unix(0, now.Load()) }
			config := cfg(t)
			two := replicas(t, 2, config, wall)
			first, second := offered(t, two[0]), offered(t, two[0])
			now.Add(int64(20 * 24 * time.Hour))

			// The sleeper read its list, and another replica fires everything meanwhile.
			asleep, err := two[0].db.DueClocks(ctx, calendar.DayOf(two[0].clock.Now()), firings)
			if err != nil || len(asleep) < 2 {
				t.Fatalf("%d clocks are due (%v)", len(asleep), err)
			}
			var both sync.WaitGroup
			for _, a := range two {
				both.Go(func() {
					if _, err := a.fireDue(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			for _, d := range asleep {
				if err := two[0].fire(ctx, d.ID); err != nil {
					t.Error(err)
				}
			}
			again := replicas(t, 1, config, wall)[0]
			if n, err := again.fireDue(ctx); err != nil || n != 0 {
				t.Errorf("after a restart %d fired (%v)", n, err)
			}
			for _, id := range []string{first, second} {
				if n := lapses(t, again, id); n != 1 {
					t.Errorf("the offer lapsed %d times", n)
				}
			}
		})
	}
}

// lapses counts the log's entries of an offer that lapsed, and checks its state.
func lapses(t *testing.T, a *App, id string) (n int64) {
	t.Helper()
	err := a.db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		w := a.office.Begin(a.db.Bind(tx, false, a.journal), who.Clockwork, a.clock.Now(), "")
		r, err := w.Tx.Referrals.Get(ctx, referral.ID(id))
		if err != nil || r.Facts().State != referral.Lapsed {
			return errors.Join(err, errors.New("the offer did not lapse: "+string(r.Facts().State)))
		}
		return tx.Table("audit_entries").Where("subject = ? AND action = ?", "referral/"+id, "referral.lapsed").Count(&n).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
