package audit_test

import (
	"slices"
	"testing"

	"liandong/domain/audit"
)

// Every standing list says in both languages what it holds, has something to find
// it by, and is found by its code; a look alone is asked about after a week.
func TestStandingListsAreWhole(t *testing.T) {
	var codes []string
	for _, s := range audit.Lists {
		codes = append(codes, s.Code)
		if s.Name.ZH == "" || s.Name.EN == "" || s.Why.ZH == "" || s.Why.EN == "" || len(s.Values) == 0 || s.By == "" {
			t.Errorf("%+v", s)
		}
		if s.Unfollowed != (s.Wait > 0) {
			t.Errorf("%s waits %v", s.Code, s.Wait)
		}
		if got, ok := audit.List(s.Code); !ok || got.Code != s.Code {
			t.Errorf("%s is found as %+v", s.Code, got)
		}
	}
	if want := []string{"backdated", "recorded_for", "looks", "premises", "break_glass"}; !slices.Equal(codes, want) {
		t.Errorf("%v", codes)
	}
	if _, ok := audit.List("persons"); ok {
		t.Error("a list that does not exist is found")
	}
}

func TestStandingHolds(t *testing.T) {
	for _, x := range []struct {
		list string
		e    audit.Entry
		want bool
	}{
		{"backdated", audit.Entry{Backdated: true}, true},
		{"backdated", audit.Entry{}, false},
		{"recorded_for", audit.Entry{Action: "consent.recorded", Role: "clerk"}, true},
		{"recorded_for", audit.Entry{Action: "consent.recorded", Role: "party"}, false},
		{"looks", audit.Entry{Action: "case.viewed", Role: "head", CaseID: "c"}, true},
		{"looks", audit.Entry{Action: "case.viewed", Role: "head"}, false},
		{"looks", audit.Entry{Action: "case.viewed", Role: "party", CaseID: "c"}, false},
		{"premises", audit.Entry{Action: "withdrawal.asked", Role: "party", Origin: "kiosk"}, true},
		{"premises", audit.Entry{Action: "withdrawal.asked", Role: "party", Origin: "own_device"}, false},
		{"premises", audit.Entry{Action: "withdrawal.asked", Role: "clerk", Origin: "kiosk"}, false},
		{"break_glass", audit.Entry{Action: audit.BreakGlass, Role: "head"}, true},
	} {
		if s, _ := audit.List(x.list); s.Holds(x.e) != x.want {
			t.Errorf("%s, %+v", x.list, x.e)
		}
	}
}
