package webhook

import (
	"testing"
	"time"

	"liandong/domain/fault"
)

func TestCheck(t *testing.T) {
	for url, ok := range map[string]bool{
		"https://oa.example.gov.cn/hook": true, "https://oa.example.gov.cn:8443/hook?x=1": true, "http://127.0.0.1:9/h": false, "": false, "oa.example": false, "ftp://x/y": false, "https://": false,
		"https://user:secret@x/y": false, "https://x/y#z": false, "javascript:alert(1)": false,
	} {
		var c fault.Check
		Facts{URL: url}.Check(&c, false)
		if (c.Err() == nil) != ok {
			t.Errorf("%q: %v", url, c.Err())
		}
	}
	var c fault.Check
	Facts{URL: "http://127.0.0.1:9/h"}.Check(&c, true)
	if c.Err() != nil {
		t.Error("a receiver on this machine is refused in a demo")
	}
	for kind, ok := range map[string]bool{"referral.accepted": true, "referral": false, "Referral.x": false, "a.b.c": false, "": false} {
		var c fault.Check
		Facts{URL: "https://x/y", Types: []string{kind}}.Check(&c, false)
		if (c.Err() == nil) != ok {
			t.Errorf("kind %q: %v", kind, c.Err())
		}
	}
}

func TestThereIsNoLastTry(t *testing.T) {
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	f := Facts{State: Active, After: "e1"}
	waits := []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second}
	for i := range 200 {
		f.Failed(500, "500", now)
		want := time.Hour
		if i < len(waits) {
			want = waits[i]
		}
		if i < len(waits) && f.NextAt.Sub(now) != want || f.NextAt.Sub(now) > time.Hour {
			t.Fatalf("after %d tries it waits %s", i+1, f.NextAt.Sub(now))
		}
	}
	if f.State != Active || f.After != "e1" {
		t.Error("an event was given up")
	}
	f.Arrived("e2", 204, now)
	if f.Tries != 0 || f.After != "e2" || f.LastError != "" || !f.NextAt.Equal(now) {
		t.Errorf("%+v", f)
	}
	f.Failed(Gone, "410", now)
	if f.State != Paused {
		t.Error("a receiver that is gone is told on")
	}
}

func TestWants(t *testing.T) {
	if !(Facts{}).Wants("a.b") || !(Facts{Types: []string{"a.b"}}).Wants("a.b") || (Facts{Types: []string{"a.b"}}).Wants("a.c") {
		t.Error("the wrong kinds are sent")
	}
}
