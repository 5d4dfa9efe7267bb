package e2e

import (
	"net/url"
	"strings"
	"testing"
)

// An application is beside the list of its kind before and after it is sent;
// what is missing is asked for once and completely; it is filed under the
// body's own number, by which it is found, and in which what is odd is said.
func TestApplicationToACourt(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, court, other := s.As("clerk"), s.As("court"), s.As("street_clerk")
		body := dispute()
		body["external_refs"] = obj{"national": "GJXF-2026-000123"}
		k := register(clerk, body)
		if p := clerk.Get("/cases/" + k.id + "/referrals/preview?to=org-court&channel=litigation&route=civil_litigation").Want(200); !strings.Contains(string(p.Body), "起诉状") {
			t.Errorf("before sending: %s", p.Body)
		}
		g := "/referrals/" + guide(clerk, k, "org-court", "litigation", "civil_litigation")
		first := court.Get(g + "/completeness").Want(200)
		if first.At("complete") != false || first.String("once") == "" || status(first, "complaint") != "missing" || status(first, "respondent") != "present" || status(first, "evidence") != "later" {
			t.Errorf("%s", first.Body)
		}
		for _, x := range []*Client{s.As("supervisor"), s.As("mediator"), other} {
			if a := x.Get(g + "/completeness"); a.Status != 403 && a.Status != 404 {
				t.Errorf("seen by another: %d %s", a.Status, a.Body)
			}
		}
		// The court received it on Monday: its seven days run from there, and nothing is filed.
		if got := clerk.Post(g+"/hand-in", obj{"handed_in_on": "2026-11-24"}); got.Refused(422, "invalid").String("errors.0.pointer") != "/proof" {
			t.Errorf("%s", got.Body)
		}
		in := clerk.Post(g+"/hand-in", obj{"handed_in_on": "2026-11-24", "proof": obj{"kind": "receipt", "text": "收件凭证"}, "papers": []string{"complaint_copies"}}).Want(200)
		if in.String("state") != "guided" || in.String("handed_in_on") != "2026-11-24" || in.String("answer_due_on") != "2026-12-01" {
			t.Errorf("%s", in.Body)
		}
		court.Post(g+"/hand-in", obj{}).Refused(409, "referral.once")
		court.Post(g+"/hand-in", obj{"papers": []string{"nothing"}}).Refused(422, "invalid")
		court.Post(g+"/ask-items", obj{"items": []string{"起诉状"}}).Want(200)
		asked := court.Get(g + "/completeness").Want(200)
		if asked.Len("left_out") != 0 {
			t.Errorf("left out: %s", asked.Body)
		}
		again := court.Post(g+"/ask-items", obj{"items": []string{"complaint_copies"}}).Refused(409, "referral.once")
		if again.String("cite.0.article") != "7条" {
			t.Errorf("once and completely, by what: %s", again.Body)
		}
		done := court.Post(g+"/supply-items", obj{"papers": []string{"complaint"}, "supplied_on": "2026-11-24"}).Want(200)
		if done.String("answer_due_on") != "2026-12-01" || done.String("supplied_on") != "2026-11-24" {
			t.Errorf("%s", done.Body)
		}
		if c := court.Get(g + "/completeness").Want(200); c.At("complete") != true || c.Len("steps") != 3 {
			t.Errorf("%s", c.Body)
		}
		if f := court.Post(g+"/file", obj{"number": "(2026)示0102民初77号", "filed_on": "2026-11-24"}).Want(200); f.String("state") != "accepted" || f.String("filing_number") != "(2026)示0102民初77号" {
			t.Errorf("%s", f.Body)
		}
		if c := court.Get(g + "/completeness").Want(200); c.Len("warnings") != 1 || c.String("warnings.0.code") != "number_brackets" {
			t.Errorf("%s", c.Body)
		}
		court.Post("/cases/"+k.id+"/numbers", obj{"kind": "pre_filing_mediation", "number": "（2026）示0102诉前调9号", "on": "2026-11-20"}).Refused(422, "invalid")
		court.Post("/cases/"+k.id+"/numbers", obj{"kind": "pre_filing_mediation", "number": "（2026）示0102诉前调9号"}).Want(200)
		court.Post("/cases/"+k.id+"/numbers", obj{"kind": "horoscope", "number": "1"}).Refused(422, "invalid")
		if n := court.Get("/cases/" + k.id + "/numbers").Want(200); n.Len("items") != 3 {
			t.Errorf("%s", n.Body)
		}
		for _, number := range []string{"（2026）示0102民初77号", "〔2026〕示0102民初 77号", "(2026)示0102诉前调9号", "gjxf-2026-000123", k.number} {
			if found := court.Get("/cases?box=all&q=" + url.QueryEscape(number)).Want(200); found.Len("items") != 1 || found.String("items.0.id") != k.id {
				t.Errorf("%s finds %s", number, found.Body)
			}
			if found := other.Get("/cases?box=all&q=" + url.QueryEscape(number)).Want(200); found.Len("items") != 0 {
				t.Errorf("another office finds %s by %s", found.Body, number)
			}
		}
		s.Stop()
		verified(t, args...)
	})
}

