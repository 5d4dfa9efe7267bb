package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/totp"
)

// A code of an app is taken once, one step to either side, by the server's
// clock, and not by whoever guesses.
func TestTOTPOnceOneStepByTheClock(t *testing.T) {
	p := opened(t, Config{})
	p.enrols("chief", chiefPassword)
	used := p.code("chief")
	again := func() string { return p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID }
	p.refused("the code of the enrolment", p.show(again(), map[string]string{"code": used}, Request{}), 401, "factor_wrong")
	p.pass(10 * totp.Period)
	at := p.now()
	for _, steps := range []time.Duration{-2, 2} {
		p.set(at.Add(steps * totp.Period))
		typed := p.code("chief")
		p.set(at)
		p.refused(fmt.Sprint(int(steps), " steps away"), p.show(again(), map[string]string{"code": typed}, Request{}), 401, "factor_wrong")
	}
	late := p.code("chief")
	p.set(at.Add(totp.Period))
	p.request(p.show(again(), map[string]string{"code": late}, Request{}))
	p.refused("taken twice", p.show(again(), map[string]string{"code": late}, Request{}), 401, "factor_wrong")
	p.refused("nothing", p.show(again(), map[string]string{}, Request{}), 401, "factor_wrong")
	paper := p.sheets["chief"][0]
	p.pass(triesWithin)
	p.request(p.show(again(), map[string]string{"recovery_code": strings.ToLower(strings.ReplaceAll(paper, "-", " "))}, Request{}))
	p.refused("a code on paper twice", p.show(again(), map[string]string{"recovery_code": paper}, Request{}), 401, "factor_wrong")
}

// A challenge lives five minutes, ends with its first use and after five tries,
// and is nobody's but the account's that it was given to, at the place where it was asked.
func TestChallengeIsBoundAndUsedOnce(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "watch", who.Auditor)
	p.enrols("watch", windowPassword)
	next := func(name, password string) string { // another day: nothing of the day before counts
		p.pass(24 * time.Hour)
		return p.asked(p.signIn(name, password), 401, "second_factor_required").ID
	}
	id := next("chief", chiefPassword)
	p.refused("from elsewhere", p.show(id, map[string]string{"code": p.code("chief")}, Request{Source: "10.9.9.9"}), 401, "challenge_over")
	p.refused("another's code", p.show(id, map[string]string{"code": p.code("watch")}, Request{}), 401, "factor_wrong")
	p.request(p.show(id, map[string]string{"code": p.code("chief")}, Request{}))
	p.refused("used twice", p.show(id, map[string]string{"recovery_code": p.sheets["chief"][1]}, Request{}), 401, "challenge_over")

	id = next("chief", chiefPassword)
	p.pass(who.ChallengeLasts + time.Second)
	p.refused("too late", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 401, "challenge_over")
	p.refused("never given", p.show("nothing", map[string]string{"code": p.code("chief")}, Request{}), 401, "challenge_over")

	id = next("chief", chiefPassword)
	for range who.ChallengeTries {
		p.refused("a guess", p.show(id, map[string]string{"code": "000000"}, Request{}), 401, "factor_wrong")
	}
	p.refused("after five guesses", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 429, "too_many_tries")
	if out := p.signIn("chief", chiefPassword); out.Status == 200 {
		t.Error("the password alone opens")
	}
	id = p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID
	p.refused("a new challenge does not give new tries", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 429, "too_many_tries")
	p.refused("another's challenge", p.show(next("watch", windowPassword), map[string]string{"recovery_code": p.sheets["chief"][2]}, Request{}), 401, "factor_wrong")
}

// Of two enrolments that began with the password alone the first one that is
// finished stands, and the other adds nothing; nor does one that an old password began.
func TestEnrolmentAtSignInHappensOnce(t *testing.T) {
	p := opened(t, Config{})
	begun := func() (id, code string) {
		id = p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID
		v, out := ask[enrolmentView](t, p.App, "POST", "/session/factor/enrolment", body(map[string]string{"challenge_id": id, "kind": "totp"}), Request{Source: "10.0.0.1"})
		code, err := totp.Code(v.Secret, p.now())
		if err != nil || out.Status != 200 {
			t.Fatalf("%s %v", out.Body, err)
		}
		return id, code
	}
	slow, slowCode := begun()
	admin := p.enrols("chief", chiefPassword)
	p.refused("the slower one", p.show(slow, map[string]string{"code": slowCode}, Request{}), 401, "challenge_over")
	p.add(admin, "watch", who.Auditor)
	id := p.asked(p.signIn("watch", windowPassword), 401, "second_factor_required").ID
	watch := p.enrols("watch", windowPassword)
	pending := p.asked(p.signIn("watch", windowPassword), 401, "second_factor_required").ID
	if out := p.do("POST", "/session/password", body(map[string]string{"current": windowPassword, "new": "a third long password"}), watch); out.Status != 204 {
		t.Fatalf("%s", out.Body)
	}
	for _, old := range []string{id, pending} {
		p.refused("what the old password opened", p.show(old, map[string]string{"recovery_code": p.sheets["watch"][0]}, Request{}), 401, "challenge_over")
	}
}

