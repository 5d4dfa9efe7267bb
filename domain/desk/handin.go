package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/filing"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// lifeOfReferral is the table by which the receiver's proceeding of a referral
// will live; nil for a guide route, which opens none.
func (w *Work) lifeOfReferral(ctx context.Context, c cases.Facts, f referral.Facts) (*procedure.Life, error) {
	if f.Channel == "" {
		return nil, nil
	}
	to, err := w.Tx.Directory.Get(ctx, f.To)
	if err != nil {
		return nil, err
	}
	name, err := w.lifeFor(ctx, c, to, f.Channel, f.Route)
	return procedure.Lives[name], err
}

// listOf is what the receiver of a referral wants it handed in with; nil where nothing.
func (w *Work) listOf(ctx context.Context, c cases.Facts, f referral.Facts) (*filing.List, error) {
	life, err := w.lifeOfReferral(ctx, c, f)
	if life == nil {
		return nil, err
	}
	return filing.Of(life.Name), err
}

// HandingIn is the party's application as it reached the body.
type HandingIn struct {
	On     Day
	Papers []string // items of the filing list, on paper
}

// TakeApplication records that the body received the party's application: by the
// receiver, or by the sender with proof. The body's time to say whether it
// takes it runs from that day; nothing is filed by it. The second time is
// referral.ErrOnce.
func (w *Work) TakeApplication(ctx context.Context, id referral.ID, in HandingIn, version int) (*referral.Referral, error) {
	f, c, side, err := w.application(ctx, id)
	if err != nil {
		return nil, err
	}
	if side == referral.Sender && in.On.Proof == nil {
		return nil, fault.Invalid("/proof", "required", "由移交单位登记递交时，须附收件凭证", "the sender records a hand-in with the body's receipt only")
	}
	if err := w.checkPapers(ctx, c, f, in.Papers); err != nil {
		return nil, err
	}
	on, err := w.occurred(in.On, "/handed_in_on", c.Received.On)
	if err != nil {
		return nil, err
	}
	return w.step(ctx, id, who.ReferralRead, "", version, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		d := deed{action: "referral.handed_in", reason: on.Reason, payload: map[string]any{"handed_in_on": on.On, "papers": in.Papers}}
		if err := r.HandIn(side, on.On); err != nil {
			return d, err
		}
		w.stop(clock.Met, "referral/"+string(id), unseen) // the body's own receipt says that it came
		life, err := w.lifeOfReferral(ctx, c.Facts(), r.Facts())
		if err != nil {
			return d, err
		}
		if life != nil {
			due, err := w.startAll(life.Opens[procedure.Accepted], "referral/"+string(id), on.On)
			if err != nil {
				return d, err
			}
			r.Await(due)
		}
		return d, w.filingStep(ctx, r.Facts(), filing.Step{Kind: "handed_in", On: on, Papers: in.Papers})
	})
}

// startAll begins clocks of one thing, and says the last day of the first.
func (w *Work) startAll(rules []string, of string, from calendar.Date) (calendar.Date, error) {
	due := calendar.Date("")
	for i, rule := range rules {
		if err := w.start(rule, of, from, ""); err != nil {
			return "", err
		}
		if i == 0 {
			due = w.lastOf(of, rule)
		}
	}
	return due, nil
}

// filingStep keeps a dated event of the application, beside the referral.
func (w *Work) filingStep(ctx context.Context, f referral.Facts, s filing.Step) error {
	s.ID, s.ReferralID, s.CaseID, s.Organization, s.Author, s.At = w.NewID(), f.ID, f.CaseID, w.Actor.Organization, w.Actor.User, w.Now
	if s.On.On == "" {
		s.On = cases.Occurred{On: w.Today(), EnteredAt: w.Now}
	}
	w.touch("filing_step/%s", s.ID)
	return w.Tx.Filings.Add(ctx, s)
}

func (w *Work) checkPapers(ctx context.Context, c cases.Facts, f referral.Facts, papers []string) error {
	list, err := w.listOf(ctx, c, f)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if _, ok := list.Find(p); !ok || len(papers) > 50 {
			return fault.Invalid("/papers", "unknown_code", "材料清单里没有这一项："+p, "the filing list has no such item: "+p)
		}
	}
	return nil
}

