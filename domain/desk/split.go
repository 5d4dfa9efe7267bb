package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Side says on which side of a split something stands.
type Side string

// The sides: the case that is split, its child, or (parties only) both.
const (
	Here  Side = "here"
	There Side = "there"
	Both  Side = "both"
)

// Sides lists them.
var Sides = []Side{Here, There, Both}

// Placing puts one party or document on a side.
type Placing struct {
	ID   string
	Side Side
}

// Wording is how one side of a split reads.
type Wording struct{ Purpose, Category, Title, Summary string }

// Splitting says which claims go out, and where what has no claim of its own
// stands. Whatever is left out takes the safe side: see SplitPlan.
type Splitting struct {
	Claims    []string
	There     Wording // of the child
	Here      Wording // of what remains
	Parties   []Placing
	Documents []Placing
	Reason    string
}

// SplitPlan is a split as it would be done. Apart says that one side is an
// accusation and the other is not: then nothing leads from the one to the
// other, and what nobody placed by hand goes with the accusation, except
// applicants, organisations, and whom the other claims name.
type SplitPlan struct {
	Splitting
	Apart, Sealed bool // Sealed: the child is the accusation
	All           []party.Party
	Papers        []document.Document
	Bars          error // why it cannot be done now; nil where it can
}

// Parted is the child of a split, with what is shown once. Barred says that
// the actor's own organisation is accused in it: then nothing of it is shown.
type Parted struct {
	Registered
	Barred bool
}

// splitting is a split under way.
type splitting struct {
	SplitPlan
	c      *cases.Case
	before cases.Facts
	child  *cases.Case
	named  map[party.ID]party.ID // parties of the case → of the child
	out    Parted
}

// PlanSplit looks at a split before it is done. Nothing is decided by it.
func (w *Work) PlanSplit(ctx context.Context, id cases.ID, in Splitting) (SplitPlan, error) {
	s, err := w.planned(ctx, id, in)
	if err != nil {
		return SplitPlan{}, err
	}
	if err := w.maySplit(ctx, s); unlessFault(err) != nil {
		return s.SplitPlan, err
	} else if err != nil {
		s.Bars = err
	}
	return s.SplitPlan, nil
}

// Split makes a child case of some claims: received on the same day, with its
// own number, codes, proceeding and ledger from now on, answered for by the same
// custodian. Where one side is an accusation and the other is not, the two are
// kept apart as 信访工作条例 30 and 46 want: no word, paper, record or event of
// the one stands in the other, and the link is shown only to who may read both.
//
// It returns an Invalid fault naming fields, cases.ErrStale, cases.ErrClosed,
// cases.ErrUnfinished, or cases.ErrWords.
func (w *Work) Split(ctx context.Context, id cases.ID, in Splitting, version int) (*cases.Case, Parted, error) {
	s, err := w.planned(ctx, id, in)
	if err != nil {
		return nil, Parted{}, err
	}
	if err := matches(version, s.before.Version); err != nil {
		return nil, Parted{}, err
	}
	if err := w.maySplit(ctx, s); err != nil {
		return nil, Parted{}, err
	}
	if err := w.bear(ctx, s); err != nil {
		return nil, Parted{}, err
	}
	return s.c, s.out, w.keepRest(ctx, s)
}

// planned opens a case for a split, fills in what was left out, and refuses
// what is wrong in the request.
func (w *Work) planned(ctx context.Context, id cases.ID, in Splitting) (*splitting, error) {
	c, err := w.Case(ctx, id, who.CaseArrange)
	if err != nil {
		return nil, err
	}
	s := &splitting{SplitPlan: SplitPlan{Splitting: in}, c: c, before: c.Facts(), named: map[party.ID]party.ID{}}
	if s.All, err = w.Tx.Parties.OfCase(ctx, id); err != nil {
		return nil, err
	}
	if s.Papers, err = w.Tx.Documents.OfCase(ctx, id); err != nil {
		return nil, err
	}
	if err := s.checkClaims(); err != nil {
		return nil, err
	}
	s.decide()
	if err := w.checkSides(ctx, s); err != nil {
		return nil, err
	}
	s.place()
	s.word()
	return s, w.checkSplit(s)
}

// decide says what each side is for: the child what its claims say, what
// remains what the remaining claims say, unless the request says otherwise.
func (s *splitting) decide() {
	there, here := s.divide()
	s.There.fill(s.before, there)
	s.Here.fill(s.before, here)
	s.Sealed = s.There.Purpose == cases.Accusation
	s.Apart = s.Sealed != (s.Here.Purpose == cases.Accusation)
}

// fill takes purpose and category from a side's claims; a side of several
// purposes keeps the case's own.
func (x *Wording) fill(f cases.Facts, lines []cases.ClaimLine) {
	purpose, category := "", ""
	for _, line := range lines {
		own := cases.PurposeOf(f, line)
		if purpose != "" && own != purpose {
			own = f.Purpose
		}
		purpose = own
		if category == "" {
			category = line.Category
		}
	}
	fill(&x.Purpose, purpose)
	general := slices.ContainsFunc(lines, func(l cases.ClaimLine) bool { return l.Category == "" })
	if x.Purpose == f.Purpose && general || category == "" {
		category = f.Category
	}
	fill(&x.Category, category)
}

