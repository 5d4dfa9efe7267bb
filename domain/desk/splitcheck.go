package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/routing"
)

// checkClaims wants claims of the case, some that go and some that stay.
func (s *splitting) checkClaims() error {
	var c fault.Check
	if len(s.Claims) == 0 {
		c.Add("/claims", "required", "请选择要分出去的诉求", "say which claims go out")
	}
	for i, id := range s.Claims {
		at := "/claims/" + strconv.Itoa(i)
		switch {
		case !slices.ContainsFunc(s.before.Claims, func(x cases.ClaimLine) bool { return x.ID == id }):
			c.Add(at, "unknown_claim", "本案没有这项诉求", "this case has no such claim")
		case slices.Contains(s.Claims[:i], id):
			c.Add(at, "repeated", "同一项诉求写了两次", "the same claim stands twice")
		}
	}
	if c.Err() == nil && len(s.Claims) == len(s.before.Claims) {
		c.Add("/claims", "nothing_remains", "至少留下一项诉求；只有一项的，请先把另一部分登记为单独的诉求", "at least one claim must stay: where there is only one, register the other part as a claim of its own first")
	}
	return c.Err()
}

// checkSides refuses sides there are not, and things the case has not.
func (w *Work) checkSides(ctx context.Context, s *splitting) error {
	var c fault.Check
	r, err := w.Reader(ctx, s.before)
	if err != nil {
		return err
	}
	known := func(at string, i int, p Placing, has bool, sides []Side) {
		at += "/" + strconv.Itoa(i)
		if !has {
			c.Add(at+"/id", "unknown", "本案没有这一项", "this case has no such thing")
		}
		code(&c, at+"/side", p.Side, sides)
	}
	for i, p := range s.Parties {
		known("/parties", i, p, slices.ContainsFunc(s.All, func(x party.Party) bool { return string(x.ID) == p.ID }), Sides)
	}
	for i, p := range s.Documents {
		has := slices.ContainsFunc(s.Papers, func(d document.Document) bool { return string(d.ID) == p.ID && r.Sees(d) })
		known("/documents", i, p, has, []Side{Here, There})
	}
	return c.Err()
}

// checkSplit refuses what would leave a side without an applicant, of two
// purposes, or with the name of whom only the accusation names.
func (w *Work) checkSplit(s *splitting) error {
	var c fault.Check
	limit(&c, "/reason", s.Reason, MaxText)
	s.checkSide(&c, "", s.There, There)
	s.checkSide(&c, "/remaining", s.Here, Here)
	if !s.Apart {
		there, here := s.divide()
		for at, lines := range map[string][]cases.ClaimLine{"/claims": there, "/remaining": here} {
			if _, mixed := cases.Mixed(cases.Facts{Purpose: s.There.Purpose, Claims: lines}); mixed {
				c.Add(at, "mixed", "请先把检举控告部分单独分出去", "split the accusation off first, alone")
			}
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	return w.judgeSides(s)
}

func (s *splitting) checkSide(c *fault.Check, at string, x Wording, side Side) {
	limit(c, at+"/title", x.Title, maxTitle)
	limit(c, at+"/summary", x.Summary, maxSummary)
	if !slices.ContainsFunc(s.All, func(p party.Party) bool { return p.Role == party.Applicant && s.stands(p, side) }) {
		c.Add("/parties", "applicant_required", "两边都至少要有一位申请人", "each side needs an applicant")
	}
	if !s.Apart || side != s.plain() {
		return
	}
	there, here := s.divide()
	secret := here
	if s.Sealed {
		secret = there
	}
	for field, words := range map[string]string{"/title": x.Title, "/summary": x.Summary} {
		for _, p := range s.All {
			if !s.stands(p, side) && p.Name != "" && strings.Contains(words, p.Name) {
				c.Add(at+field, "names_other_side", "这一侧不得出现只与检举控告有关的人", "this side must not name whom only the accusation names")
			}
		}
		for _, l := range secret {
			if strings.Contains(words, strings.TrimSpace(l.Text)) {
				c.Add(at+field, "tells_other_side", "这一侧不得有检举控告的内容，请重新填写", "this side must not tell of the accusation: word it anew")
			}
		}
	}
}

// stands tells whether a party stands on a side.
func (s *splitting) stands(p party.Party, side Side) bool {
	own, _ := sideOf(s.Parties, string(p.ID))
	return own == Both || own == side
}

// judgeSides lets the rules look at purpose and category of both sides.
func (w *Work) judgeSides(s *splitting) error {
	var c fault.Check
	for at, x := range map[string]Wording{"": s.There, "/remaining": s.Here} {
		_, err := w.Judge.Evaluate(w.Today(), routing.Facts{Purpose: x.Purpose, Category: x.Category})
		f := fault.Of(err)
		if f == nil && err != nil {
			return err
		}
		if f == nil {
			continue
		}
		for _, field := range f.Fields {
			c.Add(at+strings.TrimPrefix(field.Pointer, "/facts"), field.Code, field.Detail.ZH, field.Detail.EN)
		}
	}
	return c.Err()
}

// maySplit asks whether the case stands so that it can be split.
func (w *Work) maySplit(ctx context.Context, s *splitting) error {
	if s.before.State == cases.Closed {
		return cases.ErrClosed
	}
	all, err := w.Tx.Referrals.OfCase(ctx, s.before.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State.Unfinished() {
			return cases.ErrUnfinished
		}
	}
	if !s.Apart || !s.Sealed {
		return nil
	}
	wordy, err := w.Tx.Parts.Wordy(ctx, s.before.ID)
	if err != nil || wordy {
		return cmp.Or(err, error(cases.ErrWords))
	}
	told, err := w.Tx.Notices.OfCase(ctx, s.before.ID)
	for _, n := range told { // what was sent under this number cannot go where the number must not be known
		if side, _ := sideOf(s.Parties, string(n.PartyID)); n.PartyID != "" && side == There {
			return cases.ErrWords
		}
	}
	return err
}
