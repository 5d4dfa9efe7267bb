package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/party"
	"liandong/domain/routing"
	"liandong/domain/who"
)

func checkClaims(c *fault.Check, in *Registration) {
	if len(in.Claims) > maxClaims {
		c.Add("/claims", "too_many", "诉求不能超过50项", "at most 50 claims")
	}
	for i := range in.Claims {
		at := "/claims/" + strconv.Itoa(i)
		if strings.TrimSpace(in.Claims[i].Text) == "" {
			c.Add(at, "required", "请填写诉求内容", "give the claim's text")
		}
		limit(c, at, in.Claims[i].Text, MaxText)
		in.Claims[i].ID = strconv.Itoa(i + 1)
		if i >= len(in.Asking) {
			continue
		}
		for n, p := range in.Asking[i] {
			if p < 0 || p >= len(in.Parties) {
				c.Add(at+"/parties/"+strconv.Itoa(n), "unknown_party", "没有这位当事人", "there is no such party")
			}
		}
	}
}

// judgeClaims lets the rules look at each claim's own category and facts, so
// that an unknown code is refused at the field a person filled in.
func (w *Work) judgeClaims(in Registration) error {
	var c fault.Check
	for i, line := range in.Claims {
		if err := w.judgeClaim(&c, "/claims/"+strconv.Itoa(i), in.Facts, line); err != nil {
			return err
		}
	}
	return c.Err()
}

func (w *Work) judgeClaim(c *fault.Check, at string, known routing.Facts, line cases.ClaimLine) error {
	if line.Category == "" && line.Facts == nil {
		return nil
	}
	_, err := w.Judge.Evaluate(w.Today(), ofClaim(known, line))
	f := fault.Of(err)
	if f == nil {
		return err
	}
	for _, x := range f.Fields {
		if x.Pointer == "/facts/category" && line.Category != "" {
			x.Pointer = "/category"
		}
		c.Add(at+x.Pointer, x.Code, x.Detail.ZH, x.Detail.EN)
	}
	return nil
}

// nameParties gives the parties of a registration their ids, and the claims
// the ids of those who make them.
func (w *Work) nameParties(in *Registration) {
	in.Claims = slices.Clone(in.Claims)
	for i := range in.Parties {
		in.Parties[i].ID = party.ID(w.NewID())
	}
	for i := range in.Claims {
		in.Claims[i].Parties = nil
		if i < len(in.Asking) {
			for _, p := range in.Asking[i] {
				in.Claims[i].Parties = append(in.Claims[i].Parties, string(in.Parties[p].ID))
			}
		}
	}
}

// mixed warns of a letter that asks for something and accuses somebody.
func mixed(f cases.Facts) []party.Warning {
	at, ok := cases.Mixed(f)
	if !ok {
		return nil
	}
	return []party.Warning{{Code: "claims.mixed", Pointer: "/claims/" + strconv.Itoa(at),
		Detail: lang.T("同一件中既有诉求又有检举控告，请分案：检举控告部分须保密，不得随诉求转出", "this both asks for something and accuses somebody: split it, for the accusation is kept secret and must not go where the claim goes")}}
}

// Claiming is one more thing that is asked for.
type Claiming struct {
	Text, Category string
	Facts          *routing.Facts
	Parties        []party.ID // whose claim it is; none: every applicant's
}

// AddClaim adds a claim to an open case; the parties' clocks follow. It returns
// an Invalid fault naming fields, cases.ErrStale or cases.ErrClosed.
func (w *Work) AddClaim(ctx context.Context, id cases.ID, in Claiming, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	f := c.Facts()
	line := cases.ClaimLine{ID: nextClaim(f.Claims), Text: in.Text, Category: in.Category, Facts: in.Facts}
	if err := w.checkClaim(ctx, f, in, &line); err != nil {
		return nil, err
	}
	if err := matches(version, f.Version); err != nil {
		return nil, err
	}
	if f.State == cases.Closed {
		return nil, cases.ErrClosed
	}
	c.Amend(func(f *cases.Facts) { f.Claims = append(slices.Clone(f.Claims), line) })
	if err := w.rights(ctx, c); err != nil {
		return nil, err
	}
	return c, w.settle(ctx, c, deed{action: "case.claim_added", subject: "case/" + string(id), payload: map[string]any{"claim": line.ID, "category": line.Category}})
}

