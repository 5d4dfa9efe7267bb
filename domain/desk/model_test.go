package desk_test

import (
	"slices"

	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/cases"
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

var deeds = []string{"send", "send", "send", "accept", "accept", "decline", "recall", "object", "object", "uphold", "overrule", "contest", "designate", "complete", "complete", "send_back", "acknowledge", "file", "refused", "hand_in", "ask_items", "supply_items", "close", "reopen", "wait", "wait"}

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
	sentOn, askedOn                calendar.Date
	asked                          bool
	handedIn                       bool
	topped                         bool // nothing follows from the end of the time: nobody is above who was asked, or the body is only late
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
	entries  int            // of the case's chain
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
	r.state, r.sentOn = r.mode, m.today()
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
		"ask_items": r.to, "supply_items": r.from, "recall": r.from, "uphold": r.from, "overrule": r.from, "send_back": r.from, "acknowledge": r.from,
	}[s.Do]
	if s.Do == "file" || s.Do == "refused" || s.Do == "hand_in" || s.Do == "supply_items" && r.mode == "guided" { // the receiver's, or the sender's with proof
		side = r.to
		if s.Who == r.from {
			side = r.from
		}
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
		"refused": m.refused, "hand_in": m.handIn, "ask_items": m.askItems, "supply_items": m.supplyItems,
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

func (m *model) refused(r *ref, _ step) fault.Kind {
	if r.state != "guided" {
		return fault.Conflict
	}
	r.state, r.due = "declined", ""
	return 0
}

func (m *model) decline(r *ref, _ step) fault.Kind {
	if r.state != "offered" || m.late(r) {
		return fault.Conflict
	}
	r.state, r.due = "declined", ""
	return 0
}

func (m *model) recall(r *ref, _ step) fault.Kind {
	if r.state != "guided" && (r.state != "offered" || m.late(r)) {
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
