package desk_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/referral"
)

// step is one thing somebody tries.
type step struct {
	Do      string
	Who     org.ID
	To      org.ID
	Pick    int // which referral
	Stays   bool
	Outcome referral.Outcome
	Hours   int
	Quiet   bool // the clock moves but does not fire
	Right   bool // whoever may do it does: else sequences would never get deep
}

var deeds = []string{"send", "send", "send", "accept", "accept", "decline", "recall", "object", "object", "uphold", "overrule", "contest", "designate", "complete", "complete", "send_back", "acknowledge", "file", "close", "reopen", "wait", "wait"}

func drawStep(t *rapid.T) step {
	return step{
		Do: rapid.SampledFrom(deeds).Draw(t, "do"), Who: rapid.SampledFrom(actorIDs).Draw(t, "who"),
		To:   rapid.SampledFrom([]org.ID{"org-housing", "org-police", "org-market", "org-petition", "org-mediation1", "org-court"}).Draw(t, "to"),
		Pick: rapid.IntRange(0, 5).Draw(t, "pick"), Stays: rapid.IntRange(0, 3).Draw(t, "stays") == 0,
		Outcome: rapid.SampledFrom([]referral.Outcome{referral.Handled, referral.Unsettled, referral.NotCompetent}).Draw(t, "outcome"),
		Hours:   rapid.SampledFrom([]int{1, 5, 24, 72, 24 * 8, 24 * 21}).Draw(t, "hours"), Quiet: rapid.IntRange(0, 3).Draw(t, "quiet") == 0, Right: rapid.IntRange(0, 9).Draw(t, "right") > 2,
	}
}

// ref is a referral as the model knows it.
type ref struct {
	id                             referral.ID
	from, to                       org.ID
	mode                           string
	moves                          bool
	state                          string
	due                            calendar.Date // the last day of whoever must answer
	mayObject, objected, overruled bool
	final, sentBack, gaveBack      bool
	superior                       org.ID // who was asked to decide
	topped                         bool   // nobody is above who was asked
}

func (r *ref) unanswered() bool {
	return slices.Contains([]string{"offered", "guided", "assigned", "objected", "contested"}, r.state)
}

func (r *ref) unfinished() bool {
	return r.unanswered() || r.state == "accepted" || r.state == "completed"
}

// model is what should be so. It is written from the rules in words, apart
// from the table the program runs.
type model struct {
	c        *county
	id       cases.ID
	holder   org.ID
	held     []org.ID
	closed   bool
	refs     []*ref
	bouncers []org.ID // who returned it
	returns  int
	tally    map[string]int // deeds that were done, and refused
}

var led = []org.ID{"org-petition", "org-housing", "org-police", "org-market", "org-mediation1"}

func leads(x org.ID) bool { return x == "org-conference" || x == "org-cityconference" }

func (m *model) today() calendar.Date { return calendar.DayOf(m.c.now) }

// workdays counts five working days; in a year whose notice is not published
// nobody is late before no holiday could matter any more.
func (m *model) workdays() calendar.Date {
	day, known := calendar.AddWorkdays(m.c.office.Calendar, m.today(), 5, nil)
	if !known {
		return day.AddDays(10)
	}
	return day
}

func (m *model) late(r *ref) bool { return r.due != "" && !m.c.now.Before(r.due.End()) }

func (m *model) give(to org.ID) {
	if to != m.holder {
		m.holder = to
		m.held = append(m.held, to)
	}
}

func (m *model) delegate(x org.ID) bool {
	return slices.ContainsFunc(m.refs, func(r *ref) bool { return r.state == "accepted" && !r.moves && r.to == x })
}

// toward says what somebody who is not the custodian hears at the case: 404 or 403.
func (m *model) toward(x org.ID) fault.Kind {
	involved := x == "org-petition" || slices.Contains(m.held, x) || m.delegate(x) || leads(x) ||
		slices.ContainsFunc(m.refs, func(r *ref) bool { return r.from == x || (r.to == x && (r.state == "offered" || r.state == "guided")) })
	if !involved {
		return fault.NotFound
	}
	return fault.Denied
}

