package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
)

// Stepping is a step that needs no more than its day and its words.
type Stepping struct {
	On    Day
	Text  string
	Items []string
	// Served says on whom the paper of the step was served, where a right runs from it.
	Served []procedure.Service
}

// inWords lists the steps that say something to a party, which must be written.
var inWords = []procedure.Action{procedure.Refuse, "no_further", "guide_out", "reply", "conclude", "breach", "transfer", "judge_appeal"}

// Step takes a step of the proceeding's table that has no more to it: the
// table says what follows. A list of defects is asked for once and completely.
func (w *Work) Step(ctx context.Context, id procedure.ID, do procedure.Action, in Stepping, version int) (*procedure.Proceeding, error) {
	var on cases.Occurred
	check := func(_ procedure.Facts, c cases.Facts) error {
		var f fault.Check
		if slices.Contains(inWords, do) {
			text(&f, "/text", in.Text)
		} else {
			limit(&f, "/text", in.Text, MaxText)
		}
		if do == procedure.AskCorrection && len(in.Items) == 0 || len(in.Items) > 50 {
			f.Add("/items", "required", "请一次性列出1至50项需要补正的内容", "list 1 to 50 defects, once and completely")
		}
		for i, item := range in.Items {
			limit(&f, "/items/"+strconv.Itoa(i), item, 200)
		}
		if err := f.Err(); err != nil {
			return err
		}
		var err error
		if on, err = w.occurred(in.On, "/on", c.Received.On); err != nil {
			return err
		}
		return w.checkServed(ctx, c.ID, in.Served, on.On)
	}
	return w.proceed(ctx, id, do, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		if err := w.sidesAgree(ctx, do, p.Facts()); err != nil {
			return deed{}, err
		}
		d := deed{on: on.On, served: in.Served, reason: on.Reason, payload: map[string]any{"on": on.On}}
		if do == procedure.AskCorrection {
			return d, p.AskCorrection(in.Items, w.Now)
		}
		return d, p.Step(do, procedure.Handler, strings.TrimSpace(in.Text), w.Now)
	})
}

// lapse lets the end of a proceeding's clock do what its table says; done is
// false where the table says nothing.
func (w *Work) lapseStep(ctx context.Context, x *watched, c *cases.Case) (done bool, err error) {
	id := procedure.ID(x.subject("proceeding/"))
	if id == "" {
		return false, nil
	}
	p, err := w.Tx.Proceedings.Get(ctx, id)
	if err != nil {
		return false, err
	}
	row, ok := procedure.LifeOf(p.Facts()).Lapse(p.Facts().State, x.Rule)
	if !ok {
		return false, nil
	}
	open := p.Facts().Open()
	if err := p.Step(row.Do, procedure.Clockwork, "", w.Now); err != nil {
		return false, err
	}
	if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
		return false, err
	}
	w.touch("proceeding/%s", id)
	if err := w.after(ctx, row, p.Facts(), c, deed{on: lastDayOf(x.Running)}, open); err != nil {
		return false, err
	}
	f := p.Facts()
	action := "proceeding." + string(row.Do)
	w.tellStep(journal.Event{Kind: action, CaseID: string(f.CaseID), Subject: "proceeding/" + string(id), Organization: f.Organization, On: w.Today(), Code: x.Rule}, f, row, "")
	return true, w.settle(ctx, c, deed{action: action, subject: "proceeding/" + string(id), payload: map[string]any{"rule": x.Rule, "due_on": x.DueOn}})
}

// lifeFor names the table by which a proceeding of this case will live at an organisation.
func (w *Work) lifeFor(ctx context.Context, f cases.Facts, at org.Organization, c channel.Channel, r channel.Route) (string, error) {
	s := procedure.Setting{Purpose: f.Purpose, Category: f.Category, Kind: at.Kind}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		s.Filed = s.Filed || p.Channel == channel.Litigation && p.FiledOn != "" && p.Open()
		if p.Channel != channel.Petition || p.Outcome != procedure.OutcomeOpinion || p.Organization == at.ID {
			continue
		}
		reviews, err := w.reviews(ctx, at, p.Organization)
		if err != nil {
			return "", err
		}
		if reviews {
			s.Opinions++
		}
	}
	return procedure.Choose(c, r, s), nil
}

// reviews tells whether an organisation is one that may review another's
// opinion: its superior, or the office of petitions or of the government of
// the same or a higher region (条例 35, 36: the organ of the next higher level).
func (w *Work) reviews(ctx context.Context, at org.Organization, of org.ID) (bool, error) {
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil || leaders.Leads(at.ID, of) {
		return err == nil, err
	}
	lower, err := w.Tx.Directory.Get(ctx, of)
	office := at.Kind == org.PetitionOffice || at.Kind == org.Government
	return office && strings.HasPrefix(lower.Region, at.Region), err
}

// delegated pauses the court's own examination while a mediation it delegated
// goes on, and lets it go on when that failed: the court must then file the
// case if the claimant insists (特邀调解规定 21).
func (w *Work) delegated(ctx context.Context, f referral.Facts, goesOn bool) error {
	if f.Channel != channel.JudicialMediation || f.Moves {
		return nil
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Organization != f.From || p.Channel != channel.Litigation || !p.Open() {
			continue
		}
		for _, x := range w.clocks {
			switch {
			case x.Of != "proceeding/"+string(p.ID) || !strings.HasSuffix(x.Rule, ".filing"):
			case goesOn && x.State == clock.Ticking:
				x.State, x.PausedOn, x.Ground = clock.Paused, w.Today(), "mediate_first"
				w.mark(x)
			case !goesOn && x.State == clock.Paused:
				if err := w.resume(x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
