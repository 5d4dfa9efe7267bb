package desk

import (
	"context"
	"maps"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/routing"
	"liandong/domain/wall"
)

// byReceipt is the reason of a day that was taken over from the paper it came on.
const byReceipt = "按收件日登记"

// bear makes the child: case, parties with codes of their own, own proceeding,
// what was placed there, rights from the original days.
func (w *Work) bear(ctx context.Context, s *splitting) error {
	w.turn()
	holder, err := w.bornCase(ctx, s)
	if err != nil {
		return err
	}
	if err := w.bornParties(ctx, s); err != nil {
		return err
	}
	if err := w.openOwn(ctx, s.child, holder, Registration{}); err != nil {
		return err
	}
	if err := w.moveRecords(ctx, s); err != nil {
		return err
	}
	if err := w.rights(ctx, s.child); err != nil {
		return err
	}
	if err := w.keepFromAccused(ctx, s.child); err != nil {
		return err
	}
	f := s.child.Facts()
	kind := cases.SplitFrom
	if s.Apart {
		kind = cases.SealedFrom
	}
	if err := w.Tx.Parts.Link(ctx, cases.Link{Case: f.ID, Other: s.before.ID, Kind: kind, At: w.Now}); err != nil {
		return err
	}
	w.tell(event("case.registered", f, "case/"+string(f.ID), f.Received.On))
	if f.Received.Backdated() {
		w.lates = append(w.lates, f.Received)
	}
	d := deed{action: "case.registered", subject: "case/" + string(f.ID), payload: map[string]any{"number": f.Number, "title": f.Title, "category": f.Category, "received_on": f.Received.On}}
	if !s.Apart || s.Sealed {
		d.reason, d.payload["split_from"] = s.Reason, s.before.ID
	}
	if err := w.unlinked(s.Apart && !s.Sealed, func() error { return w.settle(ctx, s.child, d) }); err != nil {
		return err
	}
	s.out.Case = s.child.Facts()
	s.out.Barred, err = w.Barring(ctx, s.out.Case)
	if s.out.Barred {
		s.out = Parted{Barred: true}
	}
	return err
}

// unlinked writes an entry that must not lead to the accusation's: not even the
// request's id is the same. What was done stands whole in the accusation's chain.
func (w *Work) unlinked(apart bool, settle func() error) error {
	kept := w.RequestID
	if apart {
		w.RequestID = w.NewID()
	}
	err := settle()
	w.RequestID = kept
	return err
}

func (w *Work) bornCase(ctx context.Context, s *splitting) (org.Organization, error) {
	b := s.before
	holder, err := w.Tx.Directory.Get(ctx, b.Custodian)
	if err != nil {
		return holder, err
	}
	known := s.learnt(There)
	answer, err := w.Judge.Evaluate(w.Today(), known)
	if err != nil {
		return holder, err
	}
	year, _, _ := w.Today().Civil()
	f := cases.Facts{
		ID: cases.ID(w.NewID()), Number: w.Number(b.Region, year), Title: s.There.Title, Purpose: s.There.Purpose, Category: s.There.Category, Source: b.Source, Region: b.Region,
		Summary: s.There.Summary, Routing: known, Safety: b.Safety, FirstReceiver: b.FirstReceiver, Received: received(b.Received, w, s.Apart && !s.Sealed),
		PackVersion: answer.Pack.Version, PackDigest: answer.Pack.Digest,
	}
	if !s.Apart || s.Sealed {
		f.ExternalRefs = maps.Clone(b.ExternalRefs)
	}
	if !s.Apart || !s.Sealed {
		f.VisitID = b.VisitID
	}
	s.child = cases.Part(f, b.Custodian, w.Now)
	w.touch("custody/%s/1", f.ID)
	if err := w.Tx.Cases.Add(ctx, s.child); err != nil {
		return holder, err
	}
	return holder, w.keepRefs(ctx, s.child.Facts())
}

// received takes a day of receipt over. Of its proof and reason nothing goes
// to a side that must not tell of the other.
func received(o cases.Occurred, w *Work, bare bool) cases.Occurred {
	o.EnteredAt = w.Now
	if o.Proof = nil; bare {
		o.Reason = ""
	}
	if o.Reason == "" && o.Backdated() {
		o.Reason = byReceipt
	}
	return o
}

// tells lists the codes of facts that speak of an accusation by themselves.
var tells = struct{ circumstances, relations []string }{[]string{"asks_to_investigate"}, []string{"public_official"}}

