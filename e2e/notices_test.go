package e2e

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// servedWith finds the notice of an event that a party is to be served with.
func servedWith(c *Client, k registered, party, event string) *Answer {
	c.T.Helper()
	list := c.Get("/cases/" + k.id + "/notices").Want(200)
	for i := range list.Len("items") {
		x := "items." + itoa(i)
		if list.String(x+".event") == event && list.String(x+".party_id") == party && list.At(x+".serve") == true {
			raw, _ := json.Marshal(list.At(x))
			return &Answer{T: c.T, What: event, Status: 200, Body: raw}
		}
	}
	c.T.Fatalf("nobody serves %s with %s: %s", party, event, list.Body)
	return nil
}

// Sent is not served: the time to sue runs from service, which needs its proof,
// or the party's consent to electronic service and its arrival.
func TestServiceOfResults(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, labour, admin := s.As("clerk"), s.As("labour"), s.As("admin")
		k := register(clerk, matter("labour.unpaid_wages", "拖欠工资三个月", obj{"relation": "employer_worker", "event_on": "2026-10-31", "arbitration_clause": "none", "history": []any{}}))
		worker := s.Enter(k.number, k.code, "1234")
		prove(s, worker, "13900001234")
		worker.Post("/party/consents", obj{"subject": "electronic_service", "answer": "yes"}).Want(201)
		g := guide(clerk, k, "org-labour", "arbitration", "labour_arbitration")
		labour.Post("/referrals/"+g+"/file", obj{"number": "示劳人仲案〔2026〕1号"}).Want(200)
		p := at(labour, k, "labour_arbitration")
		steps(labour, p, "serve", "answer", "form-tribunal", "hear")
		labour.Post(p+"/award", obj{"text": "MARK-award 支付工资"}).Want(200)

		// The worker agreed to electronic service; the employer is served on paper.
		own, paper := servedWith(labour, k, k.applicant, "proceeding.award"), servedWith(labour, k, k.opponent, "proceeding.award")
		if own.String("way") != "inbox" || paper.String("way") != "paper" || paper.String("state") != "to_print" || own.At("service") != nil {
			t.Errorf("%s\n%s", own.Body, paper.Body)
		}
		if !strings.Contains(string(paper.Body), "labour_arbitration.sue_non_final") || strings.Contains(string(paper.Body), "MARK-award") {
			t.Errorf("the notice says %s", paper.Body)
		}
		admin.Post("/demo/clock", obj{"to": "2026-11-26T09:00:00+08:00"}).Want(200)
		worker = s.Enter(k.number, k.code, "1234")
		got := worker.Post("/party/notices/"+own.String("id")+"/received", nil).Want(200)
		if got.String("service.form") != "electronic" || got.String("service.served_on") != "2026-11-26" || got.String("remedies.0.due_on") != "2026-12-11" {
			t.Errorf("%s", got.Body)
		}
		inbox := worker.Get("/party/notices").Want(200)
		if !strings.Contains(string(inbox.Body), "2026-12-11") {
			t.Errorf("the worker is not told the last day: %s", inbox.Body)
		}

		// Paper: printed, then served with its proof, once.
		path := "/notices/" + paper.String("id")
		if list := labour.Get("/notices?box=print").Want(200); !strings.Contains(string(list.Body), paper.String("id")) {
			t.Errorf("it is not among what is to be printed: %s", list.Body)
		}
		labour.Post(path+"/printed", nil).Want(200)
		labour.Post(path+"/printed", nil).Refused(409, "notice.not_paper")
		proof := obj{"kind": "receipt", "text": "EMS 1234567890123"}
		labour.Post(path+"/service", obj{"form": "postal"}).Refused(422, "notice.proof_missing")
		labour.Post(path+"/service", obj{"form": "pigeon", "proof": proof}).Refused(422, "invalid")
		labour.Post(path+"/service", obj{"form": "electronic"}).Refused(409, "notice.consent_missing")
		labour.Post(path+"/service", obj{"form": "postal", "served_on": "2026-11-23", "reason": "补录", "proof": proof}).Refused(422, "invalid")
		labour.Post(path+"/service", obj{"form": "postal", "served_on": "2026-11-27", "proof": proof}).Refused(422, "invalid")
		labour.Post(path+"/service", obj{"form": "postal", "served_on": "2026-11-25", "proof": proof}).Refused(422, "invalid")
		done := labour.Post(path+"/service", obj{"form": "postal", "served_on": "2026-11-25", "reason": "回执今日收到", "proof": proof}).Want(200)
		if done.String("service.served_on") != "2026-11-25" || done.String("remedies.0.due_on") != "2026-12-10" {
			t.Errorf("%s", done.Body)
		}
		labour.Post(path+"/service", obj{"form": "postal", "proof": proof}).Refused(409, "notice.served")
		s.As("mediator").Post(path+"/service", obj{"form": "postal", "proof": proof}).Want(404)
		s.As("clerk").Post("/notices/nothing/read", nil).Want(404)
		s.Stop()
		verified(t, args...)
	})
}

