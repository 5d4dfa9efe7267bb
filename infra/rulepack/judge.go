package rulepack

import (
	"errors"
	"fmt"
	"math"
	"regexp"
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
	program, err := env.Program(ast)
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

func (c compiled) evaluate(vars cel.Activation) (outcome, error) {
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
			seen[t.Variable()] = true
		}
	}
	all := make([]string, 0, len(seen))
	for name := range seen {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}
