package decision_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/decision"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/routing"
)

const today = "2026-11-24"

func first(c fault.Check) string {
	if f := fault.Of(c.Err()); f != nil {
		return f.Fields[0].Pointer
	}
	return ""
}

// A decision has a title, words and a day at most a year ahead.
func TestCheck(t *testing.T) {
	good := decision.Facts{Title: "老旧小区改造方案", Text: "拆除违建、更换管网", DecidedOn: today}
	for _, x := range []struct {
		name, want string
		change     func(*decision.Facts)
	}{
		{"whole", "", func(*decision.Facts) {}},
		{"a year ahead", "", func(f *decision.Facts) { f.DecidedOn = "2027-11-25" }},
		{"more than a year ahead", "/decided_on", func(f *decision.Facts) { f.DecidedOn = "2027-11-26" }},
		{"no day", "/decided_on", func(f *decision.Facts) { f.DecidedOn = "soon" }},
		{"no title", "/title", func(f *decision.Facts) { f.Title = " " }},
		{"a long title", "/title", func(f *decision.Facts) { f.Title = strings.Repeat("长", decision.MaxTitle+1) }},
		{"no words", "/text", func(f *decision.Facts) { f.Text = "" }},
	} {
		f := good
		x.change(&f)
		var c fault.Check
		f.Check(&c, today)
		if got := first(c); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// A step was taken by today; the review comes after the decision.
func TestCheckStep(t *testing.T) {
	f := decision.Facts{DecidedOn: "2026-11-01"}
	for _, x := range []struct {
		name string
		in   decision.Taken
		want string
	}{
		{"before the decision", decision.Taken{Kind: decision.Hearing, On: "2026-10-01", Result: "二十人到会"}, ""},
		{"review today", decision.Taken{Kind: decision.Review, On: today, Result: "已评价"}, ""},
		{"review too early", decision.Taken{Kind: decision.Review, On: "2026-10-31", Result: "已评价"}, "/on"},
		{"tomorrow", decision.Taken{Kind: decision.Dialogue, On: "2026-11-25", Result: "座谈"}, "/on"},
		{"no result", decision.Taken{Kind: decision.Dialogue, On: today}, "/text"},
		{"another step", decision.Taken{Kind: "mood", On: today, Result: "好"}, "/kind"},
	} {
		var c fault.Check
		f.CheckStep(&c, x.in, today)
		if got := first(c); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// What was not taken is missing, in the order of the steps; whatever is missing, nothing is refused.
func TestMissing(t *testing.T) {
	f := decision.Facts{Taken: []decision.Taken{{Kind: decision.Hearing}, {Kind: decision.Hearing}, {Kind: decision.Review}}}
	var got []decision.Kind
	for _, s := range f.Missing() {
		got = append(got, s.Kind)
	}
	if !slices.Equal(got, []decision.Kind{decision.Publication, decision.Dialogue, decision.Consultation}) {
		t.Errorf("%v", got)
	}
}

// An accusation is linked to nothing, and a closed case neither.
func TestMayLink(t *testing.T) {
	for _, x := range []struct {
		in   cases.Facts
		want error
	}{
		{cases.Facts{State: cases.Open, Purpose: "claim"}, nil},
		{cases.Facts{State: cases.Open, Purpose: cases.Accusation}, decision.ErrSealed},
		{cases.Facts{State: cases.Closed, Purpose: "claim"}, cases.ErrClosed},
	} {
		if got := decision.MayLink(x.in); !errors.Is(got, x.want) {
			t.Errorf("%+v: %v", x.in, got)
		}
	}
}

// Who works in the area, above it or below it is near; the next street is not.
func TestNear(t *testing.T) {
	for own, want := range map[string]bool{"990102": true, "990102001": true, "990102001003": true, "9901": true, "990102002": false, "990103": false} {
		if decision.Near("990102001", own) != want {
			t.Errorf("%s: %t", own, !want)
		}
	}
}

// Courts and tribunals make no such decisions, and no text that was not read is called read.
func TestMakesAndKnown(t *testing.T) {
	if decision.Makes(org.Court) || decision.Makes(org.LabourArbitration) || !decision.Makes(org.Street) {
		t.Error("who makes decisions")
	}
	for _, s := range decision.Steps {
		if s.Known != routing.Unconfirmed {
			t.Errorf("%s is called %s", s.Kind, s.Known)
		}
	}
	if decision.Basis.Known != routing.Unconfirmed {
		t.Error("the basis was not read")
	}
}