// aside says what somebody who is not on the side of an act hears at a referral; zero for who is.
func (m *model) aside(r *ref, x, side org.ID) fault.Kind {
	if side != "" && x == side {
		return 0
	}
	superior := x == r.superior || leads(x) && slices.Contains(led, r.from) && slices.Contains(led, r.to)
	switch {
	case side == "" && superior: // a superior's act
		return 0
	case x == r.from || x == r.to || superior || x == m.holder || m.delegate(x):
		return fault.Denied
	}
	return fault.NotFound
}

// send says what comes of sending, and does it in the model.
func (m *model) send(s step) fault.Kind {
	switch {
	case s.Who != m.holder:
		return m.toward(s.Who)
	case s.To == m.holder:
		return fault.Violation
	case m.closed:
		return fault.Conflict
	}
	// A unit that has accepted the matter asks mediators and stays answerable.
	accepted := slices.ContainsFunc(m.refs, func(r *ref) bool { return r.mode == "assigned" && r.to == m.holder && r.state == "accepted" })
	r := &ref{from: m.holder, to: s.To, mode: modeFor(s.To), moves: !s.Stays}
	r.moves = r.mode == "assigned" || r.moves && (r.mode != "offered" || !accepted)
	for _, o := range m.refs {
		if r.moves && (o.moves && o.unanswered() || !o.moves && o.unfinished()) {
			return fault.Conflict
		}
	}
	r.state = r.mode
	if r.mode != "guided" {
		r.due = m.workdays()
	}
	if r.mode == "assigned" {
		r.mayObject = true
		m.give(r.to)
	}
	m.refs = append(m.refs, r)
	return 0
}

func modeFor(to org.ID) string {
	switch to {
	case "org-mediation1":
		return "offered"
	case "org-court":
		return "guided"
	}
	return "assigned"
}

func conflictIf(wrong bool) fault.Kind {
	if wrong {
		return fault.Conflict
	}
	return 0
}

// onRef says what comes of an act on a referral, and does it in the model.
func (m *model) onRef(r *ref, s step) fault.Kind {
	side := map[string]org.ID{
		"accept": r.to, "decline": r.to, "object": r.to, "contest": r.to, "complete": r.to,
		"recall": r.from, "uphold": r.from, "overrule": r.from, "send_back": r.from, "acknowledge": r.from,
	}[s.Do]
	if s.Do == "file" && s.Who == r.from {
		side = r.from
	} else if s.Do == "file" {
		side = r.to
	}
	if k := m.aside(r, s.Who, side); k != 0 {
		return k
	}
	return m.acts()[s.Do](r, s)
}

func (m *model) acts() map[string]func(*ref, step) fault.Kind {
	return map[string]func(*ref, step) fault.Kind{
		"accept": m.accept, "decline": m.decline, "recall": m.recall, "object": m.object, "uphold": m.uphold, "overrule": m.overrule,
		"contest": m.contest, "designate": m.designate, "complete": m.complete, "send_back": m.sendBack, "acknowledge": m.acknowledge, "file": m.file,
	}
}

func (m *model) take(r *ref) fault.Kind {
	if r.moves && r.mode != "assigned" && m.holder != r.from {
		return fault.Conflict
	}
	r.state, r.due, r.mayObject = "accepted", "", false
	if r.moves {
		m.give(r.to)
	}
	return 0
}

func (m *model) accept(r *ref, _ step) fault.Kind {
	if r.state != "assigned" && (r.state != "offered" || m.late(r)) {
		return fault.Conflict
	}
	return m.take(r)
}

func (m *model) file(r *ref, _ step) fault.Kind {
	if r.state != "guided" {
		return fault.Conflict
	}
	return m.take(r)
}

func (m *model) decline(r *ref, _ step) fault.Kind {
	if r.state != "offered" || m.late(r) {
		return fault.Conflict
	}
	r.state, r.due = "declined", ""
	return 0
}

func (m *model) recall(r *ref, _ step) fault.Kind {
	if r.state != "offered" && r.state != "guided" || m.late(r) {
		return fault.Conflict
	}
	r.state, r.due = "recalled", ""
	return 0
}

func (m *model) object(r *ref, _ step) fault.Kind {
	if r.final || r.state != "assigned" || !r.mayObject || r.objected || m.late(r) {
		return fault.Conflict
	}
	r.state, r.mayObject, r.objected, r.due = "objected", false, true, m.workdays()
	return 0
}

