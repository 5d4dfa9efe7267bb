package rulepack

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/routing"
)

// DueFunc computes a clock's last day; ok is false for an unknown rule.
type DueFunc func(rule string, start calendar.Date) (due, literal calendar.Date, ok bool)

// Judge is routing.Judge over a pack.
type Judge struct {
	pack  *Pack
	due   DueFunc
	rules map[channel.Route][][]compiled // by family, each with its texts
}

var _ routing.Judge = (*Judge)(nil)

// compiled is a rule with its program.
type compiled struct {
	Rule
	program cel.Program
	used    []string // the facts its condition reads
}

// Open loads the national pack, with a place's directory over it if one is
// given, and compiles it. A bad pack refuses to start, naming file and rule.
func Open(dir string, due DueFunc) (*Judge, error) {
	p, err := Load(dir)
	if err != nil {
		return nil, err
	}
	return New(p, due)
}

// New compiles a pack.
func New(p *Pack, due DueFunc) (*Judge, error) {
	j := &Judge{pack: p, due: due, rules: map[channel.Route][][]compiled{}}
	env, err := j.env()
	if err != nil {
		return nil, err
	}
	var all error
	for _, r := range p.Rules {
		c, err := j.compile(env, r)
		if err == nil {
			err = j.canFire(c)
		}
		if err != nil {
			all = errors.Join(all, r.wrong(err))
			continue
		}
		j.take(c)
	}
	return j, all
}

// take puts a rule among the texts of its family.
func (j *Judge) take(c compiled) {
	families := j.rules[c.Route]
	for i := range families {
		if families[i][0].Family() == c.Family() {
			families[i] = append(families[i], c)
			return
		}
	}
	j.rules[c.Route] = append(families, []compiled{c})
}

// Pack implements routing.Judge.
func (j *Judge) Pack() routing.Pack {
	return routing.Pack{Version: j.pack.Version, Digest: j.pack.Digest}
}

// Rules is the pack as data.
func (j *Judge) Rules() *Pack { return j.pack }

// env declares the facts, and the functions in which spans of the law are written.
func (j *Judge) env() (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.Variable("is", cel.MapType(cel.StringType, cel.BoolType)),
		cel.Variable("history", cel.ListType(cel.MapType(cel.StringType, cel.DynType))),
		cel.Variable("event_on", cel.IntType), cel.Variable("as_of", cel.IntType),
		cel.Function("months", cel.Overload("months_int_int", []*cel.Type{cel.IntType, cel.IntType}, cel.IntType,
			cel.BinaryBinding(func(day, n ref.Val) ref.Val {
				return types.Int(dayNumber(calendar.AddMonths(dayOf(int64(day.(types.Int))), int(n.(types.Int)))))
			}))),
		cel.Function("due", cel.Overload("due_string_int", []*cel.Type{cel.StringType, cel.DynType}, cel.IntType,
			cel.BinaryBinding(func(rule, day ref.Val) ref.Val { return j.lastDay(rule, day) }))),
	}
	for _, name := range []string{"purpose", "category", "relation", "clause", "consent_applicant", "consent_respondent", "acting_party", "mode", "wish"} {
		options = append(options, cel.Variable(name, cel.StringType))
	}
	for _, name := range []string{"informed", "joint", "skips_levels", "pending_at_lower_level"} {
		options = append(options, cel.Variable(name, cel.BoolType))
	}
	return cel.NewEnv(options...)
}

// lastDay is a clock's last day as a number; far off while its calendar is not published.
func (j *Judge) lastDay(rule, day ref.Val) ref.Val {
	name, okName := rule.(types.String)
	n, okDay := day.(types.Int)
	if !okName || !okDay {
		return types.NewErr("due: a rule and a day")
	}
	due, _, ok := j.due(string(name), dayOf(int64(n)))
	if !ok || due == "" {
		return types.Int(math.MaxInt32)
	}
	return types.Int(dayNumber(due))
}

var (
	identifier = regexp.MustCompile(`[a-z_]+`)
	quoted     = regexp.MustCompile(`'[^']*'`)
	flagName   = regexp.MustCompile(`\bis\.(\w+)`)
	dueRule    = regexp.MustCompile(`\bdue\('([^']*)'`)
)

func (j *Judge) compile(env *cel.Env, r Rule) (compiled, error) {
	when, err := j.pack.expand(r.When, 0)
	if err != nil {
		return compiled{}, err
	}
	if err := j.pack.Codes.mentioned(when); err != nil {
		return compiled{}, err
	}
	ast, issues := env.Compile(when)
	if issues.Err() != nil {
		return compiled{}, issues.Err()
	}
	if ast.OutputType() != cel.BoolType {
		return compiled{}, errors.New("the condition is not true or false")
	}
	clocks := []string{}
	for _, c := range r.Clocks {
		clocks = append(clocks, c.Rule)
	}
	for _, m := range dueRule.FindAllStringSubmatch(when, -1) {
		clocks = append(clocks, m[1])
	}
	for _, c := range clocks {
		if _, _, ok := j.due(c, "2026-01-05"); !ok {
			return compiled{}, fmt.Errorf("unknown clock %s", c)
		}
	}
	program, err := env.Program(ast, cel.EvalOptions(cel.OptPartialEval))
	return compiled{Rule: r, program: program, used: factsIn(when)}, err
}

