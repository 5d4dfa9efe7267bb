package main

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// Save refuses gorm's Save and Unscoped: the first writes every column over what
// others wrote meanwhile, and inserts where there is nothing; the second looks
// past what a table hides.
var Save = &analysis.Analyzer{
	Name: "gormsave", Doc: "gorm's Save loses what others wrote, and Unscoped sees what is hidden",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		calls(pass, func(c *ast.CallExpr, f *types.Func, _ []ast.Node) {
			if ofGorm(f) && (f.Name() == "Save" || f.Name() == "Unscoped") {
				pass.Reportf(c.Pos(), "%s is not for this program: write columns by name, on the version that was read", f.Name())
			}
		})
		return nil, nil
	},
}

// Hours refuses this machine's time in the domain: it comes in by hand.
var Hours = &analysis.Analyzer{
	Name: "domainhours", Doc: "time enters the domain by hand",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		if !strings.HasPrefix(pass.Pkg.Path(), "liandong/domain") {
			return nil, nil
		}
		calls(pass, func(c *ast.CallExpr, f *types.Func, _ []ast.Node) {
			if f.Pkg() == nil || f.Signature().Recv() != nil || test(pass, c) {
				return
			}
			switch f.Pkg().Path() + "." + f.Name() {
			case "time.Now", "time.Since", "time.Until", "time.After", "time.Tick", "time.NewTimer", "time.Sleep":
				pass.Reportf(c.Pos(), "%s: time enters the domain by hand", f.Name())
			}
		})
		return nil, nil
	},
}

// everybodys lists the stores of which all staff may read what they name.
var everybodys = map[string]bool{"Directory": true, "Receptions": true}

// Opened refuses to fetch, in the API, what an address names before a use case
// has opened it: c.Tx.Cases.Get(ctx, c.caseID()) comes after c.Case(…), never alone.
var Opened = &analysis.Analyzer{
	Name: "opened", Doc: "what an address names is opened before it is fetched",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Path() != "liandong/api" {
			return nil, nil
		}
		calls(pass, func(c *ast.CallExpr, _ *types.Func, stack []ast.Node) {
			store, ok := ofTx(c)
			if !ok || everybodys[store] || test(pass, c) || !fromAddress(c.Args) || openedBefore(pass, stack, c) {
				return
			}
			pass.Reportf(c.Pos(), "%s fetches what the address names, and nothing has opened it yet for who asks", store)
		})
		return nil, nil
	},
}

// ofTx names the store of a call x.Tx.Store.Method(…).
func ofTx(c *ast.CallExpr) (string, bool) {
	method, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	store, ok := method.X.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	tx, ok := store.X.(*ast.SelectorExpr)
	return store.Sel.Name, ok && tx.Sel.Name == "Tx"
}

// fromAddress tells whether an argument is read straight out of the request.
func fromAddress(args []ast.Expr) bool {
	found := false
	for _, a := range args {
		ast.Inspect(a, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.SelectorExpr:
				found = found || x.Sel.Name == "Params"
			case *ast.CallExpr:
				if m, ok := x.Fun.(*ast.SelectorExpr); ok && len(x.Args) == 0 {
					found = found || strings.HasSuffix(m.Sel.Name, "ID") && m.Sel.Name != "NewID"
				}
			}
			return true
		})
	}
	return found
}

// openedBefore tells whether the function has called a use case before: a method
// of desk.Work that takes a context, which opens what it is about or refuses.
func openedBefore(pass *analysis.Pass, stack []ast.Node, c *ast.CallExpr) bool {
	found := false
	for _, n := range stack {
		d, ok := n.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(d.Body, func(n ast.Node) bool {
			x, ok := n.(*ast.CallExpr)
			if !ok || x.Pos() >= c.Pos() || x == c {
				return true
			}
			f, _ := callee(pass.TypesInfo, x).(*types.Func)
			if f == nil || f.Signature().Recv() == nil || f.Signature().Params().Len() == 0 {
				return true
			}
			found = found || strings.HasSuffix(f.Signature().Recv().Type().String(), "liandong/domain/desk.Work") && f.Signature().Params().At(0).Type().String() == "context.Context"
			return true
		})
	}
	return found
}

func calls(pass *analysis.Pass, each func(c *ast.CallExpr, f *types.Func, stack []ast.Node)) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	in.WithStack([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node, push bool, stack []ast.Node) bool {
		if push {
			c := n.(*ast.CallExpr)
			if f, ok := callee(pass.TypesInfo, c).(*types.Func); ok {
				each(c, f, stack)
			}
		}
		return true
	})
}

func test(pass *analysis.Pass, n ast.Node) bool {
	return strings.HasSuffix(pass.Fset.File(n.Pos()).Name(), "_test.go")
}
