package desk_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
)

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
	m.entries = 1
	for i, s := range steps {
		if msg := m.try(s); msg != "" {
			return fmt.Sprintf("step %d %+v at %s: %s", i, s, c.now.Format(time.RFC3339), msg)
		}
		if msg := m.chain(s); msg != "" {
			return fmt.Sprintf("after step %d %+v: %s", i, s, msg)
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
	if err == nil {
		m.entries++
	}
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
	if s.Pick == 0 && slices.ContainsFunc(m.refs, func(r *ref) bool { return (r.state == "offered" || r.state == "guided") && r.askedOn != "" }) {
		s.Do = "supply_items" // what was asked for is seldom met by chance alone
	}
	if s.Do == "send" || s.Do == "close" || s.Do == "reopen" {
		s.Who = m.holder
		return s
	}
	wanted := map[string][]string{
		"accept": {"offered", "assigned"}, "decline": {"offered"}, "recall": {"offered", "guided"}, "object": {"assigned"}, "uphold": {"objected"}, "overrule": {"objected"},
		"contest": {"assigned"}, "designate": {"contested"}, "complete": {"accepted"}, "send_back": {"completed"}, "acknowledge": {"completed"}, "file": {"guided"},
		"refused": {"guided"}, "hand_in": {"guided"}, "ask_items": {"offered", "guided"}, "supply_items": {"offered", "guided"},
	}[s.Do]
	for i, r := range m.refs {
		if !slices.Contains(wanted, r.state) {
			continue
		}
		s.Pick = i
		switch s.Do {
		case "supply_items", "recall", "uphold", "overrule", "send_back", "acknowledge":
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

// chain looks whether the case's log is whole and has exactly one entry more
// for each deed, and none for a refusal. What the clock does is counted as it comes.
func (m *model) chain(s step) string {
	var all []audit.Entry
	err := m.c.db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		var err error
		all, _, err = gormdb.Lists{TX: tx}.Entries(ctx, gormdb.EntryFilter{CaseID: string(m.id)}, gormdb.Page{Limit: 10000})
		return err
	})
	if err != nil {
		return err.Error()
	}
	slices.SortFunc(all, func(a, b audit.Entry) int { return int(a.Seq - b.Seq) })
	checker := audit.Checker{Hash: secrets.SHA256{}}
	for _, e := range all {
		if b := checker.Next(e, nil); b != nil {
			return b.Error()
		}
	}
	if s.Do == "wait" {
		m.entries = len(all)
	}
	if len(all) != m.entries {
		return fmt.Sprintf("%d entries in the log, want %d", len(all), m.entries)
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
	case "hand_in":
		_, err = w.TakeApplication(ctx, id, desk.HandingIn{On: desk.Day{Proof: &cases.Proof{Kind: "receipt"}}}, 0)
	case "ask_items":
		_, err = w.AskItems(ctx, id, []string{"身份证复印件"}, 0)
	case "supply_items":
		_, err = w.SupplyItems(ctx, id, desk.Supplying{On: desk.Day{Proof: &cases.Proof{Kind: "receipt"}}}, 0)
	case "refused":
		_, err = w.RefuseFiling(ctx, id, desk.RefusedFiling{Text: "不予受理", On: desk.Day{Proof: &cases.Proof{Kind: "notice"}}}, 0)
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
	case "guided":
		r.topped = true // the court is late; the case stays where it is
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