func fill(to *string, from string) {
	if strings.TrimSpace(*to) == "" {
		*to = from
	}
}

// divide sorts the claims: those that go, and those that stay, in the old order.
func (s *splitting) divide() (there, here []cases.ClaimLine) {
	for _, line := range s.before.Claims {
		if slices.Contains(s.Claims, line.ID) {
			there = append(there, line)
		} else {
			here = append(here, line)
		}
	}
	return there, here
}

// secret and plain are the sides of the accusation and of the other claims.
func (s *splitting) secret() Side {
	if s.Sealed {
		return There
	}
	return Here
}

func (s *splitting) plain() Side {
	if s.Sealed {
		return Here
	}
	return There
}

// place puts on the safe side what nobody placed by hand.
func (s *splitting) place() {
	for _, p := range s.All {
		if _, ok := sideOf(s.Parties, string(p.ID)); !ok {
			s.Parties = append(s.Parties, Placing{string(p.ID), s.sideFor(p)})
		}
	}
	for _, d := range s.Papers {
		if _, ok := sideOf(s.Documents, string(d.ID)); !ok {
			side := Here
			if s.Apart {
				side = s.secret()
			}
			s.Documents = append(s.Documents, Placing{string(d.ID), side})
		}
	}
}

// sideFor is where a party stands by itself: who asks for something asks on
// both sides, or where their own claims are; whom an accusation names is not
// named on the other side, unless its claims name them.
func (s *splitting) sideFor(p party.Party) Side {
	there, here := s.divide()
	out, in := names(there, p), names(here, p)
	if claims := slices.Concat(there, here); p.Role == party.Applicant && slices.ContainsFunc(claims, func(l cases.ClaimLine) bool { return slices.Contains(l.Parties, string(p.ID)) }) {
		out, in = asks(there, p), asks(here, p)
	}
	switch {
	case !s.Apart && out == in, p.Role == party.Applicant && out == in:
		return Both
	case p.Role == party.Applicant || !s.Apart:
		if out {
			return There
		}
		return Here
	case s.plain() == Here && in || s.plain() == There && out:
		return Both
	case p.Kind == party.Organization && out == in:
		return Both
	case s.stillMixed(there, here):
		return Both // until the rest of the accusation is split off too
	}
	return s.secret()
}

// stillMixed tells whether the other side keeps a part of the accusation.
func (s *splitting) stillMixed(there, here []cases.ClaimLine) bool {
	x, lines := s.Here, here
	if !s.Sealed {
		x, lines = s.There, there
	}
	_, mixed := cases.Mixed(cases.Facts{Purpose: x.Purpose, Claims: lines})
	return mixed
}

// asks tells whether any of the claims is a party's, or everybody's.
func asks(lines []cases.ClaimLine, p party.Party) bool {
	return slices.ContainsFunc(lines, func(l cases.ClaimLine) bool {
		return len(l.Parties) == 0 || slices.Contains(l.Parties, string(p.ID))
	})
}

// names tells whether any of the claims is a party's or speaks of them.
func names(lines []cases.ClaimLine, p party.Party) bool {
	return slices.ContainsFunc(lines, func(l cases.ClaimLine) bool {
		return slices.Contains(l.Parties, string(p.ID)) || p.Role != party.Applicant && p.Name != "" && strings.Contains(l.Text, p.Name)
	})
}

func sideOf(all []Placing, id string) (Side, bool) {
	for _, p := range all {
		if p.ID == id {
			return p.Side, true
		}
	}
	return Here, false
}

// word gives each side its words: the old ones stay with the accusation, and
// what the other side reads as is made of its own claims only.
func (s *splitting) word() {
	there, here := s.divide()
	f := s.before
	switch {
	case !s.Apart:
		s.There.say(f.Title, f.Summary)
		s.Here.say(f.Title, f.Summary)
	case s.Sealed:
		s.There.say(f.Title, f.Summary)
		s.Here.say(spoken(here))
	default:
		s.There.say(spoken(there))
		s.Here.say(f.Title, f.Summary)
	}
}

func (x *Wording) say(title, summary string) {
	fill(&x.Title, title)
	fill(&x.Summary, summary)
}

// spoken makes a title and a summary of claims.
func spoken(lines []cases.ClaimLine) (title, summary string) {
	var all []string
	for _, l := range lines {
		all = append(all, l.Text)
	}
	first := []rune(all[0])
	return string(first[:min(len(first), 60)]), strings.Join(all, "；")
}

// SideOf finds the side of one thing; what was not placed is here.
func SideOf(all []Placing, id string) Side {
	side, _ := sideOf(all, id)
	return side
}

// ClaimSide tells whether a claim goes or stays.
func (p SplitPlan) ClaimSide(id string) Side {
	if slices.Contains(p.Claims, id) {
		return There
	}
	return Here
}
