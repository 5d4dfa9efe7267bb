package e2e

import (
	"strings"
	"testing"
)

// userOf is the id by which the platform knows who is signed in.
func userOf(c *Client) string {
	c.T.Helper()
	return c.Get("/session").Want(200).String("user.id")
}

// One refusal ends a mediation in one step: the papers come back and are named,
// the other ways are shown with their clocks, and it leaves no mark elsewhere.
func TestRefusalReturnsPapersAndShowsRoutes(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, dispute())
		paper := clerk.Upload("/cases/"+k.id+"/documents", []byte("%PDF-1.4 报价单"), "报价单.pdf", map[string]string{"class": "case", "form": "original"}).Want(201).String("id")
		r, p := mediate(clerk, mediator, k)
		added := mediator.Upload("/cases/"+k.id+"/documents", []byte("%PDF-1.4 照片"), "照片.pdf", map[string]string{"class": "open"}).Want(201).String("id")
		offer := mediator.Upload("/cases/"+k.id+"/documents", []byte(marker), "方案.txt", map[string]string{"class": "channel"}).Want(201).String("id")
		mediator.Post("/proceedings/"+p+"/hold", obj{"text": marker}).Want(200)

		party := s.Enter(k.number, k.code, "1234")
		if ways := party.Get("/party/case").Want(200); ways.Len("ways") == 0 {
			t.Errorf("the other ways are not beside the mediation: %s", ways.Body)
		}
		no := party.Post("/party/consents", obj{"subject": "mediation", "toward": "org-mediation1", "answer": "no"}).Want(201)
		suit := false
		for i := range no.Len("routes") {
			at := "routes." + itoa(i)
			if no.String(at+".verdict") == "closed" {
				t.Errorf("a closed way is shown as open: %s", no.String(at+".route"))
			}
			suit = suit || no.String(at+".route") == "civil_litigation" && no.Len(at+".clocks") > 0
		}
		if !suit {
			t.Errorf("the refusal does not show the way to court with its clock: %s", no.Body)
		}
		done := clerk.Get("/referrals/" + r).Want(200)
		if done.String("state") != "completed" || done.String("outcome") != "refused" || custodian(clerk, k) != "org-petition" {
			t.Fatalf("the refusal did not end it: %s", done.Body)
		}
		back := string(done.Body)[strings.Index(string(done.Body), `"returned"`):]
		if done.Len("bundle.returned") != 1 || done.Len("bundle.returned.0.items") != 2 || !strings.Contains(back, paper) || !strings.Contains(back, added) || strings.Contains(back, offer) {
			t.Errorf("papers that came back: %s", back)
		}
		mediator.Post("/proceedings/"+p+"/hold", obj{"text": "再调一次"}).Refused(409, "proceeding.ended")
		clerk.Post("/cases/"+k.id+"/referrals", obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "再试", "override_reason": "坚持"}).Refused(409, "mediation_refused")
		nothingLeaks(t, s, k, party, clerk)

		// A fact of this case only: another case of the same people knows nothing of it.
		other := register(clerk, dispute())
		if c := clerk.Get("/cases/" + other.id + "/consents").Want(200); c.Len("items") != 0 {
			t.Errorf("the refusal is in another case: %s", c.Body)
		}
		offered := offerTo(clerk, other, "org-mediation2", "people_mediation")
		m2 := s.As("mediator2")
		for _, path := range []string{"/referrals/" + offered, "/cases/" + other.id} {
			if a := m2.Get(path).Want(200); strings.Contains(string(a.Body), "party_refuses") || strings.Contains(string(a.Body), `"refused"`) {
				t.Errorf("a card tells that somebody refused elsewhere: %s", a.Body)
			}
		}

		// In the same case a bundle to the next receiver says nothing of who refused.
		g := guide(clerk, k, "org-court", "litigation", "civil_litigation")
		court := s.As("court")
		court.Post("/referrals/"+g+"/file", obj{"number": "（2026）示01民初1号"}).Want(200)
		if c := court.Get("/cases/" + k.id + "/consents").Want(200); c.Len("items") != 0 {
			t.Errorf("the court reads who refused: %s", c.Body)
		}
	})
}

