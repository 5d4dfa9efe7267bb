package e2e

import "testing"

// A street's helper sees to the accounts of people at windows and mediators'
// tables in its own house, below it and where it guides the work; nobody above,
// beside, or who leads, tries or administers.
func TestAccountHelper(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		helper, admin := s.As("street_helper"), s.As("admin")
		houses := helper.Get("/helped-organizations").Want(200)
		if houses.Len("items") != 3 || houses.String("items.0.id") != "org-street1" {
			t.Errorf("own house, the community and the committee: %s", houses.Body)
		}
		if own := helper.Get("/users").Want(200); own.Len("items") != 1 || own.String("items.0.username") != "street_clerk" {
			t.Errorf("its own account is the administrator's: %s", own.Body)
		}
		if theirs := helper.Get("/users?organization=org-mediation1").Want(200); theirs.Len("items") != 2 {
			t.Errorf("the head's account is the administrator's: %s", theirs.Body)
		}
		for _, house := range []string{"org-street2", "org-court", "org-conference", "nowhere"} {
			if all := helper.Get("/users?organization=" + house).Want(200); all.Len("items") != 0 {
				t.Errorf("%s: %s", house, all.Body)
			}
		}

		at := func(role, house string) obj {
			return obj{"username": "new-" + role + house, "name": "新人", "memberships": []any{obj{"organization_id": house, "role": role}}}
		}
		made := helper.Post("/users", at("mediator", "org-mediation1")).Want(201)
		for _, x := range [][2]string{{"head", "org-mediation1"}, {"admin", "org-street1"}, {"account_helper", "org-street1"}, {"auditor", "org-street1"}, {"supervisor", "org-street1"}, {"clerk", "org-street2"}, {"clerk", "org-conference"}, {"clerk", "nowhere"}} {
			helper.Post("/users", at(x[0], x[1])).Refused(422, "account_beyond")
		}
		admin.Post("/users", obj{"username": "both", "name": "兼任", "memberships": []any{obj{"organization_id": "org-street1", "role": "account_helper"}, obj{"organization_id": "org-street1", "role": "clerk"}}}).Refused(422, "invalid")
		token := made.String("link.token")
		s.Nobody().Post("/session", obj{"username": "new-mediatororg-mediation1", "password": ""}).Want(401)
		s.Nobody().Post("/session/password-link", obj{"token": token, "password": "demo-liandong"}).Want(204)
		fresh := s.As("new-mediatororg-mediation1")
		fresh.Get("/referrals?box=in").Want(200)

		for _, other := range []string{"mediation_head", "mediator2", "court", "admin", "discipline", "supervisor"} {
			id := userOf(s.As(other))
			helper.Post("/users/"+id+"/reset-link", nil).Want(404)
			helper.Do("PATCH", "/users/"+id, obj{"disabled": true}).Want(404)
			helper.Post("/users/"+id+"/handover", obj{"to": userOf(fresh), "reason": "调离"}).Want(404)
		}
		id := made.String("id")
		helper.Do("PATCH", "/users/"+id, obj{"memberships": []any{obj{"organization_id": "org-mediation1", "role": "head"}}}).Refused(422, "account_beyond")
		helper.Post("/users/"+id+"/reset-link", nil).Want(200)
		helper.Do("PATCH", "/users/"+id, obj{"disabled": true}).Want(200)
		fresh.Get("/session").Want(401)
		for _, beyond := range []string{"/cases", "/referrals?box=in", "/roster/template", "/trusted-keys", "/audit/entries"} {
			if a := helper.Get(beyond); a.Status == 200 && a.Len("items") > 0 || a.Status == 200 && beyond == "/roster/template" {
				t.Errorf("a helper reads %s: %d %s", beyond, a.Status, a.Body)
			}
		}
		s.As("street_clerk").Get("/users").Want(403)
		s.As("head").Get("/helped-organizations").Want(403)
		s.Stop()
		verified(t, args...)
	})
}

// Who stands in for a head who is away acts in the head's place on those days,
// and on no other.
func TestHeadsDeputy(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		admin, clerk, head := s.As("admin"), s.As("clerk"), s.As("petition_head")
		second := s.As("clerk2")
		heads := obj{"organization_id": "org-petition", "role": "head"}
		second.Do("PUT", "/session", heads).Want(422)
		k := register(clerk, dispute())
		objection := clerk.Post("/cases/"+k.id+"/recusals", obj{"user_id": userOf(clerk), "party_id": k.applicant, "ground": "interest", "form": "written", "text": "是邻居"}).Want(201).String("id")
		second.Post("/recusals/"+objection+"/decide", obj{"decision": "rejected", "text": "不成立"}).Want(403)
		head.Post("/absences", obj{"from": "2026-11-24", "until": "2026-11-25", "deputy": userOf(second)}).Want(201)
		got := second.Get("/session").Want(200)
		if got.Len("memberships") != 2 || got.String("memberships.1.role") != "head" || got.String("memberships.1.stands_in_for") != "岑主任" || got.String("memberships.1.until") != "2026-11-25" {
			t.Errorf("%s", got.Body)
		}
		second.Do("PUT", "/session", obj{"organization_id": "org-housing", "role": "head"}).Want(422)
		clerk.Do("PUT", "/session", heads).Want(422)
		second.Do("PUT", "/session", heads).Want(200).Into(&struct {
			CSRF *string `json:"csrf_token"`
		}{&second.csrf})
		second.Post("/recusals/"+objection+"/decide", obj{"decision": "rejected", "text": "不成立"}).Want(200)

		admin.Post("/demo/clock", obj{"to": "2026-11-26T09:00:00+08:00"}).Want(200)
		second.Get("/session").Want(401)
		second = s.As("clerk2")
		if late := second.Get("/session").Want(200); late.Len("memberships") != 1 {
			t.Errorf("the days are over: %s", late.Body)
		}
		second.Do("PUT", "/session", heads).Want(422)

		// Who keeps the accounts or audits stands in for nobody.
		kept := s.As("admin").Post("/users", obj{"username": "keeper", "name": "管账号的", "password": "demo-liandong", "memberships": []any{obj{"organization_id": "org-petition", "role": "auditor"}}}).Want(201).String("id")
		s.As("petition_head").Post("/absences", obj{"from": "2026-11-26", "until": "2026-11-27", "deputy": kept}).Refused(422, "invalid")
		s.Stop()
		verified(t, args...)
	})
}
