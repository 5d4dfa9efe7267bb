package safety_test

import (
	"slices"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/routing"
	"liandong/domain/safety"
)

func codes(s *cases.Safety) []string {
	var all []string
	for _, h := range safety.Helps(s) {
		all = append(all, h.Code)
	}
	return all
}

// Each yes shows what helps with it, the police first; no yes shows nothing.
func TestHelps(t *testing.T) {
	for _, x := range []struct {
		name string
		s    *cases.Safety
		want []string
	}{
		{"nothing asked", nil, nil},
		{"three times no", &cases.Safety{}, nil},
		{"violence", &cases.Safety{Violence: true}, []string{"police", "admonition", "protection_order", "shelter", "legal_aid"}},
		{"danger", &cases.Safety{Danger: true}, []string{"police", "protection_order", "shelter", "legal_aid"}},
		{"a child", &cases.Safety{Child: true}, []string{"police", "shelter", "legal_aid", "child_report"}},
	} {
		if got := codes(x.s); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	for _, h := range safety.Helps(&cases.Safety{Violence: true, Danger: true, Child: true}) {
		if h.Title.ZH == "" || h.Title.EN == "" || h.Text.ZH == "" || h.Text.EN == "" || len(h.Cite) == 0 || h.Known == "" {
			t.Errorf("%s is not said whole: %+v", h.Code, h)
		}
	}
	if len(safety.Questions) != 3 {
		t.Errorf("%d questions", len(safety.Questions))
	}
}

// Mediation stands behind every other way and is never led to first; nothing is closed by it.
func TestOrdered(t *testing.T) {
	var a routing.Answer
	for i, s := range channel.Steps {
		a.Routes = append(a.Routes, routing.Judged{Route: s.Route, Channel: s.Channel, Verdict: routing.Open, Rank: len(channel.Steps) - i})
	}
	calm, yes := safety.Ordered(a, nil), safety.Ordered(a, &cases.Safety{Danger: true})
	seen := false
	for i, j := range yes.Routes {
		if j.Rank != i+1 || j.Verdict != routing.Open {
			t.Errorf("%s: rank %d, %s", j.Route, j.Rank, j.Verdict)
		}
		if seen && !j.Channel.Mediation() {
			t.Errorf("%s stands behind mediation", j.Route)
		}
		seen = seen || j.Channel.Mediation()
	}
	if len(yes.Routes) != len(a.Routes) || len(calm.Routes) != len(a.Routes) || calm.Routes[0].Rank != 1 {
		t.Error("a way is lost")
	}
	if calm.Routes[0].Route != a.Routes[len(a.Routes)-1].Route {
		t.Error("without danger the order is another")
	}
	for i := range a.Routes {
		if !a.Routes[i].Channel.Mediation() {
			a.Routes[i].Verdict = routing.Closed
		}
	}
	if first := safety.Preselected(a, &cases.Safety{Violence: true}); first != "" {
		t.Errorf("mediation is led to first: %s", first)
	}
	if first := safety.Preselected(a, nil); first == "" {
		t.Error("without danger nothing is led to")
	}
}
