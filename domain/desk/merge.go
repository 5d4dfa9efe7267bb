package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// merging is a merger under way.
type merging struct {
	keep, gone *cases.Case
	before     cases.Facts           // of the one that ends
	same       map[party.ID]party.ID // who is one person in both: gone → keep
	kept, left []party.Party         // their parties, before
	papers     map[cases.ID][]document.Document
}

// Merge makes one case of two registrations of one dispute. The one received
// earlier goes on, with its number, proceeding and ledger; the parties, claims,
// words and papers of the other go over to it. The other ends as merged, its own
// handoffs, proceedings, ledger and log stay as they were written, and its number
// and codes lead to the case that goes on.
//
// Beside an Invalid fault at /with it returns cases.ErrStale, cases.ErrClosed,
// cases.ErrMerged, cases.ErrSealed, cases.ErrMixed, cases.ErrPurpose, cases.ErrHolder,
// cases.ErrUnfinished, cases.ErrWaiting or cases.ErrLarge.
func (w *Work) Merge(ctx context.Context, id cases.ID, with string, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseArrange)
	if err != nil {
		return nil, err
	}
	other, err := w.mergeable(ctx, c.Facts(), with)
	if err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	m := &merging{keep: c, gone: other, same: map[party.ID]party.ID{}, papers: map[cases.ID][]document.Document{}}
	if cases.Earlier(other.Facts(), c.Facts()) {
		m.keep, m.gone = other, c
	}
	m.before = m.gone.Facts()
	if err := w.mayMerge(ctx, m); err != nil {
		return nil, err
	}
	if err := w.endMerged(ctx, m); err != nil {
		return nil, err
	}
	return m.keep, w.goOn(ctx, m)
}

// mergeable finds the other registration, by id or number, where the actor may know of it.
func (w *Work) mergeable(ctx context.Context, f cases.Facts, with string) (*cases.Case, error) {
	unknown := fault.Invalid("/with", "unknown_case", "没有找到这件案件，请填写编号", "there is no such case: give its number")
	if with = strings.TrimSpace(with); with == "" {
		return nil, fault.Invalid("/with", "required", "请填写要合并的另一件的编号", "name the other case")
	}
	id, err := w.Tx.Cases.ByNumber(ctx, with)
	if fault.Of(err) != nil {
		id = cases.ID(with)
	} else if err != nil {
		return nil, err
	}
	if id == f.ID {
		return nil, fault.Invalid("/with", "same_case", "不能与本案自己合并", "a case is not merged with itself")
	}
	other, err := w.Case(ctx, id, who.CaseCard)
	if err == nil {
		var barred bool
		if barred, err = w.Barring(ctx, other.Facts()); barred {
			return nil, unknown
		}
	}
	if fault.Of(err) != nil {
		return nil, unknown
	}
	return other, err
}

// mayMerge asks whether the two stand so that they can be one.
func (w *Work) mayMerge(ctx context.Context, m *merging) error {
	k, g := m.keep.Facts(), m.before
	switch {
	case k.Outcome == cases.Merged || g.Outcome == cases.Merged:
		return cases.ErrMerged
	case k.State == cases.Closed || g.State == cases.Closed:
		return cases.ErrClosed
	case k.Purpose != g.Purpose && (k.Purpose == cases.Accusation || g.Purpose == cases.Accusation):
		return cases.ErrSealed
	case k.Purpose != g.Purpose:
		return cases.ErrPurpose
	case isMixed(k) || isMixed(g): // what ends keeps its words, so it must have none of an accusation
		return cases.ErrMixed
	case k.Custodian != w.Actor.Organization || g.Custodian != w.Actor.Organization:
		return cases.ErrHolder
	}
	for _, f := range []cases.Facts{k, g} {
		all, err := w.Tx.Referrals.OfCase(ctx, f.ID)
		if err != nil {
			return err
		}
		for _, r := range all {
			if f.ID == g.ID && r.State.Unfinished() {
				return cases.ErrUnfinished
			}
			if r.State.Unanswered() {
				return cases.ErrWaiting
			}
		}
		if m.papers[f.ID], err = w.Tx.Documents.OfCase(ctx, f.ID); err != nil {
			return err
		}
	}
	var err error
	if m.kept, err = w.Tx.Parties.OfCase(ctx, k.ID); err != nil {
		return err
	}
	if m.left, err = w.Tx.Parties.OfCase(ctx, g.ID); err != nil {
		return err
	}
	if len(m.kept)+len(m.left) > maxParties || len(k.Claims)+max(len(g.Claims), 1) > maxClaims || len(m.papers[k.ID])+len(m.papers[g.ID]) > document.MaxOfCase {
		return cases.ErrLarge
	}
	return nil
}