// Consent to electronic service can be taken back: then arrival serves nobody.
func TestElectronicServiceNeedsConsent(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	k := register(clerk, dispute())
	own := s.Enter(k.number, k.code, "1234")
	own.Post("/party/consents", obj{"subject": "electronic_service", "answer": "yes"}).Refused(403, "factor_required") // what stands on form and slip is not enough
	prove(s, own, "13900001234")
	own.Post("/party/consents", obj{"subject": "electronic_service", "answer": "yes"}).Want(201)
	p := at(clerk, k, "petition")
	clerk.Post(p+"/accept", nil).Want(200)
	n := servedWith(clerk, k, k.applicant, "proceeding.accept@petition")
	own.Post("/party/consents", obj{"subject": "electronic_service", "answer": "no"}).Want(201)
	if got := own.Post("/party/notices/"+n.String("id")+"/received", nil).Want(200); got.At("service") != nil || got.At("read_at") == nil {
		t.Errorf("%s", got.Body)
	}
	clerk.Post("/notices/"+n.String("id")+"/service", obj{"form": "electronic"}).Refused(409, "notice.consent_missing")
	// The other side has no notice of the petition's acceptance, and no way to this one.
	code := clerk.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code")
	other := s.Enter(k.number, code, "5678")
	other.Post("/party/notices/"+n.String("id")+"/received", nil).Want(404)
	if got := other.Get("/party/notices").Want(200); strings.Contains(string(got.Body), "petition") {
		t.Errorf("the other side reads %s", got.Body)
	}
}

// Organisations are told what waits for them, and nobody of the accused is told anything.
func TestNoticesToOrganisations(t *testing.T) {
	spool := t.TempDir()
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow, "--sms-spool", spool)
	clerk, agency, admin, supervisor := s.As("clerk"), s.As("agency"), s.As("admin"), s.As("supervisor")
	k := register(clerk, dispute())
	refer(clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
	box := agency.Get("/notices?unread=1").Want(200)
	if box.Len("items") != 1 || box.String("items.0.number") != k.number || agency.Get("/notices/unread").Want(200).At("unread") != 1.0 {
		t.Errorf("%s", box.Body)
	}
	id := box.String("items.0.id")
	clerk.Post("/notices/"+id+"/read", nil).Want(404)
	agency.Post("/notices/"+id+"/read", nil).Want(200)
	if agency.Get("/notices?unread=1").Want(200).Len("items") != 0 {
		t.Error("what was opened is still unread")
	}
	// Unopened for a working day: the sender and the supervisor hear of it.
	again := register(clerk, dispute())
	refer(clerk, again, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
	admin.Post("/demo/clock", obj{"to": "2026-11-27T09:00:00+08:00"}).Want(200)
	for _, c := range []*Client{s.As("clerk"), supervisor} {
		if got := c.Get("/notices").Want(200); !strings.Contains(string(got.Body), "referral.unseen") {
			t.Errorf("%s is not told: %s", c.Name, got.Body)
		}
	}
	// An accusation against the office of housing says nothing to it.
	before := agency.Get("/notices").Want(200).Len("items")
	clerk = s.As("clerk")
	secret := register(clerk, obj{
		"title": "举报", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102", "summary": "收钱",
		"parties": []any{obj{"role": "applicant", "kind": "person", "name": "赵举报", "phone": "13900004321"}, obj{"role": "respondent", "kind": "organization", "name": "示例区住房和城乡建设局", "organization_id": "org-housing", "phone": "13900008765"}},
	})
	clerk.Post("/cases/"+secret.id+"/referrals", obj{"to": "org-discipline", "route": "discipline_report", "mode": "assigned", "reason": "依规移送"}).Want(201)
	if got := agency.Get("/notices").Want(200); got.Len("items") != before || strings.Contains(string(got.Body), secret.number) {
		t.Errorf("the accused is told: %s", got.Body)
	}
	if got := s.As("discipline").Get("/cases/" + secret.id + "/notices").Want(200); strings.Contains(string(got.Body), secret.opponent) {
		t.Errorf("who is accused is written to: %s", got.Body)
	}
	deadline := time.Now().Add(30 * time.Second)
	for len(spooled(t, spool)) < 5 && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
	}
	for name, body := range spooled(t, spool) {
		for _, word := range []string{"林小雨", "漏水", "举报", "13900008765", k.number} {
			if strings.Contains(body, word) {
				t.Errorf("the text message %s says %s: %s", name, word, body)
			}
		}
	}
}

