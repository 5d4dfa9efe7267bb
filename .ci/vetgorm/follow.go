package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// given tells whether a name is a parameter of a function that has a name; its
// callers are asked then. A parameter of a function literal is not followed.
func (t *texts) given(id *ast.Ident, stack []ast.Node) bool {
	v, ok := t.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	for i := len(stack) - 1; i >= 0; i-- {
		d, ok := stack[i].(*ast.FuncDecl)
		if !ok {
			continue
		}
		f, ok := t.pass.TypesInfo.Defs[d.Name].(*types.Func)
		if !ok {
			return false
		}
		params := f.Signature().Params()
		for n := range params.Len() {
			if params.At(n) != v {
				continue
			}
			if t.takes[f] == nil {
				t.takes[f] = map[int]bool{}
			}
			t.changed = t.changed || !t.takes[f][n]
			t.takes[f][n] = true
			return !assigned(t.pass.TypesInfo, d.Body, v, nil)
		}
	}
	return false
}

// local tells whether a name is a variable of the function; all that it is ever
// set to must then pass.
func (t *texts) local(id *ast.Ident, stack []ast.Node, into string) bool {
	v, ok := t.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	var body *ast.BlockStmt
	for _, n := range stack {
		if d, ok := n.(*ast.FuncDecl); ok {
			body = d.Body
		}
	}
	if body == nil {
		return false
	}
	if t.following[v] {
		return true
	}
	t.following[v] = true
	defer delete(t.following, v)
	return assigned(t.pass.TypesInfo, body, v, func(e ast.Expr) { t.text(e, stack, into) })
}

// assigned finds what a variable is set to, and says whether it is set at all by
// a plain assignment. What comes out of a call of several results, or out of a
// range, is handed on as what it comes from.
func assigned(info *types.Info, body *ast.BlockStmt, v *types.Var, each func(ast.Expr)) bool {
	found := false
	is := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && (info.Defs[id] == v || info.Uses[id] == v)
	}
	set := func(e ast.Expr) {
		found = true
		if each != nil {
			each(e)
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.AssignStmt:
			for i, l := range x.Lhs {
				if !is(l) {
					continue
				}
				if len(x.Rhs) == len(x.Lhs) {
					set(x.Rhs[i])
				} else if ix, ok := x.Rhs[0].(*ast.IndexExpr); ok && i == 0 { // v, ok := table[key]
					set(ix)
				} else {
					set(x.Rhs[0])
				}
			}
		case *ast.ValueSpec:
			for i, name := range x.Names {
				if info.Defs[name] != v {
					continue
				}
				switch {
				case i < len(x.Values):
					set(x.Values[i])
				default:
					found = true // empty
				}
			}
		case *ast.RangeStmt:
			if (x.Value != nil && is(x.Value) || x.Key != nil && is(x.Key)) && x.Tok == token.DEFINE {
				set(x.X)
			}
		}
		return true
	})
	return found
}

// ofTable tells whether x.field is a field of a row of a table: of a range over
// rows that are written down there, whose own texts must pass, or over a table
// of the package.
func (t *texts) ofTable(x *ast.SelectorExpr, stack []ast.Node, into string) bool {
	id, ok := ast.Unparen(x.X).(*ast.Ident)
	field, isField := t.pass.TypesInfo.Uses[x.Sel].(*types.Var)
	if !ok || !isField || !field.IsField() {
		return false
	}
	v, ok := t.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	passes := false
	for _, n := range stack {
		r, ok := n.(*ast.RangeStmt)
		if !ok || r.Value == nil {
			continue
		}
		if name, ok := r.Value.(*ast.Ident); !ok || t.pass.TypesInfo.Defs[name] != v {
			continue
		}
		if t.fixed(r.X) {
			passes = true
			continue
		}
		rows, ok := r.X.(*ast.CompositeLit)
		if !ok {
			return false
		}
		passes = true
		for _, row := range rows.Elts {
			if lit, ok := row.(*ast.CompositeLit); ok {
				t.cell(lit, field, stack, into)
			}
		}
	}
	return passes
}

// cell looks at one field of one row.
func (t *texts) cell(row *ast.CompositeLit, field *types.Var, stack []ast.Node, into string) {
	shape, ok := t.pass.TypesInfo.TypeOf(row).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, el := range row.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if name, ok := kv.Key.(*ast.Ident); ok && name.Name == field.Name() {
				t.text(kv.Value, stack, into)
			}
		} else if i < shape.NumFields() && shape.Field(i) == field {
			t.text(el, stack, into)
		}
	}
}