func isMixed(f cases.Facts) bool {
	_, mixed := cases.Mixed(f)
	return mixed
}

// endMerged ends the later registration and gives what it holds to the other.
func (w *Work) endMerged(ctx context.Context, m *merging) error {
	w.turn()
	to := m.keep.Facts()
	if err := w.watch(ctx, m.before.ID); err != nil {
		return err
	}
	if err := m.gone.Merge(w.Now); err != nil {
		return err
	}
	if err := w.overtake(ctx, m.before.ID); err != nil {
		return err
	}
	if err := w.endAll(ctx, m.before.ID); err != nil {
		return err
	}
	for _, x := range w.clocks { // listed anew from the same facts in the case that goes on
		if x.Live() && routed(x.Running) {
			x.End(clock.Over, w.Now)
			w.mark(x)
		}
	}
	if err := w.joinParties(ctx, m); err != nil {
		return err
	}
	for _, d := range m.papers[m.before.ID] {
		if d.Class == wall.Channel {
			continue // what was said in a mediation stays with who heard it
		}
		if err := w.Tx.Parts.MoveDocument(ctx, d.ID, to.ID, "", ""); err != nil {
			return err
		}
		w.touch("document/%s", d.ID)
	}
	for from, into := range m.same {
		if err := w.Tx.Parts.Rename(ctx, to.ID, from, into); err != nil {
			return err
		}
	}
	if err := w.takePlace(ctx, m); err != nil {
		return err
	}
	if err := w.Tx.Parts.Link(ctx, cases.Link{Case: m.before.ID, Other: to.ID, Kind: cases.MergedInto, At: w.Now}); err != nil {
		return err
	}
	w.events = append(w.events, happening{silent: true, Event: event("case.merged", m.before, "case/"+string(to.ID), w.Today())})
	w.events[len(w.events)-1].ID = w.NewID()
	return w.settle(ctx, m.gone, deed{action: "case.merged", subject: "case/" + string(m.before.ID), payload: map[string]any{"into": to.ID, "number": to.Number}})
}

