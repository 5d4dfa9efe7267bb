package org

import (
	"slices"
	"testing"

	"liandong/domain/channel"
)

// a tree: city leads district and court-like c; district leads office and agency; g guides office.
var tree = NewLeaders([]Leadership{
	{"city", "district", Tree}, {"district", "office", Tree}, {"district", "agency", Vertical}, {"city", "far", Tree},
	{"guide", "office", Guidance}, {"second", "agency", Dual},
})

func TestCommonSuperiorIsTheLowest(t *testing.T) {
	for _, x := range []struct {
		a, b, want ID
		ok         bool
	}{
		{"office", "agency", "district", true},
		{"office", "far", "city", true},
		{"office", "stranger", "", false},
		{"district", "office", "city", true}, // who leads the other is a side, not a judge
	} {
		if got, ok := tree.Common(x.a, x.b); got != x.want || ok != x.ok {
			t.Errorf("%s, %s: %s %v", x.a, x.b, got, ok)
		}
	}
}

func TestAboveIsNearestFirstAndWithoutGuidance(t *testing.T) {
	if got := tree.Above("office"); !slices.Equal(got, []ID{"district", "city"}) {
		t.Errorf("%v", got)
	}
	if got := NewLeaders([]Leadership{{"a", "b", Tree}, {"b", "a", Tree}}).Above("a"); !slices.Equal(got, []ID{"b"}) {
		t.Errorf("two that lead each other: %v", got)
	}
}

// Who is guided by an organisation does not answer to it, but belongs to it
// where the organisation itself is accused.
// What is led is what the leader is above, and nothing that is only guided.
func TestLedIsTheOtherSideOfAbove(t *testing.T) {
	for id, want := range map[ID][]ID{"city": {"agency", "district", "far", "office"}, "second": {"agency"}, "guide": nil, "office": nil} {
		got := tree.Led(id)
		if !slices.Equal(got, want) {
			t.Errorf("%s leads %v, want %v", id, got, want)
		}
		for _, o := range got {
			if !tree.Leads(id, o) {
				t.Errorf("%s is not above %s", id, o)
			}
		}
	}
}

func TestWhoIsGuidedBelongs(t *testing.T) {
	for _, x := range []struct {
		id, to ID
		want   bool
	}{{"office", "office", true}, {"office", "guide", true}, {"office", "city", true}, {"agency", "guide", false}, {"guide", "office", false}, {"agency", "second", true}} {
		if tree.Belongs(x.id, x.to) != x.want {
			t.Errorf("%s belongs to %s: %v", x.id, x.to, !x.want)
		}
	}
}

func TestTakes(t *testing.T) {
	o := Organization{Channels: []channel.Channel{channel.Petition}, Routes: []channel.Route{channel.RoutePetition, channel.RouteDisciplineReport}}
	for _, x := range []struct {
		c    channel.Channel
		r    channel.Route
		want bool
	}{
		{channel.Petition, channel.RoutePetition, true}, {channel.Petition, "", true}, {channel.Litigation, channel.RouteCivilLitigation, false},
		{"", channel.RouteDisciplineReport, true}, {"", channel.RouteAdministrativeComplaint, false},
	} {
		if o.Takes(x.c, x.r) != x.want {
			t.Errorf("%s %s: %v", x.c, x.r, !x.want)
		}
	}
}

func TestNobodyCanBeDesignatedWhoActsOnApplication(t *testing.T) {
	for kind := range Kinds {
		want := slices.Contains([]Kind{Court, LabourArbitration, ArbitrationComm, LandArbitration, ReconsiderationBody, MediationCommittee}, kind)
		if (Organization{Kind: kind}).ActsOnApplication() != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
}
