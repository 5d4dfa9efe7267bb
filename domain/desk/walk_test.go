package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// Each table is walked to each of its final states through the use cases, with
// their clocks, papers and consents, by people, by handoffs and by the passing of
// time; the soak goes on to rows that were never taken, and says which are left. After every step the
// clocks are what a second reading of the row says, and every date, the custody,
// the log and the list of actions are as they should be. A final state that no
// walk reaches fails the test.
func TestWalksOfEveryLife(t *testing.T) {
	seed, whole := part(t)
	c := newCounty(t, testdb.SQLite(t))
	r := &ramble{t: t, c: c, seed: seed, taken: coverage{}}
	reached, finals, lives := 0, 0, 0
	var never []string
	for _, name := range lifeNames() {
		life := procedure.Lives[name]
		r.taken[life] = map[int]int{}
		lives++
		for _, goal := range ends(life) {
			finals++
			if r.toward(life, goal) {
				reached++
			} else {
				t.Errorf("%s: no walk reached its final state %s", name, goal)
			}
		}
		for turn := 0; whole && turn < 40 && len(r.taken.missing(life)) > 0; turn++ {
			left := r.taken.missing(life)
			r.walk(life, turn, left[turn%len(left)].From, 60, true)
		}
		if left := r.taken.missing(life); whole && len(left) > 0 {
			never = append(never, fmt.Sprint(name, ": ", left))
		}
	}
	if len(never) > 0 {
		t.Logf("never taken: %s", strings.Join(never, "\n"))
	}
	t.Logf("%d walks, %d steps; %d of the %d final states of %d tables were reached; %s", r.walks, r.steps, reached, finals, lives, r.taken)
	if lives != len(procedure.Lives) || lives != len(houses) || finals < 4*lives {
		t.Errorf("only %d tables with %d final states were walked", lives, finals)
	}
	found, err := c.db.Verify(context.Background(), secrets.SHA256{}, c.office.Rules, c.office.Calendar)
	if err != nil || len(found.Broken) > 0 {
		t.Fatalf("%v %v", err, found.Broken)
	}
}

// walk is one walk through one table.
type walk struct {
	t     *testing.T
	c     *county
	life  *procedure.Life
	taken map[int]int

	goal    procedure.State // where the walk is to end; any place, if empty
	through bool            // it goes on from there
	id      cases.ID
	p       procedure.ID
	parties []party.Party
	house   who.Actor
	away    referral.ID // the referral by which the case is elsewhere
	to      org.ID      // and where
	passes  int
	steps   int
	path    []string
}

func (w *walk) as(a who.Actor, do func(ctx context.Context, x *desk.Work) error) error {
	return w.c.as(a, do)
}

func (w *walk) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%s after %s: %v", w.life.Name, strings.Join(w.path, " → "), err)
	}
}

// begin registers a matter in which both sides agree to mediation, and opens
// the table in one of its states.
func (w *walk) begin(turn int) {
	at, err := time.Parse(time.RFC3339, []string{"2026-01-05T09:00:00+08:00", "2026-02-12T16:00:00+08:00", "2026-03-30T10:00:00+08:00"}[turn%3])
	w.must(err)
	w.c.now = at
	h := houses[w.life.Name]
	w.house = who.Actor{User: "user-" + string(h.at), Name: "经办", Organization: h.at, Role: h.role, Origin: "window"}
	in := dispute()
	in.Purpose, in.Category = h.purpose, h.category
	in.Parties[1].Kind = party.Organization
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
		out, err := x.Register(ctx, in)
		if err != nil {
			return err
		}
		w.id = out.Case.ID
		w.parties, err = x.Tx.Parties.OfCase(ctx, w.id)
		for _, p := range w.parties {
			if err == nil {
				_, _, err = x.RecordConsent(ctx, w.id, desk.Word{PartyID: p.ID, Subject: consent.Mediation, Toward: h.at, Answer: consent.Yes, Form: "written"}, 0)
			}
		}
		return err
	}))
	var openings []procedure.State
	for s := range w.life.Opens {
		openings = append(openings, s)
	}
	slices.Sort(openings)
	state := openings[turn%len(openings)]
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
		w.p = procedure.ID(x.NewID())
		return x.Opening(ctx, w.id, procedure.Facts{
			ID: w.p, CaseID: w.id, Channel: channelOf(w.life.Name), Route: routeOf(w.life.Name), Life: w.life.Name, Organization: h.at,
		}, state)
	}))
	w.path = []string{string(state)}
	s := w.look()
	opened := w.life.Opening(state, w.kind())
	if len(opened) == 0 {
		opened = []string{"case.review"}
	}
	var running []string
	for _, x := range s.clocks {
		if x.Of == "proceeding/"+string(w.p) {
			running = append(running, x.Rule)
		}
	}
	slices.Sort(running)
	if want := slices.Sorted(slices.Values(opened)); !slices.Equal(running, want) {
		w.t.Errorf("%s opens in %s with %v, want %v", w.life.Name, state, running, want)
	}
}