// learnt is what is known on a side before anybody asks it anything. What was
// said about the other matter is not, where the two are kept apart.
func (s *splitting) learnt(side Side) routing.Facts {
	known, x := s.before.Routing, s.Here
	lines, _ := s.divide()
	if side == There {
		x = s.There
		for _, line := range lines {
			if line.Facts != nil {
				known = overlay(known, *line.Facts)
			}
		}
	}
	if s.Apart && side == s.plain() {
		known.Circumstances = slices.DeleteFunc(slices.Clone(known.Circumstances), func(c string) bool { return slices.Contains(tells.circumstances, c) })
		known.CircumstancesRuledOut = slices.DeleteFunc(slices.Clone(known.CircumstancesRuledOut), func(c string) bool { return slices.Contains(tells.circumstances, c) })
		if slices.Contains(tells.relations, known.Relation) {
			known.Relation = ""
		}
	}
	known.Purpose, known.Category = x.Purpose, x.Category
	return known
}

// bornParties gives the child its parties. Who stands only there goes with
// everything they said; who stands on both sides has a code of their own for each.
func (w *Work) bornParties(ctx context.Context, s *splitting) error {
	f := s.child.Facts()
	var doubled []party.Party
	for _, p := range s.All {
		switch side, _ := sideOf(s.Parties, string(p.ID)); side {
		case There:
			if err := w.Tx.Parts.MoveParty(ctx, p.ID, f.ID, !s.Apart || s.Sealed); err != nil {
				return err
			}
			w.touch("party/%s", p.ID)
			s.named[p.ID] = p.ID
			if err := w.shutOut(ctx, f, p); err != nil {
				return err
			}
		case Both:
			d := p
			address, protected, err := w.Tx.Addresses.Get(ctx, p.ID)
			if err != nil {
				return err
			}
			if protected {
				d.Address = address
			}
			d.ID, d.CodeHash, d.SecretHash = party.ID(w.NewID()), "", ""
			s.named[p.ID] = d.ID
			doubled = append(doubled, d)
		}
	}
	if err := w.addParties(ctx, f, doubled, &s.out.Registered); err != nil {
		return err
	}
	there, _ := s.divide()
	for i := range there {
		var own []string
		for _, p := range there[i].Parties {
			if as, ok := s.named[party.ID(p)]; ok {
				own = append(own, string(as))
			}
		}
		there[i].Parties = own
	}
	s.child.Amend(func(f *cases.Facts) { f.Claims = there })
	return nil
}

// shutOut lets the codes die of whom an accusation complains (条例 30).
func (w *Work) shutOut(ctx context.Context, f cases.Facts, p party.Party) error {
	if !complainedOf(f, p) {
		return nil
	}
	now, err := w.Tx.Parties.Get(ctx, f.ID, p.ID)
	if err != nil {
		return err
	}
	_, now.CodeHash = w.Secrets.Code()
	if err := w.Tx.Parties.Put(ctx, now); err != nil {
		return err
	}
	w.touch("party/%s", p.ID)
	agents, err := w.Tx.Agents.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, a := range agents {
		if a.PartyID != p.ID || !a.RevokedAt.IsZero() {
			continue
		}
		a.RevokedAt = w.Now
		if err := w.Tx.Agents.Put(ctx, a); err != nil {
			return err
		}
		w.touch("agent/%s", a.ID)
	}
	return nil
}

// moveRecords gives the child what was placed there. Where the sides are kept
// apart a paper has another id there, and accusation material is protected.
func (w *Work) moveRecords(ctx context.Context, s *splitting) error {
	to := s.child.Facts().ID
	for _, d := range s.Papers {
		side, _ := sideOf(s.Documents, string(d.ID))
		as, class := document.ID(""), wall.Class("")
		if s.Apart && side == s.secret() && (d.Class == wall.Open || d.Class == wall.CaseClass) {
			class = wall.Protected
		}
		switch {
		case side == There:
			if s.Apart {
				as = document.ID(w.NewID())
			}
			w.touch("document/%s", d.ID)
			if err := w.Tx.Parts.MoveDocument(ctx, d.ID, to, as, class); err != nil {
				return err
			}
		case class != "":
			w.touch("document/%s", d.ID)
			if err := w.Tx.Parts.MoveDocument(ctx, d.ID, s.before.ID, "", class); err != nil {
				return err
			}
		}
	}
	if s.Apart && s.Sealed {
		if err := w.Tx.Parts.MoveWords(ctx, s.before.ID, to); err != nil {
			return err
		}
	}
	for from, as := range s.named {
		if from == as {
			continue
		}
		if err := w.Tx.Parts.Rename(ctx, to, from, as); err != nil {
			return err
		}
	}
	return nil
}

