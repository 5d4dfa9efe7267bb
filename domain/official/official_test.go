package official_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/official"
)

const today = calendar.Date("2026-11-24")

// A naming says who, of which post, from a day that fits the case, and when it
// is looked at again.
func TestCheck(t *testing.T) {
	good := official.Facts{Name: "何某", Post: "副区长", FromOn: today, ReviewOn: "2026-12-24"}
	for _, x := range []struct {
		name   string
		change func(*official.Facts)
		want   string
	}{
		{"as it should be", func(*official.Facts) {}, ""},
		{"the day it was received", func(f *official.Facts) { f.FromOn = "2026-11-01" }, ""},
		{"before that", func(f *official.Facts) { f.FromOn = "2026-10-31" }, "/from_on"},
		{"thirty days ahead", func(f *official.Facts) { f.FromOn = "2026-12-24" }, ""},
		{"further ahead", func(f *official.Facts) { f.FromOn = "2026-12-25" }, "/from_on"},
		{"no name", func(f *official.Facts) { f.Name = " " }, "/name"},
		{"no post", func(f *official.Facts) { f.Post = "" }, "/post"},
		{"a name that is a story", func(f *official.Facts) { f.Name = strings.Repeat("何", 61) }, "/name"},
		{"a review today", func(f *official.Facts) { f.ReviewOn = today }, "/review_on"},
		{"the last review day", func(f *official.Facts) { f.ReviewOn = today.AddDays(180) }, ""},
		{"a review too far", func(f *official.Facts) { f.ReviewOn = today.AddDays(181) }, "/review_on"},
		{"no review", func(f *official.Facts) { f.ReviewOn = "" }, "/review_on"},
	} {
		f := good
		x.change(&f)
		var c fault.Check
		f.Check(&c, "2026-11-01", today)
		if got := pointer(c.Err()); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// A step is one of the codes, on a day since the official leads the case and no later than today.
func TestStep(t *testing.T) {
	f := official.Facts{FromOn: "2026-11-20"}
	for _, x := range []struct {
		step official.Step
		want string
	}{
		{official.Step{Code: "met_party", On: today}, ""},
		{official.Step{Code: "visited", On: "2026-11-20"}, ""},
		{official.Step{Code: "visited", On: "2026-11-19"}, "/on"},
		{official.Step{Code: "visited", On: "2026-11-25"}, "/on"},
		{official.Step{Code: "visited", On: "soon"}, "/on"},
		{official.Step{Code: "praised", On: today}, "/code"},
	} {
		var c fault.Check
		x.step.Check(&c, f, today)
		if got := pointer(c.Err()); got != x.want {
			t.Errorf("%+v: %q, want %q", x.step, got, x.want)
		}
	}
	for _, code := range official.Codes {
		if official.Names[code].ZH == "" {
			t.Errorf("%s has no name", code)
		}
	}
}

// It ends once, and keeps why.
func TestEnd(t *testing.T) {
	f := official.Facts{State: official.Live}
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	if err := f.End(official.Solved, " 已经化解 ", "u", at); err != nil || f.State != official.Ended || f.EndReason != "已经化解" || !f.EndedAt.Equal(at) {
		t.Errorf("%v %+v", err, f)
	}
	if err := f.End(official.Other, "再一次", "u", at); !errors.Is(err, official.ErrEnded) {
		t.Errorf("it ends twice: %v", err)
	}
}

func pointer(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Fields[0].Pointer
	}
	return ""
}