// AddClaimFacts takes facts that hold for one claim only; they go over the
// case's own. It refuses as AddFacts does, and a claim the case does not have.
func (w *Work) AddClaimFacts(ctx context.Context, id cases.ID, claim string, in routing.Facts, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	f := c.Facts()
	i, err := claimAt(f, claim)
	if err != nil {
		return nil, err
	}
	line := f.Claims[i]
	of := ofClaim(routing.Facts{Purpose: f.Purpose, Category: f.Category}, line)
	if err := agrees(in, of.Purpose, of.Category); err != nil {
		return nil, err
	}
	merged := in
	if line.Facts != nil {
		merged = overlay(*line.Facts, in)
	}
	line.Facts = &merged
	if _, err := w.Judge.Evaluate(w.Today(), ofClaim(f.Routing, line)); err != nil {
		return nil, err
	}
	if err := matches(version, f.Version); err != nil {
		return nil, err
	}
	if f.State == cases.Closed {
		return nil, cases.ErrClosed
	}
	c.Amend(func(f *cases.Facts) {
		f.Claims = slices.Clone(f.Claims)
		f.Claims[i] = line
	})
	if err := w.rights(ctx, c); err != nil {
		return nil, err
	}
	w.tell(event("case.facts_added", f, "case/"+string(id), w.Today()))
	return c, w.settle(ctx, c, deed{action: "case.facts_added", subject: "case/" + string(id), payload: map[string]any{"claim": claim, "facts": in}})
}

// claimAt finds a claim by its id.
func claimAt(f cases.Facts, claim string) (int, error) {
	i := slices.IndexFunc(f.Claims, func(x cases.ClaimLine) bool { return x.ID == claim })
	if i < 0 {
		return i, fault.Invalid("/claim", "unknown_claim", "本案没有这项诉求", "this case has no such claim")
	}
	return i, nil
}

func (w *Work) checkClaim(ctx context.Context, f cases.Facts, in Claiming, line *cases.ClaimLine) error {
	var c fault.Check
	text(&c, "/text", in.Text)
	if len(f.Claims) >= maxClaims {
		c.Add("/text", "too_many", "诉求不能超过50项", "at most 50 claims")
	}
	for i, p := range in.Parties {
		if _, err := w.party(ctx, f.ID, p, "/parties"); err != nil {
			if fault.Of(err) == nil {
				return err
			}
			c.Add("/parties/"+strconv.Itoa(i), "unknown_party", "本案没有这位当事人", "this case has no such party")
		}
		line.Parties = append(line.Parties, string(p))
	}
	known := f.Routing
	known.Purpose, known.Category = f.Purpose, f.Category
	if err := w.judgeClaim(&c, "", known, *line); err != nil {
		return err
	}
	return c.Err()
}

// nextClaim is a number no claim of the case has.
func nextClaim(all []cases.ClaimLine) string {
	last := 0
	for _, line := range all {
		if n, err := strconv.Atoi(line.ID); err == nil {
			last = max(last, n)
		}
	}
	return strconv.Itoa(last + 1)
}

// ClaimRoutes judges every route of one claim as of a day. It returns an
// Invalid fault for a claim the case does not have.
func (w *Work) ClaimRoutes(ctx context.Context, f cases.Facts, claim string, asOf calendar.Date) (routing.Answer, error) {
	i, err := claimAt(f, claim)
	if err != nil {
		return routing.Answer{}, err
	}
	known, err := w.Known(ctx, f)
	if err != nil {
		return routing.Answer{}, err
	}
	return w.Judge.Evaluate(asOf, ofClaim(known, f.Claims[i]))
}
