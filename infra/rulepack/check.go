package rulepack

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"

	"liandong/domain/channel"
	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
)

// check refuses a pack in which something is missing, naming file and line.
func (p *Pack) check() error {
	var all error
	has := map[channel.Route]map[Effect]bool{}
	families := map[string][]Rule{}
	for _, r := range p.Rules {
		if err := r.check(); err != nil {
			all = errors.Join(all, r.wrong(err))
			continue
		}
		if has[r.Route] == nil {
			has[r.Route] = map[Effect]bool{}
		}
		has[r.Route][r.Effect] = true
		for _, o := range families[r.Family()] {
			if err := r.beside(o); err != nil {
				all = errors.Join(all, r.wrong(err))
			}
		}
		families[r.Family()] = append(families[r.Family()], r)
	}
	for _, s := range channel.Steps {
		for _, e := range []Effect{Opens, Scope, Asks} {
			if !has[s.Route][e] {
				all = errors.Join(all, fmt.Errorf("rulepack: route %s: no rule that %s", s.Route, e))
			}
		}
	}
	return all
}

// wrong says where a rule stands that is in error.
func (r Rule) wrong(err error) error {
	return fmt.Errorf("rulepack: %s: rule %s: %w", r.Place, r.ID, err)
}

// beside refuses two texts of one rule that are in force on the same day, or
// that are not told apart by the same day.
func (r Rule) beside(o Rule) error {
	switch {
	case (r.Until == "" || o.From == "" || o.From <= r.Until) && (o.Until == "" || r.From == "" || r.From <= o.Until):
		return fmt.Errorf("its validity overlaps that of %s (%s)", o.ID, o.Place)
	case r.Route != o.Route || r.Effect != o.Effect || r.DecidedBy != o.DecidedBy:
		return fmt.Errorf("it is a text of %s (%s), but of another route, effect or deciding day", o.ID, o.Place)
	}
	return nil
}

var startDay = regexp.MustCompile(`^(event_on|as_of|history:[a-z_]+(:[a-z_]+)?)$`)

func (r Rule) check() error {
	_, known := channel.Find(r.Route)
	_, lost := channel.Find(r.Loses)
	both := func(t lang.Text) bool { return t.ZH != "" && t.EN != "" }
	switch {
	case r.ID == "":
		return errors.New("no id")
	case !known:
		return errors.New("unknown route " + string(r.Route))
	case !slices.Contains(Effects, r.Effect):
		return errors.New("unknown effect " + string(r.Effect))
	case r.When == "":
		return errors.New("no condition")
	case !both(r.Name):
		return errors.New("no name in both languages")
	case !both(r.Text):
		return errors.New("no sentence in both languages")
	case len(r.Cite) == 0 || slices.ContainsFunc(r.Cite, statute.Citation.Empty):
		return errors.New("no article")
	case !slices.Contains([]routing.Known{routing.Read, routing.Secondary, routing.Unconfirmed}, r.Known):
		return errors.New("does not say how its text is known: read, secondary or unconfirmed")
	case r.From != "" && !r.From.Valid() || r.Until != "" && !r.Until.Valid() || r.ReviewedOn != "" && !r.ReviewedOn.Valid():
		return errors.New("a day of its validity or review is no day")
	case r.From != "" && r.Until != "" && r.Until < r.From:
		return errors.New("it ends before it begins")
	case r.DecidedBy != "" && !startDay.MatchString(r.DecidedBy):
		return errors.New("unknown deciding day " + r.DecidedBy)
	case r.Loses != "" && (!lost || r.Effect != Warns):
		return errors.New("it may cost a known route, as a warning: " + string(r.Loses))
	case r.Effect == Prefers && r.Weight <= 0:
		return errors.New("a preference without a weight")
	}
	for _, c := range r.Clocks {
		if !startDay.MatchString(c.From) || !both(c.Text) {
			return fmt.Errorf("clock %s: no start day, or no sentence in both languages on what waiting does", c.Rule)
		}
	}
	for _, x := range r.WouldChange {
		if x.What == "" || !both(x.Text) || len(x.Cite) == 0 {
			return fmt.Errorf("would_change %s: no sentence in both languages, or no article", x.What)
		}
	}
	return nil
}

var termName = regexp.MustCompile(`@(\w+)`)

// expand writes a condition out: @term stands for the term's own condition.
func (p *Pack) expand(when string, depth int) (string, error) {
	var failed error
	out := termName.ReplaceAllStringFunc(when, func(m string) string {
		term, ok := p.Terms[strings.TrimPrefix(m, "@")]
		if !ok || depth > 8 {
			failed = fmt.Errorf("unknown term %s", m)
			return m
		}
		inner, err := p.expand(term, depth+1)
		failed = errors.Join(failed, err)
		return "(" + inner + ")"
	})
	return out, failed
}

