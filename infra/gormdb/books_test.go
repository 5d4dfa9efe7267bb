package gormdb_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/figures"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// happening is one thing that figures count, done to the case n.
type happening struct {
	kind, n, pick int
	at            time.Time
}

func drawHappening(t *rapid.T, n int) happening {
	start := time.Date(2025, 11, 25, 3, 0, 0, 0, time.UTC)
	return happening{rapid.IntRange(0, 12).Draw(t, "kind"), n, rapid.IntRange(0, 5).Draw(t, "pick"), start.Add(time.Duration(rapid.IntRange(0, 100*24).Draw(t, "hour")) * time.Hour)}
}

// do lets it happen in a unit of work that marks the case, as the log does.
func (h happening) do(ctx context.Context, db *gormdb.DB, serial string) error {
	return db.Do(ctx, func(ctx context.Context, gtx *gorm.DB) error {
		tx := db.Bind(gtx, true, func(*gorm.DB) journal.Journal { return nil })
		id := fmt.Sprintf("w%d", h.n)
		if _, err := tx.Cases.Get(ctx, cases.ID(id)); err != nil {
			if err := h.register(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := h.change(ctx, tx, id, id+"."+serial); err != nil {
			return err
		}
		return gormdb.Books{TX: gtx}.Mark(ctx, id)
	})
}

func (h happening) register(ctx context.Context, tx desk.Tx, id string) error {
	_, err := received(ctx, tx, id, h.at, func(f *cases.Facts) {
		f.FirstReceiver = []org.ID{"a", "z"}[h.pick%2]
		f.Category = []string{"neighbour.leak", "traffic.accident"}[h.pick/3]
		f.Region = []string{"990102001", "990102002", "99"}[h.pick%3]
		f.Source = []string{"visit", "online"}[h.pick%2]
		f.Received.On = calendar.DayOf(h.at).AddDays(-h.pick * h.pick * 20)
	})
	return err
}

func (h happening) change(ctx context.Context, tx desk.Tx, id, serial string) error {
	c, err := tx.Cases.Get(ctx, cases.ID(id))
	if err != nil {
		return err
	}
	day := calendar.DayOf(h.at)
	state := []clock.State{clock.Met, clock.Missed, clock.Ticking, clock.Paused, clock.Over, clock.Met}[h.pick]
	limit := clock.Running{ID: serial, CaseID: id, Rule: "petition.handle", Kind: clock.Procedure, State: state, Of: "case", DueOn: day}
	switch h.kind {
	case 0, 1:
		return h.turn(ctx, tx, c)
	case 2:
		return tx.Clocks.Add(ctx, limit)
	case 3:
		limit.Rule = "petition.notice_direct"
		return tx.Clocks.Add(ctx, limit)
	case 4:
		outcome := []procedure.Outcome{procedure.OutcomeAgreed, procedure.OutcomeUnsettled, procedure.OutcomeWithdrawn, procedure.OutcomeHandedBack, "", procedure.OutcomeAgreed}[h.pick]
		return tx.Proceedings.Add(ctx, procedure.Restore(procedure.Facts{ID: procedure.ID(serial), CaseID: cases.ID(id), Channel: "people_mediation", Organization: "m", State: "ended", Outcome: outcome, OpenedAt: h.at, EndedAt: h.at}))
	case 5, 6:
		return h.promise(ctx, tx, id, serial)
	case 7:
		return h.rate(ctx, tx, id, serial)
	case 10: // somebody is reached, or not
		return tx.Attempts.Add(ctx, desk.Tried{ID: serial, CaseID: cases.ID(id), Way: "phone", Reached: h.pick%2 == 0, At: h.at})
	case 11:
		limit.Rule = "administrative_litigation.trial"
		return tx.Clocks.Add(ctx, limit)
	case 12:
		outcome := []procedure.Outcome{procedure.OutcomeMediated, procedure.OutcomeJudgment, procedure.OutcomeWithdrawn, procedure.OutcomeAward, procedure.OutcomeConfirmed, procedure.OutcomeDecision}[h.pick]
		suit := []procedure.Facts{{Channel: "litigation"}, {Channel: "arbitration"}, {Channel: "petition"}}[h.n%3]
		suit.ID, suit.CaseID, suit.Organization, suit.State, suit.Outcome, suit.OpenedAt, suit.EndedAt = procedure.ID(serial), cases.ID(id), "court", "ended", outcome, h.at, h.at
		return tx.Proceedings.Add(ctx, procedure.Restore(suit))
	case 8: // the case is another's now
		return tx.Standings.Replace(ctx, c.Facts(), map[org.ID][]who.Standing{[]org.ID{"a", "z"}[h.pick%2]: {who.Custodian, who.FirstReceiver}, "boss": {who.Superior}}, "")
	}
	f := referral.Facts{ID: referral.ID(serial), CaseID: cases.ID(id), From: []org.ID{"a", "z"}[h.pick%2], To: "m", Channel: "people_mediation", Route: "people_mediation", State: referral.Completed, SentAt: h.at}
	switch h.pick {
	case 1:
		f.State = referral.Declined
	case 2:
		f.State, f.ContestedAt = referral.Returned, h.at
	case 3:
		f.ContestedAt = h.at
	case 4:
		f.Channel, f.Route = "", "legal_aid"
	}
	return tx.Referrals.Add(ctx, referral.Restore(f))
}

// turn closes the case or takes it up again, never before its last round began or ended.
func (h happening) turn(ctx context.Context, tx desk.Tx, c *cases.Case) error {
	rounds, err := tx.Cases.Rounds(ctx, c.Facts().ID)
	if err != nil {
		return err
	}
	at, last := h.at, rounds[len(rounds)-1]
	for _, before := range []time.Time{last.OpenedAt, last.ClosedAt} {
		if at.Before(before) {
			at = before
		}
	}
	if c.Facts().State == cases.Open {
		err = c.Close(cases.Handled, at)
	} else {
		err = c.Reopen(cases.Round{Ground: cases.NotSettled}, at)
	}
	if err != nil {
		return err
	}
	return tx.Cases.Put(ctx, c)
}

func (h happening) promise(ctx context.Context, tx desk.Tx, id, serial string) error {
	day := calendar.DayOf(h.at)
	asked := clock.Running{ID: "c" + serial, CaseID: id, Rule: "judicial_confirmation.apply", Kind: clock.Right, State: []clock.State{clock.Ticking, clock.Met}[h.pick%2], Of: "agreement/" + serial, DueOn: day.AddDays(30)}
	due := clock.Running{ID: "d" + serial, CaseID: id, Rule: clock.PerformanceRule, Kind: clock.Office, State: []clock.State{clock.Missed, clock.Over, clock.Met}[h.pick%3], Of: "agreement/" + serial + "/1", DueOn: day.AddDays(10)}
	for _, add := range []func() error{
		func() error {
			return tx.Agreements.Add(ctx, procedure.Agreement{ID: serial, ProceedingID: procedure.ID(serial), CaseID: cases.ID(id), EffectiveOn: day, MadeAt: h.at})
		},
		func() error { return tx.Clocks.Add(ctx, asked) },
		func() error { return tx.Clocks.Add(ctx, due) },
		func() error {
			if h.pick < 2 {
				return nil
			}
			return tx.Follow.AddPerformance(ctx, procedure.Performance{ID: serial, AgreementID: serial, CaseID: cases.ID(id), Item: 1,
				Result: []procedure.Result{procedure.Performed, procedure.Partly}[h.pick/5], At: h.at.AddDate(0, 0, h.pick*4)})
		},
	} {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
}

func (h happening) rate(ctx context.Context, tx desk.Tx, id, serial string) error {
	if err := tx.Parties.Add(ctx, party.Party{ID: party.ID(serial), CaseID: id, Role: []party.Role{party.Applicant, party.Respondent, party.ThirdParty}[h.pick%3]}); err != nil || h.pick < 3 {
		return err
	}
	return tx.Ratings.Mark(ctx, party.ID(serial), []org.ID{"a", "z"}[h.pick%2])
}

// Whatever happens, also while others write and count, the running figures are
// those counted anew from every case, and those that each question counts for itself.
func TestBooksEqualTheCases(t *testing.T) {
	seed := seedOf(t)
	for i := range worlds() {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, db *gormdb.DB) { booksEqualTheCases(t, db, seed+uint64(i)) })
		}) //nolint:gosec // a small count
	}
}