// AskItems asks once, in one complete list, for what is missing. Items are
// codes of the filing list or words. An offer's time to answer pauses; an
// application goes as the body's own table says. A second asking is
// referral.ErrOnce with the article by which defects are named once.
func (w *Work) AskItems(ctx context.Context, id referral.ID, items []string, version int) (*referral.Referral, error) {
	check := func() error {
		var c fault.Check
		if len(items) == 0 || len(items) > 50 {
			c.Add("/items", "required", "请一次性列出1至50项需要补齐的材料", "list 1 to 50 missing items, once and completely")
		}
		for _, i := range items {
			text(&c, "/items", i)
		}
		return c.Err()
	}
	return w.step(ctx, id, who.ReferralAnswer, who.Receiver, version, check, func(r *referral.Referral, c *cases.Case) (deed, error) {
		d := deed{action: "referral.items_asked", payload: map[string]any{"items": items}}
		life, err := w.lifeOfReferral(ctx, c.Facts(), r.Facts())
		if err != nil {
			return d, err
		}
		if err := w.notDeemed(life, r.Facts()); err != nil {
			return d, err
		}
		w.stop(clock.Met, "referral/"+string(id), unseen) // whoever asks has opened it
		if err := r.AskItems(items, w.Today(), w.Now); err != nil {
			return d, w.citingOnce(ctx, c.Facts(), r.Facts(), err)
		}
		if err := w.askedClocks(life, r); err != nil {
			return d, err
		}
		return d, w.filingStep(ctx, r.Facts(), filing.Step{Kind: "asked", Items: items})
	})
}

// citingOnce adds to a refused second asking the article it rests on.
func (w *Work) citingOnce(ctx context.Context, c cases.Facts, f referral.Facts, err error) error {
	if !errors.Is(err, referral.ErrOnce) {
		return err
	}
	list, failed := w.listOf(ctx, c, f)
	if failed != nil {
		return failed
	}
	if list == nil || list.Once.Empty() {
		return err
	}
	return referral.ErrOnce.WithCite(list.Once).WithDetail("需要补正的内容应当一次性告知，本件已经要求过", "defects are named once and completely; that was done")
}

// notDeemed refuses an answer after the time has passed whose passing the law
// takes for acceptance (行政复议法 30), whether or not the clock has fired.
func (w *Work) notDeemed(life *procedure.Life, f referral.Facts) error {
	if life == nil || f.Mode != referral.ByGuidance {
		return nil
	}
	for _, x := range w.clocks {
		row, deems := life.Lapse(procedure.Accepted, x.Rule)
		if last := lastDayOf(x.Running); deems && x.Of == "referral/"+string(f.ID) && x.State == clock.Ticking && last != "" && !w.Now.Before(last.End()) {
			return referral.ErrTooLate.WithCite(row.Cite)
		}
	}
	return nil
}

func (w *Work) askedClocks(life *procedure.Life, r *referral.Referral) error {
	of := "referral/" + string(r.Facts().ID)
	if r.Facts().Mode == referral.ByGuidance {
		if life == nil {
			return nil
		}
		row, _ := life.Find(procedure.Accepted, procedure.AskCorrection, procedure.Handler)
		if len(row.Ends) > 0 {
			w.stop(clock.Met, of, row.Ends...)
		}
		due, err := w.startAll(row.Starts, of, w.Today())
		r.Await(due)
		return err
	}
	for _, x := range w.clocks {
		if x.Of == of && x.State == clock.Ticking {
			x.State, x.PausedOn, x.Ground = clock.Paused, w.Today(), "items_asked"
			w.mark(x)
		}
	}
	return nil
}

// Supplying is what was asked for, as it came.
type Supplying struct {
	Items  []string // documents of the case that now go too
	Papers []string // items of the filing list, on paper
	Text   string
	On     Day
}

// SupplyItems notes that what was asked for is there: by the sender, or for an
// application by the body that took it in hand. An offer's time goes on with
// the days it had left; an application's begins anew, as its table says.
func (w *Work) SupplyItems(ctx context.Context, id referral.ID, in Supplying, version int) (*referral.Referral, error) {
	f, c, side, err := w.application(ctx, id)
	if err == nil && side == referral.Receiver && f.Mode != referral.ByGuidance {
		err = who.ErrNotAllowed
	}
	if err != nil {
		return nil, err
	}
	if side == referral.Sender && f.Mode == referral.ByGuidance && in.On.Proof == nil {
		return nil, fault.Invalid("/proof", "required", "由移交单位登记补齐时，须附收件凭证", "the sender records what was supplied with the body's receipt only")
	}
	on, err := w.checkSupplying(ctx, c, f, in)
	if err != nil {
		return nil, err
	}
	return w.step(ctx, id, who.ReferralRead, "", version, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		d := deed{action: "referral.items_supplied", reason: on.Reason, payload: map[string]any{"supplied_on": on.On, "items": in.Items, "papers": in.Papers, "text": in.Text}}
		if err := r.SupplyItems(side, on.On); err != nil {
			return d, err
		}
		due, err := w.suppliedClocks(ctx, c.Facts(), r.Facts(), on.On)
		if err != nil {
			return d, err
		}
		r.Await(due)
		if err := w.packMore(ctx, r.Facts(), in.Items); err != nil {
			return d, err
		}
		return d, w.filingStep(ctx, r.Facts(), filing.Step{Kind: "supplied", On: on, Items: in.Items, Papers: in.Papers, Text: in.Text})
	})
}

