package api

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
)

// signedIn is a request of the demo's clerk, complete but for key and body.
func signedIn(b testing.TB, a *App) Request {
	b.Helper()
	for _, r := range a.Routes() {
		if r.Method == "POST" && r.Path == "/session" {
			out := a.serve(context.Background(), r, Request{Body: []byte(`{"username":"clerk","password":"demo-liandong"}`), ContentType: "application/json"})
			var v sessionView
			if err := json.Unmarshal(out.Body, &v); err != nil || out.cookie == nil {
				b.Fatalf("%v %s", err, out.Body)
			}
			return Request{Token: out.cookie.value, CSRF: v.CSRFToken, ContentType: "application/json", Params: map[string]string{}, Query: map[string]string{}}
		}
	}
	b.Fatal("no way in")
	return Request{}
}

func route(b *testing.B, a *App, method, path string) Route {
	b.Helper()
	for _, r := range a.Routes() {
		if r.Method == method && r.Path == path {
			return r
		}
	}
	b.Fatalf("no %s %s", method, path)
	return Route{}
}

const benchCase = `{"title":"漏水","purpose":"claim","category":"neighbour.leak","source":"visit","region":"990102001","summary":"漏水","parties":[{"role":"applicant","kind":"person","name":"林某","phone":"13900001234"},{"role":"respondent","kind":"person","name":"高某"}]}`

// BenchmarkRegister and BenchmarkAssign take the whole way of a request but
// for HTTP itself: session, policy, rules, clocks, idempotency, log, commit.
func BenchmarkRegister(b *testing.B) {
	a := demo(b)
	req, r := signedIn(b, a), route(b, a, "POST", "/cases")
	b.ResetTimer()
	for i := range b.N {
		req.Key, req.Body = fmt.Sprint("k", i), []byte(benchCase)
		if out := a.serve(context.Background(), r, req); out.Status != 201 {
			b.Fatalf("%s", out.Body)
		}
	}
}

func BenchmarkAssign(b *testing.B) {
	a := demo(b)
	req, r := signedIn(b, a), route(b, a, "POST", "/cases")
	ids := make([]string, b.N)
	for i := range ids {
		req.Key, req.Body = fmt.Sprint("k", i), []byte(benchCase)
		var v registeredView
		if err := json.Unmarshal(a.serve(context.Background(), r, req).Body, &v); err != nil {
			b.Fatal(err)
		}
		ids[i] = string(v.ID)
	}
	r = route(b, a, "POST", "/cases/:id/referrals")
	req.Body = []byte(`{"to":"org-housing","channel":"petition","route":"petition","mode":"assigned","reason":"按职责"}`)
	b.ResetTimer()
	for i := range b.N {
		req.Key, req.Params = fmt.Sprint("a", i), map[string]string{"id": ids[i]}
		if out := a.serve(context.Background(), r, req); out.Status != 201 {
			b.Fatalf("%s", out.Body)
		}
	}
}
