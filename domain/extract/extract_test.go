package extract

import (
	"testing"

	"liandong/domain/fault"
)

func TestColumns(t *testing.T) {
	if err := Check(Standard()); err != nil || len(Fields) < 20 {
		t.Errorf("the standard order: %v", err)
	}
	for _, f := range Fields {
		if f.Name.ZH == "" || f.Name.EN == "" {
			t.Errorf("%s has no name", f.Code)
		}
	}
	for _, x := range []struct {
		c    Column
		code string
		head string
		cell string
	}{
		{Column{Field: "number"}, "", "编号", "N1"}, {Column{Field: "number", Title: "受理编号"}, "", "受理编号", "N1"}, {Column{Title: "国别", Text: "中国"}, "", "国别", "中国"},
		{Column{Title: "备注"}, "", "备注", ""}, {Column{Field: "reference:诉前调"}, "", "诉前调", "(2026)1"},
		{Column{Field: "secret"}, "unknown_field", "", ""}, {Column{Field: "reference:"}, "unknown_field", "", ""}, {Column{}, "required", "", ""}, {Column{Field: "number", Text: "x"}, "one_of", "", ""},
	} {
		err := Check([]Column{x.c})
		if x.code == "" {
			if err != nil || x.c.Head() != x.head || x.c.Cell(map[string]string{"number": "N1", "reference:诉前调": "(2026)1"}) != x.cell {
				t.Errorf("%+v: %v, %q", x.c, err, x.c.Head())
			}
			continue
		}
		if f := fault.Of(err); f == nil || f.Fields[0].Code != x.code {
			t.Errorf("%+v: %v, want %s", x.c, err, x.code)
		}
	}
	if Check(make([]Column, MaxColumns+1)) == nil {
		t.Error("more columns than a list has")
	}
	for in, want := range map[string]string{"": "", "林小雨": "林小雨", "=cmd": "'=cmd", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "＝x": "'＝x"} {
		if got := Inert(in); got != want {
			t.Errorf("%q stands as %q", in, got)
		}
	}
}
