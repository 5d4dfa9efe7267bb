package e2e

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
)

// seed prints and returns the seed of a heavy test; the gate rotates it with the commit.
func seed(t testing.TB) *rand.Rand {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("LIANDONG_SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("LIANDONG_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 0))
}

// rounds is how often a heavy test runs: a part in the gate, the whole in a soak.
func rounds(part, whole int) int {
	if os.Getenv("LIANDONG_SOAK") != "" {
		return whole
	}
	return part
}

// contest is one referral everybody wants at once.
type contest struct {
	name    string
	prepare func(w world) (k registered, ref string)
	moves   func(w world) []try
}

type try struct {
	who    *Client
	action string
	body   obj
}

// world is everyone who takes part.
type world struct{ clerk, mediator, agency, supervisor, stranger *Client }

var objection = obj{"code": "not_own_duty", "text": "不属于本单位职责"}

func assigned(w world) (registered, string) {
	k := register(w.clerk, dispute())
	return k, refer(w.clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
}

var contests = []contest{
	{"offered", func(w world) (registered, string) {
		k := register(w.clerk, dispute())
		return k, refer(w.clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
	}, func(w world) []try {
		return []try{{w.mediator, "accept", obj{}}, {w.mediator, "decline", objection}, {w.clerk, "recall", obj{"text": "收回"}}}
	}},
	{"assigned", assigned, func(w world) []try {
		return []try{{w.agency, "accept", obj{}}, {w.agency, "object", objection}}
	}},
	{"objected", func(w world) (registered, string) {
		k, ref := assigned(w)
		w.agency.Post("/referrals/"+ref+"/object", objection).Want(200)
		return k, ref
	}, func(w world) []try {
		return []try{{w.clerk, "uphold", obj{}}, {w.clerk, "overrule", obj{"text": "异议不成立"}}}
	}},
	{"contested", func(w world) (registered, string) {
		k, ref := assigned(w)
		w.agency.Post("/referrals/"+ref+"/object", objection).Want(200)
		w.clerk.Post("/referrals/"+ref+"/overrule", obj{"text": "异议不成立"}).Want(200)
		w.agency.Post("/referrals/"+ref+"/contest", obj{"text": "仍有异议"}).Want(200)
		return k, ref
	}, func(w world) []try {
		var all []try
		for _, to := range []string{"org-housing", "org-petition", "org-market"} {
			all = append(all, try{w.supervisor, "designate", obj{"to": to, "text": "指定"}})
		}
		return all
	}},
}

// Thirty-two people do the same at once: exactly one wins, the rest hear 409,
// a stranger hears 404, and the ledger is whole.
func TestRace(t *testing.T) {
	random := seed(t)
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		w := world{s.As("clerk"), s.As("mediator"), s.As("agency"), s.As("supervisor"), s.As("land")}
		for _, c := range contests {
			t.Run(c.name, func(t *testing.T) {
				for range rounds(8, 200) {
					k, ref := c.prepare(w)
					race(t, w, c.moves(w), ref, random)
					wholeLedger(t, w, k)
				}
			})
		}
		verified(t, args...)
	})
}

func race(t *testing.T, w world, moves []try, ref string, random *rand.Rand) {
	t.Helper()
	const clients = 32
	answers := make([]*Answer, clients)
	var wait sync.WaitGroup
	start := make(chan struct{})
	for i := range clients {
		m := moves[i%len(moves)]
		if i == clients-1 {
			m.who = w.stranger
		}
		pause := random.IntN(3)
		wait.Add(1)
		go func() {
			defer wait.Done()
			<-start
			for range pause * 1000 { // a little disorder
				_ = pause
			}
			answers[i] = m.who.Post("/referrals/"+ref+"/"+m.action, m.body)
		}()
	}
	close(start)
	wait.Wait()
	won := 0
	for i, a := range answers {
		switch {
		case a.Failure != nil:
			t.Fatalf("%s: %v", a.What, a.Failure)
		case i == clients-1:
			a.Want(404)
		case a.Status == 200:
			won++
		default:
			a.Want(409)
		}
	}
	if won != 1 {
		t.Fatalf("%d won, want exactly one", won)
	}
}

// wholeLedger checks that custody is dense, without gap or overlap, and with one who holds the case now.
func wholeLedger(t *testing.T, w world, k registered) {
	t.Helper()
	ledger := w.clerk.Get("/cases/" + k.id + "/custody").Want(200)
	n := ledger.Len("items")
	for i := range n {
		at := "items." + itoa(i)
		if ledger.At(at+".seq") != float64(i+1) {
			t.Fatalf("the ledger is not dense: %s", ledger.Body)
		}
		if last := ledger.At(at+".until") == nil; last != (i == n-1) {
			t.Fatalf("the ledger has a gap or an overlap: %s", ledger.Body)
		}
		if i > 0 && ledger.At(at+".from") != ledger.At("items."+itoa(i-1)+".until") {
			t.Fatalf("the ledger has a gap or an overlap: %s", ledger.Body)
		}
	}
	if got := w.clerk.Get("/cases/" + k.id).Want(200).String("custodian.id"); got != ledger.String("items."+itoa(n-1)+".organization.id") {
		t.Fatalf("custodian %s, ledger %s", got, ledger.Body)
	}
}