// A later word wins, and the withdrawal is a word of its own that says when.
// Nobody reached is not a refusal.
func TestConsentIsSoughtAndTakenBack(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator, other := s.As("clerk"), s.As("mediator"), s.As("mediator_b")
	k := register(clerk, dispute())
	consent(clerk, k, k.applicant, "mediation", "org-mediation1")
	r := refer(clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "override_reason": "另一方待征询"})
	mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
	p := at(mediator, k, "people_mediation")
	steps(mediator, p, "seek-consent")
	wants(t, mediator, k, "mediation.consent_asked", "running 2026-12-01")
	mediator.Post(p+"/hold", obj{"text": "单方到场"}).Refused(409, "consent_missing")
	for _, way := range []string{"phone", "phone", "visit"} {
		mediator.Post("/cases/"+k.id+"/contact-attempts", obj{"party_id": k.opponent, "way": way, "reached": false, "text": "无人接听 MARK-LOG"}).Want(201)
	}
	if log := mediator.Get("/cases/" + k.id + "/contact-attempts").Want(200); log.Len("items") != 3 || log.At("items.0.reached") != false || log.String("items.2.way") != "visit" || log.String("items.0.text") == "" {
		t.Errorf("the log: %s", log.Body)
	}
	if log := other.Get("/cases/" + k.id + "/contact-attempts").Want(200); strings.Contains(string(log.Body), "MARK-LOG") {
		t.Error("another team reads the words of the log")
	}
	s.As("admin").Post("/demo/clock", obj{"to": "2026-12-02T09:00:00+08:00"}).Want(200)
	if got := mediator.Get(p).Want(200); got.String("state") != "seeking_consent" || got.At("ended_at") != nil {
		t.Errorf("silence was taken for a refusal: %s", got.Body)
	}
	mediator.Post(p+"/hold", obj{"text": "单方到场"}).Refused(409, "consent_missing")
	consent(mediator, k, k.opponent, "mediation", "org-mediation1")
	mediator.Post(p+"/schedule", obj{"at": "2026-12-03T09:00:00+08:00"}).Want(200)
	if _, runs := running(mediator, k)["mediation.consent_asked"]; runs {
		t.Error("the time to ask runs on")
	}
	mediator.Post("/cases/"+k.id+"/consents", obj{"party_id": k.opponent, "subject": "disclosure", "toward": "org-court", "answer": "yes", "form": "written"}).Want(201)
	mediator.Post("/cases/"+k.id+"/consents", obj{"party_id": k.opponent, "subject": "disclosure", "toward": "org-court", "answer": "no", "form": "phone"}).Want(201)
	list := mediator.Get("/cases/" + k.id + "/consents").Want(200)
	n := list.Len("items")
	if list.String("items."+itoa(n-2)+".withdrawn_on") != "2026-12-02" || list.At("items."+itoa(n-2)+".stands") != false || list.At("items."+itoa(n-1)+".stands") != true {
		t.Errorf("a withdrawal: %s", list.Body)
	}
}

// Needs are told before acceptance, without names, and what comes first comes first.
func TestNeedsTravel(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator := s.As("clerk"), s.As("mediator")
	body := dispute()
	body["parties"].([]any)[0].(obj)["needs"] = obj{"child": true, "interpreter": true, "language": "维吾尔语", "large_print": true, "other": "MARK-OTHER"}
	k := register(clerk, body)
	if p := clerk.Get("/cases/" + k.id + "/referrals/preview?to=org-mediation1&channel=people_mediation").Want(200); !strings.Contains(string(p.Body), "需要翻译") {
		t.Errorf("the preview does not say that needs go: %s", p.Body)
	}
	r := offerTo(clerk, k, "org-mediation1", "people_mediation")
	for _, path := range []string{"/cases/" + k.id, "/referrals/" + r} {
		card := mediator.Get(path).Want(200)
		if card.Len("needs") != 1 || card.Len("say_first") != 1 || !strings.HasPrefix(card.String("say_first.0"), "申请人：未成年人") {
			t.Errorf("%s: %s", path, card.Body)
		}
		if strings.Contains(string(card.Body), "林小雨") || strings.Contains(string(card.Body), "MARK-OTHER") {
			t.Errorf("%s says more than the need", path)
		}
	}
	mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
	if full := mediator.Get("/cases/" + k.id).Want(200); full.At("parties.0.needs.child") != true {
		t.Errorf("the needs did not travel: %s", full.Body)
	}
}

