package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func lines(t *testing.T, path string) []obj {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []obj
	for _, line := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var row obj
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

// The published and statutory examples, through the public door.
func TestLawExamples(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	c := s.Nobody()
	for _, row := range lines(t, "../infra/rulepack/testdata/routing.jsonl") {
		var answer struct {
			Routes []struct {
				Route, Verdict string
				Reasons        []struct{ Cite []obj }
			}
		}
		a := c.Post("/public/routing/evaluate", obj{"as_of": row["as_of"], "facts": row["facts"]}).Want(200)
		if err := json.Unmarshal(a.Body, &answer); err != nil {
			t.Fatal(err)
		}
		expected, _ := row["expected"].(map[string]any)
		offered, refused := expected["must_offer"].([]any), expected["must_not_offer"].([]any)
		for _, r := range answer.Routes {
			if slices.Contains(offered, any(r.Route)) && r.Verdict == "closed" || slices.Contains(refused, any(r.Route)) && r.Verdict != "closed" {
				t.Errorf("%v: %s is %s", row["id"], r.Route, r.Verdict)
			}
			if len(r.Reasons) == 0 || len(r.Reasons[0].Cite) == 0 {
				t.Errorf("%v: %s has no reason with an article", row["id"], r.Route)
			}
		}
	}
	for _, file := range []string{"deadlines.jsonl", "worked.jsonl"} {
		for _, row := range lines(t, "../domain/clock/testdata/"+file) {
			a := c.Post("/public/clocks/evaluate", obj{"rule": row["rule"], "start_on": row["start_on"], "excluded": row["excluded"], "extension": row["extension"]}).Want(200)
			if a.String("due_on") != row["expected_due"] || a.String("literal_on") != row["expected_literal"] {
				t.Errorf("%v: %s", row["id"], a.Body)
			}
		}
	}
}

// The rules are public, page by page, each by its id.
func TestRulesArePublic(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	c := s.Nobody()
	for _, path := range []string{"/public/rules", "/public/clock-rules"} {
		n, cursor := 0, ""
		for {
			a := c.Get(path + "?limit=100&cursor=" + cursor).Want(200)
			n += a.Len("items")
			if cursor = a.String("next_cursor"); cursor == "" {
				break
			}
		}
		if n < 130 {
			t.Errorf("%s lists %d", path, n)
		}
	}
	if a := c.Get("/public/rules/petition.final").Want(200); a.String("effect") != "closes" {
		t.Errorf("%s", a.Body)
	}
	c.Get("/public/rules/petition.nothing").Refused(404, "not_found")
	c.Get("/public/rules?cursor=nowhere").Refused(422, "invalid")
}

const next = `{"published_on": {"2027": "2026-11-25"}, "off_days": {"2027-01-01": "元旦", "2027-02-05": "春节", "2027-02-08": "春节", "2027-02-09": "春节"}, "make_up_work_days": {"2027-02-20": "春节"}}`

// A new notice fills in the dates that waited for it beside a running server,
// says which cases moved, and leaves an entry in each one's log.
func TestCalendarImport(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		file := filepath.Join(t.TempDir(), "2027.json")
		if err := os.WriteFile(file, []byte(next), 0o600); err != nil {
			t.Fatal(err)
		}
		s := Start(t, append([]string{"--demo-now", "2026-12-28T02:00:00Z"}, args...)...)
		clerk := s.As("clerk")
		k := register(clerk, dispute())
		ref := refer(clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		if due := clerk.Get("/referrals/" + ref).Want(200).String("answer_due_on"); due == "2027-01-05" {
			t.Fatal("the calendar of 2027 was known already")
		}
		importing := func() string {
			out, err := exec.Command(Binary(t), append([]string{"calendar", "import", file}, args...)...).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			return string(out)
		}
		if out := importing(); !strings.Contains(out, k.number+": offer.answer (not known) -> 2027-01-0") {
			t.Errorf("the case is not listed:\n%s", out)
		}
		if out := importing(); strings.Contains(out, k.number) {
			t.Errorf("moved twice:\n%s", out)
		}
		if due := clerk.Get("/referrals/" + ref).Want(200).String("answer_due_on"); !strings.HasPrefix(due, "2027-01-0") {
			t.Errorf("the referral is to be answered by %s", due)
		}
		if log := clerk.Get("/cases/" + k.id + "/timeline").Want(200); !strings.Contains(string(log.Body), "clock.moved") {
			t.Errorf("the timeline does not say it: %s", log.Body)
		}
		// The running server takes the notice up by itself.
		asked := obj{"rule": "petition.objection", "start_on": "2026-12-31", "excluded": []any{}, "extension": nil}
		for tries := 0; s.Nobody().Post("/public/clocks/evaluate", asked).Want(200).At("calendar_missing") == true; tries++ {
			if tries > 100 {
				t.Fatal("the server did not take the notice up")
			}
			time.Sleep(100 * time.Millisecond)
		}
		verified(t, args...)
	})
}

