package e2e

import (
	"encoding/json"
	"strings"
	"testing"
)

// secretPlace stands in an address that must be found through no door.
const secretPlace = "杏花巷九十九号庇护处"

func endangered() obj {
	b := dispute()
	b["category"], b["title"], b["summary"] = "family.violence", "家庭纠纷", "家庭内部纠纷"
	b["facts"] = obj{"relation": "spouses"}
	b["claims"] = []any{"停止侵害"}
	b["safety"] = obj{"violence": true}
	b["parties"].([]any)[0].(obj)["address"] = secretPlace
	return b
}

// A yes shows what helps before any way to settle, and mediation is not led to first.
func TestSafetyFirst(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		calm := clerk.Post("/cases", dispute()).Want(201)
		if calm.At("safety") != nil {
			t.Errorf("help is pressed on who did not ask: %s", calm.Body)
		}
		made := clerk.Post("/cases", endangered()).Want(201)
		codes := ""
		for i := range made.Len("safety") {
			codes += made.String("safety."+itoa(i)+".code") + " "
		}
		if codes != "police admonition protection_order shelter legal_aid " {
			t.Errorf("shown: %s", codes)
		}
		if !strings.Contains(made.String("safety.2.text"), "72小时") || !strings.Contains(made.String("safety.2.text"), "24小时") || made.String("safety.2.known") != "unconfirmed" || made.String("safety.4.known") != "read" {
			t.Errorf("%s", made.Body)
		}
		id := made.String("id")
		ways := clerk.Get("/cases/" + id + "/routes").Want(200)
		mediation := map[string]bool{"people_mediation": true, "administrative_mediation": true, "judicial_mediation": true}
		last := 0.0
		for i := range ways.Len("routes") {
			at := "routes." + itoa(i)
			if rank := ways.At(at + ".rank").(float64); !mediation[ways.String(at+".route")] {
				last = max(last, rank)
			}
		}
		for i := range ways.Len("routes") {
			at := "routes." + itoa(i)
			if mediation[ways.String(at+".route")] && ways.At(at+".rank").(float64) < last {
				t.Errorf("%s stands before other ways", ways.String(at+".route"))
			}
		}
		if mediation[ways.String("preselected")] || ways.Len("safety") != 5 {
			t.Errorf("preselected %q", ways.String("preselected"))
		}
		// What was noticed goes nowhere with the case.
		ref := clerk.Post("/cases/"+id+"/referrals", obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "双方要求", "override_reason": "双方坚持"}).Want(201).String("id")
		mediator.Post("/referrals/"+ref+"/accept", nil).Want(200)
		for _, c := range []*Client{mediator, s.As("supervisor"), s.As("auditor"), s.As("head"), clerk} {
			for _, p := range []string{"/cases/" + id, "/cases/" + id + "/routes", "/cases/" + id + "/timeline", "/cases/" + id + "/audit", "/referrals/" + ref, "/cases?box=all", "/audit/entries?limit=100"} {
				if got := string(c.Get(p).Body); strings.Contains(got, "protection_order") || strings.Contains(got, "violence\":") {
					t.Errorf("%s %s tells what was noticed: %s", c.Name, p, got)
				}
			}
		}
	})
}