func status(r *Answer, code string) any {
	for i := range r.Len("items") {
		if r.String("items."+itoa(i)+".code") == code {
			return r.At("items." + itoa(i) + ".status")
		}
	}
	return nil
}

// What the law makes of silence: an application for reconsideration that
// nobody decides on is deemed accepted, one that is not mended is given up.
func TestApplicationAndSilence(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, reconsider, admin := s.As("clerk"), s.As("reconsider"), s.As("admin")
	send := func() (registered, string) {
		k := register(clerk, matter("expropriation.decision", "不服征收决定", obj{"event_on": "2026-11-03", "informed_of_remedies": true, "history": []any{}}))
		return k, "/referrals/" + guide(clerk, k, "org-reconsider", "administrative_reconsideration", "administrative_reconsideration")
	}
	silent, g := send()
	idle, h := send()
	reconsider.Post(g+"/hand-in", obj{}).Want(200)
	if asked := reconsider.Post(h+"/ask-items", obj{"items": []string{"application"}}).Want(200); asked.String("handed_in_on") == "" || asked.String("answer_due_on") == "" {
		t.Errorf("%s", asked.Body)
	}
	wages := register(clerk, matter("labour.unpaid_wages", "欠薪", obj{"relation": "employer_worker", "event_on": "2026-10-01", "history": []any{}}))
	l := "/referrals/" + guide(clerk, wages, "org-labour", "arbitration", "labour_arbitration")
	s.As("labour").Post(l+"/hand-in", obj{}).Want(200)
	admin.Post("/demo/clock", obj{"to": "2026-12-20T09:00:00+08:00"}).Want(200)
	if r := clerk.Get(g).Want(200); r.String("state") != "accepted" || r.String("filed_on") != "2026-12-01" {
		t.Errorf("deemed accepted: %s", r.Body)
	}
	wants(t, reconsider, silent, "administrative_reconsideration.decide", "running ") // its last day waits for the holidays of 2027
	reconsider.Post(g+"/refused", obj{"text": "不予受理"}).Want(409)
	if r := clerk.Get(l).Want(200); r.String("state") != "guided" {
		t.Errorf("silence of a tribunal files nothing: %s", r.Body)
	}
	ways := clerk.Get("/cases/" + wages.id + "/routes").Want(200)
	for i := range ways.Len("routes") {
		if at := "routes." + itoa(i); ways.String(at+".route") == "civil_litigation" && ways.String(at+".verdict") != "open" {
			t.Errorf("after five days of silence the way to court is %v", ways.At(at))
		}
	}
	if r := clerk.Get(h).Want(200); r.String("state") != "lapsed" {
		t.Errorf("given up: %s", r.Body)
	}
	if c := clerk.Get("/cases/" + idle.id).Want(200); c.String("custodian.id") != "org-petition" {
		t.Errorf("%s", c.Body)
	}
}

// A refusal starts, from service, what the applicant may do against it.
func TestApplicationRefused(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, court := s.As("clerk"), s.As("court")
	k := register(clerk, dispute())
	g := "/referrals/" + guide(clerk, k, "org-court", "litigation", "civil_litigation")
	court.Post(g+"/refused", obj{"text": "不属于受案范围", "served_on": "2026-11-25"}).Refused(422, "invalid")
	no := court.Post(g+"/refused", obj{"text": "不属于受案范围", "served_on": "2026-11-24"}).Want(200)
	if no.String("state") != "declined" || no.String("refused_on") != "2026-11-24" {
		t.Errorf("%s", no.Body)
	}
	wants(t, clerk, k, "civil_litigation.appeal_ruling", "running 2026-12-04")
	if c := clerk.Get("/cases/" + k.id).Want(200); c.String("custodian.id") != "org-petition" {
		t.Errorf("%s", c.Body)
	}
}
