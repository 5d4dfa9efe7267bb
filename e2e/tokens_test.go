package e2e

import (
	"strings"
	"testing"
	"time"
)

// machine asks with a token and no cookie.
func machine(s *Server, token string) *Client {
	c := s.Nobody()
	c.Name, c.bearer = "a machine", token
	return c
}

// A machine asks in a person's role, for less than that role may do, until its
// day, and never as a person.
func TestMachines(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		until := time.Now().AddDate(0, 1, 0).Format("2006-01-02")
		want := func(permissions ...string) obj {
			return obj{"name": "办公系统", "permissions": permissions, "expires_on": until}
		}
		made := clerk.Post("/tokens", want("case.register", "case.card")).Want(201)
		token := made.String("token")
		m := machine(s, token)
		k := m.Post("/cases", dispute()).Want(201).String("id")
		whole, card := clerk.Get("/cases/"+k).Want(200), m.Get("/cases/"+k).Want(200)
		if whole.String("view") != "full" || card.String("view") != "card" || strings.Contains(string(card.Body), "13900") {
			t.Errorf("the token's card: %s", card.Body)
		}
		m.Get("/cases?box=mine").Refused(403, "token.scope")
		m.Get("/cases/"+k+"/documents").Refused(403, "token.scope")
		m.Get("/session").Refused(403, "token.scope")
		m.Post("/tokens", want("case.card")).Refused(403, "token.scope")
		m.Get("/party/case").Want(401)
		s.As("mediator2").Get("/cases/" + k).Want(404)
		machine(s, token+"x").Get("/cases/" + k).Want(401)
		machine(s, "").Get("/cases/" + k).Want(401)

		clerk.Post("/tokens", want("organization.administer")).Refused(422, "invalid")
		clerk.Post("/tokens", want("session.self")).Refused(422, "invalid")
		clerk.Post("/tokens", want("nothing.known")).Refused(422, "invalid")
		clerk.Post("/tokens", want()).Refused(422, "invalid")
		clerk.Post("/tokens", obj{"name": "旧", "permissions": []string{"case.card"}, "expires_on": "2020-01-01"}).Refused(422, "invalid")
		clerk.Post("/tokens", obj{"name": "远", "permissions": []string{"case.card"}, "expires_on": time.Now().AddDate(2, 0, 0).Format("2006-01-02")}).Refused(422, "invalid")

		mine := clerk.Get("/tokens").Want(200)
		if mine.Len("items") != 1 || strings.Contains(string(mine.Body), token) || mine.String("items.0.used_on") == "" {
			t.Errorf("own tokens: %s", mine.Body)
		}
		path := "/tokens/" + mine.String("items.0.id") + "/revoke"
		s.As("clerk2").Post(path, nil).Want(404)
		clerk.Post(path, nil).Want(200)
		clerk.Post(path, nil).Refused(409, "token.ended")
		m.Get("/cases/" + k).Want(401)

		again := machine(s, clerk.Post("/tokens", want("case.card")).Want(201).String("token"))
		again.Get("/cases/" + k).Want(200)
		admin := s.As("admin")
		people := admin.Get("/users?q=clerk").Want(200)
		for i := range people.Len("items") {
			if at := "items." + string(rune('0'+i)); people.String(at+".username") == "clerk" {
				admin.Do("PATCH", "/users/"+people.String(at+".id"), obj{"disabled": true}, "Idempotency-Key", Key()).Want(200)
			}
		}
		again.Get("/cases/" + k).Want(401)
		acts := s.As("auditor").Get("/audit/entries?subject=case/" + k).Want(200)
		if !strings.Contains(string(acts.Body), `"origin":"api"`) {
			t.Errorf("the log does not say that a machine asked: %s", acts.Body)
		}
		verified(t, args...)
	})
}