func (m *model) uphold(r *ref, _ step) fault.Kind {
	if r.state != "objected" || m.late(r) {
		return fault.Conflict
	}
	if m.returns >= 2 || slices.Contains(m.bouncers, r.to) || slices.Contains(m.bouncers, r.from) {
		m.toSuperior(r)
		return 0
	}
	r.state, r.due = "returned", ""
	m.returns++
	m.bouncers = append(m.bouncers, r.to)
	m.give(r.from)
	return 0
}

func (m *model) overrule(r *ref, _ step) fault.Kind {
	if r.state != "objected" || m.late(r) {
		return fault.Conflict
	}
	r.state, r.overruled, r.due = "assigned", true, m.workdays()
	return 0
}

func (m *model) contest(r *ref, _ step) fault.Kind {
	if r.final || r.state != "assigned" || !r.overruled || r.due == "" || m.late(r) {
		return fault.Conflict
	}
	m.toSuperior(r)
	return 0
}

// toSuperior brings a contest before the district's joint conference: it leads
// both sides, or is that of the lowest region that holds both.
func (m *model) toSuperior(r *ref) {
	r.state, r.superior, r.due = "contested", "org-conference", m.workdays()
}

func (m *model) designate(r *ref, s step) fault.Kind {
	if modeFor(s.To) != "assigned" {
		return fault.Violation
	}
	if r.state != "contested" {
		return fault.Conflict
	}
	r.final, r.due = true, ""
	switch s.To {
	case r.to:
		r.state, r.mayObject = "accepted", false
	case r.from:
		r.state = "returned"
		m.give(r.from)
	default:
		r.state = "redirected"
		m.refs = append(m.refs, &ref{from: r.from, to: s.To, mode: "assigned", moves: true, state: "accepted", final: true})
		m.give(s.To)
	}
	return 0
}

func (m *model) complete(r *ref, s step) fault.Kind {
	if r.state != "accepted" || r.final && s.Outcome == referral.NotCompetent {
		return fault.Conflict
	}
	back := s.Outcome != referral.Handled && r.moves
	busy := slices.ContainsFunc(m.refs, func(o *ref) bool { return o != r && o.from == r.to && o.moves && o.unanswered() })
	if back && (m.holder != r.to || busy) {
		return fault.Conflict
	}
	r.state, r.due, r.gaveBack = "completed", m.workdays(), s.Outcome != referral.Handled
	if back {
		m.give(r.from)
	}
	return 0
}

func (m *model) sendBack(r *ref, _ step) fault.Kind {
	busy := slices.ContainsFunc(m.refs, func(o *ref) bool { return o != r && o.moves && o.unanswered() })
	if r.state != "completed" || r.sentBack || m.late(r) || m.closed || r.moves && r.gaveBack && (m.holder != r.from || busy) {
		return fault.Conflict
	}
	r.state, r.sentBack, r.due = "accepted", true, ""
	if r.moves && r.gaveBack {
		m.give(r.to)
	}
	return 0
}

func (m *model) acknowledge(r *ref, _ step) fault.Kind {
	if r.state != "completed" || m.late(r) {
		return fault.Conflict
	}
	r.state, r.due = "closed", ""
	return 0
}

// silence lets time pass in the model, day by day of what is due.
func (m *model) silence(to time.Time) {
	for {
		var next *ref
		for _, r := range m.refs {
			if r.due != "" && !r.topped && r.due < calendar.DayOf(to) && (next == nil || r.due < next.due) {
				next = r
			}
		}
		if next == nil {
			m.c.now = to
			return
		}
		if at := next.due.End(); at.After(m.c.now) {
			m.c.now = at
		}
		m.over(next)
	}
}

func (m *model) over(r *ref) {
	switch r.state {
	case "offered":
		r.state, r.due = "lapsed", ""
	case "assigned":
		r.mayObject, r.due = false, ""
	case "objected":
		m.toSuperior(r)
	case "contested":
		if r.superior == "org-cityconference" { // nobody is above it
			r.topped = true
			return
		}
		r.superior, r.due = "org-cityconference", m.workdays()
	case "completed":
		r.state, r.due = "closed", ""
	}
}

