package e2e

import (
	"strings"
	"testing"
)

// at finds the open proceeding of a channel's route that the client's office has in a case.
func at(c *Client, k registered, route string) string {
	c.T.Helper()
	list := c.Get("/cases/" + k.id + "/proceedings").Want(200)
	found := ""
	for i := range list.Len("items") {
		x := "items." + itoa(i)
		if list.String(x+".route") == route && list.At(x+".ended_at") == nil && list.Len(x+".allowed_actions") > 0 {
			found = list.String(x + ".id")
		}
	}
	if found == "" {
		c.T.Fatalf("%s has no proceeding of %s: %s", c.Name, route, list.Body)
	}
	return "/proceedings/" + found
}

// steps takes steps that need nothing but their day and words.
func steps(c *Client, p string, all ...string) *Answer {
	c.T.Helper()
	var last *Answer
	for _, step := range all {
		last = c.Post(p+"/"+step, obj{"text": "已办理"}).Want(200)
	}
	return last
}

// running lists the rules of the clocks that run in a case, each with its last day.
func running(c *Client, k registered) map[string]string {
	c.T.Helper()
	list := c.Get("/cases/" + k.id + "/clocks").Want(200)
	all := map[string]string{}
	for i := range list.Len("items") {
		x := "items." + itoa(i)
		if s := list.String(x + ".state"); s == "running" || s == "paused" {
			all[list.String(x+".rule")] = s + " " + list.String(x+".due_on")
		}
	}
	return all
}

func wants(t *testing.T, c *Client, k registered, rule, want string) {
	t.Helper()
	if got := running(c, k)[rule]; got != want {
		t.Errorf("%s: %q, want %q (%v)", rule, got, want, running(c, k))
	}
}

func matter(category, title string, facts obj) obj {
	body := dispute()
	body["category"], body["title"], body["summary"], body["claims"], body["facts"] = category, title, title, []any{title}, facts
	return body
}

func offerTo(clerk *Client, k registered, to, channel string) string {
	clerk.T.Helper()
	consent(clerk, k, k.applicant, "mediation", to)
	consent(clerk, k, k.opponent, "mediation", to)
	return refer(clerk, k, obj{"to": to, "channel": channel, "route": channel, "mode": "offered", "override_reason": "双方同意"})
}

func guide(c *Client, k registered, to, channel, route string) string {
	c.T.Helper()
	return refer(c, k, obj{"to": to, "channel": channel, "route": route, "mode": "guided", "override_reason": "当事人坚持申请"})
}