// Who declares a conflict is out at once; the case goes on with a substitute.
func TestRecusalDeclared(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, second := s.As("clerk"), s.As("mediator"), s.As("mediator_b")
		k := register(clerk, dispute())
		_, p := mediate(clerk, mediator, k)
		mediator.Post("/proceedings/"+p+"/notes", obj{"class": "channel", "text": marker}).Want(201)
		before := running(mediator, k)
		mediator.Post("/cases/"+k.id+"/recusals", obj{"ground": "private_contact", "text": "吃过饭"}).Refused(422, "invalid")
		made := mediator.Post("/cases/"+k.id+"/recusals", obj{"ground": "kin", "text": "申请人是我表妹 MARK-KIN"}).Want(201)
		if made.String("state") != "declared" || made.At("bars") != true || !strings.Contains(made.String("rule.cite"), "15条") || made.String("substitute_due_on") != "2026-11-27" {
			t.Fatalf("%s", made.Body)
		}
		for path, body := range map[string]obj{
			"/proceedings/" + p + "/hold": {"text": "继续调解"}, "/proceedings/" + p + "/notes": {"class": "channel", "text": "再记"},
			"/cases/" + k.id + "/facts": {"facts": obj{}}, "/proceedings/" + p + "/agreement": {"terms": "赔", "form": "oral"},
			"/cases/" + k.id + "/handler": {"user_id": userOf(second)},
		} {
			no := mediator.Post(path, body).Refused(403, "recused")
			if !strings.Contains(string(no.Body), "15条") {
				t.Errorf("%s: no article: %s", path, no.Body)
			}
		}
		mediator.Get("/proceedings/"+p+"/sessions").Refused(403, "recused")
		if notes := mediator.Get("/proceedings/" + p + "/notes").Want(200); strings.Contains(string(notes.Body), marker) {
			t.Error("who is recused reads what is confidential")
		}
		if got := mediator.Get("/proceedings/" + p).Want(200); got.Len("allowed_actions") != 0 {
			t.Errorf("still offered: %s", got.Body)
		}
		for rule, want := range before {
			if got := running(clerk, k)[rule]; got != want {
				t.Errorf("%s stopped silently: %s, was %s", rule, got, want)
			}
		}
		// A substitute of the other team takes over, with what was said so far.
		if c := second.Get("/cases/" + k.id + "/candidates").Want(200); !strings.Contains(string(c.Body), `"why_code":"recused"`) {
			t.Errorf("candidates: %s", c.Body)
		}
		second.Post("/proceedings/"+p+"/handler", obj{"user_id": userOf(mediator)}).Refused(409, "recused")
		second.Post("/proceedings/"+p+"/handler", obj{"user_id": "nobody"}).Refused(422, "invalid")
		second.Post("/proceedings/"+p+"/handler", obj{"user_id": userOf(second)}).Want(200)
		if list := second.Get("/cases/" + k.id + "/recusals").Want(200); list.String("items.0.substitute.id") != userOf(second) || list.At("items.0.substitute_due_on") != nil {
			t.Errorf("%s", list.Body)
		}
		second.Post("/proceedings/"+p+"/hold", obj{"text": "接着调解"}).Want(200)
		if notes := second.Get("/proceedings/" + p + "/notes").Want(200); !strings.Contains(string(notes.Body), marker) {
			t.Errorf("the substitute does not read the mediation's notes: %s", notes.Body)
		}
		// Ground and words stay in the house.
		if list := clerk.Get("/cases/" + k.id + "/recusals").Want(200); list.Len("items") != 1 || strings.Contains(string(list.Body), "MARK-KIN") {
			t.Errorf("%s", list.Body)
		}
		// Both sides let her go on: the law allows it of an invited mediator, and by analogy here.
		id := made.String("id")
		mediator.Post("/recusals/"+id+"/waive", obj{"party_id": k.applicant, "form": "written"}).Refused(403, "recused")
		second.Post("/recusals/"+id+"/waive", obj{"party_id": k.applicant, "form": "phone"}).Refused(422, "invalid")
		if one := second.Post("/recusals/"+id+"/waive", obj{"party_id": k.applicant, "form": "written"}).Want(200); one.String("state") != "declared" {
			t.Errorf("one side is not both: %s", one.Body)
		}
		second.Post("/recusals/"+id+"/waive", obj{"party_id": k.applicant, "form": "written"}).Refused(409, "recusal.waived_by_party")
		if both := second.Post("/recusals/"+id+"/waive", obj{"party_id": k.opponent, "form": "written"}).Want(200); both.String("state") != "waived" || both.At("bars") != false {
			t.Errorf("%s", both.Body)
		}
		second.Post("/proceedings/"+p+"/handler", obj{"user_id": userOf(mediator)}).Want(200)
		mediator.Post("/proceedings/"+p+"/hold", obj{"text": "双方同意由我继续"}).Want(200)
		s.Stop()
		verified(t, args...)
	})
}