func (w *Work) checkSupplying(ctx context.Context, c cases.Facts, f referral.Facts, in Supplying) (cases.Occurred, error) {
	var check fault.Check
	limit(&check, "/text", in.Text, MaxText)
	if err := check.Err(); err != nil {
		return cases.Occurred{}, err
	}
	if err := w.checkPapers(ctx, c, f, in.Papers); err != nil {
		return cases.Occurred{}, err
	}
	if len(in.Items) > 0 {
		if err := w.checkItems(ctx, c, Sending{To: f.To, Channel: f.Channel, Route: f.Route, Items: in.Items}); err != nil {
			return cases.Occurred{}, err
		}
	}
	return w.occurred(in.On, "/supplied_on", f.AskedOn)
}

func (w *Work) suppliedClocks(ctx context.Context, c cases.Facts, f referral.Facts, on calendar.Date) (calendar.Date, error) {
	of := "referral/" + string(f.ID)
	if f.Mode == referral.ByGuidance {
		life, err := w.lifeOfReferral(ctx, c, f)
		if life == nil {
			return "", err
		}
		row, _ := life.Find(procedure.Correcting, procedure.Corrected, procedure.Handler)
		w.stop(clock.Met, of)
		return w.startAll(row.Starts, of, on)
	}
	due := calendar.Date("")
	for _, x := range w.clocks {
		if x.Of != of || x.State != clock.Paused {
			continue
		}
		if err := w.resume(x); err != nil {
			return "", err
		}
		if due = lastDayOf(x.Running); due == "" {
			due = x.LiteralOn
		}
	}
	return due, nil
}

// packMore adds documents to what the referral carries; what was signed for
// before is signed for anew.
func (w *Work) packMore(ctx context.Context, f referral.Facts, items []string) error {
	if len(items) == 0 {
		return nil
	}
	b, err := w.Tx.Bundles.Get(ctx, f.ID)
	if err != nil {
		return err
	}
	chosen := slices.Clone(items)
	for _, i := range b.Goes {
		chosen = append(chosen, string(i.ID))
	}
	more, err := w.Bundling(ctx, f.CaseID, f.ID, Sending{To: f.To, Channel: f.Channel, Route: f.Route, Items: chosen})
	if err != nil {
		return err
	}
	more.Version = b.Version
	w.touch("bundle/%s", f.ID)
	return w.Tx.Bundles.Put(ctx, more)
}

// lapseApplication lets the end of a clock of an application do what the
// body's table says: it is deemed accepted, or given up. done is false where
// the table says nothing.
func (w *Work) lapseApplication(ctx context.Context, x *watched, c *cases.Case) (done bool, err error) {
	id := referral.ID(x.subject("referral/"))
	if id == "" {
		return false, nil
	}
	r, err := w.Tx.Referrals.Get(ctx, id)
	if err != nil || r.Facts().State != referral.Guided {
		return false, err
	}
	life, err := w.lifeOfReferral(ctx, c.Facts(), r.Facts())
	if life == nil {
		return false, err
	}
	state := procedure.Accepted
	if r.Facts().Wanting() {
		state = procedure.Correcting
	}
	row, ok := life.Lapse(state, x.Rule)
	if !ok {
		return false, nil
	}
	last := cases.Occurred{On: lastDayOf(x.Running), Reason: strings.TrimSpace(row.Cite.String()), EnteredAt: w.Now}
	_, err = w.step(ctx, id, "", "", 0, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		if row.To != procedure.Filed {
			if err := r.Lapse(w.Now); err != nil {
				return deed{}, err
			}
			return deed{action: "referral.given_up"}, w.filingStep(ctx, r.Facts(), filing.Step{Kind: "given_up", On: last})
		}
		d := deed{action: "referral.deemed_accepted", reason: last.Reason}
		if err := r.Deem(last, w.Now); err != nil {
			return d, err
		}
		if err := w.filed(ctx, r.Facts(), c, last.On); err != nil {
			return d, err
		}
		return d, w.filingStep(ctx, r.Facts(), filing.Step{Kind: "deemed_accepted", On: last})
	})
	return true, err
}
