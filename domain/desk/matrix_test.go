package desk_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/reception"
	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
)

// stand is how somebody meets a proceeding: how their organisation stands
// toward the case, whose the proceeding is, and in which team they work.
type stand struct {
	relation who.Standing
	own      bool   // the proceeding is their organisation's
	team     string // theirs; the proceeding is that of 一组
	accused  string // "", "itself", or "below" the accused of an accusation
}

const (
	house     = org.ID("org-mediation1")
	elsewhere = org.ID("org-street2")
)

// stands lists every way to stand.
func stands() []stand {
	var all []stand
	for _, r := range who.Standings {
		if r == who.Own {
			continue // toward what is no case
		}
		for _, s := range []stand{{own: true, team: "一组"}, {own: true, team: "二组"}, {team: "一组"}, {own: true, team: "一组", accused: "itself"}, {own: true, team: "一组", accused: "below"}} {
			s.relation = r
			all = append(all, s)
		}
	}
	return all
}

// roles lists every role of an account, sorted, and the two that are none.
func roles() []who.Role {
	all := []who.Role{who.PartyRole, who.System}
	for r := range who.Roles {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

var errUndo = errors.New("undo")

// part says which part of the heavy tests to run; whole if that is all.
func part(t *testing.T) (seed uint64, whole bool) {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("LIANDONG_SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("LIANDONG_SEED=%d", n)
	return n, os.Getenv("LIANDONG_SOAK") != ""
}

// Every table, every state, every action a handler may take anywhere, every
// role, every way to stand toward case and proceeding: what the use case does is
// what the tables say, a refusal writes nothing, what is done is one step of one
// entry, and the list of allowed actions is exactly what is not refused.
func TestEveryStateActionRoleRelation(t *testing.T) {
	seed, whole := part(t)
	c := newCounty(t, testdb.SQLite(t))
	c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	m := &matrix{t: t, c: c, o: newOracle(t), cases: map[string]cases.ID{}, tally: map[string]int{}}
	for _, accused := range []string{"", "itself", "below"} {
		m.register(accused)
	}
	n := uint64(0)
	for _, name := range lifeNames() {
		life := procedure.Lives[name]
		for _, state := range life.States() {
			if state == "<" {
				continue
			}
			if n++; !whole && (n+seed)%64 != 0 {
				continue
			}
			m.state(life, state)
			if t.Failed() {
				t.Fatalf("%s in %s", name, state)
			}
		}
	}
	for _, code := range []string{"", "not_found", "not_allowed", "proceeding.other_team", "proceeding.not_open", "proceeding.ended"} {
		if m.tally[code] == 0 && whole {
			t.Errorf("nothing ended with %q: the matrix proves nothing about it", code)
		}
	}
	t.Logf("%d states of %d tables, %d attempts: %v; %d lists of actions", m.states, len(procedure.Lives), m.attempts, m.tally, m.lists)
}

type matrix struct {
	t     *testing.T
	c     *county
	o     oracle
	cases map[string]cases.ID // by who is accused
	tally map[string]int

	states, attempts, lists int
}

// register takes down a dispute in which both sides agree to everything; it may
// be an accusation against the house, or against who leads it.
func (m *matrix) register(accused string) {
	in := dispute()
	switch accused {
	case "itself":
		in.Purpose, in.Category, in.Parties[1].OrganizationID = "accusation", "accusation.misconduct", house
	case "below":
		in.Purpose, in.Category, in.Parties[1].OrganizationID = "accusation", "accusation.misconduct", "org-street1"
	}
	err := m.c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) error {
		// The case comes from a reception, so that there is one to be invited to.
		r := reception.Reception{ID: w.NewID(), Host: "org-petition", StartsAt: m.c.now, EndsAt: m.c.now.Add(time.Hour), Version: 1}
		v := reception.Visit{ID: w.NewID(), ReceptionID: r.ID, Host: r.Host, Name: "林小雨", CheckedInAt: m.c.now, Version: 1}
		if err := w.Tx.Receptions.Add(ctx, r); err != nil {
			return err
		}
		if _, err := w.Tx.Receptions.AddVisit(ctx, v); err != nil {
			return err
		}
		in.VisitID = v.ID
		out, err := w.Register(ctx, in)
		if err != nil {
			return err
		}
		m.cases[accused] = out.Case.ID
		parties, err := w.Tx.Parties.OfCase(ctx, out.Case.ID)
		for _, p := range parties {
			if err == nil {
				_, _, err = w.RecordConsent(ctx, out.Case.ID, desk.Word{PartyID: p.ID, Subject: consent.Mediation, Answer: consent.Yes, Form: "written"}, 0)
			}
		}
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// state tries everything in one state, and leaves nothing behind.
func (m *matrix) state(life *procedure.Life, state procedure.State) {
	m.states++
	for _, s := range stands() {
		err := m.c.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			p, err := m.place(ctx, tx, life, state, s)
			if err != nil {
				return err
			}
			for _, role := range roles() {
				m.person(ctx, tx, life, p, role, s)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			m.t.Fatal(err)
		}
	}
}

// placed is a proceeding put into a state, with what its steps need.
type placed struct {
	facts     procedure.Facts
	agreement string
	extend    clock.Span
	still     desk.Tx // reads what is there, and takes no writing
	wrote     *string
}

func (m *matrix) place(ctx context.Context, tx *gorm.DB, life *procedure.Life, state procedure.State, s stand) (placed, error) {
	real := m.c.db.Bind(tx, true, m.c.journal)
	w := m.c.office.Begin(real, who.Clockwork, m.c.now, "test")
	id := m.cases[s.accused]
	f := procedure.Facts{
		ID: procedure.ID(w.NewID()), CaseID: id, ReferralID: "r1", Channel: channelOf(life.Name), Route: routeOf(life.Name), Life: life.Name,
		Organization: house, Team: "一组", State: state, OpenedAt: m.c.now, Version: 1,
	}
	if life.Returns(state) {
		f.Before = procedure.Accepted
	}
	if _, result := life.Results[state]; result {
		f.EndedAt = m.c.now
	}
	if err := real.Proceedings.Add(ctx, procedure.Restore(f)); err != nil {
		return placed{}, err
	}
	a := procedure.Agreement{ID: w.NewID(), ProceedingID: f.ID, CaseID: id, Terms: "协议", Form: "written", MadeAt: m.c.now, Version: 1}
	if err := real.Agreements.Add(ctx, a); err != nil {
		return placed{}, err
	}
	span, err := m.clock(ctx, w, life, f)
	if err != nil {
		return placed{}, err
	}
	c, err := real.Cases.Get(ctx, id)
	if err != nil {
		return placed{}, err
	}
	toward := elsewhere
	if s.own {
		toward = house
	}
	all := map[org.ID][]who.Standing{}
	if s.relation != who.None {
		all[toward] = []who.Standing{s.relation}
	}
	if err := real.Standings.Replace(ctx, c.Facts(), all, ""); err != nil {
		return placed{}, err
	}
	wrote := new(string)
	return placed{facts: f, agreement: a.ID, extend: span, still: standStill(real, wrote), wrote: wrote}, nil
}

// clock lets a limit run that the law lets be extended, if the table has one.
func (m *matrix) clock(ctx context.Context, w *desk.Work, life *procedure.Life, f procedure.Facts) (clock.Span, error) {
	for _, id := range life.Clocks() {
		r, err := m.c.office.Rules.InForce(id, w.Today())
		if err != nil || r.Extension == nil {
			continue
		}
		due, err := m.c.office.Rules.Evaluate(m.c.office.Calendar, clock.Request{Rule: id, StartOn: w.Today()})
		if err != nil {
			return clock.Span{}, err
		}
		return clock.Span{Amount: 1, Unit: r.Span.Unit}, w.Tx.Clocks.Add(ctx, clock.Running{
			ID: w.NewID(), CaseID: string(f.CaseID), Rule: id, Kind: r.Kind, State: clock.Ticking, Of: "proceeding/" + string(f.ID), StartOn: w.Today(),
			LiteralOn: due.LiteralOn, DueOn: due.DueOn, LatestOn: due.LatestOn, CalendarMissing: due.CalendarMissing, StartedAt: m.c.now, Version: 1,
		})
	}
	return clock.Span{Amount: 1, Unit: clock.NaturalDay}, nil
}

// person lets somebody try every action there is, and looks at their list.
func (m *matrix) person(ctx context.Context, tx *gorm.DB, life *procedure.Life, p placed, role who.Role, s stand) {
	a := who.Actor{User: "user", Organization: elsewhere, Role: role, Team: s.team, Origin: "window"}
	if s.own {
		a.Organization = house
	}
	if role == who.PartyRole || role == who.System {
		a.Organization, a.Team, s.own, s.relation = "", "", false, who.None
	}
	for _, do := range procedure.HandlersActions() {
		want := m.o.says(life, p.facts.State, do, role, s)
		got := m.try(ctx, tx, life, p, a, do, want)
		m.attempts++
		m.tally[got]++
		if got != want {
			m.t.Errorf("%s: %s in %s by %s of %+v: %q, want %q", life.Name, do, p.facts.State, role, s, got, want)
		}
	}
	m.lists++
	w := m.c.office.Begin(p.still, a, m.c.now, "test")
	var listed []procedure.Action
	if _, _, err := w.Proceeding(ctx, p.facts.ID, who.ProceedingRead); err == nil {
		if listed, err = w.ProceedingActions(ctx, p.facts); err != nil {
			m.t.Fatal(err)
		}
	}
	slices.Sort(listed)
	if want := m.o.lister(life, p.facts.State, role, s); !slices.Equal(listed, want) {
		m.t.Errorf("%s in %s for %s of %+v: the list says %v, the acts %v", life.Name, p.facts.State, role, s, listed, want)
	}
}

// try takes one step and undoes it. What should be refused is tried where
// nothing can be written; what should be done, in the store.
func (m *matrix) try(ctx context.Context, tx *gorm.DB, life *procedure.Life, p placed, a who.Actor, do procedure.Action, want string) string {
	in := words{agreement: p.agreement, extend: p.extend, meets: m.c.now.Add(48 * time.Hour)}
	if want != "" {
		*p.wrote = ""
		err := take(ctx, m.c.office.Begin(p.still, a, m.c.now, "test"), p.facts.ID, do, in)
		if *p.wrote != "" {
			m.t.Errorf("%s: %s in %s by %s wrote %s before it was refused", life.Name, do, p.facts.State, a.Role, *p.wrote)
		}
		return code(m.t, err)
	}
	if err := tx.SavePoint("attempt").Error; err != nil {
		m.t.Fatal(err)
	}
	w := m.c.office.Begin(m.c.db.Bind(tx, true, m.c.journal), a, m.c.now, "test")
	before := m.entries(tx, p.facts.CaseID)
	err := take(ctx, w, p.facts.ID, do, in)
	if err == nil {
		m.done(ctx, w, life, p.facts, do)
		if n := m.entries(tx, p.facts.CaseID) - before; n != 1 {
			m.t.Errorf("%s: %s in %s left %d entries", life.Name, do, p.facts.State, n)
		}
	}
	if err := tx.RollbackTo("attempt").Error; err != nil {
		m.t.Fatal(err)
	}
	return code(m.t, err)
}

// done looks whether a step led where its row says.
func (m *matrix) done(ctx context.Context, w *desk.Work, life *procedure.Life, f procedure.Facts, do procedure.Action) {
	row, _ := life.Find(f.State, do, procedure.Handler)
	next := row.To
	if next == "<" {
		next = f.Before
	}
	x, err := w.Tx.Proceedings.Get(ctx, f.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	_, result := life.Results[next]
	got := x.Facts()
	if got.State != next || got.Version != f.Version+1 || !got.Open() != (result || !f.Open()) {
		m.t.Errorf("%s: %s in %s led to %s (open %t, version %d), want %s", life.Name, do, f.State, got.State, got.Open(), got.Version, next)
	}
}

func (m *matrix) entries(tx *gorm.DB, id cases.ID) int {
	var count int64
	if err := tx.Table("audit_entries").Where("case_id = ?", string(id)).Count(&count).Error; err != nil {
		m.t.Fatal(err)
	}
	return int(count)
}

func code(t *testing.T, err error) string {
	f := fault.Of(err)
	if err != nil && f == nil {
		t.Fatal(err)
	}
	if f == nil {
		return ""
	}
	return f.Code
}
