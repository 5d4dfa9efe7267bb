package roster

import (
	"bytes"
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"
)

func workbook(t *testing.T, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, lines := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i := range lines {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(name, cell, &lines[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTemplateIsRead(t *testing.T) {
	body, err := Template()
	if err != nil {
		t.Fatal(err)
	}
	organizations, people, err := Read(body)
	if err != nil || len(organizations) != 1 || len(people) != 1 || people[0].Line != 2 || people[0].Cells["岗位"] != "调解员" {
		t.Errorf("%v %v %v", organizations, people, err)
	}
}

func TestRead(t *testing.T) {
	people := [][]any{{"用户名", "姓名", "单位", "岗位", "组别"}, {" a1 ", "甲", 990102, "调解员"}, {}, {"", "乙"}}
	_, got, err := Read(workbook(t, map[string][][]any{PeopleSheet: people}))
	if err != nil || len(got) != 2 || got[0].Cells["用户名"] != "a1" || got[0].Cells["单位"] != "990102" || got[1].Line != 4 {
		t.Errorf("%v %v", got, err)
	}
	long := [][]any{{"用户名", "姓名", "单位", "岗位", "组别"}}
	for range MaxRows + 1 {
		long = append(long, []any{"a", "b", "c", "d"})
	}
	far := excelize.NewFile() // a cell far below everything must not make the program read millions of lines
	if err := far.SetSheetName("Sheet1", PeopleSheet); err != nil {
		t.Fatal(err)
	}
	for cell, text := range map[string]string{"A1": "用户名", "B1": "姓名", "C1": "单位", "D1": "岗位", "E1": "组别", "A1048576": "x"} {
		if err := far.SetCellStr(PeopleSheet, cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := far.Write(&b); err != nil {
		t.Fatal(err)
	}
	for says, x := range map[string]struct {
		body []byte
		want error
	}{
		"no workbook":    {[]byte("PK\x03\x04nothing"), ErrWorkbook},
		"empty":          {workbook(t, nil), ErrWorkbook},
		"too many lines": {workbook(t, map[string][][]any{PeopleSheet: long}), ErrTooLarge},
		"a line far off": {b.Bytes(), ErrTooLarge},
		"too large":      {make([]byte, MaxBytes+1), ErrTooLarge},
	} {
		if _, _, err := Read(x.body); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", says, err)
		}
	}
	if _, _, err := Read(workbook(t, map[string][][]any{PeopleSheet: {{"姓名", "用户名"}}})); err == nil {
		t.Error("other columns are read")
	}
}

func TestList(t *testing.T) {
	r := Row{Cells: map[string]string{"渠道": "人民调解、信访，， petition"}}
	if got := r.List("渠道"); len(got) != 3 || got[2] != "petition" {
		t.Errorf("%q", got)
	}
}
