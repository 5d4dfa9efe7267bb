package api

import (
	"fmt"
	"testing"
)

// A count under five is left out, and with one alone the smallest other that
// would give it away through the total.
func TestTold(t *testing.T) {
	for _, x := range []struct {
		counts []int64
		want   string
	}{
		{[]int64{0, 0, 0}, "0 0 0"},
		{[]int64{12, 7, 0}, "12 7 0"},
		{[]int64{12, 3, 0}, "- - 0"},
		{[]int64{12, 3, 6}, "12 - -"},
		{[]int64{12, 3, 2}, "12 - -"},
		{[]int64{4, 0, 0}, "- 0 0"},
		{[]int64{5, 5, 1}, "- 5 -"},
	} {
		got := ""
		for _, c := range told(x.counts) {
			if c == nil {
				got += " -"
			} else {
				got += fmt.Sprintf(" %d", *c)
			}
		}
		if got != " "+x.want {
			t.Errorf("%v: %s, want %s", x.counts, got, x.want)
		}
	}
}