// worlds is how many databases are filled, each step by step: one in the gate. What
// a step compares grows with what is there, so that many small worlds show more than a large one.
func worlds() int {
	if os.Getenv("LIANDONG_SOAK") != "" {
		return 25
	}
	return 1
}

func booksEqualTheCases(t *testing.T, db *gormdb.DB, seed uint64) {
	err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		for id, kind := range map[org.ID]org.Kind{"a": org.PetitionOffice, "z": org.Agency} {
			if err := (gormdb.Registry{TX: tx}).AddOrganization(ctx, org.Organization{ID: id, Kind: kind, Version: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"rapid.seed": strconv.FormatUint(seed, 10), "rapid.checks": "6", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	round, serial := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		writers := make([][]happening, 3)
		for w := range writers {
			for range rapid.IntRange(1, 12).Draw(t, "acts") {
				writers[w] = append(writers[w], drawHappening(t, round*100+w*10+rapid.IntRange(0, 3).Draw(t, "case")))
			}
		}
		from, to := calendar.Date("2025-11-20").AddDays(rapid.IntRange(0, 60).Draw(t, "from")), calendar.Date("2026-01-10").AddDays(rapid.IntRange(0, 80).Draw(t, "to"))
		together(t, db, writers, &serial)
		equal(t, db)
		questions(t, db, from, max(from, to))
	})
}

// seedOf is the seed of the gate, printed.
func seedOf(t *testing.T) uint64 {
	seed, err := strconv.ParseUint(os.Getenv("LIANDONG_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("LIANDONG_SEED=%d", seed)
	return seed
}

// together lets the writers write at once, while two others count and a third compares.
func together(t *rapid.T, db *gormdb.DB, writers [][]happening, serial *int) {
	ctx := context.Background()
	done := make(chan struct{})
	var writing, counting sync.WaitGroup
	var mu sync.Mutex
	var failed []error
	fails := func(err error) {
		if err != nil {
			mu.Lock()
			failed = append(failed, err)
			mu.Unlock()
		}
	}
	for _, acts := range writers {
		*serial++
		name := fmt.Sprint(*serial)
		writing.Add(1)
		go func() {
			defer writing.Done()
			for i, h := range acts {
				fails(h.do(ctx, db, fmt.Sprintf("%s.%d", name, i)))
			}
		}()
	}
	for range 2 {
		counting.Add(1)
		go func() {
			defer counting.Done()
			for {
				_, err := db.SettleBooks(ctx)
				fails(err)
				found, err := db.RebuildBooks(ctx)
				fails(err)
				if found.Different > 0 {
					fails(fmt.Errorf("while others wrote: %v", found.First))
				}
				select {
				case <-done:
					return
				default:
				}
			}
		}()
	}
	writing.Wait()
	close(done)
	counting.Wait()
	if len(failed) > 0 {
		t.Fatal(failed[0])
	}
}

func equal(t *rapid.T, db *gormdb.DB) {
	if _, err := db.SettleBooks(context.Background()); err != nil {
		t.Fatal(err)
	}
	found, err := db.RebuildBooks(context.Background())
	if err != nil || found.Different > 0 || found.Unwritten {
		t.Fatalf("%v %+v", err, found)
	}
}

// questions asks the books and the tables the same.
func questions(t *rapid.T, db *gormdb.DB, from, to calendar.Date) {
	today := from.AddDays(from.DaysUntil(to) / 2)
	err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		l, o := gormdb.Lists{TX: tx}, oracle{tx}
		for _, in := range []gormdb.Scope{
			{Organization: "a", Standing: who.FirstReceiver}, {Organization: "a", Standing: who.FirstReceiver, Region: "99"}, {Organization: "boss", Standing: who.Superior},
			{Organization: "boss", Standing: who.Superior, Below: "z"}, {Organization: "boss", Standing: who.Superior, Region: "990102"},
			{Organization: "boss", Standing: who.Superior, Below: "a", Region: "990102002"},
		} {
			if err := ask(t, ctx, l, o, in, from, to, today); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ask(t *rapid.T, ctx context.Context, l gormdb.Lists, o oracle, in gormdb.Scope, from, to, today calendar.Date) error {
	differ := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v, %s to %s: %s\n got %v\nwant %v", in, from, to, what, got, want)
		}
	}
	got, err := l.Figures(ctx, in, from, to, today)
	if err != nil {
		return err
	}
	delete(got, figures.OnItsDay) // no question of one line counts it: the hand-counted world does
	want, err := o.figures(ctx, in, from, to, today)
	differ("the indicators", got, want)
	if err != nil {
		return err
	}
	stock, err := l.Stock(ctx, in, from, to)
	if err != nil {
		return err
	}
	other, err := o.stock(ctx, in, from, to)
	differ("the stock", stock, other)
	if err != nil {
		return err
	}
	cells, err := l.Flow(ctx, in, from, to)
	if err != nil {
		return err
	}
	direct, err := o.flow(ctx, in, from, to)
	differ("the flow", append([]figures.Cell{}, cells...), append([]figures.Cell{}, direct...))
	if err != nil {
		return err
	}
	rounds, err := o.rounds(ctx, in)
	if err != nil {
		return err
	}
	took, ages := figures.Days{}, make([]int64, len(figures.Ages))
	for _, r := range rounds {
		if r.Closed >= from && r.Closed <= to {
			took[max(0, r.Began.DaysUntil(r.Closed))]++
		}
		if r.Opened <= to && (r.Closed == "" || r.Closed > to) {
			i := 0
			for figures.Ages[i].Days > 0 && r.Began.DaysUntil(to) > figures.Ages[i].Days {
				i++
			}
			ages[i]++
		}
	}
	days, err := l.Took(ctx, in, from, to)
	differ("the days", days, took)
	if err != nil {
		return err
	}
	old, err := l.Ages(ctx, in, stock.End, to)
	differ("the backlog's age", old, ages)
	return err
}
