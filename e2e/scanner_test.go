package e2e

import (
	"bytes"
	endian "encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// scanner stands in for a ClamAV daemon: what holds the word «harm» is found,
// what is «odd» it cannot judge.
func scanner(t *testing.T, path string) {
	t.Helper()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.CopyN(io.Discard, conn, int64(len("zINSTREAM\x00")))
			var body bytes.Buffer
			for n := uint32(1); n > 0; {
				if endian.Read(conn, endian.BigEndian, &n) != nil {
					break
				}
				_, _ = io.CopyN(&body, conn, int64(n))
			}
			says := "stream: OK\x00"
			switch {
			case strings.Contains(body.String(), "harm"):
				says = "stream: Test.Harm FOUND\x00"
			case strings.Contains(body.String(), "odd"):
				says = "stream: Can't allocate memory ERROR\x00"
			}
			_, _ = conn.Write([]byte(says))
			_ = conn.Close()
		}
	}()
}

// A file that comes in is opened and sent on by nobody before the scanner has
// answered, however long it is away; where it finds something the content is gone.
func TestFilesWaitForTheScanner(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		socket := filepath.Join(t.TempDir(), "clamd")
		s := Start(t, append(args, "--demo-now", demoNow, "--scanner", "unix:"+socket)...)
		clerk := s.As("clerk")
		id := caseOf(clerk, nil)
		add := func(words string) string {
			return clerk.Upload("/cases/"+id+"/documents", []byte(words), "材料.txt", map[string]string{"title": words, "kind": "evidence", "class": "case", "form": "copy"}).Want(201).String("id")
		}
		var odd []string
		for range 6 { // more than are looked at together, and all before the rest
			odd = append(odd, add("an odd file"))
		}
		good, bad := add("楼上漏水的照片说明"), add("this does harm")
		for _, d := range []string{good, bad} {
			if got := clerk.Get("/documents/" + d).Want(200); got.String("held") != "waiting" {
				t.Errorf("%s", got.Body)
			}
			clerk.Get("/documents/"+d+"/content").Refused(409, "document.waiting")
			clerk.Post("/cases/"+id+"/referrals", obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解", "items": []string{d}}).Refused(409, "document.waiting")
		}
		s.Stop() // what waits survives
		s.Restart()
		clerk = s.As("clerk")
		clerk.Get("/documents/"+good+"/content").Refused(409, "document.waiting")
		scanner(t, socket)
		held := func(d string) string { return clerk.Get("/documents/" + d).Want(200).String("held") }
		for until := time.Now().Add(time.Minute); held(good)+held(bad) != "harmful" && time.Now().Before(until); {
			time.Sleep(50 * time.Millisecond)
		}
		if got := clerk.Get("/documents/" + good + "/content").Want(200); string(got.Body) != "楼上漏水的照片说明" {
			t.Errorf("%s", got.Body)
		}
		for _, d := range odd {
			clerk.Get("/documents/"+d+"/content").Refused(409, "document.waiting")
		}
		clerk.Get("/documents/"+bad+"/content").Refused(409, "document.harmful")
		clerk.Post("/cases/"+id+"/referrals", obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解", "items": []string{bad}}).Refused(409, "document.harmful")
		s.Stop()
		verified(t, args...)
	})
}

// A code for a party's own act goes by the sender of text messages where there is one.
func TestCodesGoByTheSender(t *testing.T) {
	spool := t.TempDir()
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow, "--sms-spool", spool)
	k := register(s.As("clerk"), dispute())
	s.Enter(k.number, k.code, "1234").Post("/party/factor", nil).Want(200)
	found := ""
	for until := time.Now().Add(time.Minute); found == "" && time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		for _, body := range spooled(t, spool) {
			if sixDigits.MatchString(body) && strings.Contains(body, "13900001234") && strings.Contains(body, "验证码") {
				found = body
			}
		}
	}
	if found == "" || strings.Contains(found, k.number) || strings.Contains(found, "漏水") {
		t.Errorf("the code: %q of %v", found, spooled(t, spool))
	}
	if all := texts(s, "13900001234"); len(all) != 0 {
		t.Errorf("what went is still there: %v", all)
	}
}

// A number that takes no message holds up nobody else's code.
func TestACodeThatDoesNotGo(t *testing.T) {
	var mu sync.Mutex
	went := map[string]string{}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m struct{ To, Text string }
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.To == "13900001234" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if sixDigits.MatchString(m.Text) {
			went[m.To] = m.Text
		}
	}))
	t.Cleanup(gateway.Close)
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow, "--sms-url", gateway.URL)
	clerk := s.As("clerk")
	first := register(clerk, dispute())
	s.Enter(first.number, first.code, "1234").Post("/party/factor", nil).Want(200)
	body := dispute()
	body["parties"].([]any)[0].(obj)["phone"] = "13911112222"
	second := register(clerk, body)
	s.Enter(second.number, second.code, "2222").Post("/party/factor", nil).Want(200)
	code := ""
	for until := time.Now().Add(time.Minute); code == "" && time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		mu.Lock()
		code = went["13911112222"]
		mu.Unlock()
	}
	if code == "" {
		t.Error("one bad number holds up everybody's codes")
	}
	if all := texts(s, "13900001234"); len(all) == 0 {
		t.Error("a code that did not go is lost")
	}
}
