package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"liandong/domain/letter"
	"liandong/infra/paper"
)

// A report holds each chart as a part of its own that the text points at, every
// part is well formed, and what people wrote stays text.
func TestReportHasCharts(t *testing.T) {
	press, err := paper.NewPress()
	if err != nil {
		t.Fatal(err)
	}
	page := letter.Page{Title: "年度报告", Issuer: "示例局", Blocks: []letter.Block{{Style: letter.TitleRow, Text: "年度报告"}, {Style: letter.Table, Rows: [][]string{{"月份", "登记"}, {"1月", "3"}}}, {Style: letter.Body, Text: "完"}}}
	out, err := press.Report(page, map[int]paper.Chart{
		1: {Title: "登记<&>", Says: "一月三件", Names: []string{"1月", "2月"}, Lines: true, Series: []paper.Course{{Name: "登记", Values: []int64{3, 5}}, {Name: "办结", Values: []int64{1, 2}}}},
		2: {Title: "积案", Says: "三十日以内三件", Names: []string{"30日以内"}, Series: []paper.Course{{Name: "件数", Values: []int64{3}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Body), int64(len(out.Body)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(body)
		for d := xml.NewDecoder(bytes.NewReader(body)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	for part, wants := range map[string][]string{
		"word/charts/chart1.xml": {"<c:lineChart>", "登记&lt;&amp;&gt;", `<c:pt idx="1"><c:v>5</c:v></c:pt>`}, "word/charts/chart2.xml": {"<c:barChart>", "30日以内"},
		"word/document.xml": {`descr="一月三件"`, `r:id="rIdChart1"`, `r:id="rIdChart2"`}, "word/_rels/document.xml.rels": {"charts/chart1.xml", "charts/chart2.xml"}, "[Content_Types].xml": {"/word/charts/chart1.xml", "/word/charts/chart2.xml"},
	} {
		for _, want := range wants {
			if !strings.Contains(parts[part], want) {
				t.Errorf("%s has no %s", part, want)
			}
		}
	}
	if strings.Index(parts["word/document.xml"], "</w:tbl>") > strings.Index(parts["word/document.xml"], "rIdChart1") {
		t.Error("the chart stands before its table")
	}
	if dir := os.Getenv("LIANDONG_PICTURES"); dir != "" {
		if err := os.WriteFile(dir+"/report.docx", out.Body, 0o600); err != nil {
			t.Error(err)
		}
	}
}
