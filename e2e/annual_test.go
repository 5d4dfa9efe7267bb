package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

// A year's report is written from the books: the stock, the fields, the handoffs
// and each indicator with its definition; small counts are not in it, and it is
// there for who may ask for the figures.
func TestAnnualReport(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, supervisor := s.As("clerk"), s.As("mediator"), s.As("supervisor")
		offers(clerk, 6)
		closedSettled(t, clerk, mediator)
		k := register(clerk, dispute())
		guide(clerk, k, "org-court", "litigation", "civil_litigation")
		report := func(c *Client, body obj) string {
			id := c.Post("/reports/annual", body).Want(202).String("job_id")
			if j := c.ended(id); j.State != "done" {
				t.Fatalf("%+v", j)
			}
			answer := c.Get("/jobs/" + id + "/report.docx").Want(200)
			if dir := os.Getenv("LIANDONG_PICTURES"); dir != "" {
				if err := os.WriteFile(dir+"/annual.docx", answer.Body, 0o600); err != nil {
					t.Error(err)
				}
			}
			z, err := zip.NewReader(bytes.NewReader(answer.Body), int64(len(answer.Body)))
			if err != nil {
				t.Fatal(err)
			}
			var all strings.Builder
			for _, f := range z.File {
				if f.Name == "word/document.xml" || strings.HasPrefix(f.Name, "word/charts/") {
					r, err := f.Open()
					if err != nil {
						t.Fatal(err)
					}
					if _, err := io.Copy(&all, r); err != nil {
						t.Fatal(err)
					}
				}
			}
			return all.String()
		}
		text := report(clerk, obj{"year": 2026})
		sum := clerk.Get("/statistics/summary?from=2026-01-01").Want(200)
		for _, want := range []string{"2026年度信访情况报告", "《信访工作条例》第四十一条", "新登记" + itoa(int(sum.At("new").(float64))) + "件", "<c:lineChart>", "期末未办结的时间", "人民调解成功率", "100.0%（1÷1）", "分母：", "出处", "（由本单位填写。）", "漏水"} {
			if !strings.Contains(text, want) {
				t.Errorf("the report does not say %s", want)
			}
		}
		if strings.Contains(text, "林小雨") || strings.Contains(text, k.number) {
			t.Error("the report names a person or a case")
		}
		if above := report(supervisor, obj{"year": 2026, "organization": "org-petition"}); !strings.Contains(above, "该单位首接的事项") || !strings.Contains(above, "本单位发出督办0件") {
			t.Error("the superior's report of one below")
		}
		for pointer, body := range map[string]obj{"/year": {"year": 2027}, "/organization": {"year": 2026, "organization": "org-street1"}, "/region": {"year": 2026, "region": "990102001"}} {
			if a := clerk.Post("/reports/annual", body); a.Status != 422 || !strings.Contains(string(a.Body), `"pointer":"`+pointer+`"`) {
				t.Errorf("%v: %d %s", body, a.Status, a.Body)
			}
		}
		for _, name := range []string{"lawyer", "admin", "auditor"} {
			s.As(name).Post("/reports/annual", obj{"year": 2026}).Want(403)
		}
		s.Stop()
		verified(t, args...)
	})
}
