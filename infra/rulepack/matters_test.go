package rulepack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/routing"
)

// matter is one set of facts that a rule is tried on.
type matter struct {
	ID    string        `json:"id"`
	AsOf  calendar.Date `json:"as_of"`
	Facts routing.Facts `json:"facts"`

	vars cel.Activation
}

// matters are the cases of testdata/matters.jsonl, and every category on its plainest facts.
func matters(t *testing.T, j *Judge) []matter {
	t.Helper()
	raw, err := os.ReadFile("testdata/matters.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []matter
	for i, line := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		m := matter{AsOf: "2026-11-24"}
		if err := strict("matters.jsonl", line, &m); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		all = append(all, m)
	}
	for _, category := range keys(j.pack.Codes.Category) {
		purpose := "claim"
		for _, p := range []string{"accusation", "suggestion"} {
			if strings.HasPrefix(category, p) {
				purpose = p
			}
		}
		all = append(all, matter{ID: category, AsOf: "2026-11-24", Facts: routing.Facts{Purpose: purpose, Category: category, EventOn: "2026-11-10", ArbitrationClause: "none", History: &[]routing.Step{}}})
	}
	for i := range all {
		if err := j.pack.Codes.validate(all[i].AsOf, all[i].Facts); err != nil {
			t.Fatalf("%s: %v", all[i].ID, err)
		}
		if all[i].vars, err = bind(all[i].AsOf, all[i].Facts, j.pack.Codes); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// said writes one route's answer as one line: verdict, the rules that gave it,
// warnings with !, preferences with +, missing facts with ?.
func said(r routing.Judged) string {
	var words []string
	for _, x := range r.Reasons {
		words = append(words, x.Rule)
	}
	for _, x := range r.Warnings {
		words = append(words, "!"+x.Code)
	}
	for _, x := range r.Preferred {
		words = append(words, "+"+x.Rule)
	}
	for _, x := range r.MissingFacts {
		words = append(words, "?"+x)
	}
	return string(r.Verdict) + " " + strings.Join(words, " ")
}

// judgeRoute is what the judge says of one route of a matter.
func judgeRoute(t *testing.T, j *Judge, s channel.Step, m matter) string {
	t.Helper()
	r, err := j.route(s, m.AsOf, m.Facts, m.vars)
	if err != nil {
		t.Fatalf("%s: %v", m.ID, err)
	}
	return said(r)
}

// What each rule decides, in every matter, stands in testdata/matters.txt as
// it was read and found right; a change of any of it shows there.
func TestMattersDocs(t *testing.T) {
	j := judge(t)
	var b strings.Builder
	decides := map[string]bool{}
	for _, m := range matters(t, j) {
		facts, err := json.Marshal(m.Facts)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s as of %s %s\n", m.ID, m.AsOf, facts)
		for _, s := range channel.Steps {
			line := judgeRoute(t, j, s, m)
			for _, word := range strings.Fields(line)[1:] {
				decides[strings.TrimLeft(word, "!+")] = true
			}
			if line == fmt.Sprintf("closed %s.scope !%s.body", s.Route, s.Route) {
				continue
			}
			fmt.Fprintf(&b, "  %s: %s\n", s.Route, line)
		}
	}
	for _, r := range j.pack.Rules {
		if !decides[r.ID] {
			t.Errorf("no matter in which rule %s decides", r.ID)
		}
	}
	const path = "testdata/matters.txt"
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(path); err != nil || string(old) != b.String() {
		t.Errorf("%s is out of date: read the difference, then make docs (%v)", path, err)
	}
}

// mutant is a condition with one fault in it.
type mutant struct{ what, when string }

const placeholder = "term_"

// mutants makes every flipped, deleted and weakened form of a condition.
func mutants(t *testing.T, when string) []mutant {
	t.Helper()
	when = strings.ReplaceAll(when, "@", placeholder)
	count := 0
	ast.PreOrderVisit(parsed(t, when).NativeRep().Expr(), ast.NewExprVisitor(func(ast.Expr) { count++ }))
	all := []mutant{{"flipped", "!(" + when + ")"}, {"deleted", "false"}, {"always", "true"}}
	for site := range count {
		for _, how := range []string{"left", "right", "strict", "+1", "-1"} {
			tree := parsed(t, when)
			at, done := 0, false
			ast.PreOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
				if at == site && e.Kind() == ast.CallKind {
					done = spoil(e, how)
				}
				at++
			}))
			if !done {
				continue
			}
			out, err := cel.AstToString(tree)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, mutant{fmt.Sprintf("%s at %d", how, site), out})
		}
	}
	for i := range all {
		all[i].when = strings.ReplaceAll(all[i].when, placeholder, "@")
	}
	return all
}

