package backlog_test

import (
	"testing"

	"liandong/domain/backlog"
	"liandong/domain/calendar"
	"liandong/domain/fault"
)

// Columns are found by their names, by other offices' names, and as mapped.
func TestMatch(t *testing.T) {
	l := backlog.Match([]string{"登记编号 *", "标题", "信访人姓名", "某局专用"}, map[string]string{backlog.Summary: "某局专用"})
	for code, at := range map[string]int{backlog.Number: 0, backlog.Title: 1, backlog.Applicant: 2, backlog.Summary: 3} {
		if got, ok := l[code]; !ok || got != at {
			t.Errorf("%s stands at %d, %v", code, got, ok)
		}
	}
	f := fault.Of(l.Check(nil))
	if f == nil || !f.Is(backlog.ErrHeadings) || len(f.Fields) != 5 {
		t.Errorf("%v", f)
	}
	if f := fault.Of(l.Check(map[string]string{"nonsense": "标题", backlog.Claim: "没有"})); f == nil || len(f.Fields) != 7 {
		t.Errorf("%v", f)
	}
	if l.Cell([]string{" A1 "}, backlog.Number) != "A1" || l.Cell([]string{"A1"}, backlog.Title) != "" || l.Cell(nil, backlog.Claim) != "" {
		t.Error("cells")
	}
}

// The template's own headings are a whole sheet, and each code stands once.
func TestColumns(t *testing.T) {
	var heads []string
	seen := map[string]bool{}
	for _, c := range backlog.Columns {
		heads = append(heads, c.Name)
		if seen[c.Code] || seen[c.Name] || c.Pointer == "" {
			t.Errorf("%+v", c)
		}
		seen[c.Code], seen[c.Name] = true, true
	}
	if l := backlog.Match(heads, nil); len(l) != len(heads) || l.Check(nil) != nil {
		t.Errorf("%v", l)
	}
	for pointer, want := range map[string]string{"/parties/0/id_number": "申请人证件号码", "/parties/0/name": "申请人", "/parties": "", "/parties/1/kind": "被申请人类型", "/title": "标题"} {
		if got := backlog.At(pointer); got != want {
			t.Errorf("%s is at %q, want %q", pointer, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	for text, want := range map[string]calendar.Date{
		"2024-03-05": "2024-03-05", "2024/3/5": "2024-03-05", "2024.12.31": "2024-12-31", "2024年3月5日": "2024-03-05", "2024-03-05 10:20:00": "2024-03-05", "45356": "2024-03-05", "45356.5": "2024-03-05", "去年": "去年", "": "",
	} {
		if got := backlog.Day(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if !backlog.Rounded("1.10105194912310E+17") || backlog.Rounded("110105194912310021") || backlog.Rounded("XF-1E+2") {
		t.Error("rounded")
	}
}
