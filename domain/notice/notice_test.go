package notice

import (
	"strings"
	"testing"

	"liandong/domain/procedure"
	"liandong/domain/referral"
)

// Every step of every life and every state a referral can come to is told to
// somebody, or it is said why not.
func TestEveryEventIsToldOrSilentForAReason(t *testing.T) {
	said := func(event, life string) bool { return len(Of(event, life)) > 0 || Silent[event] != "" }
	n := 0
	for name, life := range procedure.Lives {
		for _, row := range life.Rows {
			if row.By == procedure.Handoff {
				continue // told by the referral itself
			}
			n++
			if !said("proceeding."+string(row.Do), name) {
				t.Errorf("%s: nothing is said of %s", name, row.Do)
			}
		}
	}
	for _, row := range referral.Life {
		n++
		if !said("referral."+string(row.To), "") && row.To != referral.Assigned {
			t.Errorf("nothing is said of a referral that is %s", row.To)
		}
	}
	if n < 700 {
		t.Errorf("only %d rows were read", n)
	}
}

// Each line names an event that there is, and nothing is both told and silent.
func TestEveryLineIsOfSomething(t *testing.T) {
	for _, r := range Table {
		event, life, own := strings.Cut(r.Event, "@")
		if Silent[event] != "" {
			t.Errorf("%s is told and silent", r.Event)
		}
		if own && procedure.Lives[life] == nil {
			t.Errorf("%s: there is no life %s", r.Event, life)
		}
		step, ok := strings.CutPrefix(event, "proceeding.")
		if ok && procedure.Titles[procedure.Action(step)].ZH == "" {
			t.Errorf("%s: there is no such step", r.Event)
		}
		if !ok && r.Cite.Empty() {
			t.Errorf("%s rests on nothing", r.Event)
		}
	}
	for event := range Silent {
		if step, ok := strings.CutPrefix(event, "proceeding."); ok && step != "opened" && step != "closed" && procedure.Titles[procedure.Action(step)].ZH == "" {
			t.Errorf("%s: there is no such step", event)
		}
	}
}

// No blank is left in a sentence, and no sentence to one side speaks of what a side said.
func TestSentences(t *testing.T) {
	for _, r := range Table {
		text := r.Fill(Said{Number: "N1", Org: "甲", Other: "乙", Due: "2026-12-01", Detail: "某处"})
		for _, s := range []string{text.ZH, text.EN} {
			if strings.ContainsAny(s, "{}") {
				t.Errorf("%s: %s", r.Event, s)
			}
		}
		for _, word := range []string{"拒绝了", "不同意调解的", "refused mediation"} {
			if strings.Contains(text.ZH, word) || strings.Contains(text.EN, word) {
				t.Errorf("%s says who refused: %s", r.Event, text.ZH)
			}
		}
	}
	if got := Neutral("LD2026-990102-1234", "https://x.example"); strings.Contains(got.ZH, "990102") || !strings.Contains(got.ZH, "1234") {
		t.Errorf("a text message says %s", got.ZH)
	}
}

func TestBackoffRises(t *testing.T) {
	for i := 1; i < 20; i++ {
		if Backoff(i) < Backoff(i-1) || Backoff(i).Hours() > 1 {
			t.Errorf("after %d tries it waits %s", i, Backoff(i))
		}
	}
}