// A party objects on their own page; the work goes on, the head decides.
func TestPartyObjects(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, head := s.As("clerk"), s.As("mediator"), s.As("mediation_head")
		k := register(clerk, dispute())
		_, p := mediate(clerk, mediator, k)
		mediator.Post("/proceedings/"+p+"/hold", obj{"text": "第一次"}).Want(200)
		party := s.Enter(k.number, k.code, "1234")
		me := party.Get("/party/case").Want(200)
		if me.String("people.0.name") != "王秀英" || me.Len("people.0.grounds") != 3 {
			t.Fatalf("the party is not told whom they may object to: %s", me.Body)
		}
		party.Post("/party/recusals", obj{"user_id": "somebody", "ground": "kin", "text": "x"}).Refused(422, "invalid")
		made := party.Post("/party/recusals", obj{"user_id": me.String("people.0.user_id"), "ground": "other_relation", "text": "她和对方是老同事"}).Want(201)
		if made.String("state") != "objected" || made.String("decision_due_on") != "2026-11-27" || made.String("goes_on") == "" {
			t.Fatalf("%s", made.Body)
		}
		party.Post("/party/recusals", obj{"user_id": me.String("people.0.user_id"), "ground": "kin", "text": "又一次"}).Refused(409, "recusal.standing")
		mediator.Post("/proceedings/"+p+"/hold", obj{"text": "决定前照常"}).Want(200)
		id := made.String("id")
		mediator.Post("/recusals/"+id+"/decide", obj{"decision": "rejected", "text": "没有"}).Refused(403, "not_allowed")
		clerk.Post("/recusals/"+id+"/decide", obj{"decision": "rejected", "text": "没有"}).Refused(403, "not_allowed")
		s.As("court_head").Post("/recusals/"+id+"/decide", obj{"decision": "upheld", "text": "是"}).Want(404)
		head.Post("/recusals/"+id+"/decide", obj{"decision": "maybe", "text": ""}).Refused(422, "invalid")
		head.Post("/recusals/"+id+"/decide", obj{"decision": "upheld", "text": "为免合理怀疑，决定回避"}).Want(200)
		head.Post("/recusals/"+id+"/decide", obj{"decision": "rejected", "text": "反悔"}).Refused(409, "recusal.decided")
		mediator.Post("/proceedings/"+p+"/hold", obj{"text": "又来"}).Refused(403, "recused")
		head.Post("/proceedings/"+p+"/handler", obj{"user_id": userOf(s.As("mediator_b"))}).Want(200)
		if again := party.Get("/party/case").Want(200); again.String("recusals.0.state") != "upheld" || again.String("recusals.0.decision") == "" {
			t.Errorf("the party is not told: %s", again.Body)
		}
		// Taken down at the window for the other side; about a clerk only a direct interest counts (条例 28).
		clerk.Post("/cases/"+k.id+"/recusals", obj{"user_id": userOf(s.As("clerk2")), "party_id": k.opponent, "ground": "kin", "form": "written", "text": "亲戚"}).Refused(422, "invalid")
		w := clerk.Post("/cases/"+k.id+"/recusals", obj{"user_id": userOf(s.As("clerk2")), "party_id": k.opponent, "ground": "interest", "form": "written", "text": "有利益关系"}).Want(201)
		if !strings.Contains(w.String("rule.cite"), "28条3款") {
			t.Errorf("%s", w.Body)
		}
		if no := s.As("petition_head").Post("/recusals/"+w.String("id")+"/decide", obj{"decision": "rejected", "text": "查无此事"}).Want(200); no.String("state") != "rejected" {
			t.Errorf("%s", no.Body)
		}
		s.As("mediator_b").Post("/recusals/"+w.String("id")+"/waive", obj{"party_id": k.opponent, "form": "written"}).Refused(409, "recusal.not_waivable")
		s.Stop()
		verified(t, args...)
	})
}

