package group_test

import (
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/group"
	"liandong/domain/party"
)

// A party's word on a plan is its own, its last, and of this plan: a changed
// plan is asked about anew.
func TestWord(t *testing.T) {
	made := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	say := func(id party.ID, s consent.Subject, answer string, hours time.Duration) consent.Consent {
		return consent.Consent{PartyID: id, Subject: s, Answer: answer, Given: cases.Occurred{EnteredAt: made.Add(hours * time.Hour)}}
	}
	book := consent.Book{
		say("lin", consent.GroupPlan, consent.No, -1), say("lin", consent.Mediation, consent.No, 1), say("lin", consent.GroupPlan, consent.No, 1), say("lin", consent.GroupPlan, consent.Yes, 2),
		say("gao", consent.GroupPlan, consent.Yes, -1), say("su", consent.GroupPlan, consent.No, 0),
	}
	first := group.Plan{No: 1, MadeAt: made}
	for id, want := range map[party.ID]string{"lin": consent.Yes, "gao": "", "su": consent.No, "nobody": ""} {
		if got := first.Word(book, id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	changed := group.Plan{No: 2, MadeAt: made.Add(3 * time.Hour)}
	if got := changed.Word(book, "lin"); got != "" {
		t.Errorf("a word on the plan before counts for the changed one: %q", got)
	}
	if p, ok := group.Newest([]group.Plan{first, changed}); !ok || p.No != 2 {
		t.Errorf("%+v", p)
	}
	if _, ok := group.Newest(nil); ok {
		t.Error("there is a plan where there is none")
	}
}
