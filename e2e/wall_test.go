package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// everyone lists the county's accounts, with whether the account works where the secret was told.
var everyone = []string{
	"clerk", "clerk2", "street_clerk", "mediator", "mediator_b", "mediator2", "medical_mediator", "agency", "head", "police", "traffic", "market", "health", "labour",
	"arbitration", "land", "reconsider", "court", "judge", "court_mediator", "lawyer", "lawyer2", "legal_aid", "discipline", "grid", "supervisor", "city_supervisor",
	"auditor", "admin", "security_admin",
}

// looks lists every way to read there is: the document of the API names them,
// and each is asked with every id the test knows.
func looks(s *Server, ids map[string][]string) []string {
	var all []string
	doc := s.Nobody().Get("/openapi.json").Want(200)
	paths, _ := doc.At("paths").(map[string]any)
	for path, item := range paths {
		if _, reads := item.(map[string]any)["get"]; !reads {
			continue
		}
		path = strings.TrimPrefix(path, "/api/v1")
		noun, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		switch {
		case strings.Contains(path, "{id}"):
			for _, id := range ids[noun] {
				all = append(all, strings.ReplaceAll(path, "{id}", id))
			}
		case strings.Contains(path, "{"):
		default:
			all = append(all, path)
		}
	}
	for _, box := range []string{"in", "out", "contested"} {
		all = append(all, "/referrals?box="+box, "/safety-reports?box="+box)
	}
	for _, box := range []string{"mine", "former", "superior", "all"} {
		all = append(all, "/cases?box="+box, "/cases?q=MARK", "/cases?box=all&q=MARK")
	}
	return all
}

// sweep asks every way to read as every account, and names who met a mark.
func sweep(t *testing.T, s *Server, ids map[string][]string, mark string, may func(name string) bool) {
	t.Helper()
	all := looks(s, ids)
	if len(all) < 40 {
		t.Fatalf("only %d ways to read were found", len(all))
	}
	for _, name := range everyone {
		c := s.As(name)
		met := false
		for _, path := range all {
			a := c.Get(path)
			if !strings.Contains(string(a.Body), mark) {
				continue
			}
			met = true
			if !may(name) {
				t.Errorf("%s met %s at %s", name, mark, path)
			}
		}
		if may(name) && !met {
			t.Errorf("%s, who should read %s, found it nowhere: the sweep proves nothing", name, mark)
		}
	}
}

// Nothing of an accusation reaches the accused, or who is below it, by any list,
// search, document, note, event or export, at any step.
func TestAccusationReachesNobodyOfTheAccused(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		clerk := s.As("clerk")
		accused := func(name string) bool { return name == "agency" || name == "head" }
		m := func(column string) string { return "MARK-" + column }
		made := clerk.Post("/cases", map[string]any{
			"title": m("title"), "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102", "summary": m("summary"), "claims": []string{m("claim")},
			"external_refs": map[string]string{"letter": m("ref")},
			"parties": []any{
				map[string]any{"role": "applicant", "kind": "person", "name": m("name"), "phone": "13900001234", "address": m("address")},
				map[string]any{"role": "respondent", "kind": "organization", "name": "示例区住房和城乡建设局", "organization_id": "org-housing"},
			},
		})
		id := made.Want(201).String("id")
		d := clerk.Upload("/cases/"+id+"/documents", []byte("收钱的照片 "+m("content")), m("file")+".txt", map[string]string{"class": "protected"}).Want(201)
		ids := map[string][]string{"cases": {id}, "documents": {d.String("id")}}
		p := clerk.Get("/cases/" + id + "/proceedings").Want(200)
		ids["proceedings"] = []string{p.String("items.0.id")}
		// The step to the accused is refused in every mode.
		for _, mode := range []string{"assigned", "offered"} {
			clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-housing", "channel": "petition", "route": "petition", "mode": mode, "reason": "转办"}).Refused(409, "receiver_is_accused")
		}
		clerk.Post("/cases/"+id+"/safety-report", map[string]any{"kind": "child", "to": "org-housing", "text": "举报"}).Refused(409, "receiver_is_accused")
		sweep(t, s, ids, "MARK-", func(name string) bool { return !accused(name) && (name == "clerk" || name == "clerk2") || name == "" })
		// At the next step too: it is with the discipline organ.
		r := clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-discipline", "channel": nil, "route": "discipline_report", "mode": "assigned", "reason": m("reason")}).Want(201)
		ids["referrals"] = []string{r.String("id")}
		discipline := s.As("discipline")
		discipline.Post("/referrals/"+r.String("id")+"/accept", nil).Want(200)
		if got := discipline.Get("/documents/" + d.String("id") + "/content").Want(200); !strings.Contains(string(got.Body), m("content")) {
			t.Error("the organ that handles the accusation cannot read its material")
		}
		all := looks(s, ids)
		for _, name := range []string{"agency", "head"} {
			c := s.As(name)
			for _, path := range all {
				if a := c.Get(path); strings.Contains(string(a.Body), "MARK-") || strings.Contains(string(a.Body), id) {
					t.Errorf("%s met the accusation at %s: %s", name, path, a.Body)
				}
			}
		}
		// What was said against the accused is not the supervisor's to read either.
		sweep(t, s, ids, m("content"), func(name string) bool { return name == "discipline" })
	})
}