// bare parses conditions without writing macros out, so that they can be read as they stand.
var bare, _ = cel.NewEnv(cel.ClearMacros())

// mentioned refuses a condition that compares a fact with a code nobody can give.
func (c Codes) mentioned(when string) error {
	parsed, issues := bare.Parse(when)
	if issues.Err() != nil {
		return issues.Err()
	}
	var all error
	ast.PreOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.SelectKind && e.AsSelect().Operand().Kind() == ast.IdentKind && e.AsSelect().Operand().AsIdent() == "is" {
			if _, ok := c.Circumstance[e.AsSelect().FieldName()]; !ok {
				all = errors.Join(all, fmt.Errorf("unknown circumstance %s", e.AsSelect().FieldName()))
			}
		}
		if e.Kind() == ast.CallKind {
			all = errors.Join(all, c.compared(e.AsCall()))
		}
	}))
	return all
}

// compared looks at one comparison of a fact with literal codes.
func (c Codes) compared(call ast.CallExpr) error {
	subject, prefix := ast.Expr(nil), false
	switch call.FunctionName() {
	case operators.Equals, operators.NotEquals, operators.In:
		subject = call.Args()[0]
	case "startsWith":
		subject, prefix = call.Target(), true
	default:
		return nil
	}
	known, ok := c.of(subject)
	if !ok {
		return nil
	}
	for _, code := range literals(call.Args()[len(call.Args())-1]) {
		if !slices.ContainsFunc(known, func(k string) bool { return k == code || prefix && strings.HasPrefix(k, code) }) {
			return fmt.Errorf("unknown code %q", code)
		}
	}
	return nil
}

// of lists the codes that a fact can have.
func (c Codes) of(e ast.Expr) ([]string, bool) {
	name := ""
	switch e.Kind() {
	case ast.IdentKind:
		name = e.AsIdent()
	case ast.SelectKind:
		name = e.AsSelect().FieldName()
	default:
		return nil, false
	}
	routes := make([]string, 0, len(channel.Steps))
	for _, s := range channel.Steps {
		routes = append(routes, string(s.Route))
	}
	all := map[string][]string{
		"purpose": keys(c.Purpose), "category": keys(c.Category), "relation": keys(c.Relation), "clause": keys(c.ArbitrationClause),
		"consent_applicant": keys(c.Consent), "consent_respondent": keys(c.Consent), "acting_party": keys(c.ActingParty), "mode": keys(c.PetitionMode),
		"procedure": c.History.Procedures, "status": keys(c.History.Statuses), "wish": routes,
	}
	known, ok := all[name]
	return known, ok
}

func literals(e ast.Expr) []string {
	var all []string
	switch e.Kind() {
	case ast.LiteralKind:
		if s, ok := e.AsLiteral().Value().(string); ok {
			all = append(all, s)
		}
	case ast.ListKind:
		for _, x := range e.AsList().Elements() {
			all = append(all, literals(x)...)
		}
	}
	return all
}

func keys(m map[string]string) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// errNever refuses a rule that no facts can make fire.
var errNever = errors.New("it can never fire")

// canFire tells whether some value of each coded fact leaves the condition
// possible while everything else is unknown. It never takes a rule that can
// fire for one that cannot.
func (j *Judge) canFire(c compiled) error {
	idle := func(o outcome) bool { return len(o.missing) == 0 && o.truth == (c.Effect == Requires) }
	try := func(f routing.Facts) (bool, error) {
		vars, err := bind("2026-11-24", f, j.pack.Codes)
		if err != nil {
			return false, err
		}
		o, err := c.evaluate(vars)
		return !idle(o), err
	}
	for _, dimension := range j.pack.Codes.dimensions() {
		some := false
		for _, f := range dimension {
			fires, err := try(f)
			if err != nil {
				return err
			}
			if some = some || fires; some {
				break
			}
		}
		if !some {
			return errNever
		}
	}
	return nil
}

// dimensions lists, for each coded fact, the facts in which only it is given.
func (c Codes) dimensions() [][]routing.Facts {
	vary := func(codes map[string]string, set func(*routing.Facts, string)) []routing.Facts {
		var all []routing.Facts
		for _, code := range keys(codes) {
			var f routing.Facts
			set(&f, code)
			all = append(all, f)
		}
		return all
	}
	return [][]routing.Facts{
		{{}},
		vary(c.Purpose, func(f *routing.Facts, s string) { f.Purpose = s }),
		vary(c.Category, func(f *routing.Facts, s string) { f.Category = s }),
		vary(c.Relation, func(f *routing.Facts, s string) { f.Relation = s }),
		vary(c.ArbitrationClause, func(f *routing.Facts, s string) { f.ArbitrationClause = s }),
		vary(c.ActingParty, func(f *routing.Facts, s string) { f.ActingParty = s }),
		vary(c.PetitionMode, func(f *routing.Facts, s string) { f.Petition = &routing.Petition{Mode: s} }),
	}
}
