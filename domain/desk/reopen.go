package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// Again is why a closed case is taken up again.
type Again struct {
	Ground   cases.Ground
	Words    string
	Document document.ID // such as the court's ruling, where there is one
}

// Reopen takes a closed case up again under the same number, for a reason of the office's own.
func (w *Work) Reopen(ctx context.Context, id cases.ID, why string, version int) (*cases.Case, error) {
	return w.ReopenOn(ctx, id, Again{Ground: cases.OtherGround, Words: why}, version)
}

// ReopenOn is Reopen with its ground. Whoever answered for the case when it
// closed answers for it again. It returns cases.ErrOpen, cases.ErrMerged or
// cases.ErrRechecked.
func (w *Work) ReopenOn(ctx context.Context, id cases.ID, in Again, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseClose)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	text(&check, "/reason", in.Words)
	code(&check, "/ground", in.Ground, cases.Grounds)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if in.Document != "" {
		if err := w.paperOf(ctx, c, in.Document); err != nil {
			return nil, err
		}
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	if err := c.MayReopen(nil); err != nil {
		return nil, err
	}
	if err := w.takeUp(ctx, c, cases.Round{Ground: in.Ground, Words: strings.TrimSpace(in.Words), DocumentID: string(in.Document)}); err != nil {
		return nil, err
	}
	return c, w.settle(ctx, c, deed{action: "case.reopened", subject: "case/" + string(id), reason: in.Words, payload: map[string]any{"ground": in.Ground, "round": c.Facts().Rounds}})
}

// paperOf asks that a paper is in the case's file and that the actor may read it.
func (w *Work) paperOf(ctx context.Context, c *cases.Case, id document.ID) error {
	unknown := fault.Invalid("/document_id", "unknown_document", "本案没有这份材料", "this case has no such paper")
	d, err := w.Tx.Documents.Get(ctx, id)
	if fault.Of(err) != nil || err == nil && d.CaseID != c.Facts().ID {
		return unknown
	}
	if err != nil {
		return err
	}
	r, err := w.Reader(ctx, c.Facts())
	if err == nil && !r.Sees(d) {
		err = unknown
	}
	return err
}

// NotSettled takes a party's own word that a closed matter is not over: it is
// taken up again at once, under the same number. No factor is asked for, since
// nothing is given up by it. It returns what ReopenOn does, and
// cases.ErrWithdrawnByThem.
func (w *Work) NotSettled(ctx context.Context, in Again) (*cases.Case, error) {
	c, err := w.ownCase(ctx)
	if err != nil {
		return nil, err
	}
	if in.Ground == "" {
		in.Ground = cases.NotSettled
	}
	var check fault.Check
	code(&check, "/ground", in.Ground, cases.PartyGrounds)
	limit(&check, "/text", in.Words, MaxText)
	if err := check.Err(); err != nil {
		return nil, err
	}
	p, err := w.Tx.Parties.Get(ctx, c.Facts().ID, party.ID(w.Actor.Party))
	if err != nil {
		return nil, err
	}
	if err := c.MayReopen(&p); err != nil {
		return nil, err
	}
	if err := w.takeUp(ctx, c, cases.Round{Ground: in.Ground, PartyID: p.ID, Words: strings.TrimSpace(in.Words)}); err != nil {
		return nil, err
	}
	return c, w.settle(ctx, c, deed{action: "case.reopened", subject: "case/" + string(c.Facts().ID), payload: map[string]any{"ground": in.Ground, "party_id": p.ID, "round": c.Facts().Rounds}})
}

// MayReopen lists the grounds on which the party that is signed in may have
// its case taken up again; none while it is open.
func (w *Work) MayReopen(ctx context.Context, own Own) ([]cases.Ground, error) {
	if closed := cases.Restore(own.Case).MayReopen(&own.Party) == nil; !closed {
		return nil, nil
	}
	final, err := w.rechecked(ctx, own.Case.ID)
	if final {
		return slices.DeleteFunc(slices.Clone(cases.PartyGrounds), func(g cases.Ground) bool { return g == cases.NotSettled }), err
	}
	return cases.PartyGrounds, err
}

// rechecked tells whether the matter has its recheck opinion, after which no
// organ takes it up on the same facts and reasons (条例 36¶3).
func (w *Work) rechecked(ctx context.Context, id cases.ID) (bool, error) {
	all, err := w.Tx.Proceedings.OfCase(ctx, id)
	return slices.ContainsFunc(all, func(p procedure.Facts) bool {
		return procedure.LifeOf(p).Name == "petition_recheck" && p.Outcome == procedure.OutcomeOpinion
	}), err
}

// takeUp opens the next round of a case. What waited for nothing more — a
// withdrawal that was carried out — no longer holds; the rights of the parties
// and what was promised run on as they did. The caller settles the case.
func (w *Work) takeUp(ctx context.Context, c *cases.Case, r cases.Round) error {
	id := c.Facts().ID
	if r.Ground == cases.NotSettled {
		if final, err := w.rechecked(ctx, id); err != nil || final {
			if err == nil {
				err = cases.ErrRechecked
			}
			return err
		}
	}
	if err := c.Reopen(r, w.Now); err != nil {
		return err
	}
	w.touch("round/%s/%d", id, c.Facts().Rounds)
	if err := w.watch(ctx, id); err != nil {
		return err
	}
	all, err := w.Tx.Withdrawals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, x := range all {
		if !x.Passed(w.Now) {
			continue
		}
		if err := w.Tx.Withdrawals.Put(ctx, x); err != nil {
			return err
		}
		w.touch("withdrawal/%s", x.ID)
	}
	if err := w.openAgain(ctx, c); err != nil {
		return err
	}
	e := event("case.reopened", c.Facts(), "case/"+string(id), w.Today())
	e.Code = string(r.Ground)
	w.tell(e)
	return nil
}

// openAgain begins the custodian's own proceeding anew, from today, where it
// may begin one of itself: a petition, or a people's mediation. Courts,
// tribunals and reconsideration bodies act on a party's application only; there
// the place's review clock keeps the case in sight.
func (w *Work) openAgain(ctx context.Context, c *cases.Case) error {
	f := c.Facts()
	holder, err := w.Tx.Directory.Get(ctx, f.Custodian)
	if err != nil {
		return err
	}
	own := holder.OwnChannel()
	state := procedure.Registered
	switch own {
	case channel.Petition:
	case channel.PeopleMediation:
		state = procedure.Accepted
	default:
		return nil
	}
	route := channel.RouteOf(own)
	life, err := w.lifeFor(ctx, f, holder, own, route)
	if err != nil {
		return err
	}
	p := procedure.Open(procedure.Facts{ID: procedure.ID(w.NewID()), CaseID: f.ID, Channel: own, Route: route, Life: life, Organization: holder.ID}, state, w.Now)
	if err := w.Tx.Proceedings.Add(ctx, p); err != nil {
		return err
	}
	w.touch("proceeding/%s", p.Facts().ID)
	return w.open(p.Facts(), holder.Kind, w.Today(), w.Today())
}

// RoundsOf lists the rounds of a case: to who may read the file with the words
// of who asked, to others without.
func (w *Work) RoundsOf(ctx context.Context, id cases.ID) ([]cases.Round, error) {
	_, sight, err := w.See(ctx, id, who.CaseCard)
	if err != nil {
		return nil, err
	}
	all, err := w.Tx.Cases.Rounds(ctx, id)
	if !sight.Full {
		for i := range all {
			all[i].Words, all[i].DocumentID, all[i].PartyID = "", "", ""
		}
	}
	return all, err
}
