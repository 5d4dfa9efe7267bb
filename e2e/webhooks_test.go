package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"liandong/infra/hook"
)

// receiver is another organisation's system: it answers as it is told to, and
// keeps what it took, once for each id.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	secret string
	status int
	hang   bool
	took   []happened
	tries  map[string]int
	bad    []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusNoContent, tries: map[string]int{}}
	gone := make(chan struct{})
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		hang := r.hang
		r.mu.Unlock()
		if hang {
			select {
			case <-gone:
			case <-req.Context().Done():
			}
			return
		}
		w.WriteHeader(r.take(req, body))
	}))
	t.Cleanup(func() { close(gone); r.Close() })
	return r
}

func (r *receiver) take(req *http.Request, body []byte) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	id, at := req.Header.Get("webhook-id"), req.Header.Get("webhook-timestamp")
	r.tries[id]++
	seconds, err := strconv.ParseInt(at, 10, 64)
	want, bad := hook.Signature(r.secret, id, time.Unix(seconds, 0), body)
	if err != nil || bad != nil || want != req.Header.Get("webhook-signature") {
		r.bad = append(r.bad, id)
	}
	var e happened
	if r.status == http.StatusNoContent && json.Unmarshal(body, &e) == nil && e.ID == id && !slices.ContainsFunc(r.took, func(x happened) bool { return x.ID == id }) {
		r.took = append(r.took, e)
	}
	return r.status
}

func (r *receiver) answers(status int, hang bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.hang = status, hang
}

func (r *receiver) has(kind, caseID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return has(r.took, kind, caseID)
}

func (r *receiver) tried() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, k := range r.tries {
		n += k
	}
	return n
}

func hooked(t *testing.T, s *Server, r *receiver, organization string) string {
	t.Helper()
	made := s.As("admin").Post("/webhooks", obj{"url": r.URL, "organization_id": organization, "name": "办公系统"}).Want(201)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secret = made.String("secret")
	return made.String("id")
}

// Systems are told in order, signed, until it arrives: one that fails or hangs
// delays no other, and a kill loses nothing.
func TestSystemsAreTold(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		good, failing, hanging, other := newReceiver(t), newReceiver(t), newReceiver(t), newReceiver(t)
		hooked(t, s, good, "org-petition")
		failed := hooked(t, s, failing, "org-petition")
		hooked(t, s, hanging, "org-petition")
		hooked(t, s, other, "org-mediation2")
		failing.answers(http.StatusInternalServerError, false)
		hanging.answers(http.StatusNoContent, true)

		clerk := s.As("clerk")
		first := register(clerk, dispute())
		consent(clerk, first, first.applicant, "mediation", committee)
		eventually(t, "the good one is told", func() bool { return good.has("consent.recorded", first.id) })
		eventually(t, "the failing one is tried", func() bool { return failing.tried() > 0 })
		var seen *Answer
		eventually(t, "what fails is shown", func() bool {
			seen = s.As("admin").Get("/webhooks").Want(200)
			return seen.At("items.1.last_status") == float64(http.StatusInternalServerError)
		})
		s.Kill()
		failing.answers(http.StatusNoContent, false)
		hanging.answers(http.StatusNoContent, false)
		s.Restart()
		clerk = s.As("clerk")
		second := register(clerk, dispute())
		for name, r := range map[string]*receiver{"good": good, "failing": failing, "hanging": hanging} {
			eventually(t, name+" is told of both", func() bool { return r.has("consent.recorded", first.id) && r.has("case.registered", second.id) })
			r.mu.Lock()
			place := -1
			for _, e := range r.took {
				at, err := strconv.Atoi(e.Sequence)
				if err != nil || at < place {
					t.Errorf("%s: %s came after %d", name, e.Sequence, place)
				}
				place = at
			}
			if len(r.bad) > 0 {
				t.Errorf("%s: the signature of %v does not hold", name, r.bad)
			}
			r.mu.Unlock()
		}
		if len(good.took) != len(failing.took) || len(good.took) != len(hanging.took) {
			t.Errorf("told %d, %d and %d events", len(good.took), len(failing.took), len(hanging.took))
		}
		if len(other.took) > 0 {
			t.Errorf("an organisation that has nothing to do with it is told: %+v", other.took)
		}
		kept(t, s, failed, failing)
		verified(t, args...)
	})
}

// kept: a webhook is paused, told anew and gone on with, by who keeps the
// installation only, and every change stands in the log.
func kept(t *testing.T, s *Server, id string, r *receiver) {
	t.Helper()
	admin, path := s.As("admin"), "/webhooks/"+id
	s.As("clerk").Get("/webhooks").Want(403)
	s.As("clerk").Post(path+"/pause", obj{"text": "试试"}).Want(403)
	admin.Post("/webhooks", obj{"url": "http://user:x@127.0.0.1/"}).Refused(422, "invalid")
	admin.Post("/webhooks", obj{"url": "ftp://x"}).Refused(422, "invalid")
	admin.Post("/webhooks/nobody/pause", obj{"text": "试试"}).Want(404)
	admin.Post(path+"/resume", nil).Refused(409, "webhook.active")
	admin.Post(path+"/pause", obj{"text": "对方系统检修"}).Want(200)
	admin.Post(path+"/replay", obj{"text": "补推", "after": "nobody"}).Want(422)
	before := r.tried()
	admin.Post(path+"/replay", obj{"text": "补推"}).Want(200)
	admin.Post(path+"/resume", nil).Want(200)
	eventually(t, "it is told anew", func() bool { return r.tried() >= before+len(r.took) })
	found := s.As("auditor").Get("/audit/entries?subject=webhook/" + id).Want(200)
	if found.Len("items") != 4 {
		t.Errorf("%d entries of added, paused, replayed and resumed", found.Len("items"))
	}
}
