package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/official"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Officials keeps lead officials and what they did. Get returns
// who.ErrNotVisible if there is none; Put returns cases.ErrStale if it changed
// since it was read.
type Officials interface {
	Get(ctx context.Context, id official.ID) (official.Facts, error)
	Add(ctx context.Context, f official.Facts) error
	Put(ctx context.Context, f official.Facts) error
	// OfCase lists those of a case, the first first; at most five hundred.
	OfCase(ctx context.Context, id cases.ID) ([]official.Facts, error)
	AddStep(ctx context.Context, s official.Step) error
	// Steps lists what an official did, by day; there are at most official.MostSteps.
	Steps(ctx context.Context, id official.ID) ([]official.Step, error)
}

// NameOfficial puts an open case into the hands of a lead official (包案, 条例
// 18): of the organisation that names, of the one that has the case, or of one
// that leads that. It returns an Invalid fault naming the field,
// official.ErrIndependent, official.ErrCaseClosed, official.ErrLed or ErrAccused.
func (w *Work) NameOfficial(ctx context.Context, id cases.ID, in official.Facts) (official.Facts, error) {
	c, err := w.Case(ctx, id, who.OfficialName)
	if err != nil {
		return in, err
	}
	f := c.Facts()
	if in.FromOn == "" {
		in.FromOn = w.Today()
	}
	var check fault.Check
	text(&check, "/reason", in.Reason)
	in.Check(&check, f.Received.On, w.Today())
	if err := check.Err(); err != nil {
		return in, err
	}
	if err := w.leads(ctx, f, in.Organization); err != nil {
		return in, err
	}
	all, err := w.Tx.Officials.OfCase(ctx, id)
	switch {
	case err != nil:
		return in, err
	case f.State != cases.Open:
		return in, official.ErrCaseClosed
	case slices.ContainsFunc(all, led):
		return in, official.ErrLed
	}
	in.ID, in.CaseID, in.From, in.State, in.By, in.NamedAt, in.Version = official.ID(w.NewID()), id, w.Actor.Organization, official.Live, w.Actor.User, w.Now, 1
	in.Name, in.Post, in.Reason = strings.TrimSpace(in.Name), strings.TrimSpace(in.Post), strings.TrimSpace(in.Reason)
	if err := w.Tx.Officials.Add(ctx, in); err != nil {
		return in, err
	}
	return in, w.saidOfOfficial(ctx, c, in, "official.named", "", map[string]any{"organization": in.Organization, "from_on": in.FromOn, "review_on": in.ReviewOn})
}

func led(f official.Facts) bool { return f.State == official.Live }

// leads says whether an official of an organisation may lead a case.
func (w *Work) leads(ctx context.Context, f cases.Facts, id org.ID) error {
	house, err := w.organization(ctx, id, "/organization_id")
	if err != nil {
		return err
	}
	holder, err := w.Tx.Directory.Get(ctx, f.Custodian)
	if err != nil {
		return err
	}
	if !directive.Directed(holder.Kind) || !directive.Directed(house.Kind) {
		return official.ErrIndependent
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	if id != w.Actor.Organization && id != f.Custodian && !leaders.Leads(id, f.Custodian) {
		return fault.Invalid("/organization_id", "not_leading", "包案领导应是本单位、责任单位或者责任单位的上级单位的领导", "a lead official is of your organisation, of the one that has the case, or of one that leads it")
	}
	return w.notAccused(ctx, f, id)
}

// leadable tells whether the actor may name a lead official for a case now.
func (w *Work) leadable(ctx context.Context, f cases.Facts, s Sight) (bool, error) {
	if f.State != cases.Open || !w.Policy.May(w.Actor.Role, s.Standings, who.OfficialName) {
		return false, nil
	}
	holder, err := w.Tx.Directory.Get(ctx, f.Custodian)
	if err != nil || !directive.Directed(holder.Kind) {
		return false, err
	}
	all, err := w.Tx.Officials.OfCase(ctx, f.ID)
	return err == nil && !slices.ContainsFunc(all, led), err
}

// Official opens a naming for who gave it, the official's own organisation and
// who has the case now, unless that is one that has none; to all others, and to
// who may not see the case, it is who.ErrNotVisible.
func (w *Work) Official(ctx context.Context, id official.ID, p who.Permission) (official.Facts, *cases.Case, error) {
	seen, err := w.Tx.Officials.Get(ctx, id)
	if err != nil {
		return seen, nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, seen.CaseID)
	if err != nil {
		return seen, nil, err
	}
	own, err := w.OfficialsOf(ctx, c.Facts()) // now that the case is locked
	if err != nil {
		return seen, nil, err
	}
	i := slices.IndexFunc(own, func(f official.Facts) bool { return f.ID == id })
	if i < 0 || !w.readsCases() {
		return seen, nil, who.ErrNotVisible
	}
	f := own[i]
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return f, nil, err
	}
	gave, has := heirs.Of(f.From) == w.Actor.Organization, c.Facts().Custodian == w.Actor.Organization
	if p == who.OfficialEnd && !gave || p == who.OfficialRecord && !gave && !has {
		return f, nil, who.ErrNotAllowed
	}
	if err := w.MayOwn(p); err != nil {
		return f, nil, err
	}
	return f, c, w.notRecused(ctx, f.CaseID, p)
}

