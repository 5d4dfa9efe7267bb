package e2e

import (
	"strings"
	"testing"
)

// On a directive that names what was seen, the superior traces who had the case
// when, what was due of whom and what was done; each deed is proved from the
// log with the public key alone. Nobody else traces, nothing is said of a
// court's days, and a directive without a ground opens nothing.
func TestTrace(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, agency, admin := s.As("clerk"), s.As("agency"), s.As("admin")
		k := register(clerk, dispute())
		ref := refer(clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned", "reason": "MARK-WORDS 属地"})
		agency.Post("/referrals/"+ref+"/accept", nil).Want(200)
		admin.Post("/demo/clock", obj{"to": "2027-03-01T09:00:00+08:00"}).Want(200)
		clerk, agency = s.As("clerk"), s.As("agency")
		supervisor := s.As("supervisor")
		order := func(ground string) string {
			in := obj{"to": "org-housing", "text": "MARK-DIRECT 请说明", "due_on": "2027-03-05"}
			if ground != "" {
				in["ground"] = ground
			}
			return supervisor.Post("/cases/"+k.id+"/directives", in).Want(201).String("id")
		}
		bare, id := order(""), order("delayed")
		supervisor.Get("/directives/"+bare+"/trace").Refused(422, "trace.no_ground")
		agency.Post("/referrals/"+ref+"/complete", obj{"outcome": "not_competent", "text": "MARK-OUTCOME"}).Want(200)
		clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
		g := guide(clerk, k, "org-court", "litigation", "civil_litigation")
		court := s.As("court")
		court.Post("/referrals/"+g+"/file", obj{"number": "(2027)示0102民初9号"}).Want(200)
		admin.Post("/demo/clock", obj{"to": "2028-03-01T09:00:00+08:00"}).Want(200)
		supervisor = s.As("supervisor")

		v := supervisor.Get("/directives/" + id + "/trace").Want(200)
		var held []string
		for i := range v.Len("custody") {
			held = append(held, v.String("custody."+itoa(i)+".organization.id"))
		}
		if strings.Join(held, " ") != "org-petition org-housing org-petition org-court" || v.String("ground") != "delayed" || v.At("more") != false {
			t.Errorf("held by %v: %s", held, v.Body)
		}
		late := map[string]float64{}
		for i := range v.Len("limits") {
			x := "limits." + itoa(i)
			who, n := v.String(x+".organization.id"), v.At(x+".late_days").(float64)
			late[who] = max(late[who], n)
			if who == "org-court" || v.String(x+".cite") == "" && v.String(x+".name") == "" {
				t.Errorf("%s: %s", x, v.Body)
			}
		}
		if late["org-housing"] < 1 {
			t.Errorf("nothing was late at the bureau: %s", v.Body)
		}
		deeds := map[string]string{}
		for i := range v.Len("deeds") {
			deeds[v.String("deeds."+itoa(i)+".kind")] = v.String("deeds." + itoa(i) + ".organization.id")
		}
		for kind, by := range map[string]string{"case.registered": "org-petition", "referral.accepted": "org-housing", "referral.completed": "org-housing", "referral.filed": "org-court", "directive.given": "org-conference"} {
			if deeds[kind] != by {
				t.Errorf("%s: by %q, want %q", kind, deeds[kind], by)
			}
		}
		if strings.Contains(string(v.Body), "MARK-") {
			t.Errorf("words of the case: %s", v.Body)
		}
		if log := string(s.As("auditor").Get("/audit/entries?action=directive.traced&limit=100").Want(200).Body); !strings.Contains(log, "directive/"+id) {
			t.Error("the look is not in the log")
		}
		proofs := supervisor.Get("/directives/" + id + "/trace/proof").Want(200)
		if proofs.Len("items") < 5 {
			t.Fatalf("%s", proofs.Body)
		}
		if out, err := proven(t, proofs, publicKey(t, s)); err != nil || !strings.Contains(out, "referral.accepted of referral/"+ref) {
			t.Errorf("the proof does not hold: %v %s", err, out)
		}
		for _, other := range []string{"clerk", "agency", "court", "judge", "auditor", "admin", "city_supervisor", "police"} {
			for _, path := range []string{"/trace", "/trace/proof"} {
				if a := s.As(other).Get("/directives/" + id + path); a.Status != 404 && a.Status != 403 {
					t.Errorf("%s traces: %d", other, a.Status)
				}
			}
		}
		s.Stop()
		verified(t, args...)
	})
}
