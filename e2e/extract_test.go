package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
)

func table(t *testing.T, a *Answer) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.Body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// An office takes its cases into another system in the order that it set, as
// its people may see them; each case in the file has an entry of its own.
func TestExportInTheOfficesOrder(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		agency, head, clerk := s.As("agency"), s.As("head"), s.As("clerk")
		body := dispute()
		body["title"], body["external_refs"] = "=HYPERLINK(\"http://x\")", obj{"12345": "XF-001"}
		k := register(agency, body)
		hidden := register(clerk, dispute())
		standard := table(t, agency.Get("/exports/cases.csv?from=2026-11-01").Want(200))
		if len(standard) != 2 || len(standard[0]) < 20 || standard[0][0] != "编号" || standard[1][0] != k.number || standard[1][1] != "'=HYPERLINK(\"http://x\")" {
			t.Errorf("%v", standard)
		}
		put := func(c *Client, columns ...any) *Answer {
			return c.Do("PUT", "/export-order", obj{"columns": columns}, "Idempotency-Key", Key())
		}
		put(agency, obj{"field": "number"}).Want(403)
		put(head, obj{"field": "password"}).Refused(422, "invalid")
		put(head, obj{"field": "applicants", "title": "信访人姓名"}, obj{"field": "applicant_ids"}, obj{"title": "国别", "text": "中国"}, obj{"field": "reference:12345", "title": "工单号"}, obj{"field": "received_on"}, obj{"title": "备注"}).Want(200)
		got := table(t, agency.Get("/exports/cases.csv?from=2026-11-01").Want(200))
		want := "信访人姓名|申请人证件号码|国别|工单号|收到日期|备注\n林小雨|110***********002X|中国|XF-001|2026-11-24|"
		if len(got) != 2 || strings.Join(got[0], "|")+"\n"+strings.Join(got[1], "|") != want {
			t.Errorf("%v", got)
		}
		xlsx := agency.Get("/exports/cases.xlsx?from=2026-11-01").Want(200)
		z, err := zip.NewReader(bytes.NewReader(xlsx.Body), int64(len(xlsx.Body)))
		if err != nil {
			t.Fatal(err)
		}
		f, err := z.Open("xl/sharedStrings.xml")
		if err != nil {
			t.Fatal(err)
		}
		words, _ := io.ReadAll(f)
		if !strings.Contains(string(words), "信访人姓名") || !strings.Contains(string(words), "XF-001") || strings.Contains(string(words), "11010519491231002X") || strings.Contains(string(words), hidden.number) {
			t.Errorf("%s", words)
		}
		for name, status := range map[string]int{"supervisor": 403, "auditor": 403, "admin": 403, "lawyer": 403, "judge": 403} {
			s.As(name).Get("/exports/cases.csv").Want(status)
		}
		if rows := table(t, s.As("police").Get("/exports/cases.csv").Want(200)); len(rows) != 1 {
			t.Errorf("another's cases: %v", rows)
		}
		agency.Get("/exports/cases.csv?from=2020-01-01").Refused(422, "invalid")
		party := s.Enter(k.number, k.code, "1234")
		if log := string(party.Get("/party/access-log?limit=100").Want(200).Body); strings.Count(log, "case.exported") != 3 {
			t.Errorf("the party does not see that its case was exported: %s", log)
		}
		put(head).Want(200)
		if rows := table(t, agency.Get("/exports/cases.csv").Want(200)); rows[0][0] != "编号" {
			t.Errorf("no way back to the standard: %v", rows[0])
		}
		s.Stop()
		verified(t, args...)
	})
}
