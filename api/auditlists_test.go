package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"liandong/domain/audit"
)

// Every entry that this package writes for a look into a case is known as a look,
// so that it never counts as an act that followed one.
func TestLooksAreNamed(t *testing.T) {
	known := []string{"session.closed"} // an act of the party's own
	files, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(files["api"], func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 3 {
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "notice" {
			return true
		}
		if none, ok := call.Args[0].(*ast.BasicLit); ok && none.Value == `""` {
			return true // of no case
		}
		action, ok := call.Args[1].(*ast.BasicLit)
		if !ok {
			t.Errorf("a look without a name of its own: %T", call.Args[1])
			return true
		}
		name, _ := strconv.Unquote(action.Value)
		found = append(found, name)
		return true
	})
	for _, name := range found {
		if !slices.Contains(audit.Looks, name) && !slices.Contains(known, name) {
			t.Errorf("%s is written for a look into a case and does not stand in audit.Looks", name)
		}
	}
	for _, name := range audit.Looks {
		if !slices.Contains(found, name) && name != "referral.names_checked" && name != "case.shown_at_reception" {
			t.Errorf("audit.Looks names %s, which nothing writes", name)
		}
	}
}
