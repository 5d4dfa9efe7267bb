package e2e

import (
	"strings"
	"testing"
)

// A lawyer says on which days they can sit at a reception; who plans one is
// shown who is available that day, and nobody else says so for them.
func TestLawyersSayWhenTheyAreAvailable(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, lawyer, lawyer2 := s.As("clerk"), s.As("lawyer"), s.As("lawyer2")
		if none := lawyer.Get("/availability").Want(200); none.Len("days") != 0 || none.At("version") != float64(0) {
			t.Errorf("nothing was said yet: %s", none.Body)
		}
		say := func(c *Client, header []string, days ...string) *Answer {
			return c.Do("PUT", "/availability", obj{"days": days}, header...)
		}
		for _, bad := range []string{"2026-11-23", "2027-11-26", "morgen"} {
			say(lawyer, nil, "2026-12-01", bad).Refused(422, "invalid")
		}
		if said := say(lawyer, nil, "2026-12-03", "2026-12-01", "2026-12-01").Want(200); said.Len("days") != 2 || said.String("days.0") != "2026-12-01" {
			t.Errorf("in order, each once: %s", said.Body)
		}
		say(lawyer, []string{"If-Match", `"9"`}, "2026-12-02").Want(412)
		say(lawyer2, nil, "2026-12-03").Want(200)
		say(lawyer, []string{"If-Match", `"1"`}, "2026-12-01", "2026-12-02").Want(200)

		// One's own days are not the other's, and the planner sees whom to ask on which day.
		if theirs := lawyer2.Get("/availability").Want(200); theirs.Len("days") != 1 {
			t.Errorf("the other's: %s", theirs.Body)
		}
		if free := clerk.Get("/lawyers?on=2026-12-01&available=1").Want(200); free.Len("items") != 1 || free.String("items.0.firm.id") != "org-lawfirm1" || free.At("items.0.available") != true {
			t.Errorf("who can sit on the first: %s", free.Body)
		}
		if all := s.As("supervisor").Get("/lawyers?on=2026-12-03").Want(200); all.Len("items") != 2 || all.At("items.0.available") != false || all.At("items.1.available") != true {
			t.Errorf("all on the third: %s", all.Body)
		}
		first := clerk.Get("/lawyers?on=2026-12-03&limit=1").Want(200)
		if rest := clerk.Get("/lawyers?on=2026-12-03&limit=1&cursor=" + first.String("next_cursor")).Want(200); first.Len("items") != 1 || rest.Len("items") != 1 || rest.String("items.0.user_id") == first.String("items.0.user_id") {
			t.Errorf("page by page: %s %s", first.Body, rest.Body)
		}
		clerk.Get("/lawyers?on=gestern").Refused(422, "invalid")
		clerk.Get("/availability").Want(403)
		say(clerk, nil, "2026-12-01").Want(403)
		s.As("mediator").Get("/lawyers").Want(403)

		// Who is away is not available, whatever was said before; nor who has left.
		lawyer.Post("/absences", obj{"from": "2026-12-01", "until": "2026-12-01"}).Want(201)
		if free := clerk.Get("/lawyers?on=2026-12-01&available=1").Want(200); free.Len("items") != 0 {
			t.Errorf("away: %s", free.Body)
		}
		s.As("admin").Do("PATCH", "/users/"+userOf(lawyer2), obj{"disabled": true}).Want(200)
		if all := clerk.Get("/lawyers?on=2026-12-03").Want(200); strings.Contains(string(all.Body), "org-lawfirm2") {
			t.Errorf("has left: %s", all.Body)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-02T09:00:00+08:00"}).Want(200)
		if left := s.As("lawyer").Get("/availability").Want(200); left.Len("days") != 1 || left.String("days.0") != "2026-12-02" {
			t.Errorf("a day that is over: %s", left.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}

// A seat goes to a named colleague who accepts it before the reception begins;
// names are checked for the new one, and the old one reads nothing any more.
func TestSeatsAreHandedOver(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, lawyer, lawyer2 := s.As("clerk"), s.As("lawyer"), s.As("lawyer2")
		s.As("admin").Post("/users", obj{"username": "lawyer3", "name": "新律师", "password": "demo-liandong", "memberships": []any{obj{"organization_id": "org-lawfirm1", "role": "lawyer"}}}).Want(201)
		lawyer3 := s.As("lawyer3")
		plan := func(day string, wanted int) string {
			return clerk.Post("/receptions", obj{"place": "大厅", "starts_at": day + "T09:00:00+08:00", "ends_at": day + "T17:00:00+08:00", "lawyers_wanted": wanted, "public": true}).Want(201).String("id")
		}
		r := plan("2026-12-01", 1)
		path := "/receptions/" + r
		offer := func(c *Client, firm string, to *Client) *Answer {
			return c.Post(path+"/offer-seat", obj{"organization_id": firm, "user_id": userOf(to)})
		}
		offer(lawyer, "org-lawfirm2", lawyer2).Refused(409, "reception.not_joined")
		lawyer.Post(path+"/join", nil).Want(200)
		offer(clerk, "org-lawfirm2", lawyer2).Want(403)
		offer(lawyer, "org-lawfirm1", lawyer).Refused(422, "invalid")
		offer(lawyer, "org-lawfirm1", lawyer2).Refused(422, "invalid")
		offer(lawyer, "org-petition", clerk).Refused(422, "invalid")
		first := offer(lawyer, "org-lawfirm2", lawyer2).Want(201).String("id")
		offer(lawyer, "org-lawfirm1", lawyer3).Refused(409, "seat.offered")

		// Only the two see it, and each may do their own part.
		if in := lawyer2.Get("/seat-offers").Want(200); in.Len("items") != 1 || in.String("items.0.id") != first || in.At("items.0.mine") != false || in.Len("items.0.acts") != 2 || in.String("items.0.reception.id") != r {
			t.Errorf("what was offered: %s", in.Body)
		}
		if none := lawyer3.Get("/seat-offers").Want(200); none.Len("items") != 0 {
			t.Errorf("a third one sees %s", none.Body)
		}
		clerk.Get("/seat-offers").Want(403)
		lawyer3.Post("/seat-offers/"+first+"/accept", nil).Want(404)
		lawyer.Post("/seat-offers/"+first+"/accept", nil).Want(403)
		lawyer2.Post("/seat-offers/"+first+"/withdraw", nil).Want(403)
		lawyer2.Post("/seat-offers/"+first+"/decline", nil, "If-Match", `"7"`).Want(412)
		lawyer2.Post("/seat-offers/"+first+"/decline", nil).Want(200)
		lawyer2.Post("/seat-offers/"+first+"/accept", nil).Refused(409, "seat.offer_over")
		second := offer(lawyer, "org-lawfirm2", lawyer2).Want(201).String("id")
		lawyer.Post("/seat-offers/"+second+"/withdraw", nil).Want(200)

		// The second firm acts against a visitor who waits: the seat is not for it.
		against := dispute()
		against["parties"].([]any)[1].(obj)["represented_by"] = obj{"name": "施言", "relation": "lawyer", "organization_id": "org-lawfirm2"}
		clerk.Post("/cases", against).Want(201)
		visit := clerk.Post(path+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "漏水 MARK-MATTER"}).Want(201).String("id")
		third := offer(lawyer, "org-lawfirm2", lawyer2).Want(201).String("id")
		lawyer2.Post("/seat-offers/"+third+"/accept", nil).Refused(409, "conflict_of_interest")
		lawyer.Post("/seat-offers/"+third+"/withdraw", nil).Want(200)
		lawyer.Get("/visits/" + visit).Want(200)

		// The colleague of one's own firm takes it: from now on one sits there, the other does not.
		fourth := offer(lawyer, "org-lawfirm1", lawyer3).Want(201).String("id")
		if done := lawyer3.Post("/seat-offers/"+fourth+"/accept", nil).Want(200); done.String("state") != "accepted" || done.At("reception.joined") != true || done.Len("reception.lawyers") != 1 {
			t.Errorf("taken over: %s", done.Body)
		}
		lawyer3.Get("/visits/" + visit + "/conflict-check").Want(200)
		lawyer3.Post("/visits/"+visit+"/opinions", obj{"text": "可先调解"}).Want(201)
		lawyer.Get("/visits/" + visit).Want(404)
		lawyer.Get(path + "/visits").Want(404)
		lawyer.Post(path+"/leave", nil).Refused(409, "reception.not_joined")

		// A bar is the firm's and not the seat's: however one comes to sit there, it stands.
		both := plan("2026-12-02", 2)
		lawyer2.Post("/receptions/"+both+"/join", nil).Want(200)
		barred := clerk.Post("/receptions/"+both+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "漏水 MARK-MATTER"}).Want(201).String("id")
		give := lawyer2.Post("/receptions/"+both+"/offer-seat", obj{"organization_id": "org-lawfirm1", "user_id": userOf(lawyer)}).Want(201).String("id")
		lawyer.Post("/seat-offers/"+give+"/accept", nil).Want(200)
		lawyer2.Get("/visits/" + barred).Want(404)
		lawyer2.Post("/receptions/"+both+"/join", nil).Want(200)
		if check := lawyer2.Get("/visits/" + barred + "/conflict-check").Want(200); check.At("conflict") != true {
			t.Errorf("the bar is gone: %s", check.Body)
		}
		lawyer2.Post("/visits/"+barred+"/opinions", obj{"text": "可先调解"}).Refused(409, "conflict_of_interest")

		// What is not answered lapses when it begins, or when the seat is given back.
		open := lawyer3.Post(path+"/offer-seat", obj{"organization_id": "org-lawfirm1", "user_id": userOf(lawyer)}).Want(201).String("id")
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-01T09:00:00+08:00"}).Want(200)
		lawyer = s.As("lawyer")
		lawyer.Post("/seat-offers/"+open+"/accept", nil).Refused(409, "reception.begun")
		if late := lawyer.Get("/seat-offers").Want(200); !strings.Contains(string(late.Body), `"lapsed"`) {
			t.Errorf("when it has begun: %s", late.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}

// The duty sheet of a month says who sits where: for an office its own
// receptions, for a lawyer those joined.
func TestReceptionDuty(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor, lawyer := s.As("clerk"), s.As("supervisor"), s.As("lawyer")
		plan := func(c *Client, at, host string) string {
			return c.Post("/receptions", obj{"place": "大厅", "starts_at": at, "ends_at": at[:10] + "T23:59:30+08:00", "host_organization": host, "lawyers_wanted": 1}).Want(201).String("id")
		}
		ids := []string{plan(clerk, "2026-12-01T00:00:00+08:00", office), plan(clerk, "2026-12-31T23:59:00+08:00", office), plan(clerk, "2027-01-01T00:00:00+08:00", office), plan(supervisor, "2026-12-15T09:00:00+08:00", "org-conference")}
		lawyer.Post("/receptions/"+ids[1]+"/join", nil).Want(200)
		lawyer.Post("/receptions/"+ids[3]+"/join", nil).Want(200)
		clerk.Post("/receptions/"+ids[0]+"/cancel", obj{"text": "会场维修"}).Want(200)
		sheet := func(c *Client, query string) string {
			a, all := c.Get("/reception-duty"+query).Want(200), ""
			for i := range a.Len("items") {
				all += a.String("items."+itoa(i)+".id") + " " + a.String("items."+itoa(i)+".state") + ";"
			}
			return all
		}
		for what, x := range map[string]struct {
			c     *Client
			query string
			want  string
		}{
			"the window's": {clerk, "?month=2026-12", ids[0] + " cancelled;" + ids[1] + " planned;"}, "the next month": {clerk, "?month=2027-01", ids[2] + " planned;"}, "this month": {clerk, "", ""},
			"the conference's": {supervisor, "?month=2026-12", ids[3] + " planned;"}, "the lawyer's": {lawyer, "?month=2026-12", ids[3] + " planned;" + ids[1] + " planned;"},
			"another lawyer's": {s.As("lawyer2"), "?month=2026-12", ""}, "a stranger's": {s.As("mediator"), "?month=2026-12", ""},
		} {
			if got := sheet(x.c, x.query); got != x.want {
				t.Errorf("%s: %s, want %s", what, got, x.want)
			}
		}
		first := clerk.Get("/reception-duty?month=2026-12&limit=1").Want(200)
		if rest := clerk.Get("/reception-duty?month=2026-12&limit=1&cursor=" + first.String("next_cursor")).Want(200); rest.Len("items") != 1 || rest.String("items.0.lawyers.0.name") == "" {
			t.Errorf("page by page: %s", rest.Body)
		}
		for _, bad := range []string{"2026", "2026-13", "gestern", "2026-12-01"} {
			clerk.Get("/reception-duty?month="+bad).Refused(422, "invalid")
		}
		verified(t, args...)
	})
}
