package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

// Raising is a recusal as it is said: by the person themself where no party is
// named, else a party's objection to a person.
type Raising struct {
	User         string
	Organization org.ID // where they are met, for who works in more than one house of the case
	PartyID      party.ID
	Ground       recusal.Ground
	Text         string
	Form         string
	Raised       Day
}

// RaiseRecusal takes a recusal down. Who declares their own is out at once and
// a substitute is due; a party's objection lets the work go on, with a day by
// which it is decided. It returns an Invalid fault for an unknown person or a
// ground the rule does not know, recusal.ErrStanding, or cases.ErrClosed.
func (w *Work) RaiseRecusal(ctx context.Context, id cases.ID, in Raising) (recusal.Facts, error) {
	c, err := w.Case(ctx, id, who.RecusalRaise)
	if err != nil {
		return recusal.Facts{}, err
	}
	if in.PartyID != "" && w.Actor.Role == who.Lawyer {
		return recusal.Facts{}, who.ErrNotAllowed
	}
	return w.raise(ctx, c, in)
}

// OwnRecusal takes a party's objection from their own page.
func (w *Work) OwnRecusal(ctx context.Context, in Raising) (recusal.Facts, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return recusal.Facts{}, err
	}
	c, err := w.Tx.Cases.Get(ctx, cases.ID(w.Actor.Case))
	if err != nil {
		return recusal.Facts{}, err
	}
	in.PartyID, in.Form, in.Raised = party.ID(w.Actor.Party), "online", Day{}
	return w.raise(ctx, c, in)
}

func (w *Work) raise(ctx context.Context, c *cases.Case, in Raising) (recusal.Facts, error) {
	f := recusal.Facts{CaseID: c.Facts().ID, PartyID: in.PartyID, Ground: in.Ground, Text: strings.TrimSpace(in.Text), Form: in.Form, By: w.Actor.User, ByOrg: w.Actor.Organization, At: w.Now}
	if err := w.whom(ctx, c, in, &f); err != nil {
		return f, err
	}
	if err := w.checkRaising(ctx, f); err != nil {
		return f, err
	}
	var err error
	if f.Raised, err = w.occurred(in.Raised, "/raised_on", c.Facts().Received.On); err != nil {
		return f, err
	}
	if c.Facts().State == cases.Closed {
		return f, cases.ErrClosed
	}
	if err := w.stands(ctx, f); err != nil {
		return f, err
	}
	f.ID = w.NewID()
	r := recusal.Raise(f)
	if err := w.Tx.Recusals.Add(ctx, r); err != nil {
		return f, err
	}
	if err := w.watch(ctx, f.CaseID); err != nil {
		return f, err
	}
	of, rule := "recusal/"+f.ID, "recusal.substitute"
	if r.Facts().Pending() {
		rule = "recusal.decide"
	}
	if err := w.start(rule, of, w.Today(), ""); err != nil {
		return f, err
	}
	return r.Facts(), w.settleRecusal(ctx, c, r.Facts(), f.Raised.Reason)
}

// whom finds who is meant, where they work, and in which capacity.
func (w *Work) whom(ctx context.Context, c *cases.Case, in Raising, f *recusal.Facts) error {
	self := in.PartyID == "" && (in.User == "" || in.User == w.Actor.User)
	if self {
		f.User, f.Name, f.Organization, f.Form = w.Actor.User, w.Actor.Name, w.Actor.Organization, "written"
		return w.capacity(ctx, f, []who.Role{w.Actor.Role})
	}
	if in.PartyID == "" {
		return fault.Invalid("/party_id", "required", "请选择提出申请的当事人", "say which party objects")
	}
	houses, err := w.houses(ctx, c.Facts())
	if err != nil {
		return err
	}
	for _, o := range houses {
		if in.Organization != "" && in.Organization != o {
			continue
		}
		p, err := w.Tx.People.At(ctx, o, in.User)
		if err == nil {
			f.User, f.Name, f.Organization = p.User, p.Name, o
			return w.capacity(ctx, f, p.Roles)
		}
		if fault.Of(err) == nil {
			return err
		}
	}
	return fault.Invalid("/user_id", "unknown_user", "本案的经办单位没有这位工作人员", "nobody of this name works in an organisation that handles the case")
}

