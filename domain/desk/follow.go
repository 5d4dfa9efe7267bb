package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
)

// fallback is the place's review clock, where the law sets none.
const fallback = "case.review"

// open starts the clocks with which a proceeding begins in its state: from the
// day of its beginning, or from that on which the application was received.
func (w *Work) open(p procedure.Facts, at org.Kind, from, received calendar.Date) error {
	life := procedure.LifeOf(p)
	rules := life.Opening(p.State, at)
	if len(rules) == 0 {
		rules = []string{fallback}
	}
	for _, rule := range rules {
		day := from
		if slices.Contains(life.Receipt, rule) {
			day = received
		}
		if err := w.start(rule, "proceeding/"+string(p.ID), day, ""); err != nil {
			return err
		}
	}
	return nil
}

// follow carries out what a step's row says of the clocks: what it ends, stops,
// lets go on and starts. Rights that the routing answer gives already are not
// started twice.
func (w *Work) follow(ctx context.Context, row procedure.Row, p procedure.Facts, d deed) error {
	of := "proceeding/" + string(p.ID)
	starts, err := w.starting(ctx, row, p, d)
	if err != nil {
		return err
	}
	w.endBy(row, of)
	if len(row.Starts) > 0 && p.Open() {
		w.stop(clock.Met, of, fallback)
	}
	if err := w.standStill(row, of, d); err != nil {
		return err
	}
	for _, s := range starts {
		if err := w.begin(s, of); err != nil {
			return err
		}
	}
	return nil
}

// beginning is one clock that a step starts.
type beginning struct {
	rule, party string
	from        calendar.Date
	inTime      *bool // of a limit counted back from a day: whether the step kept it
}

// starting lists the clocks a row starts, each with its day. It looks before
// the row ends anything: one that replaces another runs from the other's day.
func (w *Work) starting(ctx context.Context, row procedure.Row, p procedure.Facts, d deed) ([]beginning, error) {
	var all []beginning
	for _, id := range row.Starts {
		rule, err := w.Rules.InForce(id, d.on)
		if err != nil {
			return nil, err
		}
		switch {
		case rule.Backward:
			if d.meets == "" {
				continue // no day is fixed yet
			}
			last, err := w.lastDay(id, d.meets)
			if err != nil {
				return nil, err
			}
			kept := last >= w.Today()
			all = append(all, beginning{rule: id, from: d.meets, inTime: &kept})
		case slices.Contains(row.Served, id):
			served, err := w.holders(ctx, rule, p, d.served)
			if err != nil {
				return nil, err
			}
			for _, s := range served {
				all = append(all, beginning{rule: id, party: s.PartyID, from: s.ServedOn})
			}
		case slices.Contains(row.Since, id):
			all = append(all, beginning{rule: id, from: w.since(row, p, d.on)})
		default:
			all = append(all, beginning{rule: id, from: d.on})
		}
	}
	return all, nil
}

// since is the day from which the clock ran that a row replaces.
func (w *Work) since(row procedure.Row, p procedure.Facts, on calendar.Date) calendar.Date {
	for _, x := range w.clocks {
		if x.Of == "proceeding/"+string(p.ID) && x.Live() && slices.Contains(row.Ends, x.Rule) {
			return x.StartOn
		}
	}
	if p.FiledOn != "" {
		return p.FiledOn
	}
	return on
}

// holders lists the services on parties who have the right: where the law gives
// it to a person or to an organisation only, on those alone.
func (w *Work) holders(ctx context.Context, rule clock.Rule, p procedure.Facts, served []procedure.Service) ([]procedure.Service, error) {
	if rule.Holder == "" || len(served) == 0 {
		return served, nil
	}
	parties, err := w.Tx.Parties.OfCase(ctx, p.CaseID)
	if err != nil {
		return nil, err
	}
	var all []procedure.Service
	for _, s := range served {
		if slices.ContainsFunc(parties, func(x party.Party) bool { return string(x.ID) == s.PartyID && string(x.Kind) == rule.Holder }) {
			all = append(all, s)
		}
	}
	return all, nil
}

// endBy ends the clocks a row names as met, and with All the others as over.
func (w *Work) endBy(row procedure.Row, of string) {
	for _, rule := range row.Ends {
		if rule != procedure.All {
			w.stop(clock.Met, of, rule)
		}
	}
	if slices.Contains(row.Ends, procedure.All) {
		w.stop(clock.Over, of)
	}
}

// standStill stops the clocks a row names, and lets those go on that stood
// still. The place's own review clock always stands still in a suspension.
func (w *Work) standStill(row procedure.Row, of string, d deed) error {
	ground := string(row.Do)
	if d.ground != "" {
		ground = d.ground
	}
	suspends, resumes := row.To == procedure.Suspended, row.Do == procedure.Resume
	for _, x := range w.clocks {
		if x.Of != of {
			continue
		}
		switch place := x.Rule == fallback; {
		case x.State == clock.Ticking && (slices.Contains(row.Pauses, x.Rule) || slices.Contains(row.Pauses, procedure.All) || place && suspends):
			x.State, x.PausedOn, x.Ground, x.ReviewOn = clock.Paused, w.Today(), ground, d.review
			w.mark(x)
		case x.State == clock.Paused && (slices.Contains(row.Resumes, x.Rule) || x.ReviewOn != "" && (slices.Contains(row.Resumes, procedure.All) || place && resumes)):
			if err := w.resume(x); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin starts one clock of a step. A limit counted back from a day is judged
// at once: the notice went out with the step, or it came too late.
func (w *Work) begin(s beginning, of string) error {
	for _, x := range w.clocks {
		if x.Rule == s.rule && x.Kind == clock.Right && x.Live() && s.inTime == nil && (x.PartyID == "" || x.PartyID == s.party) {
			return nil
		}
	}
	if err := w.start(s.rule, of, s.from, s.party); err != nil || s.inTime == nil {
		return err
	}
	x := w.clocks[len(w.clocks)-1]
	switch {
	case !*s.inTime:
		x.End(clock.Missed, w.Now)
		x.Done(w.Now) // the step is over, too late: nothing is left to be done
	case x.Kind != clock.Right:
		x.End(clock.Met, w.Now)
	}
	return nil
}
