package main

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// Text refuses what is not written down in the program where gorm puts a text
// into a statement as it is. A parameter that goes there makes its function such
// a place too, in whichever package it is called.
var Text = &analysis.Analyzer{
	Name: "gormtext", Doc: "a text that gorm puts into a statement as it is must be constant",
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	FactTypes: []analysis.Fact{(*Takes)(nil)},
	Run:       runText,
}

// Takes says which parameters of a function end up in a statement.
type Takes struct{ Params map[int]bool }

// AFact implements analysis.Fact.
func (*Takes) AFact() {}

func (*Takes) String() string { return "takes" }

// raw lists the methods of *gorm.DB that put a text into a statement, with how
// many of their first arguments they do so: -1 for all of them that are texts.
var raw = map[string]int{
	"Where": 1, "Or": 1, "Not": 1, "Having": 1, "Joins": 1, "InnerJoins": 1, "Raw": 1, "Exec": 1, "Order": 1, "Group": 1, "Pluck": 1, "Table": 1,
	"Select": -1, "Distinct": -1, "Omit": -1, "First": -2, "Take": -2, "Last": -2, "Find": -2, "Delete": -2, "Count": 0, "Update": 1, "UpdateColumn": 1,
	"Expr": 1,
}

const gormPath = "gorm.io/gorm"

type texts struct {
	pass    *analysis.Pass
	takes   map[*types.Func]map[int]bool
	changed bool
	report  bool

	following map[*types.Var]bool
}

func runText(pass *analysis.Pass) (any, error) {
	t := &texts{pass: pass, takes: map[*types.Func]map[int]bool{}, following: map[*types.Var]bool{}}
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	walk := func() {
		in.WithStack([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node, push bool, stack []ast.Node) bool {
			if push {
				t.call(n.(*ast.CallExpr), stack)
			}
			return true
		})
	}
	for t.changed = true; t.changed; {
		t.changed = false
		walk()
	}
	t.report = true
	walk()
	for f, params := range t.takes {
		pass.ExportObjectFact(f, &Takes{Params: params})
	}
	return nil, nil
}

// call looks at what a call hands over to where it becomes part of a statement.
func (t *texts) call(c *ast.CallExpr, stack []ast.Node) {
	f, _ := callee(t.pass.TypesInfo, c).(*types.Func)
	if f == nil {
		return
	}
	f = f.Origin()
	if n, ok := raw[f.Name()]; ok && ofGorm(f) {
		args := c.Args
		switch {
		case n >= 0:
			args = args[:min(n, len(args))]
		case n == -2: // behind where the rows go: a condition, and its values
			args = args[min(1, len(args)):min(2, len(args))]
		}
		for _, a := range args {
			t.text(a, stack, f.Name())
		}
		return
	}
	params := t.takes[f]
	var fact Takes
	if params == nil && f.Pkg() != nil && f.Pkg() != t.pass.Pkg && t.pass.ImportObjectFact(f, &fact) {
		params = fact.Params
	}
	last := f.Signature().Params().Len() - 1
	for i, a := range c.Args {
		if params[i] || f.Signature().Variadic() && i >= last && params[last] {
			t.text(a, stack, f.Name())
		}
	}
}

func callee(info *types.Info, c *ast.CallExpr) types.Object {
	fun := ast.Unparen(c.Fun)
	if x, ok := fun.(*ast.IndexExpr); ok {
		fun = x.X
	}
	switch f := fun.(type) {
	case *ast.Ident:
		return info.Uses[f]
	case *ast.SelectorExpr:
		return info.Uses[f.Sel]
	}
	return nil
}

func ofGorm(f *types.Func) bool {
	if f.Pkg() == nil || f.Pkg().Path() != gormPath {
		return false
	}
	recv := f.Signature().Recv()
	if recv == nil {
		return f.Name() == "Expr"
	}
	p, ok := recv.Type().(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := p.Elem().(*types.Named)
	return ok && named.Obj().Name() == "DB"
}

// text passes a constant, what is put together of constants, and a parameter of
// the function it stands in, which is then asked of the callers.
func (t *texts) text(e ast.Expr, stack []ast.Node, into string) {
	info := t.pass.TypesInfo
	e = ast.Unparen(e)
	typ := info.TypeOf(e)
	if typ == nil || info.Types[e].Value != nil {
		return
	}
	if s, ok := typ.Underlying().(*types.Slice); ok { // a list of columns
		if b, ok := s.Elem().Underlying().(*types.Basic); !ok || b.Kind() != types.String {
			return
		}
	} else if b, ok := typ.Underlying().(*types.Basic); !ok || b.Info()&types.IsString == 0 {
		return // a struct, a map or a clause names columns by itself
	}
	switch x := e.(type) {
	case *ast.BinaryExpr:
		t.text(x.X, stack, into)
		t.text(x.Y, stack, into)
		return
	case *ast.CompositeLit:
		for _, el := range x.Elts {
			t.text(el, stack, into)
		}
		return
	case *ast.IndexExpr: // of a table that is written down
		if t.fixed(x.X) {
			return
		}
	case *ast.CallExpr:
		if f, ok := callee(info, x).(*types.Func); ok && f.Pkg() != nil && joins[f.Pkg().Path()+"."+f.Name()] {
			for _, a := range x.Args {
				t.text(a, stack, into)
			}
			return
		}
		if c, ok := info.Types[x.Fun]; ok && c.IsType() && len(x.Args) == 1 { // string(code)
			t.text(x.Args[0], stack, into)
			return
		}
	case *ast.SelectorExpr:
		if t.fixed(x) || t.ofTable(x, stack, into) {
			return
		}
	case *ast.Ident:
		if t.fixed(x) || t.given(x, stack) || t.local(x, stack, into) {
			return
		}
	}
	if at := t.pass.Fset.File(e.Pos()).Name(); t.report && !strings.HasSuffix(at, "_test.go") && !isEmbedded(at) {
		t.pass.Reportf(e.Pos(), "%s puts this text into a statement as it is: it must be constant", into)
	}
}

// joins lists what makes a text of constants out of constants.
var joins = map[string]bool{"strings.Join": true, "strings.Repeat": true, "strings.TrimSuffix": true, "strings.TrimPrefix": true, "slices.Concat": true}

// embedded names the files whose statements come out of files that are built in, and why.
var embedded = map[string]string{
	"infra/gormdb/migrate.go": "runs the statements of migrations/*.sql, which are embedded",
	"infra/gormdb/reseal.go":  "names tables, keys and columns of this program's own row types",
	"infra/gormdb/scan.go":    "names tables and columns of columns.txt, which is embedded",
}

func isEmbedded(file string) bool {
	for name := range embedded {
		if strings.HasSuffix(file, name) {
			return true
		}
	}
	return false
}

// fixed tells whether an expression is a variable of a package: tables that are
// written down in the program and nothing else.
func (t *texts) fixed(e ast.Expr) bool {
	var id *ast.Ident
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return false
	}
	v, ok := t.pass.TypesInfo.Uses[id].(*types.Var)
	return ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}