// OfficialsOf lists the namings of a case of which the actor's organisation knows.
func (w *Work) OfficialsOf(ctx context.Context, c cases.Facts) ([]official.Facts, error) {
	all, err := w.Tx.Officials.OfCase(ctx, c.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if barred, err := w.Barring(ctx, c); err != nil || barred {
		return nil, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return nil, err
	}
	mine := w.Actor.Organization
	own, err := w.Tx.Directory.Get(ctx, mine)
	if err != nil {
		return nil, err
	}
	holds := c.Custodian == mine && directive.Directed(own.Kind)
	return slices.DeleteFunc(all, func(f official.Facts) bool {
		return !holds && heirs.Of(f.From) != mine && heirs.Of(f.Organization) != mine
	}), err
}

// OfficialStep writes down what the official did, and may move the next review
// day. It returns official.ErrEnded, official.ErrFull, cases.ErrStale or an
// Invalid fault.
func (w *Work) OfficialStep(ctx context.Context, id official.ID, in official.Step, review calendar.Date, version int) (official.Facts, error) {
	f, c, err := w.Official(ctx, id, who.OfficialRecord)
	if err != nil {
		return f, err
	}
	if err := matches(version, f.Version); err != nil {
		return f, err
	}
	if f.State != official.Live {
		return f, official.ErrEnded
	}
	if in.On == "" {
		in.On = w.Today()
	}
	var check fault.Check
	text(&check, "/text", in.Text)
	in.Check(&check, f, w.Today())
	if review != "" {
		official.CheckReview(&check, review, w.Today())
	}
	if err := check.Err(); err != nil {
		return f, err
	}
	done, err := w.Tx.Officials.Steps(ctx, id)
	if err == nil && len(done) >= official.MostSteps {
		err = official.ErrFull
	}
	if err != nil {
		return f, err
	}
	in.ID, in.OfficialID, in.CaseID, in.Organization, in.By, in.At = w.NewID(), id, f.CaseID, w.Actor.Organization, w.Actor.User, w.Now
	in.Text = strings.TrimSpace(in.Text)
	if err := w.Tx.Officials.AddStep(ctx, in); err != nil {
		return f, err
	}
	if review != "" {
		f.ReviewOn = review
	}
	if err := w.Tx.Officials.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	w.touch("official_step/%s", in.ID)
	return f, w.saidOfOfficial(ctx, c, f, "official.stepped", string(in.Code), map[string]any{"code": in.Code, "on": in.On, "review_on": f.ReviewOn})
}

// EndOfficial ends a naming, by who gave it, with a reason. It returns
// official.ErrEnded, cases.ErrStale or an Invalid fault.
func (w *Work) EndOfficial(ctx context.Context, id official.ID, e official.Ending, reason string, version int) (official.Facts, error) {
	f, c, err := w.Official(ctx, id, who.OfficialEnd)
	if err != nil {
		return f, err
	}
	if err := matches(version, f.Version); err != nil {
		return f, err
	}
	var check fault.Check
	code(&check, "/code", e, official.Said)
	text(&check, "/reason", reason)
	if err := check.Err(); err != nil {
		return f, err
	}
	if err := f.End(e, reason, w.Actor.User, w.Now); err != nil {
		return f, err
	}
	if err := w.Tx.Officials.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	return f, w.saidOfOfficial(ctx, c, f, "official.ended", string(e), map[string]any{"code": e})
}

func (w *Work) saidOfOfficial(ctx context.Context, c *cases.Case, f official.Facts, what, code string, payload map[string]any) error {
	if err := w.watch(ctx, f.CaseID); err != nil {
		return err
	}
	subject := "official/" + string(f.ID)
	w.touch("%s", subject)
	w.tell(journal.Event{Kind: what, CaseID: string(f.CaseID), Subject: subject, Organization: f.From, Other: c.Facts().Custodian, On: w.Today(), Code: code})
	return w.settle(ctx, c, deed{action: what, subject: subject, payload: payload})
}

// letGo ends the naming of a lead official when the case is closed, comes to
// who has none, or leaves who named its own: nobody's displeasure follows a
// case to a court. It has an entry of its own, since what moved the case is
// shown to who gets it.
func (w *Work) letGo(ctx context.Context, f cases.Facts, moved bool) error {
	if f.State == cases.Open && !moved {
		return nil
	}
	all, err := w.Tx.Officials.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, led)
	if i < 0 {
		return nil
	}
	x, ending := all[i], official.Closed
	if f.State == cases.Open {
		ending = official.Left
		if stays, err := w.staysLed(ctx, f, x); err != nil || stays {
			return err
		}
	}
	if err := x.End(ending, "", w.Actor.User, w.Now); err != nil {
		return err
	}
	if err := w.Tx.Officials.Put(ctx, x); err != nil {
		return err
	}
	subject, lates, proofs := "official/"+string(x.ID), w.lates, w.proofs
	w.lates, w.proofs = nil, nil // those of the deed before
	w.tell(journal.Event{Kind: "official.ended", CaseID: string(f.ID), Subject: subject, Organization: x.From, On: w.Today(), Code: string(ending)})
	err = w.record(ctx, string(f.ID), deed{action: "official.ended", subject: subject, payload: map[string]any{"code": ending}})
	w.lates, w.proofs = lates, proofs
	return err
}

// staysLed tells whether a lead official goes on when custody has moved.
func (w *Work) staysLed(ctx context.Context, f cases.Facts, x official.Facts) (bool, error) {
	holder, err := w.Tx.Directory.Get(ctx, f.Custodian)
	if err != nil {
		return false, err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	return directive.Directed(holder.Kind) && (x.From == f.Custodian || leaders.Leads(x.From, f.Custodian)), err
}