// Who mediated a case may never be agent, juror, witness, appraiser,
// interpreter or judge in it, by whatever door (特邀调解规定 16).
func TestWhoMediatedIsBarred(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		court, judge, admin := s.As("court"), s.As("judge"), s.As("admin")
		k := register(court, matter("tort.property_damage", "财物损害", obj{"event_on": "2026-11-01", "arbitration_clause": "none", "history": []any{}}))
		litigation := at(court, k, "civil_litigation")
		consent(court, k, k.applicant, "mediation", "org-mediation1")
		consent(court, k, k.opponent, "mediation", "org-mediation1")
		m := s.As("mediator")
		r := refer(court, k, obj{"to": "org-mediation1", "channel": "judicial_mediation", "route": "judicial_mediation", "mode": "offered", "custody": "stays", "override_reason": "委派"})
		m.Post("/referrals/"+r+"/accept", nil).Want(200)
		p := at(m, k, "judicial_mediation")
		m.Post(p+"/hold", obj{"text": marker}).Want(200)
		m.Post(p+"/terminate", obj{"code": "no_agreement", "text": "差距大"}).Want(200)
		m.Post("/referrals/"+r+"/complete", obj{"outcome": "unsettled", "text": "未达成"}).Want(200)
		parts := litigation + "/participants"
		for _, role := range []string{"juror", "agent", "witness", "appraiser", "interpreter", "judge"} {
			no := court.Post(parts, obj{"role": role, "user_id": userOf(m), "organization_id": "org-mediation1"}).Refused(409, "role_barred")
			if !strings.Contains(string(no.Body), "16条") {
				t.Errorf("%s: no article: %s", role, no.Body)
			}
			court.Post(parts, obj{"role": role, "name": "王秀英"}).Refused(409, "role_barred")
		}
		court.Post(parts, obj{"role": "witness", "name": "王秀英", "namesake": true}).Want(201)
		court.Post(parts, obj{"role": "witness", "name": "某邻居"}).Want(201)
		court.Post(parts, obj{"role": "hero", "name": "某人"}).Refused(422, "invalid")
		no := court.Do("PATCH", "/cases/"+k.id+"/parties/"+k.applicant, obj{"represented_by": obj{"name": "王秀英"}, "reason": "委托代理"}).Refused(409, "role_barred")
		if !strings.Contains(string(no.Body), "16条") {
			t.Errorf("%s", no.Body)
		}
		court.Post("/cases/"+k.id+"/parties", obj{"role": "third_party", "kind": "person", "name": "某甲", "represented_by": obj{"name": "王秀英"}}).Refused(409, "role_barred")

		// The mediator becomes a judge of that court: neither named nor acting.
		admin.Do("PATCH", "/users/"+userOf(m), obj{"memberships": []any{obj{"organization_id": "org-court", "role": "judge", "team": "速裁庭"}}}).Want(200)
		turned := s.As("mediator")
		court.Post("/cases/"+k.id+"/handler", obj{"user_id": userOf(turned)}).Refused(409, "role_barred")
		turned.Post(litigation+"/file", obj{"number": "（2026）示01民初7号"}).Refused(409, "role_barred")
		if got := turned.Get(litigation).Want(200); got.Len("allowed_actions") != 0 {
			t.Errorf("offered to who mediated: %s", got.Body)
		}
		judge.Post(litigation+"/file", obj{"number": "（2026）示01民初7号"}).Want(200)
		court.Post("/cases/"+k.id+"/handler", obj{"user_id": userOf(judge)}).Want(200)
		court.Post("/cases/"+k.id+"/lead", obj{"user_id": userOf(s.As("court_head"))}).Want(200)
		if list := court.Get("/cases/" + k.id + "/assignments").Want(200); list.Len("items") != 2 {
			t.Errorf("%s", list.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}

// A lawyer who declares a conflict advises the visitor no more.
func TestLawyerRecuses(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, lawyer := s.As("clerk"), s.As("lawyer")
	reception := s.As("supervisor").Post("/receptions", obj{
		"place": "接待大厅", "starts_at": "2026-11-24T09:00:00+08:00", "ends_at": "2026-11-24T17:00:00+08:00", "host_organization": "org-petition", "lead": "副区长", "lawyers_wanted": 1,
	}).Want(201).String("id")
	lawyer.Post("/receptions/"+reception+"/join", nil).Want(200)
	visit := clerk.Post("/receptions/"+reception+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "楼上漏水"}).Want(201).String("id")
	body := dispute()
	body["visit_id"] = visit
	k := register(clerk, body)
	advice := obj{"text": "可以先调解", "routes": []any{"people_mediation"}}
	lawyer.Post("/visits/"+visit+"/opinions", advice).Want(201)
	lawyer.Post("/cases/"+k.id+"/recusals", obj{"party_id": k.applicant, "user_id": userOf(clerk), "ground": "interest", "form": "written", "text": "替人申请"}).Refused(403, "not_allowed")
	made := lawyer.Post("/cases/"+k.id+"/recusals", obj{"ground": "other_side", "text": "本所代理过对方"}).Want(201)
	if !strings.Contains(made.String("rule.cite"), "律师法") {
		t.Errorf("%s", made.Body)
	}
	if no := lawyer.Post("/visits/"+visit+"/opinions", advice).Refused(403, "recused"); !strings.Contains(string(no.Body), "39条") {
		t.Errorf("%s", no.Body)
	}
	s.As("lawyer2").Get("/cases/" + k.id + "/recusals").Want(404)
}
