package e2e

import "testing"

// A case registered from a visit is a card to the firm of the lawyer who sat
// there, as long as the reception itself is: to the thirtieth day after it.
func TestInvitationEnds(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		r := clerk.Post("/receptions", obj{"place": "大厅", "starts_at": "2026-11-25T09:00:00+08:00", "ends_at": "2026-11-25T17:00:00+08:00", "lawyers_wanted": 1, "public": true}).Want(201).String("id")
		s.As("lawyer").Post("/receptions/"+r+"/join", nil).Want(200)
		d := dispute()
		d["visit_id"] = clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "漏水"}).Want(201).String("id")
		id := clerk.Post("/cases", d).Want(201).String("id")
		look := func(at string, status, lines int) {
			t.Helper()
			s.As("admin").Post("/demo/clock", obj{"to": at}).Want(200)
			lawyer := s.As("lawyer")
			lawyer.Get("/cases/" + id).Want(status)
			if list := lawyer.Get("/cases?box=all").Want(200); list.Len("items") != lines {
				t.Errorf("%s: %s", at, list.Body)
			}
		}
		look("2026-12-25T23:59:00+08:00", 200, 1)
		look("2026-12-26T00:00:00+08:00", 404, 0)
		s.As("clerk").Get("/cases/" + id).Want(200)
		s.Stop()
		verified(t, args...)
	})
}
