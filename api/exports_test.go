package api

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"liandong/domain/extract"
	"liandong/domain/lang"
)

// jsonField finds a field by its name in the answer, through what is embedded,
// pointed at and listed.
func jsonField(t reflect.Type, name string) (reflect.Type, bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for f := range t.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == name {
			return f.Type, true
		}
		if f.Anonymous && tag == "" {
			if x, ok := jsonField(f.Type, name); ok {
				return x, true
			}
		}
	}
	return nil, false
}

func down(t reflect.Type, path string) (reflect.Type, bool) {
	for name := range strings.SplitSeq(path, ".") {
		x, ok := jsonField(t, name)
		if !ok {
			return nil, false
		}
		t = x
	}
	return t, true
}

// Every list has a route that answers it, every column is a field of its rows,
// and what says a cell is a list of codes that there is.
func TestListsAreThoseOfTheAPI(t *testing.T) {
	a := demo(t)
	c := &Call{app: a, req: Request{Language: lang.ZH}}
	said, err := c.saying()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range extract.Lists {
		if seen[l.Code] || l.Name.ZH == "" || l.Name.EN == "" || len(l.Columns) == 0 {
			t.Errorf("%+v", l)
		}
		seen[l.Code] = true
		if !slices.ContainsFunc(a.routes, func(r Route) bool { return r.Path == l.Address && r.Method == "GET" }) {
			t.Errorf("%s: nothing answers %s", l.Code, l.Address)
			continue
		}
		rows, ok := down(a.listed(l).Out, l.Rows)
		if !ok || rows.Kind() != reflect.Slice {
			t.Errorf("%s: no rows at %s", l.Code, l.Rows)
			continue
		}
		for _, x := range l.Columns {
			if _, ok := down(rows, x.Path); !ok || x.Name.ZH == "" || x.Name.EN == "" {
				t.Errorf("%s: no row has %q", l.Code, x.Path)
			}
			if _, coded := said.codes[x.Say]; x.Say != "" && x.Say != extract.SayYes && x.Say != extract.SayAt && !coded {
				t.Errorf("%s: %s is no list of codes", l.Code, x.Say)
			}
		}
	}
}

// A cell is said in words, and one of several is joined.
func TestCells(t *testing.T) {
	s := sayings{lang.ZH, map[string]map[string]string{"state": {"open": "办理中"}}}
	item := map[string]any{"state": "open", "at": "2026-11-24T01:30:00Z", "late": true, "of": []any{map[string]any{"name": "甲"}, map[string]any{"name": "乙"}}, "none": nil}
	for _, x := range []struct{ path, say, want string }{
		{"state", "state", "办理中"}, {"state", "", "open"}, {"at", extract.SayAt, "2026-11-24 09:30"}, {"late", extract.SayYes, "是"},
		{"of.name", "", "甲；乙"}, {"none", "", ""}, {"nothing.deeper", "", ""},
	} {
		if got := s.cell(x.say, within(item, x.path)); got != x.want {
			t.Errorf("%s: %q, want %q", x.path, got, x.want)
		}
	}
}