// What a step costs is said before it; the time from the first sending is not
// begun anew by sending again; the party's 30 days begin with its own service
// and outlive the case.
func TestClocksOfACase(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append([]string{"--demo-now", demoNow}, args...)...)
		clerk := s.As("clerk")
		body := dispute()
		body["category"], body["facts"] = "consumer.food", obj{"event_on": "2026-11-10", "arbitration_clause": "none", "history": []any{}}
		bought := register(clerk, body)
		before := clerk.Get("/cases/" + bought.id + "/referrals/preview?to=org-court&channel=litigation&route=civil_litigation").Want(200)
		if before.String("costs.0.loses") != "administrative_mediation" {
			t.Errorf("nothing is said of what a suit costs: %s", before.Body)
		}

		k := register(clerk, dispute())
		started := func() string {
			for i := range clerk.Get("/cases/" + k.id + "/clocks").Want(200).Len("items") {
				a := clerk.Get("/cases/" + k.id + "/clocks")
				if at := "items." + itoa(i); a.String(at+".rule") == "referral.placed" && a.String(at+".state") == "running" {
					return a.String(at + ".start_on")
				}
			}
			return ""
		}
		first := refer(clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		sent := started()
		clerk.Post("/referrals/"+first+"/recall", obj{"text": "改送"}).Want(200)
		s.As("admin").Post("/demo/clock", obj{"to": "2026-11-30T10:00:00+08:00"}).Want(200)
		clerk = s.As("clerk")
		refer(clerk, k, obj{"to": "org-mediation2", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		if sent == "" || started() != sent {
			t.Errorf("the time from the first sending was %q and is %q", sent, started())
		}
	})
}

// The page without an account answers in both languages and keeps nothing.
func TestLawPage(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	ask := func(lang string, form url.Values) string {
		t.Helper()
		res, err := http.PostForm(s.URL+"/law?lang="+lang, form)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		raw, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("%d %v", res.StatusCode, err)
		}
		return string(raw)
	}
	form := url.Values{"category": {"labour.dispute"}, "relation": {"employer_worker"}, "event_on": {"2026-10-24"}, "history": {"none"}, "purpose": {"claim"}}
	for lang, words := range map[string][]string{
		"zh-CN": {"现在可以走的途径", "劳动人事争议仲裁", "《劳动争议调解仲裁法》", "什么会改变它", "对方愿意调解吗"},
		"en":    {"open to you now", "labour arbitration", "does the other side agree to mediation"},
	} {
		page := ask(lang, form)
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q", lang, w)
			}
		}
	}
	form.Set("category", `"><script>alert(1)</script>`)
	if page := ask("zh-CN", form); strings.Contains(page, "<script") || !strings.Contains(page, "代码不在可选范围内") {
		t.Errorf("%s", page)
	}
}

// The thirty days to ask for review run for each party from its own service,
// and go on when the case is closed, while the handling clocks end.
func TestRightsRunFromEachService(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	body := dispute()
	body["category"], body["facts"] = "petition.policy", obj{"event_on": "2026-11-10", "arbitration_clause": "none", "history": []any{}}
	k := register(clerk, body)
	own := clerk.Get("/cases/" + k.id + "/proceedings").Want(200).String("items.0.id")
	clerk.Post("/proceedings/"+own+"/accept", obj{}).Want(200)
	s.As("admin").Post("/demo/clock", obj{"to": "2026-11-30T10:00:00+08:00"}).Want(200)
	clerk = s.As("clerk")
	clerk.Post("/proceedings/"+own+"/opine", obj{"text": "依据有关政策处理如下。", "decided_on": "2026-11-24", "reason": "纸质文书补录", "served": []any{
		obj{"party_id": k.applicant, "served_on": "2026-11-25"}, obj{"party_id": k.opponent, "served_on": "2026-11-28"},
	}}).Want(200)
	clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "handled"}).Want(200)
	all := clerk.Get("/cases/" + k.id + "/clocks").Want(200)
	due := map[string]string{}
	for i := range all.Len("items") {
		at := "items." + itoa(i)
		switch state := all.String(at + ".state"); {
		case all.String(at+".rule") == "petition.review_request" && state == "running":
			due[all.String(at+".start_on")] = all.String(at + ".due_on")
		case all.String(at+".kind") != "right" && state == "running":
			t.Errorf("a handling clock still runs: %s", all.String(at+".rule"))
		}
	}
	if due["2026-11-25"] != "2026-12-25" || due["2026-11-28"] != "2026-12-28" {
		t.Errorf("the days to ask for review: %v in %s", due, all.Body)
	}
}

// A browser's own form is taken, as it is sent with and without Sec-Fetch-Site; another site's is not.
func TestLawPageTakesItsOwnForm(t *testing.T) {
	s := Start(t, "--data", t.TempDir())
	for _, x := range []struct {
		site, origin string
		status       int
	}{
		{"same-origin", "null", 200}, {"same-origin", s.URL, 200}, {"", s.URL, 200}, {"", "", 200},
		{"cross-site", s.URL, 403}, {"same-site", "null", 403}, {"", "null", 403}, {"", "https://elsewhere.example", 403},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/law", strings.NewReader("category=neighbour.leak"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for name, value := range map[string]string{"Sec-Fetch-Site": x.site, "Origin": x.origin} {
			if value != "" {
				req.Header.Set(name, value)
			}
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != x.status {
			t.Errorf("%+v: %d", x, res.StatusCode)
		}
	}
}