func (w *walk) kind() (k org.Kind) {
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
		o, err := x.Tx.Directory.Get(ctx, w.house.Organization)
		k = o.Kind
		return err
	}))
	return k
}

// sight is how things stand between two steps.
type sight struct {
	facts   procedure.Facts
	clocks  []clock.Running
	holder  org.ID
	entries []audit.Entry
	listed  []procedure.Action
}

func (w *walk) look() (s sight) {
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
		p, err := x.Tx.Proceedings.Get(ctx, w.p)
		if err != nil {
			return err
		}
		s.facts = p.Facts()
		if s.clocks, err = x.Tx.Clocks.OfCase(ctx, w.id); err != nil {
			return err
		}
		k, err := x.Tx.Cases.Get(ctx, w.id)
		if err != nil {
			return err
		}
		s.holder = k.Facts().Custodian
		s.listed, err = x.ProceedingActions(ctx, s.facts)
		return err
	}))
	w.must(w.c.db.Read(context.Background(), func(_ context.Context, tx *gorm.DB) (err error) {
		s.entries, _, err = gormdb.Lists{TX: tx}.Entries(context.Background(), gormdb.EntryFilter{CaseID: string(w.id)}, gormdb.Page{Limit: 10000})
		return err
	}))
	slices.SortFunc(s.entries, func(a, b audit.Entry) int { return int(a.Seq - b.Seq) })
	return s
}

// onward walks: of the rows that lead on it prefers those taken least.
func (w *walk) onward(draws []int) {
	for _, draw := range draws {
		before := w.look()
		w.holds(before)
		rows := w.possible(before)
		if w.through && before.facts.State == w.goal {
			w.goal = ""
		}
		if len(rows) == 0 || w.t.Failed() || before.facts.State == w.goal {
			break
		}
		i := w.choose(rows, draw)
		row := w.life.Rows[i]
		w.path = append(w.path, fmt.Sprintf("%s(%s)", row.Do, row.By))
		given, before, ok := w.step(row, before, draw)
		if !ok {
			continue
		}
		w.taken[i]++
		w.steps++
		w.follows(row, before, w.look(), given)
	}
	w.chain(w.look())
}

// possible lists the rows that lead on now.
func (w *walk) possible(s sight) []int {
	var all []int
	for i, r := range w.life.Rows {
		if r.From != s.facts.State {
			continue
		}
		switch r.By {
		case procedure.Handler:
			if r.Do == procedure.Extend && !slices.Contains(s.listed, r.Do) || r.Do == procedure.AskCorrection && len(s.facts.Asked) > 0 {
				continue
			}
		case procedure.Handoff:
			if r.Do == procedure.HandOn && (w.passes >= 2 || s.holder != w.house.Organization || !s.facts.Open()) || r.Do == procedure.ComeBack && w.away == "" {
				continue
			}
		case procedure.Clockwork:
			if w.ticking(s, r.Ends[0]) == nil {
				continue
			}
		}
		all = append(all, i)
	}
	return all
}

func (w *walk) ticking(s sight, rule string) *clock.Running {
	for i, x := range s.clocks {
		if x.Of == "proceeding/"+string(w.p) && x.Rule == rule && x.State == clock.Ticking && x.DueOn != "" {
			return &s.clocks[i]
		}
	}
	return nil
}

// given is what a step was taken with.
type given struct {
	on     calendar.Date
	meets  calendar.Date
	served []procedure.Service
	fired  string // the clock whose end brought it about
	tries  int    // how many units of work it was
}

