package directive_test

import (
	"testing"
	"time"

	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// A directive wants an answer after today and within ninety days, on a ground
// of the article or on none.
func TestCheck(t *testing.T) {
	for _, x := range []struct {
		name string
		in   directive.Facts
		want string
	}{
		{"tomorrow", directive.Facts{DueOn: "2026-11-25"}, ""},
		{"the ninetieth day", directive.Facts{DueOn: "2027-02-22", Ground: "delayed"}, ""},
		{"the ninety-first", directive.Facts{DueOn: "2027-02-23"}, "/due_on"},
		{"today", directive.Facts{DueOn: "2026-11-24"}, "/due_on"},
		{"no day", directive.Facts{DueOn: "soon"}, "/due_on"},
		{"another ground", directive.Facts{DueOn: "2026-11-25", Ground: "bad_mood"}, "/ground"},
	} {
		got := ""
		var c fault.Check
		x.in.Check(&c, "2026-11-24")
		if f := fault.Of(c.Err()); f != nil {
			got = f.Fields[0].Pointer
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// Late is what is answered, or waits, after the end of the last day here.
func TestLate(t *testing.T) {
	end := time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC) // midnight here
	open := directive.Facts{DueOn: "2026-11-27", State: directive.Open}
	if open.Late(end.Add(-time.Second)) || !open.Late(end) {
		t.Error("the last day ends at midnight here")
	}
	done := directive.Facts{DueOn: "2026-11-27", State: directive.Answered, AnsweredAt: end.Add(-time.Second)}
	if done.Late(end.Add(time.Hour)) {
		t.Error("what was answered in time is not late afterwards")
	}
}

// Whoever decides for themselves is directed by nobody.
func TestDirected(t *testing.T) {
	for kind, want := range map[org.Kind]bool{
		org.Court: false, org.LabourArbitration: false, org.ArbitrationComm: false, org.LandArbitration: false, org.ReconsiderationBody: false, org.MediationCommittee: false, org.DisciplineOrgan: false, org.LawFirm: false,
		org.PetitionOffice: true, org.Agency: true, org.Police: true, org.Street: true, org.Community: true, org.Government: true, org.LegalAidCentre: true, org.JointConference: true,
	} {
		if directive.Directed(kind) != want {
			t.Errorf("%s: %t", kind, !want)
		}
	}
}
