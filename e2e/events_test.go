package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// happened is one event as other systems read it.
type happened struct {
	ID, Type, Subject, Sequence string
	Data                        struct {
		CaseID string `json:"case_id"`
		Text   string
	}
}

// eventsAfter reads a feed to its end, a few at a time.
func eventsAfter(t *testing.T, c *Client, after string) []happened {
	t.Helper()
	var all []happened
	for {
		path := "/events?limit=3"
		if after != "" {
			path += "&after=" + after
		}
		var page struct {
			Items     []happened
			NextAfter *string `json:"next_after"`
			More      bool
		}
		a := c.Get(path).Want(200)
		if err := json.Unmarshal(a.Body, &page); err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Items...)
		if page.NextAfter != nil {
			after = *page.NextAfter
		}
		if !page.More {
			return all
		}
	}
}

// eventually waits until the sequencer, which works once a second, has done its part.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("not in a minute: %s", what)
}

func has(all []happened, kind, caseID string) bool {
	for _, e := range all {
		if e.Type == "liandong."+kind && e.Data.CaseID == caseID {
			return true
		}
	}
	return false
}

// Each organisation reads what happens in its cases, in one order, from wherever
// it stopped; nobody reads what is none of theirs.
func TestEventsAreReplayed(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, stranger := s.As("clerk"), s.As("mediator"), s.As("mediator2")
		k := register(clerk, dispute())
		r, _ := mediate(clerk, mediator, k)
		var all []happened
		eventually(t, "the mediator reads that the case was accepted", func() bool {
			all = eventsAfter(t, mediator, "")
			return has(all, "referral.accepted", k.id)
		})
		for i := 1; i < len(all); i++ {
			if len(all[i].Sequence) < len(all[i-1].Sequence) || len(all[i].Sequence) == len(all[i-1].Sequence) && all[i].Sequence < all[i-1].Sequence {
				t.Errorf("event %d stands before %d: %s, %s", i, i-1, all[i-1].Sequence, all[i].Sequence)
			}
		}
		again := eventsAfter(t, mediator, all[0].ID)
		if len(again) != len(all)-1 {
			t.Errorf("behind the first of %d are %d", len(all), len(again))
		}
		for _, e := range eventsAfter(t, stranger, "") {
			if e.Data.CaseID == k.id {
				t.Errorf("another committee reads %+v", e)
			}
		}
		stranger.Get("/events?after=" + all[0].ID).Want(422)
		mediator.Get("/events?after=nobody").Want(422)
		mediator.Get("/events?limit=101").Want(422)
		s.Nobody().Get("/events").Want(401)
		if fmt.Sprint(all[len(all)-1].Subject) == "" || r == "" {
			t.Error("an event is about nothing")
		}
		verified(t, args...)
	})
}

// listen opens a stream and sends what comes in it.
func listen(t *testing.T, c *Client, after string) <-chan happened {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Server.URL+"/api/v1/events/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := c.http.Do(req) //nolint:bodyclose // closed where it is read to its end
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%v %+v", err, res)
	}
	came := make(chan happened, 100)
	go func() {
		defer close(came)
		defer func() { _ = res.Body.Close() }()
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if raw, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e happened
				if json.Unmarshal([]byte(raw), &e) == nil {
					came <- e
				}
			}
		}
	}()
	return came
}

// A stream brings what happens within seconds, goes on behind the last event
// that was seen, and ends with the login.
func TestEventsFlow(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, listener := s.As("clerk"), s.As("clerk2")
	came := listen(t, listener, "")
	k := register(clerk, dispute())
	consent(clerk, k, k.applicant, "mediation", committee)
	var all []happened
	wait := func(kind string) happened {
		t.Helper()
		for {
			select {
			case e, open := <-came:
				if !open {
					t.Fatalf("the stream ended before %s", kind)
				}
				if all = append(all, e); e.Type == "liandong."+kind && e.Data.CaseID == k.id {
					return e
				}
			case <-time.After(30 * time.Second):
				t.Fatalf("%s did not come", kind)
			}
		}
	}
	first := wait("case.registered")
	second := wait("consent.recorded")
	for _, e := range all {
		if e.Data.CaseID != k.id {
			t.Errorf("what happened before came too: %+v", e)
		}
	}
	came = listen(t, listener, first.ID)
	if e := <-came; e.ID != second.ID && e.Sequence < first.Sequence {
		t.Errorf("behind the first came %+v", e)
	}
	listener.Do("DELETE", "/session", nil).Want(204)
	ended := make(chan struct{})
	go func() {
		for range came { //nolint:revive // until it ends
		}
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Error("the stream outlives the login")
	}
}