func parsed(t *testing.T, when string) *cel.Ast {
	t.Helper()
	tree, issues := bare.Parse(when)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	return tree
}

var stricter = map[string]string{
	operators.Less: operators.LessEquals, operators.LessEquals: operators.Less,
	operators.Greater: operators.GreaterEquals, operators.GreaterEquals: operators.Greater,
}

// spoil puts one fault into a call: one side of && or || gone, < for <=, a span a day longer or shorter.
func spoil(e ast.Expr, how string) bool {
	f := ast.NewExprFactory()
	call := e.AsCall()
	switch name := call.FunctionName(); {
	case (name == operators.LogicalAnd || name == operators.LogicalOr) && (how == "left" || how == "right"):
		side := call.Args()[0]
		if how == "left" {
			side = call.Args()[1]
		}
		e.SetKindCase(f.CopyExpr(side))
	case stricter[name] != "" && how == "strict":
		e.SetKindCase(f.NewCall(e.ID(), stricter[name], call.Args()...))
	case (name == "due" || name == "months") && (how == "+1" || how == "-1"):
		by := int64(1)
		if how == "-1" {
			by = -1
		}
		e.SetKindCase(f.NewCall(e.ID(), operators.Add, f.CopyExpr(e), f.NewLiteral(e.ID(), types.Int(by))))
	default:
		return false
	}
	return true
}

// Some matter notices every fault that is put into any rule or term.
func TestEveryRuleIsNoticed(t *testing.T) {
	j := judge(t)
	all := matters(t, j)
	before := map[channel.Route][]string{}
	for _, s := range channel.Steps {
		for _, m := range all {
			before[s.Route] = append(before[s.Route], judgeRoute(t, j, s, m))
		}
	}
	noticed := func(route channel.Route, changed *Judge) bool {
		s, _ := channel.Find(route)
		return slices.ContainsFunc(all, func(m matter) bool {
			i := slices.IndexFunc(all, func(o matter) bool { return o.ID == m.ID })
			return judgeRoute(t, changed, s, m) != before[route][i]
		})
	}
	// The gate tries a quarter, by the printed seed; make soak tries all.
	part, whole := uint64(0), os.Getenv("LIANDONG_SOAK") != ""
	if n, err := strconv.ParseUint(os.Getenv("LIANDONG_SEED"), 10, 64); err == nil {
		part = n % 4
	}
	t.Logf("LIANDONG_SEED chose part %d of 4; whole: %t", part, whole)
	tried := 0
	for i, r := range j.pack.Rules {
		if !whole && uint64(i)%4 != part {
			continue
		}
		for _, m := range mutants(t, r.When) {
			if m.when == r.When {
				continue // «always» of a rule that always holds
			}
			tried++
			spoilt := r
			spoilt.When = m.when
			if !noticed(r.Route, without(t, j, spoilt)) {
				t.Errorf("nothing notices %s: %s\n\t%s", r.ID, m.what, m.when)
			}
		}
	}
	t.Logf("%d faults in %d rules, tried on %d matters", tried, len(j.pack.Rules), len(all))
}

// without is the judge with one rule spoilt.
func without(t *testing.T, j *Judge, spoilt Rule) *Judge {
	t.Helper()
	env, err := j.env()
	if err != nil {
		t.Fatal(err)
	}
	changed := &Judge{pack: j.pack, due: j.due, rules: map[channel.Route][][]compiled{}}
	for _, texts := range j.rules[spoilt.Route] {
		for _, c := range texts {
			if c.ID == spoilt.ID {
				if c, err = changed.compile(env, spoilt); err != nil {
					t.Fatalf("%s: %s: %v", spoilt.ID, spoilt.When, err)
				}
			}
			changed.take(c)
		}
	}
	return changed
}
