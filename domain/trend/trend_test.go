package trend_test

import (
	"slices"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/trend"
)

// The time before is as long and ends where the time begins.
func TestBefore(t *testing.T) {
	for _, x := range [][4]calendar.Date{
		{"2026-11-01", "2026-11-30", "2026-10-02", "2026-10-31"},
		{"2026-11-24", "2026-11-24", "2026-11-23", "2026-11-23"},
		{"2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"},
	} {
		if from, to := trend.Before(x[0], x[1]); from != x[2] || to != x[3] {
			t.Errorf("%s–%s: %s–%s, want %s–%s", x[0], x[1], from, to, x[2], x[3])
		}
	}
}

// Rows stand by code, whatever their numbers; in each time small counts are
// hidden, with the next where one could be worked out, and the sum where it would tell.
func TestCompare(t *testing.T) {
	got := trend.Compare(map[string]int64{"b": 30, "a": 7, "c": 2, "none": 0}, map[string]int64{"b": 6, "d": 9, "none": 0})
	var codes []string
	shown := map[string][2]int64{}
	for _, r := range got.Rows {
		codes = append(codes, r.Code)
		pair := [2]int64{-1, -1}
		if r.Now != nil {
			pair[0] = *r.Now
		}
		if r.Before != nil {
			pair[1] = *r.Before
		}
		shown[r.Code] = pair
	}
	if !slices.Equal(codes, []string{"a", "b", "c", "d"}) {
		t.Errorf("rows %v", codes)
	}
	for code, want := range map[string][2]int64{"a": {-1, -1}, "b": {30, -1}, "c": {-1, -1}, "d": {-1, 9}} {
		if shown[code] != want {
			t.Errorf("%s: %v, want %v", code, shown[code], want)
		}
	}
	if got.Now == nil || *got.Now != 39 || got.Before == nil || *got.Before != 15 {
		t.Errorf("sums %v %v", got.Now, got.Before)
	}
	if one := trend.Compare(map[string]int64{"a": 2}, nil); one.Now != nil || one.Before != nil || one.Rows[0].Now != nil {
		t.Errorf("a small sum is shown: %+v", one)
	}
	if none := trend.Compare(nil, nil); len(none.Rows) != 0 || none.Now != nil {
		t.Errorf("%+v", none)
	}
}

// A day for the answer may be named or not; after today, within ninety days.
func TestCheck(t *testing.T) {
	for due, want := range map[calendar.Date]string{"": "", "2026-11-25": "", "2027-02-22": "", "2027-02-23": "/due_on", "2026-11-24": "/due_on", "soon": "/due_on"} {
		var c fault.Check
		trend.Note{DueOn: due}.Check(&c, "2026-11-24")
		got := ""
		if f := fault.Of(c.Err()); f != nil {
			got = f.Fields[0].Pointer
		}
		if got != want {
			t.Errorf("%q: %q, want %q", due, got, want)
		}
	}
}

// No court and no tribunal gets a note.
func TestReceives(t *testing.T) {
	for kind, want := range map[org.Kind]bool{org.Court: false, org.LabourArbitration: false, org.ArbitrationComm: false, org.LandArbitration: false, org.ReconsiderationBody: false, org.DisciplineOrgan: false, org.MediationCommittee: false, org.LawFirm: false, org.Street: true, org.Agency: true} {
		if trend.Receives(kind) != want {
			t.Errorf("%s: %t", kind, !want)
		}
	}
}