// play runs a sequence against the store and the model; it returns what went wrong.
func play(c *county, steps []step, at time.Time, tally map[string]int) string {
	c.now = at
	m := &model{c: c, holder: "org-petition", held: []org.ID{"org-petition"}, tally: tally}
	err := c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) error {
		out, err := w.Register(ctx, dispute())
		m.id = out.Case.ID
		return err
	})
	if err != nil {
		return err.Error()
	}
	for i, s := range steps {
		if msg := m.try(s); msg != "" {
			return fmt.Sprintf("step %d %+v at %s: %s", i, s, c.now.Format(time.RFC3339), msg)
		}
		if msg := m.compare(); msg != "" {
			return fmt.Sprintf("after step %d %+v at %s: %s", i, s, c.now.Format(time.RFC3339), msg)
		}
	}
	return ""
}

// try lets the program and the model do the same.
func (m *model) try(s step) string {
	s = m.rightly(s)
	var want fault.Kind
	var do func(ctx context.Context, w *desk.Work) error
	var made *ref
	switch s.Do {
	case "wait":
		return m.wait(s)
	case "send":
		before := len(m.refs)
		want = m.send(s)
		if len(m.refs) > before {
			made = m.refs[before]
		}
		do = func(ctx context.Context, w *desk.Work) error {
			r, err := w.Send(ctx, m.id, sending(s), 0)
			if err == nil && made != nil {
				made.id = r.Facts().ID
			}
			return err
		}
	case "close", "reopen":
		want = m.closing(s)
		do = func(ctx context.Context, w *desk.Work) error {
			if s.Do == "close" {
				_, err := w.Close(ctx, m.id, cases.Handled, 0)
				return err
			}
			_, err := w.Reopen(ctx, m.id, "再次办理", 0)
			return err
		}
	default:
		if len(m.refs) == 0 {
			return ""
		}
		r := m.refs[s.Pick%len(m.refs)]
		want = m.onRef(r, s)
		do = func(ctx context.Context, w *desk.Work) error { return act(ctx, w, r.id, s) }
	}
	err := m.c.as(actor(s.Who), do)
	m.tally[fmt.Sprintf("%s %v", s.Do, err == nil)]++
	switch f := fault.Of(err); {
	case err != nil && f == nil:
		return err.Error()
	case want == 0 && err != nil:
		return "refused: " + err.Error()
	case want != 0 && err == nil:
		return fmt.Sprintf("done, but should be refused (%d)", want)
	case want != 0 && f.Kind != want:
		return fmt.Sprintf("refused with %v (%d), want %d", f, f.Kind, want)
	}
	return ""
}

// rightly lets who may act do so, on a referral that stands where the act can
// be done, if there is one.
func (m *model) rightly(s step) step {
	if !s.Right {
		return s
	}
	if s.Do == "send" || s.Do == "close" || s.Do == "reopen" {
		s.Who = m.holder
		return s
	}
	wanted := map[string][]string{
		"accept": {"offered", "assigned"}, "decline": {"offered"}, "recall": {"offered", "guided"}, "object": {"assigned"}, "uphold": {"objected"}, "overrule": {"objected"},
		"contest": {"assigned"}, "designate": {"contested"}, "complete": {"accepted"}, "send_back": {"completed"}, "acknowledge": {"completed"}, "file": {"guided"},
	}[s.Do]
	for i, r := range m.refs {
		if !slices.Contains(wanted, r.state) {
			continue
		}
		s.Pick = i
		switch s.Do {
		case "recall", "uphold", "overrule", "send_back", "acknowledge":
			s.Who = r.from
		case "designate":
			s.Who = r.superior
		default:
			s.Who = r.to
		}
	}
	return s
}

func (m *model) wait(s step) string {
	to := m.c.now.Add(time.Duration(s.Hours) * time.Hour)
	if s.Quiet {
		m.c.now = to
		return ""
	}
	start := m.c.now
	m.silence(to)
	m.c.now = start
	if err := m.c.fire(to); err != nil {
		return err.Error()
	}
	return ""
}