// A crowd that guesses at once gets no more tries than one after the other, and
// of a crowd that shows the same right code one gets in: on both databases, over two replicas.
func TestCrowdAtTheSecondFactor(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "", "mariadb": testdb.NewURL(t)} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, Config{Database: url})
			p.enrols("chief", chiefPassword)
			crowd := func(in map[string]string) map[string]int {
				var mu sync.Mutex
				var all sync.WaitGroup
				p.pass(time.Hour)
				var ids []string
				for range 4 {
					ids = append(ids, p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID)
				}
				if in["code"] == "" {
					in["code"] = p.code("chief")
				}
				counts := map[string]int{}
				for i := range 16 {
					all.Go(func() {
						out := p.show(ids[i%4], map[string]string{"code": in["code"]}, Request{})
						mu.Lock()
						defer mu.Unlock()
						if out.Status == 200 {
							counts["in"]++
						} else {
							counts[code(out)]++
						}
					})
				}
				all.Wait()
				return counts
			}
			if got := crowd(map[string]string{"code": "000000"}); got["factor_wrong"] > triesPerName || got["in"] > 0 {
				t.Errorf("guesses: %v", got)
			}
			if got := crowd(map[string]string{}); got["in"] > 1 {
				t.Errorf("the same code: %v", got)
			}
		})
	}
}

// Every sign-in and every step up has a new token; the one before is dead, and
// one that a client brings is never taken.
func TestNewSessionAtSignInAndStepUp(t *testing.T) {
	p := opened(t, Config{})
	first := p.enrols("chief", chiefPassword)
	p.pass(10 * time.Minute)
	brought := Request{Token: "a-token-of-my-own", Source: "10.0.0.1"}
	id := p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID
	second := p.request(p.show(id, map[string]string{"code": p.code("chief")}, brought))
	if second.Token == first.Token || second.Token == brought.Token || second.CSRF == first.CSRF {
		t.Error("a token is used again")
	}
	p.pass(10 * time.Minute)
	_, out := ask[accountView](t, p.App, "POST", "/users", "{}", second)
	id = p.asked(out, 403, "step_up_required").ID
	p.refused("shown by another login", p.show(id, map[string]string{"code": p.code("chief")}, first), 401, "challenge_over")
	p.refused("shown by nobody", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 401, "challenge_over")
	third := p.request(p.show(id, map[string]string{"code": p.code("chief")}, second))
	if third.Token == second.Token || third.CSRF == second.CSRF {
		t.Error("the token stays at a step up")
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", second); out.Status != 401 {
		t.Errorf("the token before the step up is alive: %d", out.Status)
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", third); out.Status != 200 {
		t.Errorf("%s", out.Body)
	}
	opened := p.now() // a step up does not make a login longer than a day's work
	for p.now().Sub(opened) < p.limits.Span(who.SessionTotal) {
		p.pass(20 * time.Minute)
		_, out = ask[sessionView](t, p.App, "GET", "/session", "", third)
	}
	if out.Status != 401 {
		t.Error("a login with a step up has no end")
	}
}

// Which routes need the factor just shown: all that administers accounts,
// organisations and keys, and what is named here.
func TestStepUpTable(t *testing.T) {
	named := []string{
		"POST /exports", "GET /exports/cases.xlsx", "GET /exports/cases.csv", "GET /jobs/:id/list.xlsx", "GET /jobs/:id/list.csv", "POST /audit/exports", "GET /jobs/:id/audit.jsonl.gz", "POST /tokens", "POST /session/password", "GET /session/fresh",
		"POST /proposals", "POST /proposals/:id/confirm", "POST /proposals/:id/decline", "POST /session/factors", "POST /session/factors/enrolment", "PATCH /session/factors/:factor", "POST /session/factors/:factor/remove", "POST /session/recovery-codes",
	}
	found := 0
	for _, r := range demo(t).Routes() {
		name := r.Method + " " + r.Path
		administers := r.Write && (r.May == who.Administer || r.May == who.SecurityAdminister || r.May == who.AccountHelp)
		if want := administers || slices.Contains(named, name); want != r.StepUp {
			t.Errorf("%s: step up %v, want %v", name, r.StepUp, want)
		}
		if slices.Contains(named, name) {
			found++
		}
	}
	if found != len(named) {
		t.Errorf("%d of %d named routes are there", found, len(named))
	}
}

// A dangerous act needs the factor shown within five minutes; who may not do it
// is told so and not asked; who has no factor and needs none is not asked.
func TestStepUp(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "window", who.Clerk)
	clerk := p.request(p.signIn("window", windowPassword))
	token := `{"name":"x","permissions":["case.card"],"expires_on":"2027-01-01"}`
	if _, out := ask[newTokenView](t, p.App, "POST", "/tokens", token, clerk); out.Status != 201 {
		t.Errorf("a clerk without a factor is asked: %s", out.Body)
	}
	p.pass(who.FactorFresh - time.Second)
	if _, out := ask[accountView](t, p.App, "POST", "/users", "{}", admin); out.Status != 422 {
		t.Errorf("asked again within five minutes: %s", out.Body)
	}
	p.pass(time.Second)
	for _, r := range p.Routes() {
		if !r.StepUp || r.Form || r.Of != ofNothing {
			continue
		}
		_, out := ask[json.RawMessage](t, p.App, r.Method, r.Path, "{}", withParams(admin, "id", "x", "factor", "x", "hook", "x", "token", "x"))
		if !p.policy.May(who.Admin, []who.Standing{who.Own}, r.May) {
			p.refused(r.Path, out, 403, "not_allowed")
			continue
		}
		p.asked(out, 403, "step_up_required")
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", admin); out.Status != 200 {
		t.Errorf("a look is asked for a factor: %s", out.Body)
	}
	_, out := ask[accountView](t, p.App, "POST", "/users", "{}", clerk)
	p.refused("a clerk", out, 403, "not_allowed")
	_, out = ask[accountView](t, p.App, "POST", "/users", "{}", admin)
	admin = p.request(p.show(p.asked(out, 403, "step_up_required").ID, map[string]string{"recovery_code": p.sheets["chief"][0]}, admin))
	p.add(admin, "after", who.Clerk)
}