func spooled(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ".json")] = string(raw)
	}
	return all
}

// A gateway that fails, and a program that is killed while it sends: no notice
// is lost, each is known by one key, and none is of what did not happen.
func TestNoNoticeIsLost(t *testing.T) {
	run := func(t *testing.T, n int, args ...string) {
		random := seed(t)
		var mu sync.Mutex
		got, calls := map[string]int{}, 0
		gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			calls++
			if calls%5 == 0 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			got[r.Header.Get("Idempotency-Key")]++
		}))
		defer gateway.Close()
		s := Start(t, append(args, "--demo-now", demoNow, "--sms-url", gateway.URL)...)
		clerk, mediator, agency := s.As("clerk"), s.As("mediator"), s.As("agency")
		for range n {
			storiesUntilKilled(s, clerk, mediator, agency, time.Duration(200+random.IntN(500))*time.Millisecond)
			verified(t, args...)
			s.Restart()
		}
		db := openRaw(t, args)
		count := func(where string) int {
			var x int
			if err := db.QueryRow("SELECT COUNT(*) FROM notices WHERE way = 'sms' AND " + where).Scan(&x); err != nil {
				t.Fatal(err)
			}
			return x
		}
		// What waits is sent in the end: nothing here depends on how long it takes.
		for count("state = 'waiting'") > 0 {
			time.Sleep(200 * time.Millisecond)
		}
		mu.Lock()
		defer mu.Unlock()
		if sent := count("state = 'sent'"); sent != len(got) || sent != count("1 = 1") || sent == 0 {
			t.Errorf("%d rows, %d sent, %d arrived", count("1 = 1"), sent, len(got))
		}
		rows, err := db.Query("SELECT id FROM notices WHERE way = 'sms'")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		twice := 0
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			if got[id] == 0 {
				t.Errorf("%s was never sent", id)
			}
			twice += got[id] - 1
			delete(got, id)
		}
		if rows.Err() != nil || len(got) > 0 {
			t.Errorf("sent without a row: %v %v", got, rows.Err())
		}
		if twice > n {
			t.Errorf("%d were offered again after %d kills: at most the one under way may be", twice, n)
		}
		s.Stop()
		verified(t, args...)
	}
	Databases(t, func(t *testing.T, args ...string) { run(t, rounds(1, 20), args...) })
}

// A mail server that hangs up gets the message again under the same Message-ID;
// nothing in an address becomes a header.
func TestMail(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	mails := make(chan string, 20)
	go smtp(l, mails)
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow, "--smtp", "smtp://"+l.Addr().String()+"?from=office@example.cn")
	clerk := s.As("clerk")
	body := dispute()
	body["parties"] = []any{obj{"role": "applicant", "kind": "person", "name": "林小雨", "email": "lin@example.cn"}, obj{"role": "respondent", "kind": "person", "name": "高大山"}}
	clerk.Post("/cases", body).Want(201)
	body["parties"] = []any{obj{"role": "applicant", "kind": "person", "name": "林小雨", "email": "lin@example.cn\r\nBcc: all@example.cn"}}
	clerk.Post("/cases", body).Refused(422, "invalid")
	mail := <-mails
	if !strings.Contains(mail, "Message-ID: <") || !strings.Contains(mail, "lin@example.cn") || strings.Contains(mail, "林小雨") || strings.Contains(mail, "漏水") {
		t.Errorf("%s", mail)
	}
}

// smtp is a mail server that hangs up on the first message.
func smtp(l net.Listener, mails chan<- string) {
	for n := 0; ; n++ {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		in := bufio.NewReader(conn)
		say := func(line string) { _, _ = conn.Write([]byte(line + "\r\n")) }
		say("220 test")
		var data strings.Builder
		for reading := false; ; {
			line, err := in.ReadString('\n')
			if err != nil {
				break
			}
			line = strings.TrimRight(line, "\r\n")
			switch {
			case reading && line == ".":
				reading = false
				if n == 0 {
					_ = conn.Close()
					break
				}
				mails <- data.String()
				say("250 ok")
			case reading:
				data.WriteString(line + "\n")
			case strings.HasPrefix(line, "EHLO"):
				say("250 test")
			case line == "DATA":
				reading = true
				say("354 go")
			case line == "QUIT":
				say("221 bye")
			default:
				say("250 ok")
			}
		}
		_ = conn.Close()
	}
}
