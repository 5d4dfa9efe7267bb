package extract

import "testing"

// The table of lists is whole: each has columns, all have names, and none is there twice.
func TestLists(t *testing.T) {
	for i, l := range Lists {
		if found, ok := FindList(l.Code); !ok || found.Address != l.Address || l.Rows == "" || len(l.Columns) == 0 {
			t.Errorf("%d %+v", i, l)
		}
		seen := map[string]bool{}
		for _, c := range l.Columns {
			if seen[c.Path] || c.Name.ZH == "" || c.Name.EN == "" {
				t.Errorf("%s: %+v", l.Code, c)
			}
			seen[c.Path] = true
		}
	}
	if _, ok := FindList("people"); ok {
		t.Error("people are no list")
	}
}
