package desk_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/who"
	"liandong/infra/authz"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/holidays"
	"liandong/infra/secrets"
	"liandong/infra/seed"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// everything is a judge that opens every route: routing is tested elsewhere.
type everything struct{}

func (everything) Pack() routing.Pack { return routing.Pack{Version: "test", Digest: "sha256:0"} }

func (everything) Evaluate(calendar.Date, routing.Facts) (routing.Answer, error) {
	a := routing.Answer{Pack: everything{}.Pack()}
	for i, s := range channel.Steps {
		a.Routes = append(a.Routes, routing.Judged{Route: s.Route, Channel: s.Channel, Verdict: routing.Open, Rank: i + 1, Reasons: []routing.Reason{{
			Rule: "test", Text: lang.T("试", "test"), Cite: []statute.Citation{{Law: "x", Version: "1", Article: "1"}}, Known: routing.Read,
		}}})
	}
	return a, nil
}

// county is the real store with the fictional county in it.
type county struct {
	db     *gormdb.DB
	office desk.Office
	now    time.Time
}

func newCounty(t testing.TB, db *gormdb.DB) *county {
	t.Helper()
	rows, err := authz.National()
	if err != nil {
		t.Fatal(err)
	}
	policy, err := authz.New(rows)
	if err != nil {
		t.Fatal(err)
	}
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	c := &county{db: db, office: desk.Office{
		Rules: book, Calendar: holidays.National(), Judge: everything{}, Policy: policy, Secrets: secrets.Codes{Key: []byte("k")},
		NewID: secrets.NewID, Number: secrets.Number,
	}}
	err = db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return seed.Plant(ctx, gormdb.Registry{TX: tx})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *county) journal(tx *gorm.DB) journal.Journal {
	return gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt, My: c.db.Dialect() == "mysql"}
}

// as runs one unit of work for somebody.
func (c *county) as(a who.Actor, do func(ctx context.Context, w *desk.Work) error) error {
	return c.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return do(ctx, c.office.Begin(c.db.Bind(tx, true, c.journal), a, c.now, "test"))
	})
}

// fire fires what is due, each at its own time, up to now.
func (c *county) fire(to time.Time) error {
	for {
		due, err := c.db.DueClocks(context.Background(), calendar.DayOf(to), 1)
		if err != nil || len(due) == 0 {
			c.now = to
			return err
		}
		if at := due[0].Last.End(); at.After(c.now) {
			c.now = at
		}
		err = c.as(who.Clockwork, func(ctx context.Context, w *desk.Work) error { return w.Fire(ctx, due[0].ID) })
		if err != nil && !errors.Is(err, desk.ErrFired) {
			return fmt.Errorf("firing %s: %w", due[0].ID, err)
		}
	}
}

// actors of the machine: who works where.
var actors = map[org.ID]who.Role{
	"org-petition": who.Clerk, "org-housing": who.Officer, "org-police": who.Officer, "org-market": who.Officer, "org-mediation1": who.Mediator,
	"org-court": who.CourtClerk, "org-land": who.Arbitrator, "org-conference": who.Supervisor, "org-cityconference": who.Supervisor,
}

var actorIDs = []org.ID{"org-petition", "org-housing", "org-police", "org-market", "org-mediation1", "org-court", "org-land", "org-conference", "org-cityconference"}

func actor(id org.ID) who.Actor {
	return who.Actor{User: "user-" + string(id), Organization: id, Role: actors[id], Origin: "window"}
}

func dispute() desk.Registration {
	return desk.Registration{
		Title: "漏水", Purpose: "claim", Category: "neighbour.leak", Source: "visit", Region: "990102001", Summary: "漏水",
		Facts:   routing.Facts{},
		Parties: []party.Party{{Role: party.Applicant, Kind: party.Person, Name: "甲", Phone: "13900001234"}, {Role: party.Respondent, Kind: party.Person, Name: "乙"}},
	}
}

// played prints the seed of a machine and says how many sequences it plays: some in the gate, all in the soak.
func played(t *testing.T, gate, soak int) (seed uint64, sequences int) {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("LIANDONG_SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("LIANDONG_SEED=%d", n)
	if os.Getenv("LIANDONG_SOAK") != "" {
		return n, soak
	}
	return n, gate
}

// TestHandoffMachine drives random legal and illegal sequences against the real
// stores and a model of its own: who may, what follows, who holds the case.
func TestHandoffMachine(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		n, sequences := played(t, 15, 600)
		tally := map[string]int{}
		for i := range sequences {
			seed := n + uint64(i)
			steps := rapid.Custom(func(t *rapid.T) []step {
				return rapid.SliceOfN(rapid.Custom(drawStep), 20, 60).Draw(t, "steps")
			}).Example(int(seed & 0x7fffffff))
			starts := []string{"2026-09-21T09:00:00+08:00", "2026-12-22T15:00:00+08:00", "2026-02-10T10:00:00+08:00", "2025-12-29T16:00:00+08:00"}
			at, err := time.Parse(time.RFC3339, starts[seed%uint64(len(starts))])
			if err != nil {
				t.Fatal(err)
			}
			if msg := play(c, steps, at, tally); msg != "" {
				t.Fatalf("seed %d: %s", seed, msg)
			}
		}
		for _, deed := range deeds {
			if deed != "wait" && (tally[deed+" true"] == 0 || tally[deed+" false"] == 0) && sequences > 100 {
				t.Errorf("%s was done %d times and refused %d times: the machine proves nothing about it", deed, tally[deed+" true"], tally[deed+" false"])
			}
		}
		t.Logf("%v", tally)
		found, err := db.Verify(context.Background(), secrets.SHA256{}, c.office.Rules, c.office.Calendar)
		if err != nil || len(found.Broken) > 0 {
			t.Fatalf("%v %v", err, found.Broken)
		}
	})
}