// step takes a row, and says how things stood just before it; ok is false where
// time brought something else first.
func (w *walk) step(row procedure.Row, s sight, draw int) (given, sight, bool) {
	switch row.By {
	case procedure.Handoff:
		return w.hand(row.Do), s, true
	case procedure.Clockwork:
		return w.wait(*w.ticking(s, row.Ends[0]))
	}
	if draw%4 == 0 {
		w.fire(w.c.now.Add(time.Duration(draw%50) * time.Hour))
		if s = w.look(); s.facts.State != row.From || row.Do == procedure.Extend && w.span(s) == (clock.Span{}) {
			return given{}, s, false
		}
	}
	g := given{on: calendar.DayOf(w.c.now), tries: 1}
	in := words{served: w.serves(row, draw), meets: w.c.now.Add(time.Duration(1+draw%30) * 24 * time.Hour), extend: w.span(s)}
	g.served, g.meets = in.served, calendar.DayOf(in.meets)
	if row.Do == procedure.Agree {
		in.agreement = w.terms(draw)
		s = w.look()
	}
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error { return take(ctx, x, w.p, row.Do, in) }))
	return g, s, true
}

// serves says on whom the paper was served: on nobody yet, on one side, or on both.
func (w *walk) serves(row procedure.Row, draw int) []procedure.Service {
	var all []procedure.Service
	if len(row.Served) == 0 {
		return nil
	}
	for i, p := range w.parties {
		if draw%3 > i || draw%3 == 2 {
			all = append(all, procedure.Service{PartyID: string(p.ID), ServedOn: calendar.DayOf(w.c.now)})
		}
	}
	return all
}

func (w *walk) span(s sight) clock.Span {
	for _, x := range s.clocks {
		r, err := w.c.office.Rules.InForce(x.Rule, x.StartOn)
		if err == nil && r.Extension != nil && x.State == clock.Ticking && x.Extension == nil && x.Of == "proceeding/"+string(w.p) {
			return clock.Span{Amount: 1, Unit: r.Span.Unit}
		}
	}
	return clock.Span{}
}

// terms takes a settlement down.
func (w *walk) terms(draw int) (id string) {
	form := procedure.AgreementForms[draw%2]
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
		a, err := x.RecordAgreement(ctx, w.p, desk.Terms{Terms: "赔偿两千元", Form: form})
		id = a.ID
		return err
	}))
	return id
}

// hand sends the case on, or has it come back by an objection that the sender upholds.
func (w *walk) hand(do procedure.Action) given {
	g := given{on: calendar.DayOf(w.c.now), tries: 1}
	if do == procedure.HandOn {
		w.to = []org.ID{"org-street2", "org-government"}[w.passes] // a third return, or a second by the same, is contested
		w.passes++
		w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
			r, err := x.Send(ctx, w.id, desk.Sending{To: w.to, Channel: channel.Petition, Route: channel.RoutePetition, Mode: referral.ByAssignment, Reason: "按职责"}, 0)
			if err == nil {
				w.away = r.Facts().ID
			}
			return err
		}))
		return g
	}
	g.tries = 2
	w.must(w.as(who.Actor{User: "other", Organization: w.to, Role: who.Officer, Origin: "window"}, func(ctx context.Context, x *desk.Work) error {
		_, err := x.Object(ctx, w.away, desk.Reason{Code: "not_own_duty", Text: "不属于职责"}, 0)
		return err
	}))
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error { _, err := x.Uphold(ctx, w.away, 0); return err }))
	w.away = ""
	return g
}

// wait lets time pass until a clock is over; ok is false if another thing came first.
func (w *walk) wait(x clock.Running) (given, sight, bool) {
	over := x.DueOn.End()
	w.fire(over.Add(-time.Minute))
	w.c.now = over
	s := w.look()
	if w.ticking(s, x.Rule) == nil {
		return given{}, s, false
	}
	w.must(w.as(who.Clockwork, func(ctx context.Context, d *desk.Work) error { return d.Fire(ctx, x.ID) }))
	return given{on: x.DueOn, fired: x.ID, tries: 1}, s, true
}

// fire lets every clock of the case that is over do what follows, each at its own time.
func (w *walk) fire(to time.Time) {
	for {
		var next *clock.Running
		s := w.look()
		for i, x := range s.clocks {
			if x.State == clock.Ticking && x.DueOn != "" && !to.Before(x.DueOn.End()) && (next == nil || x.DueOn < next.DueOn) {
				next = &s.clocks[i]
			}
		}
		if next == nil {
			w.c.now = to
			return
		}
		if at := next.DueOn.End(); at.After(w.c.now) {
			w.c.now = at
		}
		if strings.HasPrefix(next.Of, "referral/") && next.Rule == "petition.objection" {
			w.away = "" // it cannot come back any more
		}
		w.must(w.as(who.Clockwork, func(ctx context.Context, x *desk.Work) error { return x.Fire(ctx, next.ID) }))
	}
}