// What was said in mediation is read by the team that heard it and by nobody
// else, wherever the case goes, until all sides agree for one reader by name.
func TestChannelTextStaysWithItsTeam(t *testing.T) {
	s := Start(t, "--data", t.TempDir())
	clerk, mediator := s.As("clerk"), s.As("mediator")
	id := caseOf(clerk, nil)
	consents(clerk, id, "mediation", "org-mediation1", "written")
	r := clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解"}).Want(201)
	mediator.Post("/referrals/"+r.String("id")+"/accept", nil).Want(200)
	p := mediator.Get("/cases/" + id + "/proceedings").Want(200)
	own := ""
	for i := range p.Len("items") {
		if p.String(fmt.Sprintf("items.%d.channel", i)) == "people_mediation" {
			own = p.String(fmt.Sprintf("items.%d.id", i))
		}
	}
	at := "/proceedings/" + own
	mediator.Post(at+"/schedule", map[string]any{"at": time.Now().Add(48 * time.Hour).Format(time.RFC3339), "place": "调解室"}).Want(200)
	mediator.Post(at+"/hold", map[string]any{"present": []string{"双方"}, "text": "CHANNEL-session 对方愿赔两千"}).Want(200)
	mediator.Post(at+"/notes", map[string]any{"class": "channel", "text": "CHANNEL-note 底线一千五"}).Want(201)
	mediator.Post(at+"/undisputed-facts", map[string]any{"text": "CHANNEL-statement"}).Want(201)
	mediator.Post(at+"/agreement", map[string]any{"terms": "CHANNEL-terms", "form": "written"}).Want(201)
	d := mediator.Upload("/cases/"+id+"/documents", []byte("CHANNEL-recording"), "CHANNEL-file.txt", map[string]string{"class": "channel"}).Want(201)
	ids := map[string][]string{"cases": {id}, "referrals": {r.String("id")}, "proceedings": {own}, "documents": {d.String("id")}}
	team := func(name string) bool { return name == "mediator" }
	sweep(t, s, ids, "CHANNEL-", team)
	// Back with the sender, and on to the court.
	mediator.Post(at+"/terminate", map[string]any{"code": "no_agreement", "text": "CHANNEL-end 差五百"}).Want(200)
	mediator.Post("/referrals/"+r.String("id")+"/complete", map[string]any{"outcome": "unsettled", "text": "未达成协议"}).Want(200)
	g := clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-court", "channel": "litigation", "route": "civil_litigation", "mode": "guided", "reason": "起诉", "override_reason": "当事人坚持"}).Want(201)
	s.As("court").Post("/referrals/"+g.String("id")+"/file", map[string]any{"number": "（2026）示01民初1号"}).Want(200)
	ids["referrals"] = append(ids["referrals"], g.String("id"))
	for _, name := range everyone {
		if team(name) {
			continue
		}
		c := s.As(name)
		for _, path := range looks(s, ids) {
			if a := c.Get(path); strings.Contains(string(a.Body), "CHANNEL-") {
				t.Errorf("%s met what was said in mediation at %s", name, path)
			}
		}
	}
	// All sides agree that the court may read it, by name: the recording opens to the court and to nobody else.
	court := s.As("court")
	consents(court, id, "disclosure", "org-court", "written")
	if a := court.Get("/documents/" + d.String("id") + "/content").Want(200); !strings.Contains(string(a.Body), "CHANNEL-recording") {
		t.Error("the consent of all sides opens nothing")
	}
	if a := clerk.Get("/documents/" + d.String("id") + "/content"); a.Status != 404 {
		t.Errorf("consent toward the court opened it to the sender: %d", a.Status)
	}
}
