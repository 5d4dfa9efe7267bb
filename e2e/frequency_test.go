package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// How often leaders received is shown to the host and to its superior; the page
// of receptions needs no account and tells of no visitor.
func TestHowOftenLeadersReceive(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor := s.As("clerk"), s.As("supervisor")
		start, err := time.Parse(time.RFC3339, demoNow)
		if err != nil {
			t.Fatal(err)
		}
		plan := func(lead, place string, hours int) string {
			at := start.Add(time.Duration(hours) * time.Hour)
			return clerk.Post("/receptions", obj{"place": place, "starts_at": at.Format(time.RFC3339), "ends_at": at.Add(2 * time.Hour).Format(time.RFC3339), "lead": lead, "lawyers_wanted": 1, "public": true}).Want(201).String("id")
		}
		days := func(c *Client) any {
			a := c.Get("/reception-frequency?limit=100").Want(200)
			for i := range a.Len("items") {
				at := "items." + string(rune('0'+i))
				if a.String(at+".organization.id") == "org-petition" {
					return a.At(at + ".stretches.0.days")
				}
			}
			return nil
		}
		before, _ := days(clerk).(float64)
		plan("", "没有领导的一天", 1)
		if now := days(clerk); now != before {
			t.Errorf("a day without a leader counts: %v, before %v", now, before)
		}
		id := plan("区长 何某", "区接访中心一号室<script>", 1)
		if now := days(clerk); now != before+1 {
			t.Errorf("the leader's day does not count: %v, before %v", now, before)
		}
		if now := days(supervisor); now != before+1 {
			t.Errorf("the superior sees %v", now)
		}
		if now := days(s.As("court")); now != nil {
			t.Errorf("a court sees %v", now)
		}
		clerk.Get("/reception-frequency?from=2026-01-01&to=2028-01-01").Refused(422, "invalid")
		clerk.Get("/reception-frequency?from=x").Refused(422, "invalid")
		s.As("lawyer").Post("/receptions/"+id+"/join", nil).Want(200)
		clerk.Post("/receptions/"+id+"/visits", obj{"visitor": obj{"name": "来访的人", "phone": "13900009999"}, "matter": "邻里漏水"}).Want(201)
		for language, want := range map[string]string{"": "接待人：区长 何某", "?lang=en": "received by: 区长 何某"} {
			html := page(t, s, "/receptions"+language)
			if !strings.Contains(html, want) || strings.Contains(html, "<script>") || strings.Contains(html, "来访的人") || strings.Contains(html, "13900009999") {
				t.Errorf("the page: %s", html)
			}
		}
		verified(t, args...)
	})
}

// A place says itself how often its leaders receive; a wrong line refuses the start and is named.
func TestOwnFrequencies(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "receptions.txt"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("district | petition_office | 2 | week | read | 某区规定(2026)3条\n")
	if out, err := liandong(t, "rules", "check", dir); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow, "--rules", dir)
	seen := false
	all := s.As("supervisor").Get("/reception-frequency?limit=100").Want(200)
	for i := range all.Len("items") {
		if at := "items." + itoa(i); all.String(at+".organization.id") == "org-petition" {
			seen = all.At(at+".days") == 2.0 && all.String(at+".each") == "week" && all.String(at+".known") == "read" && all.String(at+".basis") == "某区规定(2026)3条"
		}
	}
	if !seen {
		t.Errorf("%s", all.Body)
	}
	s.Stop()
	write("district | petition_office | often | week | read | 某区规定\n")
	for _, command := range [][]string{{"rules", "check", dir}, {"serve", "--demo", "--data", t.TempDir(), "--rules", dir, "--listen", "127.0.0.1:0"}} {
		if out, err := liandong(t, command...); err == nil || !strings.Contains(out, "receptions.txt: line 1") {
			t.Errorf("%v: %v %s", command, err, out)
		}
	}
}