// keepRest lets the case that was split read as it was said. Where its purpose
// changed its own proceeding begins anew, by the table of that purpose.
func (w *Work) keepRest(ctx context.Context, s *splitting) error {
	w.turn()
	_, here := s.divide()
	bare := s.Apart && s.Sealed
	s.c.Amend(func(f *cases.Facts) {
		f.Title, f.Summary, f.Purpose, f.Category, f.Claims = s.Here.Title, s.Here.Summary, s.Here.Purpose, s.Here.Category, s.staying(here)
		if bare {
			f.ExternalRefs, f.Received = nil, received(f.Received, w, true)
			f.Received.EnteredAt = s.before.Received.EnteredAt
		} else if s.Apart {
			f.VisitID = ""
		}
	})
	if bare {
		if err := w.Tx.Numbers.Drop(ctx, s.c.Facts().ID); err != nil {
			return err
		}
	}
	s.c.Learn(s.learnt(Here), w.Judge.Pack())
	if s.Here.Purpose != s.before.Purpose {
		if err := w.turnInto(ctx, s); err != nil {
			return err
		}
	}
	if err := w.rights(ctx, s.c); err != nil {
		return err
	}
	if err := w.keepFromAccused(ctx, s.c); err != nil {
		return err
	}
	d := deed{action: "case.changed", subject: "case/" + string(s.before.ID)}
	if !s.Apart {
		child := s.child.Facts().ID
		d.action, d.reason, d.payload = "case.split", s.Reason, map[string]any{"into": child, "claims": s.Claims}
		w.tell(event("case.split", s.before, "case/"+string(child), w.Today()))
	} else if !s.Sealed {
		d.action, d.reason, d.payload = "case.split", s.Reason, map[string]any{"into": s.child.Facts().ID, "claims": s.Claims}
	}
	return w.unlinked(bare, func() error { return w.settle(ctx, s.c, d) })
}

// staying leaves out of the claims that remain the parties who went.
func (s *splitting) staying(lines []cases.ClaimLine) []cases.ClaimLine {
	for i := range lines {
		lines[i].Parties = slices.DeleteFunc(slices.Clone(lines[i].Parties), func(id string) bool {
			side, _ := sideOf(s.Parties, id)
			return side == There
		})
	}
	return lines
}

// turnInto lets a case go on under another purpose: by the table of that
// purpose, and where it is an accusation without a way in for the accused.
func (w *Work) turnInto(ctx context.Context, s *splitting) error {
	f := s.c.Facts()
	holder, err := w.Tx.Directory.Get(ctx, f.Custodian)
	if err != nil {
		return err
	}
	if err := w.watch(ctx, f.ID); err != nil {
		return err
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Open() && p.ReferralID == "" && p.Organization == holder.ID {
			if err := w.cutShort(ctx, p); err != nil {
				return err
			}
		}
	}
	for _, p := range s.All {
		if side, _ := sideOf(s.Parties, string(p.ID)); side != There {
			if err := w.shutOut(ctx, f, p); err != nil {
				return err
			}
		}
	}
	if f.Purpose == cases.Accusation {
		if _, err := w.leave(ctx, f); err != nil {
			return err
		}
	}
	if f.Purpose == cases.Accusation && s.before.VisitID != "" {
		if err := w.visitGoes(ctx, s.before.VisitID, s.child.Facts().ID); err != nil {
			return err
		}
	}
	return w.openOwn(ctx, s.c, holder, Registration{})
}

// visitGoes lets the queue of a reception lead to the claim, not to the accusation.
func (w *Work) visitGoes(ctx context.Context, visit string, to cases.ID) error {
	v, err := w.Tx.Receptions.Visit(ctx, visit)
	if err != nil {
		return err
	}
	v.CaseID = string(to)
	w.touch("visit/%s", visit)
	return w.Tx.Receptions.PutVisit(ctx, v)
}

// cutShort ends a proceeding that has no object any more, with its clocks.
func (w *Work) cutShort(ctx context.Context, f procedure.Facts) error {
	p := procedure.Restore(f)
	p.EndWith(procedure.OutcomeClosed, "", w.Now)
	if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
		return err
	}
	w.touch("proceeding/%s", f.ID)
	w.stop(clock.Over, "proceeding/"+string(f.ID))
	return nil
}
