package api

import (
	"fmt"
	"testing"

	"liandong/infra/gormdb"
)

// A count under five is left out, and so is whatever would give it away: the
// next smallest, those who wait, the total.
func TestReceivedHidesFew(t *testing.T) {
	for _, x := range []struct {
		advised, registered, guided, visits int64
		want                                string
	}{
		{0, 0, 0, 0, "0: 0 0 0"},
		{12, 7, 0, 19, "19: 12 7 0"},
		{12, 3, 0, 15, "15: - - 0"},
		{12, 3, 6, 21, "21: 12 - -"},
		{12, 3, 2, 17, "17: 12 - -"},
		{12, 1, 1, 14, "14: - - -"}, // two that add up to two are one each
		{4, 0, 0, 4, "-: - 0 0"},
		{12, 3, 0, 19, "19: 12 - 0"}, // four wait: nobody can tell them from the three
		{12, 0, 0, 13, "13: - 0 0"},  // one waits
	} {
		v := received(gormdb.ReceptionFigure{Advised: x.advised, Registered: x.registered, Guided: x.guided, Visits: x.visits})
		said := func(n *int64) string {
			if n == nil {
				return "-"
			}
			return fmt.Sprint(*n)
		}
		if got := said(v.Visits) + ": " + said(v.Advised) + " " + said(v.Registered) + " " + said(v.Guided); got != x.want {
			t.Errorf("%d advised, %d registered, %d guided of %d: %s, want %s", x.advised, x.registered, x.guided, x.visits, got, x.want)
		}
	}
}
