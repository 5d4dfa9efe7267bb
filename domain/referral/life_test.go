package referral

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/fault"
)

// moment is a Tuesday morning in Shanghai.
var moment = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// Every state is reached, every final state stays, every action has a title.
func TestLife(t *testing.T) {
	reached := map[State]bool{Offered: true, Guided: true, Assigned: true, Returned: true, Redirected: true}
	for _, row := range Life {
		reached[row.To] = true
		if _, titled := Titles[row.Do]; !titled && row.By != Clock {
			t.Errorf("%s has no title for its button", row.Do)
		}
	}
	for _, s := range States {
		if !reached[s] {
			t.Errorf("no row leads to %s", s)
		}
		// A lapsed offer may turn out to have been accepted in time by a body outside.
		if s != Lapsed && s.Unfinished() == (len(Life.Open(s)) == 0) {
			t.Errorf("%s: unfinished %v, rows %d", s, s.Unfinished(), len(Life.Open(s)))
		}
	}
}

func at(state State, f Facts) *Referral {
	f.State, f.From, f.To = state, "a", "b"
	return Restore(f)
}

// An act in time and one after the end of the last day, at midnight in
// Shanghai, whether or not the clock has fired.
func TestLastDayEndsAtMidnightInShanghai(t *testing.T) {
	due := calendar.Date("2026-11-24")
	lastMoment := time.Date(2026, 11, 24, 15, 59, 59, 999999999, time.UTC)
	for _, x := range []struct {
		says string
		do   func(at time.Time) error
	}{
		{"accept", func(now time.Time) error { return at(Offered, Facts{AnswerDueOn: due}).Accept(now) }},
		{"decline", func(now time.Time) error { return at(Offered, Facts{AnswerDueOn: due}).Decline("", "", now) }},
		{"recall", func(now time.Time) error { return at(Offered, Facts{AnswerDueOn: due}).Recall(Sender, "", now) }},
		{"object", func(now time.Time) error {
			return at(Assigned, Facts{AnswerDueOn: due, ObjectionOpen: true}).Object("", "", "", now)
		}},
		{"uphold", func(now time.Time) error { return at(Objected, Facts{AnswerDueOn: due}).Uphold(false, "", "", now) }},
		{"overrule", func(now time.Time) error { return at(Objected, Facts{AnswerDueOn: due}).Overrule("", "", now) }},
		{"contest", func(now time.Time) error {
			return at(Assigned, Facts{AnswerDueOn: due, OverruledAt: moment}).Contest("", "s", "", now)
		}},
		{"send back", func(now time.Time) error { return at(Completed, Facts{AnswerDueOn: due}).SendBack("", now) }},
		{"acknowledge", func(now time.Time) error { return at(Completed, Facts{AnswerDueOn: due}).Acknowledge(Sender, now) }},
	} {
		if err := x.do(lastMoment); err != nil {
			t.Errorf("%s in the last moment: %v", x.says, err)
		}
		if err := x.do(lastMoment.Add(time.Nanosecond)); err == nil || fault.Of(err).Kind != fault.Conflict {
			t.Errorf("%s a moment later: %v", x.says, err)
		}
	}
	for _, x := range []struct {
		says string
		do   func(at time.Time) error
	}{
		{"lapse", func(now time.Time) error { return at(Offered, Facts{AnswerDueOn: due}).Lapse(now) }},
		{"silence", func(now time.Time) error { return at(Objected, Facts{AnswerDueOn: due}).Silence("s", "", now) }},
		{"end of objection", func(now time.Time) error { return at(Assigned, Facts{AnswerDueOn: due}).EndObjection(now) }},
		{"escalation", func(now time.Time) error { return at(Contested, Facts{AnswerDueOn: due}).Escalate("s", "", now) }},
		{"acknowledgement by time", func(now time.Time) error { return at(Completed, Facts{AnswerDueOn: due}).Acknowledge(Clock, now) }},
	} {
		if err := x.do(lastMoment); !errors.Is(err, ErrNotDue) {
			t.Errorf("%s in the last moment: %v", x.says, err)
		}
		if err := x.do(lastMoment.Add(time.Nanosecond)); err != nil {
			t.Errorf("%s a moment later: %v", x.says, err)
		}
	}
}

// A refusal changes nothing.
func TestRefusalsChangeNothing(t *testing.T) {
	for _, s := range States {
		f := Facts{State: s, From: "a", To: "b", AnswerDueOn: "2026-11-20", Final: true, SentBack: true}
		for name, do := range map[string]func(r *Referral) error{
			"accept":      func(r *Referral) error { return r.Accept(moment) },
			"decline":     func(r *Referral) error { return r.Decline("c", "t", moment) },
			"object":      func(r *Referral) error { return r.Object("c", "t", "2026-12-01", moment) },
			"uphold":      func(r *Referral) error { return r.Uphold(false, "s", "2026-12-01", moment) },
			"overrule":    func(r *Referral) error { return r.Overrule("t", "2026-12-01", moment) },
			"contest":     func(r *Referral) error { return r.Contest("t", "s", "2026-12-01", moment) },
			"designate":   func(r *Referral) error { return r.Designate("c", "t", moment) },
			"complete":    func(r *Referral) error { return r.Complete(NotCompetent, "t", "2026-12-01", moment) },
			"send back":   func(r *Referral) error { return r.SendBack("t", moment) },
			"acknowledge": func(r *Referral) error { return r.Acknowledge(Sender, moment) },
			"supply":      func(r *Referral) error { return r.SupplyItems(Sender, "2026-11-24") },
			"ask":         func(r *Referral) error { return r.AskItems([]string{"x"}, "2026-11-24", moment) },
		} {
			r := Restore(f)
			if err := do(r); err != nil && r.Facts().State != s {
				t.Errorf("%s in %s was refused and changed the state to %s", name, s, r.Facts().State)
			}
		}
	}
}

func TestReturnsThatCloseACycle(t *testing.T) {
	f := Facts{ID: "3", From: "a", To: "b"}
	for _, x := range []struct {
		says    string
		earlier []Facts
		want    bool
	}{
		{"nothing before", nil, false},
		{"somebody else returned it", []Facts{{ID: "1", From: "a", To: "c", State: Returned}}, false},
		{"the same unit returned it before", []Facts{{ID: "1", From: "a", To: "b", State: Returned}}, true},
		{"the sender itself returned it before", []Facts{{ID: "1", From: "c", To: "a", State: Returned}}, true},
		{"it came back by designation", []Facts{{ID: "1", From: "a", To: "b", State: Returned, Final: true}}, false},
		{"itself", []Facts{{ID: "3", From: "a", To: "b", State: Returned}}, false},
	} {
		if got := f.ReturnClosesCycle(x.earlier); got != x.want {
			t.Errorf("%s: %v", x.says, got)
		}
	}
}

// docs/machines/referral.md draws the rows the program runs.
func TestDocsReferral(t *testing.T) {
	const file = "../../docs/machines/referral.md"
	text := "# The handoff 移交\n\nDrawn from the table the program runs. After `uphold` a third return, or one that closes a cycle, is contested instead;\n`designate` leads to accepted, returned or redirected.\n\n```mermaid\n" + Life.Mermaid() + "```\n"
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil || strings.TrimSpace(string(kept)) != strings.TrimSpace(text) {
		t.Errorf("docs/machines/referral.md is out of date: make docs (%v)", err)
	}
}