// A protected address is found through no door but one, which is watched.
func TestProtectedAddress(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, endangered())
		clerk.Upload("/cases/"+k.id+"/documents", []byte("送达地址："+secretPlace), "送达地址确认书.txt", map[string]string{"class": "case", "kind": "service_address"}).Refused(422, "invalid")
		kept := clerk.Upload("/cases/"+k.id+"/documents", []byte("送达地址："+secretPlace), "送达地址确认书.txt", map[string]string{"class": "protected", "kind": "service_address"}).Want(201).String("id")
		if v := clerk.Get("/cases/" + k.id + "/parties/" + k.applicant + "/address").Want(200); v.String("address") != secretPlace {
			t.Errorf("%s", v.Body)
		}
		if v := clerk.Get("/cases/" + k.id).Want(200); v.String("protected_addresses.0") != k.applicant {
			t.Errorf("%s", v.Body)
		}
		if log := string(clerk.Get("/cases/" + k.id + "/audit?limit=100").Want(200).Body); !strings.Contains(log, "address.looked_at") {
			t.Error("the look was not written down")
		}
		clerk.Get("/cases/" + k.id + "/parties/" + k.opponent + "/address").Want(404)
		// Correcting the party or the address does not open it.
		clerk.Do("PATCH", "/cases/"+k.id+"/parties/"+k.applicant, obj{"phone": "13900004321", "reason": "更正"}).Want(200)
		clerk.Do("PATCH", "/cases/"+k.id+"/parties/"+k.applicant, obj{"address": secretPlace + "二单元", "reason": "更正"}).Want(200)
		assigned := clerk.Post("/cases/"+k.id+"/referrals", obj{"to": "org-street1", "channel": "petition", "route": "petition", "mode": "assigned", "custody": "moves", "reason": "属地办理"}).Want(201).String("id")
		if b := clerk.Get("/referrals/" + assigned).Want(200); strings.Contains(string(b.Body), kept) {
			t.Errorf("the paper with the address goes along: %s", b.Body)
		}
		street := s.As("street_clerk")
		own := s.Enter(k.number, k.code, "4321")
		other := s.Enter(k.number, street.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code"), "5678")
		doors := []string{"/party/case", "/party/certificate", "/party/agreements", "/party/recorded-for", "/party/access-log", "/referrals?box=in", "/referrals?box=out", "/cases?box=all", "/audit/entries?limit=100", "/backdated", "/safety-reports"}
		for _, p := range []string{"", "/timeline", "/clocks", "/custody", "/consents", "/audit", "/routes", "/referrals", "/proceedings", "/documents", "/agents", "/recorded-for", "/backdated", "/oral-records", "/referrals/preview?to=org-mediation1&channel=people_mediation"} {
			doors = append(doors, "/cases/"+k.id+p)
		}
		doors = append(doors, "/referrals/"+assigned, "/documents/"+kept, "/documents/"+kept+"/content")
		for _, c := range []*Client{clerk, street, mediator, own, other, s.As("supervisor"), s.As("auditor"), s.As("admin"), s.As("head"), s.As("lawyer"), s.As("police"), s.As("court")} {
			for _, p := range doors {
				if c == street && strings.HasPrefix(p, "/documents/") || c == clerk && strings.HasPrefix(p, "/documents/") {
					continue // who wrote the paper, and who answers for the case now, read it as protected
				}
				a := c.Get(p)
				for name, values := range a.Header {
					if strings.Contains(strings.Join(values, " "), "杏花巷") {
						t.Errorf("%s %s %s", c.Name, p, name)
					}
				}
				if strings.Contains(string(a.Body), "杏花巷") {
					t.Errorf("%s %s tells the address: %s", c.Name, p, a.Body)
				}
			}
		}
		clerk.Get("/cases/" + k.id + "/parties/" + k.applicant + "/address").Want(403)
		if v := street.Get("/cases/" + k.id + "/parties/" + k.applicant + "/address").Want(200); v.String("address") != secretPlace+"二单元" {
			t.Errorf("the custodian's handler cannot serve papers: %s", v.Body)
		}
		s.As("head").Get("/cases/" + k.id + "/parties/" + k.applicant + "/address").Want(404)
		street.Do("PATCH", "/cases/"+k.id+"/parties/"+k.applicant, obj{"protect_address": false, "reason": "本人要求公开"}).Want(200)
		if v := street.Get("/cases/" + k.id).Want(200); !strings.Contains(string(v.Body), "杏花巷") {
			t.Error("the address stays hidden against its owner's wish")
		}
	})
}

// What was noticed of danger is of the event: no field on a person, no search, no count.
func TestSafetyIsOfTheEvent(t *testing.T) {
	s := Start(t, "--data", t.TempDir())
	res, err := s.Nobody().http.Get(s.URL + "/api/v1/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name string }
		}
		Components struct {
			Schemas map[string]struct {
				Properties map[string]json.RawMessage
			}
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	words := []string{"safety", "violence", "danger", "child", "risk", "score", "flag"}
	about := func(name string) bool {
		for _, w := range words {
			if strings.Contains(strings.ToLower(name), w) {
				return true
			}
		}
		return false
	}
	for path, methods := range doc.Paths {
		for _, m := range methods {
			for _, p := range m.Parameters {
				if about(p.Name) {
					t.Errorf("%s can be searched by %s", path, p.Name)
				}
			}
		}
	}
	people := 0
	for name, schema := range doc.Components.Schemas {
		if !strings.HasPrefix(name, "Party") && !strings.HasPrefix(name, "Agent") && name != "OwnCase" {
			continue
		}
		people++
		for field := range schema.Properties {
			if about(field) {
				t.Errorf("%s has a field %s", name, field)
			}
		}
	}
	if people < 4 {
		t.Fatalf("only %d schemas of people were looked at", people)
	}
}
