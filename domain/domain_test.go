// Package domain_test holds what is true of the whole domain: what it imports,
// that it says what it is, and that it does not look at the clock itself.
package domain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers, lowest first: a package imports only from layers below its own.
var layers = [][]string{
	{"lang"}, {"statute"}, {"fault"}, {"machine", "calendar", "channel"}, {"org", "routing"}, {"party", "who"}, {"journal", "cases", "proposal"},
	{"consent", "wall", "clock", "safety", "directive", "official", "job", "backlog", "webhook"}, {"decision", "procedure", "referral", "reception", "audit", "conference"}, {"document", "letter", "notice", "recusal"}, {"bundle", "filing", "group", "volume", "extract", "figures", "supervision"}, {"exchange", "trend"}, {"desk"},
}

func layer(pkg string) int {
	return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, pkg) })
}

func TestDomain(t *testing.T) {
	documented := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(path))
		documented[pkg] = documented[pkg] || file.Doc != nil
		imports(t, path, pkg, file)
		exported(t, path, file)
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
					t.Errorf("%s looks at the clock itself", path)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s does not say what it is", pkg)
		}
		if layer(pkg) < 0 {
			t.Errorf("package %s is in no layer", pkg)
		}
	}
}

func imports(t *testing.T, path, pkg string, file *ast.File) {
	for _, spec := range file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if own, ok := strings.CutPrefix(name, "liandong/domain/"); ok {
			if layer(own) >= layer(pkg) {
				t.Errorf("%s imports %s, which is not below it", path, own)
			}
			continue
		}
		if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") || first == "liandong" {
			t.Errorf("%s imports %s: the domain imports the standard library and itself", path, name)
		}
	}
}

// exported wants a comment at every exported name of the top level.
func exported(t *testing.T, path string, file *ast.File) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil {
				t.Errorf("%s: %s has no comment", path, d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if spec, ok := s.(*ast.TypeSpec); ok && spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
					t.Errorf("%s: %s has no comment", path, spec.Name)
				}
			}
		}
	}
}