func (m *model) closing(s step) fault.Kind {
	if s.Who != m.holder {
		return m.toward(s.Who)
	}
	if s.Do == "reopen" {
		k := conflictIf(!m.closed)
		m.closed = m.closed && k != 0
		return k
	}
	busy := slices.ContainsFunc(m.refs, (*ref).unfinished)
	k := conflictIf(m.closed || busy)
	m.closed = m.closed || k == 0
	return k
}

func sending(s step) desk.Sending {
	out := desk.Sending{To: s.To, Mode: referral.Mode(modeFor(s.To)), Reason: "按职责"}
	switch out.Mode {
	case referral.ByOffer:
		out.Channel, out.Route = channel.PeopleMediation, channel.RoutePeopleMediation
	case referral.ByGuidance:
		out.Channel, out.Route = channel.Litigation, channel.RouteCivilLitigation
	default:
		out.Channel, out.Route = channel.Petition, channel.RoutePetition
	}
	if s.Stays && out.Mode != referral.ByAssignment {
		out.Custody = "stays"
	}
	return out
}

func act(ctx context.Context, w *desk.Work, id referral.ID, s step) error {
	why := desk.Reason{Code: "other", Text: "说明"}
	var err error
	switch s.Do {
	case "accept":
		_, err = w.Accept(ctx, id, 0)
	case "decline":
		_, err = w.Decline(ctx, id, why, 0)
	case "recall":
		_, err = w.Recall(ctx, id, "收回", 0)
	case "object":
		_, err = w.Object(ctx, id, why, 0)
	case "uphold":
		_, err = w.Uphold(ctx, id, 0)
	case "overrule":
		_, err = w.Overrule(ctx, id, "不成立", 0)
	case "contest":
		_, err = w.Contest(ctx, id, "仍有异议", 0)
	case "designate":
		_, err = w.Designate(ctx, id, s.To, "指定", 0)
	case "complete":
		_, err = w.Complete(ctx, id, desk.Report{Outcome: s.Outcome, Text: "办结"}, 0)
	case "send_back":
		_, err = w.SendBack(ctx, id, "再办", 0)
	case "acknowledge":
		_, err = w.Acknowledge(ctx, id, 0)
	case "file":
		_, err = w.File(ctx, id, desk.Filing{Number: "1号", Filed: desk.Day{Proof: &cases.Proof{Kind: "receipt"}}}, 0)
	}
	return err
}

// compare looks whether the store is as the model says, and I1 holds.
func (m *model) compare() string {
	msg := ""
	err := m.c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) error {
		k, err := w.Tx.Cases.Get(ctx, m.id)
		if err != nil {
			return err
		}
		stored, err := w.Tx.Referrals.OfCase(ctx, m.id)
		if err != nil {
			return err
		}
		stays, err := w.Tx.Cases.Custody(ctx, m.id)
		if err != nil {
			return err
		}
		msg = m.differs(k.Facts(), stored, stays)
		return nil
	})
	if err != nil {
		return err.Error()
	}
	return msg
}

func (m *model) differs(f cases.Facts, stored []referral.Facts, stays []cases.Stay) string {
	if f.Custodian != m.holder || (f.State == cases.Closed) != m.closed || len(stays) != len(m.held) {
		return fmt.Sprintf("custodian %s, state %s, %d entries; want %s, closed %v, %d", f.Custodian, f.State, len(stays), m.holder, m.closed, len(m.held))
	}
	for i, s := range stays {
		if s.Seq != i+1 || s.Organization != m.held[i] || s.Until.IsZero() != (i == len(stays)-1) || (i > 0 && !s.From.Equal(stays[i-1].Until)) {
			return fmt.Sprintf("the ledger is not whole: %+v", stays)
		}
	}
	if len(stored) != len(m.refs) {
		return fmt.Sprintf("%d referrals, want %d", len(stored), len(m.refs))
	}
	for i, s := range stored {
		r := m.refs[i]
		r.id = s.ID
		if string(s.State) != r.state || s.From != r.from || s.To != r.to || s.AnswerDueOn != r.due {
			return fmt.Sprintf("referral %d is %s %s→%s due %q; want %s %s→%s due %q", i, s.State, s.From, s.To, s.AnswerDueOn, r.state, r.from, r.to, r.due)
		}
	}
	return ""
}
