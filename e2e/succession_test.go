package e2e

import (
	"strings"
	"testing"
	"time"
)

// A committee that is merged into another: custody, offers, proceedings, people
// and secrets go to the successor in one act, and no last day moves.
func TestSuccession(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		clerk, mediator, old, admin := s.As("clerk"), s.As("mediator"), s.As("mediator2"), s.As("admin")
		offer := func(id string) string {
			return clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-mediation2", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解"}).Want(201).String("id")
		}
		// One under way, with its secrets and its consents toward the committee by name.
		going := caseOf(clerk, nil)
		consents(clerk, going, "mediation", "org-mediation2", "written")
		first := offer(going)
		old.Post("/referrals/"+first+"/accept", nil).Want(200)
		stay := old.Get("/cases/" + going + "/proceedings").Want(200)
		p := ""
		for i := range stay.Len("items") {
			if at := "items." + string(rune('0'+i)); stay.String(at+".organization.id") == "org-mediation2" {
				p = stay.String(at + ".id")
			}
		}
		old.Post("/proceedings/"+p+"/notes", map[string]any{"class": "channel", "text": "MARK-secret"}).Want(201)
		due := old.Get("/cases/" + going).Want(200).String("next_due_on")
		// One that is on offer, and one that is over.
		waiting := caseOf(clerk, nil)
		second := offer(waiting)
		answer := clerk.Get("/referrals/" + second).Want(200).String("answer_due_on")
		over := caseOf(old, nil)
		old.Post("/cases/"+over+"/close", map[string]any{"outcome": "settled"}).Want(200)

		// A place at the table of a joint reception that is still to come, with a visitor called to it.
		reception := "/receptions/" + clerk.Post("/receptions", obj{"place": "联合接访室", "starts_at": time.Now().Add(48 * time.Hour).Format(time.RFC3339), "ends_at": time.Now().Add(52 * time.Hour).Format(time.RFC3339)}).Want(201).String("id")
		clerk.Post(reception+"/ask-organization", obj{"organization_id": "org-mediation2"}).Want(200)
		old.Post(reception+"/answer-invitation", obj{"coming": true, "people": []string{"调解员"}}).Want(200)
		visit := clerk.Post(reception+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "漏水"}).Want(201).String("id")
		clerk.Post("/visits/"+visit+"/call", obj{"organizations": []string{"org-mediation2"}}).Want(200)

		to := func(id string) map[string]any { return map[string]any{"to": id} }
		const path = "/organizations/org-mediation2/succession"
		clerk.Post(path, to("org-mediation1")).Want(403)
		admin.Post("/organizations/nothing/succession", to("org-mediation1")).Want(404)
		admin.Post(path, to("nothing")).Refused(422, "invalid")
		admin.Post(path, to("org-mediation2")).Refused(422, "invalid")
		admin.Post(path, to("org-petition")).Refused(409, "succession.other_channel")
		admin.Post(path, map[string]any{"to": "org-mediation1", "on": "2099-01-01"}).Refused(422, "invalid")
		key := Key()
		done := admin.Post(path, to("org-mediation1"), "Idempotency-Key", key).Want(200)
		if done.At("cases") != 2.0 || done.At("people") != 1.0 || done.String("from.successor") != "org-mediation1" {
			t.Errorf("%s", done.Body)
		}
		admin.Post(path, to("org-mediation1"), "Idempotency-Key", key).Want(200)
		admin.Post(path, to("org-mediation1")).Want(404)

		// Its people sign in anew, at the successor, and go on.
		old.Get("/session").Want(401)
		old = s.As("mediator2")
		if got := old.Get("/session").Want(200); got.String("acting.organization.id") != "org-mediation1" {
			t.Errorf("%s", got.Body)
		}
		if sat := clerk.Get(reception).Want(200); sat.Len("table") != 1 || sat.String("table.0.organization.id") != "org-mediation1" || sat.String("table.0.state") != "coming" {
			t.Errorf("at the table: %s", sat.Body)
		}
		if queue := mediator.Get(reception + "/visits").Want(200); queue.Len("items") != 1 || queue.String("items.0.id") != visit {
			t.Errorf("called to the successor: %s", queue.Body)
		}
		custody := clerk.Get("/cases/" + going + "/custody").Want(200)
		var held []string
		for i := range custody.Len("items") {
			held = append(held, custody.String("items."+string(rune('0'+i))+".organization.id"))
		}
		if strings.Join(held, " ") != "org-petition org-mediation2 org-mediation1" {
			t.Errorf("held by %v", held)
		}
		if got := old.Get("/cases/" + going).Want(200); got.String("next_due_on") != due {
			t.Errorf("the last day moved from %s to %s", due, got.String("next_due_on"))
		}
		if notes := old.Get("/proceedings/" + p + "/notes").Want(200); !strings.Contains(string(notes.Body), "MARK-secret") {
			t.Error("who heard it cannot read it any more")
		}
		if notes := mediator.Get("/proceedings/" + p + "/notes"); strings.Contains(string(notes.Body), "MARK-secret") {
			t.Error("another team of the successor reads what it did not hear")
		}
		old.Post("/proceedings/"+p+"/hold", map[string]any{"text": "继续调解"}).Want(200)

		// The offer waits for the successor, until the same day.
		if got := mediator.Get("/referrals/" + second).Want(200); got.String("answer_due_on") != answer || got.String("to.id") != "org-mediation1" {
			t.Errorf("%s", got.Body)
		}
		mediator.Post("/referrals/"+second+"/accept", nil).Want(200)
		mediator.Get("/cases/" + over).Want(200)
		admin.Get("/organizations/org-mediation2").Want(200)
		clerk.Post("/cases/"+caseOf(clerk, nil)+"/referrals", map[string]any{"to": "org-mediation2", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解"}).Refused(422, "invalid")
		s.Stop()
		verified(t, args...)
	})
}
