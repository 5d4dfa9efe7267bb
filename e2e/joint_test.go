package e2e

import (
	"strings"
	"testing"
)

// A joint reception (联合接访): the host asks organisations to its table, each says
// whether it comes, each sees the visitors it is called to and answers them, and
// nobody else sees anything.
func TestJointReception(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, agency, market, court, lawyer := s.As("clerk"), s.As("agency"), s.As("market"), s.As("court"), s.As("lawyer")
		r := clerk.Post("/receptions", obj{"place": "联合接访室", "starts_at": "2026-11-25T09:00:00+08:00", "ends_at": "2026-11-25T17:00:00+08:00", "lawyers_wanted": 1, "public": true}).Want(201).String("id")
		path := "/receptions/" + r
		lawyer.Post(path+"/join", nil).Want(200)
		ask := func(c *Client, to string) *Answer {
			return c.Post(path+"/ask-organization", obj{"organization_id": to})
		}
		ask(agency, "org-market").Want(403)
		ask(s.As("city_supervisor"), "org-housing").Want(200) // stands above the host
		ask(clerk, "org-housing").Refused(409, "reception.asked")
		for _, bad := range []string{"org-petition", "org-lawfirm1", "nobody", ""} {
			ask(clerk, bad).Refused(422, "invalid")
		}
		ask(clerk, "org-market").Want(200)
		ask(clerk, "org-court").Want(200)

		// Asked is not coming: each organisation says so for itself.
		v := clerk.Post(path+"/visits", obj{"visitor": obj{"name": "林小雨", "phone": "13900001234"}, "matter": "漏水，物业和住建互相推"}).Want(201).String("id")
		other := clerk.Post(path+"/visits", obj{"visitor": obj{"name": "高大山"}, "matter": "欠薪"}).Want(201).String("id")
		call := func(to ...string) *Answer { return clerk.Post("/visits/"+v+"/call", obj{"organizations": to}) }
		call("org-housing").Refused(409, "reception.not_coming")
		agency.Get("/visits/" + v).Want(404)
		answer := func(c *Client, body obj) *Answer { return c.Post(path+"/answer-invitation", body) }
		s.As("police").Post(path+"/answer-invitation", obj{"coming": true, "people": []string{"某人"}}).Want(404)
		answer(agency, obj{"coming": true}).Refused(422, "invalid")
		answer(market, obj{"coming": false}).Refused(422, "invalid")
		if mine := agency.Get("/reception-invitations").Want(200); mine.Len("items") != 1 || mine.String("items.0.table.0.state") != "asked" {
			t.Errorf("the invitation: %s", mine.Body)
		}
		answer(agency, obj{"coming": true, "people": []string{"物业科 何科长"}}).Want(200)
		answer(market, obj{"coming": false, "text": "与本单位职责无关"}).Want(200)
		answer(court, obj{"coming": true, "people": []string{"立案庭 江法官"}}).Want(200)

		// Called to one visitor, an organisation reads that one: not the phone, not the others.
		call("org-housing", "org-market").Refused(409, "reception.not_coming")
		call("org-housing").Want(200)
		if seen := agency.Get("/visits/" + v).Want(200); !strings.Contains(string(seen.Body), "互相推") || strings.Contains(string(seen.Body), "13900001234") {
			t.Errorf("what it reads: %s", seen.Body)
		}
		if queue := agency.Get(path + "/visits").Want(200); queue.Len("items") != 1 || queue.String("items.0.id") != v {
			t.Errorf("its queue: %s", queue.Body)
		}
		if queue := court.Get(path + "/visits").Want(200); queue.Len("items") != 0 {
			t.Errorf("called to nobody: %s", queue.Body)
		}
		for _, c := range []*Client{court, market, s.As("police")} {
			c.Get("/visits/" + v).Want(404)
			c.Get("/visits/" + v + "/statements").Want(404)
			c.Post("/visits/"+v+"/statements", obj{"text": "不该能说"}).Want(404)
		}
		agency.Get("/visits/" + other).Want(404)
		agency.Post("/visits/"+v+"/outcome", obj{"outcome": "advised"}).Want(403)
		agency.Post("/visits/"+v+"/call", obj{"organizations": []string{}}).Want(403)
		agency.Get("/visits/" + v + "/opinions").Want(403)

		// Host and guest answer; the lawyer at the table reads it, and theirs stays the visitor's.
		agency.Post("/visits/"+v+"/statements", obj{"text": " "}).Refused(422, "invalid")
		agency.Post("/visits/"+v+"/statements", obj{"text": "三天内派人查看渗漏点。"}).Want(201)
		clerk.Post("/visits/"+v+"/statements", obj{"text": "登记后转区住建局办理。"}).Want(201)
		lawyer.Post("/visits/"+v+"/statements", obj{"text": "律师另有意见"}).Want(403)
		for _, c := range []*Client{clerk, agency, lawyer} {
			if said := c.Get("/visits/" + v + "/statements").Want(200); said.Len("items") != 2 || said.String("items.0.organization.id") != "org-housing" {
				t.Errorf("what was answered: %s", said.Body)
			}
		}
		call().Refused(409, "visit.has_spoken")
		answer(agency, obj{"coming": false, "text": "临时有事"}).Refused(409, "reception.called")
		clerk.Post(path+"/release-organization", obj{"organization_id": "org-housing"}).Refused(409, "reception.called")
		clerk.Post(path+"/release-organization", obj{"organization_id": "org-police"}).Refused(422, "invalid")
		clerk.Post(path+"/release-organization", obj{"organization_id": "org-market"}).Want(200)
		market.Post(path+"/answer-invitation", obj{"coming": true, "people": []string{"某人"}}).Want(404)

		// The public reads who comes, and no name of who sits there.
		shown := string(s.Nobody().Get("/public/receptions").Want(200).Body)
		if !strings.Contains(shown, "org-housing") || strings.Contains(shown, "org-market") || strings.Contains(shown, "何科长") {
			t.Errorf("in public: %s", shown)
		}
		clerk.Post("/visits/"+v+"/outcome", obj{"outcome": "advised"}).Want(200)
		call("org-housing", "org-court").Refused(409, "visit.ended")

		// To the thirtieth day after the reception, and not longer.
		admin := s.As("admin")
		admin.Post("/demo/clock", obj{"to": "2026-12-25T23:59:00+08:00"}).Want(200)
		s.As("agency").Get("/visits/" + v).Want(200)
		admin.Post("/demo/clock", obj{"to": "2026-12-26T00:00:00+08:00"}).Want(200)
		s.As("agency").Get("/visits/" + v).Want(404)
		s.As("clerk").Get("/visits/" + v).Want(200)
		s.Stop()
		verified(t, args...)
	})
}