// houses lists the organisations that work in a case.
func (w *Work) houses(ctx context.Context, f cases.Facts) ([]org.ID, error) {
	houses := []org.ID{f.Custodian}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	for _, p := range all {
		if !slices.Contains(houses, p.Organization) {
			houses = append(houses, p.Organization)
		}
	}
	if !slices.Contains(houses, f.FirstReceiver) {
		houses = append(houses, f.FirstReceiver)
	}
	return houses, err
}

// capacity says by which rule a person's recusal goes: that of the last
// proceeding of their house they could handle.
func (w *Work) capacity(ctx context.Context, f *recusal.Facts, roles []who.Role) error {
	house, err := w.Tx.Directory.Get(ctx, f.Organization)
	if err != nil {
		return err
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	role, at := roles[0], procedure.Facts{}
	for _, p := range all {
		for _, r := range roles {
			if p.Organization == f.Organization && slices.Contains(Handlers[string(p.Channel)], r) {
				role, at = r, p
			}
		}
	}
	f.Office = recusal.OfficeOf(role, house.Kind, at)
	return nil
}

func (w *Work) checkRaising(ctx context.Context, f recusal.Facts) error {
	var c fault.Check
	if rule := recusal.Of(f.Office); !rule.Has(f.Ground) {
		c.Add("/ground", "unknown_code", "请从"+rule.Name.ZH+"的回避事由中选择", "choose one of the grounds for a "+rule.Name.EN)
	}
	text(&c, "/text", f.Text)
	if f.PartyID != "" {
		code(&c, "/form", f.Form, consent.Forms)
		if _, err := w.party(ctx, f.CaseID, f.PartyID, "/party_id"); err != nil {
			if fault.Of(err) == nil {
				return err
			}
			c.Add("/party_id", "unknown_party", "本案没有这位当事人", "this case has no such party")
		}
	}
	return c.Err()
}

// stands refuses a second recusal beside one that bars already, or that the
// same party asked for and nobody has decided.
func (w *Work) stands(ctx context.Context, f recusal.Facts) error {
	all, err := w.Tx.Recusals.OfCase(ctx, f.CaseID)
	for _, x := range all {
		if x.User == f.User && (x.Bars() || x.Pending() && x.PartyID == f.PartyID) {
			return recusal.ErrStanding
		}
	}
	return err
}

func (w *Work) settleRecusal(ctx context.Context, c *cases.Case, f recusal.Facts, reason string) error {
	action, subject := "recusal."+string(f.State), "recusal/"+f.ID
	w.tell(journal.Event{Kind: action, CaseID: string(f.CaseID), Subject: subject, Organization: f.Organization, On: w.Today()})
	return w.settle(ctx, c, deed{action: action, subject: subject, reason: reason, payload: map[string]any{"user": f.User, "office": f.Office, "ground": f.Ground, "party_id": f.PartyID}})
}

// Recusal opens a recusal and its case for an act. It is decided in the
// person's own organisation; by one above it only where its head is concerned.
func (w *Work) Recusal(ctx context.Context, id string, p who.Permission) (*recusal.Recusal, *cases.Case, error) {
	seen, err := w.Tx.Recusals.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, seen.Facts().CaseID)
	if err != nil {
		return nil, nil, err
	}
	r, err := w.Tx.Recusals.Get(ctx, id) // again, now that the case is locked
	if err != nil {
		return nil, nil, err
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred || !w.readsCases() {
		return nil, nil, orNotVisible(err)
	}
	standings, err := w.standings(ctx, c.Facts().ID)
	if err != nil {
		return nil, nil, err
	}
	if p == who.RecusalDecide {
		return r, c, w.mayDecide(ctx, r.Facts(), standings)
	}
	if err := w.may(p, standings...); err != nil {
		return nil, nil, err
	}
	return r, c, w.notRecused(ctx, c.Facts().ID, p)
}

func (w *Work) mayDecide(ctx context.Context, f recusal.Facts, toward []who.Standing) error {
	mine := w.Actor.Organization
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	switch {
	case mine == f.Organization:
		if err := w.may(who.RecusalDecide, who.Own); err != nil {
			return err
		}
		if f.User == w.Actor.User {
			return recusal.ErrOwnCause
		}
		return nil
	case leaders.Leads(mine, f.Organization):
		p, err := w.Tx.People.At(ctx, f.Organization, f.User)
		if fault.Of(err) == nil && err != nil {
			return err
		}
		if !slices.Contains(p.Roles, who.Head) {
			return who.ErrNotAllowed
		}
		return w.may(who.RecusalDecide, who.Superior)
	case len(toward) == 0:
		return who.ErrNotVisible
	}
	return who.ErrNotAllowed
}

// Deciding is the word on a recusal.
type Deciding struct {
	Decision recusal.State // upheld or rejected
	Text     string
	Decided  Day
}

// DecideRecusal says whether the person may go on. It returns recusal.ErrOwnCause
// or recusal.ErrDecided.
func (w *Work) DecideRecusal(ctx context.Context, id string, in Deciding) (recusal.Facts, error) {
	r, c, err := w.Recusal(ctx, id, who.RecusalDecide)
	if err != nil {
		return recusal.Facts{}, err
	}
	var check fault.Check
	code(&check, "/decision", in.Decision, []recusal.State{recusal.Upheld, recusal.Rejected})
	text(&check, "/text", in.Text)
	if err := check.Err(); err != nil {
		return r.Facts(), err
	}
	on, err := w.occurred(in.Decided, "/decided_on", r.Facts().Raised.On)
	if err != nil {
		return r.Facts(), err
	}
	do := recusal.Uphold
	if in.Decision == recusal.Rejected {
		do = recusal.Reject
	}
	barredBefore := r.Facts().Bars()
	if err := r.Decide(do, w.Actor.User, strings.TrimSpace(in.Text), on.On); err != nil {
		return r.Facts(), err
	}
	return r.Facts(), w.afterRecusal(ctx, c, r, barredBefore, on.Reason)
}

// afterRecusal ends the clocks a decision ends, and starts that of the substitute where one is due.
func (w *Work) afterRecusal(ctx context.Context, c *cases.Case, r *recusal.Recusal, barredBefore bool, reason string) error {
	f := r.Facts()
	if err := w.Tx.Recusals.Put(ctx, r); err != nil {
		return err
	}
	if err := w.watch(ctx, f.CaseID); err != nil {
		return err
	}
	of := "recusal/" + f.ID
	w.stop(clock.Met, of, "recusal.decide")
	switch {
	case !f.Bars():
		w.stop(clock.Over, of)
	case !barredBefore && f.Substitute == "" && c.Facts().State == cases.Open:
		if err := w.start("recusal.substitute", of, w.Today(), ""); err != nil {
			return err
		}
	}
	return w.settleRecusal(ctx, c, f, reason)
}

// Waiving is a side's word that the person may go on.
type Waiving struct {
	PartyID party.ID
	Form    string
	On      Day
}

// WaiveRecusal records one side's word; with the last side's the person goes
// on. Who is concerned does not record it. It returns recusal.ErrNoWaiver,
// recusal.ErrWaivedTwice or recusal.ErrDecided.
func (w *Work) WaiveRecusal(ctx context.Context, id string, in Waiving) (recusal.Facts, error) {
	r, c, err := w.Recusal(ctx, id, who.CaseAmend)
	if err != nil {
		return recusal.Facts{}, err
	}
	f := r.Facts()
	if f.User == w.Actor.User {
		return f, recusal.ErrOwnCause
	}
	var check fault.Check
	code(&check, "/form", in.Form, []string{"written", "recorded"})
	parties, err := w.Tx.Parties.OfCase(ctx, f.CaseID)
	if err != nil {
		return f, err
	}
	if !slices.ContainsFunc(consent.Sides(parties), func(p party.Party) bool { return p.ID == in.PartyID }) {
		check.Add("/party_id", "unknown_party", "请选择本案的申请人或者被申请人", "choose an applicant or a respondent of this case")
	}
	if err := check.Err(); err != nil {
		return f, err
	}
	on, err := w.occurred(in.On, "/on", f.Raised.On)
	if err != nil {
		return f, err
	}
	barredBefore := f.Bars()
	if err := r.Waive(recusal.Waiver{PartyID: in.PartyID, On: on.On, Form: in.Form}, parties); err != nil {
		return f, err
	}
	return r.Facts(), w.afterRecusal(ctx, c, r, barredBefore, on.Reason)
}
