package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/party"
	"liandong/domain/routing"
)

// right is a party's own clock, as routing names it: of the whole case, or of
// one claim in it.
type right struct {
	routing.ClockHint
	rule string // in the book, without version
	from string // case, or claim/…
	of   party.ID
}

func (r right) key() string {
	return r.from + "@" + r.rule + "@" + string(r.StartOn) + "@" + string(r.of)
}

// routed tells whether a right is one that follows from the routing facts.
func routed(x clock.Running) bool {
	return x.Kind == clock.Right && (x.Of == "case" || len(x.Of) > len(claimOf) && x.Of[:len(claimOf)] == claimOf)
}

// claimOf begins the name of what a claim's clock belongs to.
const claimOf = "claim/"

// rights brings the parties' own clocks into line with what is now known: a
// right that routing no longer sees ends, a new one starts, a moved one moves.
func (w *Work) rights(ctx context.Context, c *cases.Case) error {
	f := c.Facts()
	if err := w.watch(ctx, f.ID); err != nil {
		return err
	}
	wanted, err := w.wantedRights(ctx, f)
	if err != nil {
		return err
	}
	for _, x := range w.clocks {
		if x.Kind != clock.Right {
			continue
		}
		if x.State == clock.Met || x.Live() && !routed(x.Running) {
			used(wanted, x.Running) // made use of already, or running where it arose
			continue
		}
		if !routed(x.Running) || !x.Live() {
			continue
		}
		key := right{ClockHint: routing.ClockHint{StartOn: x.StartOn}, rule: x.Rule, from: x.Of, of: party.ID(x.PartyID)}.key()
		if _, ok := wanted[key]; ok {
			delete(wanted, key)
			continue
		}
		x.End(clock.Over, w.Now)
		w.mark(x)
	}
	for _, key := range sortedKeys(wanted) {
		h := wanted[key]
		if err := w.start(h.Rule, h.from, h.StartOn, string(h.of)); err != nil {
			return err
		}
		w.clocks[len(w.clocks)-1].StopsWhileWaiting = h.StopsWhileWaiting
	}
	return nil
}

// used takes out of what is wanted the rights that a clock stands for already.
func used(wanted map[string]right, x clock.Running) {
	for key, r := range wanted {
		if r.rule == x.Rule && r.StartOn == x.StartOn && string(r.of) == x.PartyID && (!routed(x) || r.from == x.Of) {
			delete(wanted, key)
		}
	}
}

// wantedRights asks the rules for the rights of the case as each party met it,
// and then for those of each claim that differs from the case. A claim's right
// that the whole case has as well is not counted twice.
func (w *Work) wantedRights(ctx context.Context, f cases.Facts) (map[string]right, error) {
	eyes, err := w.servedApart(ctx, f)
	if err != nil {
		return nil, err
	}
	wanted := map[string]right{}
	for _, eye := range eyes {
		known, err := w.knownTo(ctx, f, eye)
		if err != nil {
			return nil, err
		}
		if err := w.want(wanted, known, "case", []party.ID{eye}); err != nil {
			return nil, err
		}
		for _, line := range f.Claims {
			if line.Category == "" && line.Facts == nil {
				continue
			}
			if err := w.want(wanted, ofClaim(known, line), claimOf+line.ID, whose(line, eye)); err != nil {
				return nil, err
			}
		}
	}
	return wanted, nil
}

// whose lists the parties that a claim's rights belong to, as one pair of eyes
// sees it: those who make the claim; where decisions were served apart, the
// one who was served.
func whose(line cases.ClaimLine, eye party.ID) []party.ID {
	if len(line.Parties) == 0 {
		return []party.ID{eye}
	}
	var all []party.ID
	for _, p := range line.Parties {
		if eye == "" || eye == party.ID(p) {
			all = append(all, party.ID(p))
		}
	}
	return all
}

// want adds the rights that the rules give on some facts.
func (w *Work) want(wanted map[string]right, known routing.Facts, from string, parties []party.ID) error {
	if len(parties) == 0 {
		return nil
	}
	answer, err := w.Judge.Evaluate(w.Today(), known)
	if err != nil {
		return err
	}
	for _, j := range answer.Routes {
		for _, h := range j.Clocks {
			r, err := w.Rules.InForce(h.Rule, h.StartOn)
			if err != nil || r.Kind != clock.Right || h.StartOn == "" {
				continue
			}
			for _, of := range parties {
				_, every := wanted[right{h, r.ID, "case", ""}.key()]
				_, own := wanted[right{h, r.ID, "case", of}.key()]
				if x := (right{h, r.ID, from, of}); from == "case" || !every && !own {
					wanted[x.key()] = x
				}
			}
		}
	}
	return nil
}

// ofClaim is what is known of one claim: its own category and facts over the case's.
func ofClaim(known routing.Facts, line cases.ClaimLine) routing.Facts {
	if line.Facts != nil {
		known = overlay(known, *line.Facts)
		put(&known.Category, line.Facts.Category)
	}
	known.Purpose = cases.PurposeOf(cases.Facts{Purpose: known.Purpose}, line)
	put(&known.Category, line.Category)
	return known
}

// servedApart lists the parties whose rights run apart because they were served
// on different days, and with them those who have claims of their own;
// otherwise nobody in particular.
func (w *Work) servedApart(ctx context.Context, f cases.Facts) ([]party.ID, error) {
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	var parties []party.ID
	apart := false
	for _, p := range all {
		for _, s := range p.Served {
			apart = apart || s.ServedOn != p.Served[0].ServedOn
			if !slices.Contains(parties, party.ID(s.PartyID)) {
				parties = append(parties, party.ID(s.PartyID))
			}
		}
	}
	if !apart {
		return []party.ID{""}, nil
	}
	for _, line := range f.Claims { // whoever was served nothing has rights from the facts all the same
		for _, p := range line.Parties {
			if !slices.Contains(parties, party.ID(p)) {
				parties = append(parties, party.ID(p))
			}
		}
	}
	return parties, nil
}