// joinParties brings the parties of the registration that ends into the case
// that goes on. The same person is one there, and comes in with either code.
func (w *Work) joinParties(ctx context.Context, m *merging) error {
	to := m.keep.Facts().ID
	for _, p := range m.left {
		w.touch("party/%s", p.ID)
		i := slices.IndexFunc(m.kept, func(k party.Party) bool {
			return k.Same(p) && !slices.Contains(slices.Collect(maps.Values(m.same)), k.ID)
		})
		if i < 0 {
			if err := w.Tx.Parts.MoveParty(ctx, p.ID, to, true); err != nil {
				return err
			}
			continue
		}
		m.same[p.ID] = m.kept[i].ID
		if err := w.Tx.Parts.Fold(ctx, p.ID, m.kept[i].ID, to); err != nil {
			return err
		}
		if err := w.Tx.Parts.AddKey(ctx, PartyKey{ID: w.NewID(), Party: m.kept[i].ID, Case: to, CodeHash: p.CodeHash, SecretHash: p.SecretHash}); err != nil {
			return err
		}
		_, p.CodeHash = w.Secrets.Code() // it opens the other case's page from now on
		if err := w.Tx.Parties.Put(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// goOn lets the earlier registration go on as the one case of the dispute.
func (w *Work) goOn(ctx context.Context, m *merging) error {
	w.turn()
	claims := m.claims()
	m.keep.Amend(func(f *cases.Facts) {
		f.Claims, f.ExternalRefs = claims, both(f.ExternalRefs, m.before.ExternalRefs)
		f.Safety = anyOf(f.Safety, m.before.Safety)
		if f.VisitID == "" {
			f.VisitID = m.before.VisitID
		}
	})
	m.keep.Absorb(m.before)
	f := m.keep.Facts()
	if err := w.shelterAll(ctx, f); err != nil {
		return err
	}
	numbers, err := w.Tx.Numbers.OfCase(ctx, m.before.ID)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		n.CaseID = f.ID
		if err := w.Tx.Numbers.Add(ctx, n); err != nil {
			return err
		}
	}
	if err := w.rights(ctx, m.keep); err != nil {
		return err
	}
	if err := w.keepFromAccused(ctx, m.keep); err != nil {
		return err
	}
	w.events = append(w.events, happening{Event: event("case.merged", f, "case/"+string(m.before.ID), w.Today()), detail: m.before.Number})
	w.events[len(w.events)-1].ID = w.NewID()
	return w.settle(ctx, m.keep, deed{action: "case.merged", subject: "case/" + string(f.ID), payload: map[string]any{"absorbed": m.before.ID, "number": m.before.Number}})
}

// takePlace puts the case that goes on in the group of the one that ends, and
// lets it be about the same decisions.
func (w *Work) takePlace(ctx context.Context, m *merging) error {
	if err := w.Tx.Decisions.Carry(ctx, m.before.ID, m.keep.Facts().ID); err != nil {
		return err
	}
	g, in, err := w.Tx.Groups.Of(ctx, m.before.ID)
	if err != nil || !in {
		return err
	}
	if _, err := w.leave(ctx, m.before); err != nil {
		return err
	}
	_, in, err = w.Tx.Groups.Of(ctx, m.keep.Facts().ID)
	if err != nil || in {
		return err
	}
	return w.Tx.Groups.Join(ctx, g.ID, m.keep.Facts().ID, w.Now)
}

// claims lists the claims of both. Those of the one that ends keep the category
// and facts they were registered with, so that their clocks run from their own days.
func (m *merging) claims() []cases.ClaimLine {
	k, g := m.keep.Facts(), m.before
	all := slices.Clone(k.Claims)
	lines := slices.Clone(g.Claims)
	if len(lines) == 0 {
		lines = []cases.ClaimLine{{Text: g.Title}}
	}
	for _, line := range lines {
		if line.Category == "" && g.Category != k.Category {
			line.Category = g.Category
		}
		if line.Facts == nil {
			own := g.Routing
			own.Purpose, own.Category = g.Purpose, ""
			line.Facts = &own
		}
		for i, p := range line.Parties {
			if into, ok := m.same[party.ID(p)]; ok {
				line.Parties = slices.Clone(line.Parties)
				line.Parties[i] = string(into)
			}
		}
		if slices.ContainsFunc(all, func(x cases.ClaimLine) bool {
			return x.Text == line.Text && x.Category == line.Category && len(g.Claims) > 0 && k.Routing.EventOn == g.Routing.EventOn
		}) {
			continue // said the same way twice
		}
		line.ID = nextClaim(all)
		all = append(all, line)
	}
	return all
}

// both joins references; where both have one of a kind, the second is kept beside it.
func both(a, b map[string]string) map[string]string {
	if len(a)+len(b) == 0 {
		return a
	}
	all := maps.Clone(a)
	if all == nil {
		all = map[string]string{}
	}
	for k, v := range b {
		if all[k] != v {
			all[freeKey(all, k)] = v
		}
	}
	return all
}

func anyOf(a, b *cases.Safety) *cases.Safety {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	return &cases.Safety{Violence: a.Violence || b.Violence, Danger: a.Danger || b.Danger, Child: a.Child || b.Child}
}

// shelterAll keeps every person's address apart where either registration noticed danger.
func (w *Work) shelterAll(ctx context.Context, f cases.Facts) error {
	if !f.Safety.Any() {
		return nil
	}
	all, err := w.Tx.Parties.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Kind != party.Person || p.Address == "" {
			continue
		}
		if err := w.shelter(ctx, f, &p); err != nil {
			return err
		}
		if err := w.Tx.Parties.Put(ctx, p); err != nil {
			return err
		}
		w.touch("party/%s", p.ID)
	}
	return nil
}