// Wages: a petition, labour mediation that fails, an award, a suit.
func TestLifeWages(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator, labour, court := s.As("clerk"), s.As("mediator"), s.As("labour"), s.As("court")
	k := register(clerk, matter("labour.unpaid_wages", "拖欠工资三个月", obj{"relation": "employer_worker", "event_on": "2026-10-31", "arbitration_clause": "none", "history": []any{}}))
	r := offerTo(clerk, k, "org-mediation1", "people_mediation")
	mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
	wants(t, mediator, k, "people_mediation.labour", "running 2026-12-09")
	p := at(mediator, k, "people_mediation")
	mediator.Post(p+"/hold", obj{"text": "单位称无钱可付"}).Want(200)
	mediator.Post(p+"/terminate", obj{"code": "no_agreement", "text": "未达成"}).Want(200)
	mediator.Post("/referrals/"+r+"/complete", obj{"outcome": "unsettled", "text": "未达成协议"}).Want(200)
	g := guide(clerk, k, "org-labour", "arbitration", "labour_arbitration")
	labour.Post("/referrals/"+g+"/file", obj{"number": "示劳人仲案〔2026〕1号"}).Want(200)
	wants(t, labour, k, "labour_arbitration.award", "running ") // it ends in 2027, whose calendar is not out
	p = at(labour, k, "labour_arbitration")
	labour.Post(p+"/corrected", nil).Refused(409, "proceeding.not_open")
	steps(labour, p, "serve", "answer", "form-tribunal", "hear")
	if _, serving := running(labour, k)["labour_arbitration.serve"]; serving {
		t.Error("the time to serve runs on after service")
	}
	award := labour.Post(p+"/award", obj{"text": "支付工资一万八千元", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-11-24"}, obj{"party_id": k.opponent, "served_on": "2026-11-24"}}}).Want(200)
	if award.String("state") != "awarded" || award.At("ended_at") == nil || award.String("outcome") != "award" {
		t.Errorf("%s", award.Body)
	}
	wants(t, labour, k, "labour_arbitration.sue_non_final", "running 2026-12-09")
	labour.Post(p+"/hear", nil).Refused(409, "proceeding.ended")
	labour.Post("/referrals/"+g+"/complete", obj{"outcome": "decided", "text": "已裁决"}).Want(200)
	clerk.Post("/referrals/"+g+"/acknowledge", nil).Want(200)
	g = guide(labour, k, "org-court", "litigation", "civil_litigation")
	court.Post("/referrals/"+g+"/file", obj{"number": "（2026）示01民初9号"}).Want(200)
	p = at(court, k, "civil_litigation")
	steps(court, p, "track-summary", "serve", "answer", "hear")
	wants(t, court, k, "civil_litigation.trial_summary", "running ")
	done := court.Post(p+"/judge", obj{"text": "支付工资", "served": []any{obj{"party_id": k.opponent, "served_on": "2026-11-24"}}}).Want(200)
	if done.String("state") != "judged" {
		t.Errorf("%s", done.Body)
	}
	wants(t, court, k, "civil_litigation.appeal_judgment", "running 2026-12-09")
	if got := steps(court, p, "appeal", "judge-appeal", "effective", "note-enforcement"); got.String("state") != "enforcing" || got.String("outcome") != "judgment" {
		t.Errorf("%s", got.Body)
	}
}

// A medical dispute: appraisal does not count, the agreement is confirmed.
func TestLifeMedical(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", "2026-08-03T09:00:00+08:00")
	clerk, medical, court, admin := s.As("clerk"), s.As("medical_mediator"), s.As("court"), s.As("admin")
	k := register(clerk, matter("medical.dispute", "术后感染", obj{"event_on": "2026-07-01", "arbitration_clause": "none", "history": []any{}}))
	r := offerTo(clerk, k, "org-medical", "people_mediation")
	medical.Post("/referrals/"+r+"/accept", nil).Want(200)
	p := at(medical, k, "people_mediation")
	before := running(medical, k)["people_mediation.medical"]
	steps(medical, p, "appraise")
	if got := running(medical, k)["people_mediation.medical"]; !strings.HasPrefix(got, "paused") {
		t.Errorf("appraisal counts: %s", got)
	}
	admin.Post("/demo/clock", obj{"to": "2026-08-05T09:00:00+08:00"}).Want(200)
	steps(medical, p, "appraised")
	if got := running(medical, k)["people_mediation.medical"]; !strings.HasPrefix(got, "running") || got == before {
		t.Errorf("the days of the appraisal were counted: %s, before %s", got, before)
	}
	a := medical.Post(p+"/agreement", obj{"terms": "赔偿五万元", "form": "written", "performance": []any{obj{"what": "付清", "by_on": "2026-09-30"}}}).Want(201)
	medical.Post(p+"/agree", obj{"agreement_id": a.String("id")}).Want(200)
	for _, signer := range []obj{{"party_id": k.applicant}, {"party_id": k.opponent}, {"mediator": true}, {"seal": true}} {
		signer["grade"] = "paper"
		medical.Post(p+"/agreement/sign", signer).Want(200)
	}
	wants(t, medical, k, "judicial_confirmation.apply", "running 2026-09-04")
	medical.Post("/referrals/"+r+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Want(200)
	clerk.Post("/referrals/"+r+"/acknowledge", nil).Want(200)
	consent(medical, k, k.applicant, "judicial_confirmation", "org-court")
	consent(medical, k, k.opponent, "judicial_confirmation", "org-court")
	g := guide(medical, k, "org-court", "litigation", "judicial_confirmation")
	court.Post("/referrals/"+g+"/file", obj{"number": "（2026）示01诉前调确1号"}).Want(200)
	p = at(court, k, "judicial_confirmation")
	if got := court.Post(p+"/confirm", obj{"text": "协议有效"}).Want(200); got.String("outcome") != "confirmed" || got.String("state") != "confirmed" {
		t.Errorf("%s", got.Body)
	}
	court.Post("/referrals/"+g+"/complete", obj{"outcome": "decided", "text": "裁定确认"}).Want(200)
	medical.Post("/referrals/"+g+"/acknowledge", nil).Want(200)
}

// Silence ends a medical mediation: thirty working days without an agreement.
func TestLifeMedicalLapses(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", "2026-03-02T09:00:00+08:00")
	clerk, medical := s.As("clerk"), s.As("medical_mediator")
	k := register(clerk, matter("medical.dispute", "术后感染", obj{"event_on": "2026-01-05", "arbitration_clause": "none", "history": []any{}}))
	r := offerTo(clerk, k, "org-medical", "people_mediation")
	medical.Post("/referrals/"+r+"/accept", nil).Want(200)
	p := at(medical, k, "people_mediation")
	s.As("admin").Post("/demo/clock", obj{"to": "2026-04-20T09:00:00+08:00"}).Want(200)
	if got := medical.Get(p).Want(200); got.String("state") != "failed" || got.String("outcome") != "unsettled" {
		t.Errorf("thirty working days passed: %s", got.Body)
	}
}

// A traffic accident: suit ends the mediation of the traffic police.
func TestLifeTraffic(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, traffic, court := s.As("clerk"), s.As("traffic"), s.As("court")
	k := register(clerk, matter("traffic.accident", "追尾赔偿", obj{"event_on": "2026-11-16", "arbitration_clause": "none", "joint_application": true, "history": []any{}}))
	r := offerTo(clerk, k, "org-traffic", "administrative_mediation")
	traffic.Post("/referrals/"+r+"/accept", nil).Want(200)
	wants(t, traffic, k, "administrative_mediation.traffic", "running 2026-12-08")
	p := at(traffic, k, "administrative_mediation")
	if got := steps(traffic, p, "stop-for-suit"); got.String("state") != "sued" || got.String("outcome") != "unsettled" {
		t.Errorf("%s", got.Body)
	}
	traffic.Post("/referrals/"+r+"/complete", obj{"outcome": "unsettled", "text": "当事人已起诉"}).Want(200)
	g := guide(clerk, k, "org-court", "litigation", "civil_litigation")
	court.Post("/referrals/"+g+"/file", obj{"number": "（2026）示01民初10号"}).Want(200)
}

// An expropriation decision goes to reconsideration, never to people's mediation.
func TestLifeExpropriation(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, reconsider := s.As("clerk"), s.As("reconsider")
	k := register(clerk, matter("expropriation.decision", "不服征收决定", obj{"event_on": "2026-11-03", "informed_of_remedies": true, "history": []any{}}))
	clerk.Post("/cases/"+k.id+"/referrals", obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解"}).Refused(422, "route.closed")
	g := guide(clerk, k, "org-reconsider", "administrative_reconsideration", "administrative_reconsideration")
	reconsider.Post("/referrals/"+g+"/file", obj{"number": "示政复〔2026〕1号"}).Want(200)
	p := at(reconsider, k, "administrative_reconsideration")
	wants(t, reconsider, k, "administrative_reconsideration.serve", "running 2026-12-03")
	steps(reconsider, p, "serve")
	wants(t, reconsider, k, "administrative_reconsideration.answer", "running 2026-12-08")
	steps(reconsider, p, "answer", "hear", "committee")
	if got := reconsider.Post(p+"/decide", obj{"text": "维持", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-11-24"}}}).Want(200); got.String("state") != "decided" {
		t.Errorf("%s", got.Body)
	}
	wants(t, reconsider, k, "administrative_litigation.sue_after_reconsideration", "running 2026-12-09")
}

// A court delegates: it stays answerable, its own time stands still, and when
// mediation fails the case is filed.
func TestLifeDelegated(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	court, mediator := s.As("court"), s.As("mediator")
	body := matter("contract.sale", "货款纠纷", obj{"event_on": "2026-06-01", "arbitration_clause": "none", "history": []any{}})
	body["source"] = "court"
	k := register(court, body)
	r := offerTo(court, k, "org-mediation1", "judicial_mediation")
	if got := court.Get("/referrals/" + r).Want(200); got.String("custody") != "stays" {
		t.Errorf("a court that delegates stays answerable: %s", got.Body)
	}
	mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
	wants(t, court, k, "judicial_mediation.delegated", "running 2026-12-24")
	if got := running(court, k)["civil_litigation.filing"]; !strings.HasPrefix(got, "paused") {
		t.Errorf("the court's time goes on while it waits: %q", got)
	}
	p := at(mediator, k, "judicial_mediation")
	mediator.Post(p+"/hold", obj{"text": "差距较大"}).Want(200)
	mediator.Post(p+"/terminate", obj{"code": "no_agreement", "text": "未达成"}).Want(200)
	mediator.Post("/referrals/"+r+"/complete", obj{"outcome": "unsettled", "text": "未达成协议"}).Want(200)
	if got := running(court, k)["civil_litigation.filing"]; !strings.HasPrefix(got, "running") {
		t.Errorf("the court's time does not go on: %q", got)
	}
	court.Post("/referrals/"+r+"/acknowledge", nil).Want(200)
	own := at(court, k, "civil_litigation")
	court.Post(own+"/file", obj{"number": "（2026）示01民初11号"}).Want(200)
	if got := custodian(court, k); got != "org-court" {
		t.Errorf("custody went to %s", got)
	}
}

// An old petition through review and recheck to its end; hearings do not count.
func TestLifePetitionLadder(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", "2026-03-02T09:00:00+08:00")
	clerk, street, city, admin := s.As("clerk"), s.As("street_clerk"), s.As("city_review"), s.As("admin")
	k := register(clerk, matter("neighbour.leak", "答复不满意", obj{"history": []any{}}))
	hand := func(from *Client, to string, receiver *Client) string {
		r := refer(from, k, obj{"to": to, "channel": "petition", "route": "petition", "mode": "assigned"})
		receiver.Post("/referrals/"+r+"/accept", nil).Want(200)
		return at(receiver, k, "petition")
	}
	served := obj{"text": "处理意见", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-03-02"}}}
	p := hand(clerk, "org-street1", street)
	wants(t, street, k, "petition.handle", "running 2026-05-01")
	steps(street, p, "investigate")
	street.Post(p+"/mediate", nil).Refused(409, "consent_missing") // 条例 33: both sides agree first
	consent(street, k, k.applicant, "mediation", "org-street1")
	consent(street, k, k.opponent, "mediation", "org-street1")
	steps(street, p, "mediate")
	if got := street.Post(p+"/opine", served).Want(200); got.String("state") != "opined" {
		t.Errorf("%s", got.Body)
	}
	wants(t, street, k, "petition.review_request", "running 2026-04-01")
	p = hand(street, "org-petition", clerk)
	wants(t, clerk, k, "petition.review", "running 2026-04-01")
	if got := clerk.Get(p).Want(200); got.String("life") != "petition_review" {
		t.Errorf("%s", got.Body)
	}
	clerk.Post(p+"/opine", served).Want(200)
	wants(t, clerk, k, "petition.recheck_request", "running 2026-04-01")
	p = hand(clerk, "org-cityreview", city)
	wants(t, city, k, "petition.recheck", "running 2026-04-01")
	steps(city, p, "hear")
	admin.Post("/demo/clock", obj{"to": "2026-03-07T09:00:00+08:00"}).Want(200)
	steps(city, p, "heard")
	wants(t, city, k, "petition.recheck", "running 2026-04-05")
	if got := city.Post(p+"/opine", obj{"text": "维持复查意见", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-03-07"}}}).Want(200); got.String("life") != "petition_recheck" {
		t.Errorf("%s", got.Body)
	}
	// The ladder is at its end: no clock of it runs, and the same facts and reasons are not taken again.
	for rule := range running(city, k) {
		if strings.HasSuffix(rule, "_request") {
			t.Errorf("%s runs after the recheck", rule)
		}
	}
	city.Post("/cases/"+k.id+"/facts", obj{"facts": obj{"circumstances": []any{"no_new_facts_or_reasons"}}}).Want(200)
	routes := city.Get("/cases/" + k.id + "/routes").Want(200)
	for i := range routes.Len("routes") {
		if x := "routes." + itoa(i); routes.String(x+".route") == "petition" && routes.String(x+".verdict") != "closed" {
			t.Errorf("after recheck the petition way is %s: %v", routes.String(x+".verdict"), routes.At(x+".reasons"))
		}
	}
}