// factsIn lists the facts a condition reads, by the names people know.
func factsIn(when string) []string {
	seen := map[string]bool{}
	bare := quoted.ReplaceAllString(when, "")
	for _, m := range flagName.FindAllStringSubmatch(bare, -1) {
		seen["circumstances."+m[1]] = true
	}
	for _, id := range identifier.FindAllString(flagName.ReplaceAllString(bare, ""), -1) {
		if name, ok := names[id]; ok && id != "as_of" && id != "is" {
			seen[name] = true
		}
	}
	all := make([]string, 0, len(seen))
	for name := range seen {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

// Evaluate implements routing.Judge.
func (j *Judge) Evaluate(asOf calendar.Date, f routing.Facts) (routing.Answer, error) {
	if err := j.pack.Codes.validate(asOf, f); err != nil {
		return routing.Answer{}, err
	}
	vars, err := bind(asOf, f, j.pack.Codes)
	if err != nil {
		return routing.Answer{}, err
	}
	answer := routing.Answer{Pack: j.Pack()}
	for _, step := range channel.Steps {
		judged, err := j.route(step, asOf, f, vars)
		if err != nil {
			return routing.Answer{}, err
		}
		answer.Routes = append(answer.Routes, judged)
	}
	rank(answer.Routes)
	return answer, nil
}

// outcome is a condition's answer: true, false, or unknown for want of facts.
type outcome struct {
	truth   bool
	missing []string // why it is unknown; empty if it is known
}

func (c compiled) evaluate(vars cel.PartialActivation) (outcome, error) {
	val, _, err := c.program.Eval(vars)
	if u, ok := val.(*types.Unknown); ok {
		return outcome{missing: missing(u)}, nil
	}
	if err != nil {
		return outcome{}, fmt.Errorf("rulepack: rule %s: %w", c.ID, err)
	}
	truth, ok := val.Value().(bool)
	if !ok {
		return outcome{}, fmt.Errorf("rulepack: rule %s: not true or false", c.ID)
	}
	return outcome{truth: truth}, nil
}

// missing names the facts for want of which a condition is unknown.
func missing(u *types.Unknown) []string {
	seen := map[string]bool{}
	for _, id := range u.IDs() {
		trails, ok := u.GetAttributeTrails(id)
		if !ok {
			continue
		}
		for _, t := range trails {
			name := names[t.Variable()]
			if q := t.QualifierPath(); t.Variable() == "is" && len(q) > 0 {
				name = fmt.Sprintf("circumstances.%v", q[0])
			}
			seen[name] = true
		}
	}
	all := make([]string, 0, len(seen))
	for name := range seen {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

// weighed is a route while its rules are looked at.
type weighed struct {
	routing.Judged
	opened, barred bool
	maybeOpen      []compiled
	unsure         bool
	preference     int
	bars           []routing.Reason // why it is closed
	scope, asks    *compiled
}

func (j *Judge) route(step channel.Step, asOf calendar.Date, f routing.Facts, vars cel.PartialActivation) (routing.Judged, error) {
	w := weighed{Judged: routing.Judged{Route: step.Route, Channel: step.Channel}}
	for _, texts := range j.rules[step.Route] {
		c, o, err := inForce(texts, asOf, f, vars)
		if err != nil {
			return w.Judged, err
		}
		if c != nil {
			w.weigh(j, *c, o, asOf, f)
		}
	}
	w.conclude(f)
	return w.Judged, nil
}

// inForce finds the text of a rule that decides, and what it says; nil where
// none was in force. While the deciding day is unknown, texts that do not
// agree leave the answer open for want of it.
func inForce(texts []compiled, asOf calendar.Date, f routing.Facts, vars cel.PartialActivation) (*compiled, outcome, error) {
	by := texts[0].Deciding()
	day := asOf
	if starts := startsOf(by, asOf, f); len(starts) > 0 {
		day = starts[len(starts)-1]
	} else if by == "event_on" {
		return undated(texts, asOf, by, vars)
	}
	for i := range texts {
		if texts[i].inForce(day) {
			o, err := texts[i].evaluate(vars)
			return &texts[i], o, err
		}
	}
	return nil, outcome{}, nil
}

// undated judges a rule of which nobody knows the text that decides.
func undated(texts []compiled, asOf calendar.Date, by string, vars cel.PartialActivation) (*compiled, outcome, error) {
	now := &texts[0]
	idle := texts[0].Effect == Requires // what holds where no text is in force
	said := map[bool]bool{}
	whole := [2]bool{}
	var lacking []string
	for i := range texts {
		c := &texts[i]
		if c.inForce(asOf) {
			now = c
		}
		o, err := c.evaluate(vars)
		if err != nil {
			return nil, o, err
		}
		if len(o.missing) > 0 {
			lacking = append(lacking, o.missing...)
		} else {
			said[o.truth] = true
		}
		whole[0], whole[1] = whole[0] || c.From == "", whole[1] || c.Until == ""
	}
	if !whole[0] || !whole[1] {
		said[idle] = true
	}
	switch {
	case len(lacking) > 0 && len(said) > 0, len(said) > 1:
		lacking = append(lacking, by)
	}
	slices.Sort(lacking)
	return now, outcome{truth: said[true], missing: slices.Compact(lacking)}, nil
}

func (r Rule) inForce(on calendar.Date) bool {
	return (r.From == "" || r.From <= on) && (r.Until == "" || on <= r.Until)
}

// weigh lets one rule bear on the route. What is only unconfirmed never closes it.
func (w *weighed) weigh(j *Judge, c compiled, o outcome, asOf calendar.Date, f routing.Facts) {
	unknown := len(o.missing) > 0
	switch c.Effect {
	case Opens:
		switch {
		case unknown:
			w.maybeOpen = append(w.maybeOpen, c)
			w.lack(o.missing)
		case o.truth:
			w.opened = true
			w.reason(c, f)
			w.clocks(j, c, asOf, f)
		}
	case Closes, Requires:
		bars := o.truth == (c.Effect == Closes)
		switch {
		case c.Known == routing.Unconfirmed:
			if !unknown && bars {
				w.warn(c)
			}
		case unknown:
			w.unsure = true
			w.lack(o.missing)
			w.Conditions = append(w.Conditions, c.Text)
			w.change(c)
		case bars:
			w.barred = true
			w.bars = append(w.bars, c.reason(f))
			w.change(c)
		}
	case Warns:
		if !unknown && o.truth {
			w.warn(c)
			w.clocks(j, c, asOf, f)
		}
	case Prefers:
		if !unknown && o.truth {
			w.preference += c.Weight
			w.Preferred = append(w.Preferred, c.reason(f))
		}
	case Scope:
		if !unknown && o.truth {
			w.scope = &c
		}
	case Asks:
		if !unknown && o.truth {
			w.asks = &c
		}
	}
}

// conclude says the verdict. A route that could be barred by a fact nobody
// knows is conditional; one that nothing opens is outside its scope.
func (w *weighed) conclude(f routing.Facts) {
	switch {
	case w.barred:
		w.Verdict, w.Reasons, w.MissingFacts, w.Conditions, w.Clocks = routing.Closed, w.bars, nil, nil, nil
	case !w.opened && len(w.maybeOpen) == 0:
		w.Verdict, w.MissingFacts, w.Conditions, w.WouldChange = routing.Closed, nil, nil, nil
		if w.scope != nil {
			w.Reasons = nil
			w.reason(*w.scope, f)
			w.change(*w.scope)
		}
	case !w.opened || w.unsure:
		w.Verdict = routing.Conditional
		for _, c := range w.maybeOpen {
			if !w.opened {
				w.Conditions = append(w.Conditions, c.Text)
				w.reason(c, f)
			}
		}
	default:
		w.Verdict, w.MissingFacts, w.WouldChange = routing.Open, nil, nil
	}
	if w.Verdict == routing.Closed {
		// What taking the route would cost is no matter while it is closed; how to ask the body is.
		w.Warnings = slices.DeleteFunc(w.Warnings, func(x routing.Warning) bool { return x.Loses != "" })
		if w.asks != nil {
			w.warn(*w.asks)
		}
		w.Preferred = nil
	}
	w.Rank = w.preference
}

func (w *weighed) lack(facts []string) {
	for _, f := range facts {
		if !slices.Contains(w.MissingFacts, f) {
			w.MissingFacts = append(w.MissingFacts, f)
		}
	}
}

func (w *weighed) reason(c compiled, f routing.Facts) {
	w.Reasons = append(w.Reasons, c.reason(f))
}

func (c compiled) reason(f routing.Facts) routing.Reason {
	return routing.Reason{Rule: c.ID, Text: c.Text, Cite: c.Cite, FactsUsed: present(c.used, f), Known: c.Known, Reviewer: c.Reviewer, ReviewedOn: c.ReviewedOn}
}

func (w *weighed) warn(c compiled) {
	w.Warnings = append(w.Warnings, routing.Warning{Code: c.ID, Text: c.Text, Cite: c.Cite, Known: c.Known, Loses: c.Loses})
}

func (w *weighed) change(c compiled) {
	for _, x := range c.WouldChange {
		if !slices.ContainsFunc(w.WouldChange, func(o routing.Change) bool { return o.What == x.What }) {
			w.WouldChange = append(w.WouldChange, routing.Change{What: x.What, Text: x.Text, Cite: x.Cite})
		}
	}
}

// rank orders open before conditional before closed, and within each by preference.
func rank(all []routing.Judged) {
	order := map[routing.Verdict]int{routing.Open: 0, routing.Conditional: 1, routing.Closed: 2}
	index := make([]int, len(all))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int {
		if d := order[all[a].Verdict] - order[all[b].Verdict]; d != 0 {
			return d
		}
		return all[b].Rank - all[a].Rank
	})
	ranks := make([]int, len(all))
	for place, i := range index {
		ranks[i] = place + 1
	}
	for i := range all {
		all[i].Rank = ranks[i]
	}
}
