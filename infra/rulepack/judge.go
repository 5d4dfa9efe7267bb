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
	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
)

// DueFunc computes a clock's last day; ok is false for an unknown rule.
type DueFunc func(rule string, start calendar.Date) (due, literal calendar.Date, ok bool)

// Judge is routing.Judge over a pack.
type Judge struct {
	pack  *Pack
	due   DueFunc
	rules map[channel.Route][]compiled
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
	j := &Judge{pack: p, due: due, rules: map[channel.Route][]compiled{}}
	env, err := j.env()
	if err != nil {
		return nil, err
	}
	var all error
	for _, r := range p.Rules {
		c, err := j.compile(env, r)
		if err != nil {
			all = errors.Join(all, fmt.Errorf("rulepack: %s: rule %s: %w", r.file, r.ID, err))
			continue
		}
		j.rules[r.Route] = append(j.rules[r.Route], c)
	}
	return j, all
}

// Pack implements routing.Judge.
func (j *Judge) Pack() routing.Pack {
	return routing.Pack{Version: j.pack.Version, Digest: j.pack.Digest}
}

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
	for _, name := range []string{"purpose", "category", "relation", "clause", "consent_applicant", "consent_respondent", "acting_party", "mode"} {
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
	for _, c := range r.Clocks {
		if _, _, ok := j.due(c.Rule, "2026-01-05"); !ok {
			return compiled{}, fmt.Errorf("unknown clock %s", c.Rule)
		}
	}
	program, err := env.Program(ast, cel.EvalOptions(cel.OptPartialEval))
	return compiled{Rule: r, program: program, used: factsIn(when)}, err
}

// mentioned refuses a condition that names a circumstance nobody can give.
func (c Codes) mentioned(when string) error {
	for _, m := range flagName.FindAllStringSubmatch(when, -1) {
		if _, ok := c.Circumstance[m[1]]; !ok {
			return fmt.Errorf("unknown circumstance %s", m[1])
		}
	}
	return nil
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
	scope          *compiled
}

func (j *Judge) route(step channel.Step, asOf calendar.Date, f routing.Facts, vars cel.PartialActivation) (routing.Judged, error) {
	w := weighed{Judged: routing.Judged{Route: step.Route, Channel: step.Channel}}
	on := asOf
	if f.EventOn != "" {
		on = f.EventOn
	}
	for _, c := range j.rules[step.Route] {
		if !c.inForce(on) {
			continue
		}
		o, err := c.evaluate(vars)
		if err != nil {
			return w.Judged, err
		}
		w.weigh(j, c, o, asOf, f)
	}
	w.conclude(f)
	return w.Judged, nil
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
			w.reason(c, f)
			w.change(c)
		}
	case Warns:
		if !unknown && o.truth {
			w.warn(c)
		}
	case Prefers:
		if !unknown && o.truth {
			w.preference += c.Weight
		}
	case Scope:
		w.scope = &c
	}
}

// conclude says the verdict. A route that could be barred by a fact nobody
// knows is conditional; one that nothing opens is outside its scope.
func (w *weighed) conclude(f routing.Facts) {
	switch {
	case w.barred:
		w.Verdict, w.MissingFacts, w.Conditions, w.Clocks = routing.Closed, nil, nil, nil
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
		w.Warnings = append(w.Warnings, bodyDecides)
	}
	w.Rank = w.preference
}

// bodyDecides stands with every closed route.
var bodyDecides = routing.Warning{
	Code: "body_decides",
	Text: lang.T("是否受理最终由该机关决定；您仍可以向它提出申请，并要求书面答复。", "the body itself decides: you may apply to it all the same and ask for an answer in writing"),
	Cite: []statute.Citation{{Law: "信访工作条例", Version: "2022", Article: "23条"}},
}

func (w *weighed) lack(facts []string) {
	for _, f := range facts {
		if !slices.Contains(w.MissingFacts, f) {
			w.MissingFacts = append(w.MissingFacts, f)
		}
	}
}

func (w *weighed) reason(c compiled, f routing.Facts) {
	w.Reasons = append(w.Reasons, routing.Reason{Rule: c.ID, Text: c.Text, Cite: c.Cite, FactsUsed: present(c.used, f), Known: c.Known})
}

func (w *weighed) warn(c compiled) {
	w.Warnings = append(w.Warnings, routing.Warning{Code: c.ID, Text: c.Text, Cite: c.Cite})
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
