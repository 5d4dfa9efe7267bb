package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// Nothing rests in an inbox nobody opened: after a working day sender and
// supervisor hear of it, the sender is offered paper and may take the bundle,
// and the first opening is kept whenever it comes.
func TestUnseenIsDeliveredOnPaper(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		key := filepath.Join(t.TempDir(), "a.key")
		s := Start(t, append(args, "--demo-now", demoNow)...)
		if args[0] != "--data" { // beside a database server the key is made and named by the operator
			s.Stop()
			if out, err := liandong(t, append([]string{"bundle", "key", "--key", key}, args...)...); err != nil {
				t.Fatalf("%v %s", err, out)
			}
			s = Start(t, append(args, "--demo-now", demoNow, "--key", key)...)
		}
		clerk, agency, admin := s.As("clerk"), s.As("agency"), s.As("admin")
		k, offered, opened := register(clerk, dispute()), register(clerk, dispute()), register(clerk, dispute())
		assign := func(k registered) string {
			return refer(clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
		}
		a, o, seen := assign(k), offerTo(clerk, offered, "org-mediation1", "people_mediation"), assign(opened)
		agency.Get("/referrals?box=in").Want(200) // a list is no opening
		first := agency.Get("/referrals/" + seen).Want(200)
		agency.Get("/referrals/" + seen).Want(200)
		if first.At("unseen") != nil {
			t.Errorf("paper is offered to the receiver: %s", first.Body)
		}
		if got := clerk.Get("/referrals/" + seen).Want(200); got.At("seen_at") == nil || got.Len("arrivals") != 1 || got.String("arrivals.0.how") != "opened" || got.At("unseen") != nil {
			t.Errorf("the first opening is not kept: %s", got.Body)
		}
		if got := clerk.Get("/referrals/" + a).Want(200); got.At("seen_at") != nil || got.At("unseen") != nil {
			t.Errorf("before the day is over: %s", got.Body)
		}
		clerk.Get("/referrals/" + a + "/bundle").Want(403)

		admin.Post("/demo/clock", obj{"to": "2026-11-26T00:30:00+08:00"}).Want(200)
		clerk, supervisor := s.As("clerk"), s.As("supervisor")
		for _, c := range []*Client{clerk, supervisor} {
			said := string(c.Get("/notices?limit=100").Want(200).Body)
			for _, x := range []registered{k, offered} {
				if !strings.Contains(said, "编号"+x.number+"移交后一个工作日无人打开") {
					t.Errorf("%s is not told of %s: %s", c.Name, x.number, said)
				}
			}
			if strings.Contains(said, "编号"+opened.number+"移交后一个工作日无人打开") {
				t.Errorf("%s is told of what was opened", c.Name)
			}
		}
		for id, offers := range map[string]int{a: 2, o: 3} { // the list is made by who still holds the file
			got := clerk.Get("/referrals/" + id).Want(200)
			if got.Len("unseen.offers") != offers || got.String("unseen.offers.1.href") != "/api/v1/referrals/"+id+"/deliver-paper" {
				t.Errorf("paper is not offered: %s", got.Body)
			}
			if zip := clerk.Get("/referrals/" + id + "/bundle").Want(200); zip.Header.Get("Content-Type") != "application/zip" {
				t.Errorf("no bundle: %s", zip.Header)
			}
		}
		if got := supervisor.Get("/referrals/" + a).Want(200); got.At("unseen") != nil {
			t.Errorf("paper is offered to the supervisor: %s", got.Body)
		}

		at := "/referrals/" + a + "/deliver-paper"
		stamp := obj{"kind": "receipt", "text": "窗口签收 MARK-PAPER"}
		clerk.Post(at, nil).Refused(422, "referral.paper_proof_missing")
		clerk.Post(at, obj{"delivered_on": "2026-11-23", "proof": stamp, "reason": "补录"}).Refused(422, "invalid")
		clerk.Post(at, obj{"delivered_on": "2026-11-25", "proof": stamp}).Refused(422, "invalid")
		s.As("agency").Post(at, obj{"proof": stamp}).Want(403)
		s.As("police").Post(at, obj{"proof": stamp}).Want(404)
		done := clerk.Post(at, obj{"delivered_on": "2026-11-25", "proof": stamp, "reason": "昨天送到，今天登记"}).Want(200)
		if done.String("arrivals.0.how") != "paper" || done.At("unseen") != nil || done.String("arrivals.0.proof.kind") != "receipt" {
			t.Errorf("%s", done.Body)
		}
		clerk.Post(at, obj{"proof": stamp}).Refused(409, "referral.paper_delivered")
		clerk.Get("/referrals/" + a + "/bundle").Want(403)
		if late := string(clerk.Get("/cases/" + k.id + "/backdated").Body); !strings.Contains(late, "referral.paper_delivered") && !strings.Contains(late, "not_allowed") {
			t.Errorf("a day entered late is not listed: %s", late)
		}
		if said := string(s.As("agency").Get("/notices?limit=100").Want(200).Body); !strings.Contains(said, "以纸质送达您单位") {
			t.Errorf("the receiver is not told of the paper: %s", said)
		}
		mediator := s.As("mediator")
		mediator.Get("/referrals/" + o).Want(200)
		if got := clerk.Get("/referrals/" + o).Want(200); got.At("seen_at") == nil || got.At("unseen") != nil {
			t.Errorf("a late opening is not kept: %s", got.Body)
		}
		clerk.Post("/referrals/"+o+"/deliver-paper", obj{"proof": stamp}).Refused(409, "referral.opened")
		mediator.Post("/referrals/"+o+"/accept", nil).Want(200)
		clerk.Post("/referrals/"+o+"/deliver-paper", obj{"proof": stamp}).Refused(409, "referral.answered")
		s.Stop()
		verified(t, args...)
	})
}
