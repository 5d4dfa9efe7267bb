package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// scene is one case of the generated world, with what the test itself knows of
// who stands where: written apart from the program's own table.
type scene struct {
	name      string
	play      func(t *testing.T, w people) registered
	custodian string
	delegates []string
	former    []string
	first     string
	sent      []string
	asked     []string
	invited   []string
}

type people map[string]*Client

const (
	office, street, committee, committee2, housing, police, court = "org-petition", "org-street1", "org-mediation1", "org-mediation2", "org-housing", "org-police", "org-court"
)

func offer(w people, k registered, to string, more obj) string {
	body := obj{"to": to, "channel": "people_mediation", "route": "people_mediation", "mode": "offered"}
	for name, v := range more {
		body[name] = v
	}
	return refer(w["clerk"], k, body)
}

var scenes = []scene{
	{name: "registered", custodian: office, first: office, play: func(_ *testing.T, w people) registered { return register(w["clerk"], dispute()) }},
	{name: "registered at a street", custodian: street, first: street, play: func(_ *testing.T, w people) registered {
		return register(w["street_clerk"], dispute())
	}},
	{name: "offered", custodian: office, first: office, sent: []string{office}, asked: []string{committee}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		offer(w, k, committee, nil)
		return k
	}},
	{name: "accepted", custodian: committee, first: office, former: []string{office}, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		w["mediator"].Post("/referrals/"+offer(w, k, committee, nil)+"/accept", nil).Want(200)
		return k
	}},
	{name: "delegated", custodian: office, first: office, sent: []string{office}, delegates: []string{committee2}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		w["mediator2"].Post("/referrals/"+offer(w, k, committee2, obj{"custody": "stays"})+"/accept", nil).Want(200)
		return k
	}},
	{name: "declined", custodian: office, first: office, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		w["mediator"].Post("/referrals/"+offer(w, k, committee, nil)+"/decline", objection).Want(200)
		return k
	}},
	{name: "assigned", custodian: housing, first: office, former: []string{office}, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		refer(w["clerk"], k, obj{"to": housing, "channel": "petition", "route": "petition", "mode": "assigned"})
		return k
	}},
	{name: "returned", custodian: office, first: office, former: []string{police}, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		ref := refer(w["clerk"], k, obj{"to": police, "channel": "petition", "route": "petition", "mode": "assigned"})
		w["police"].Post("/referrals/"+ref+"/object", objection).Want(200)
		w["clerk"].Post("/referrals/"+ref+"/uphold", nil).Want(200)
		return k
	}},
	{name: "given back", custodian: office, first: office, former: []string{committee}, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		ref := offer(w, k, committee, nil)
		w["mediator"].Post("/referrals/"+ref+"/accept", nil).Want(200)
		w["mediator"].Post("/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未成"}).Want(200)
		return k
	}},
	{name: "filed", custodian: court, first: office, former: []string{office}, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		ref := refer(w["clerk"], k, obj{"to": court, "channel": "litigation", "route": "civil_litigation", "mode": "guided"})
		w["court"].Post("/referrals/"+ref+"/file", obj{"number": "1号"}).Want(200)
		return k
	}},
	{name: "filed with the labour commission", custodian: "org-labour", first: office, former: []string{office}, sent: []string{office}, play: tribunal("org-labour", "arbitration", "labour_arbitration", "labour")},
	{name: "filed with the reconsideration body", custodian: "org-reconsider", first: office, former: []string{office}, sent: []string{office},
		play: tribunal("org-reconsider", "administrative_reconsideration", "administrative_reconsideration", "reconsider")},
	{name: "from a reception", custodian: office, first: office, invited: []string{"org-lawfirm1"}, play: func(t *testing.T, w people) registered {
		t.Helper()
		now := w["clerk"].Get("/demo/clock").Want(200).String("now")
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		r := w["supervisor"].Post("/receptions", obj{"place": "大厅", "starts_at": at, "ends_at": at.Add(8 * time.Hour), "host_organization": office, "lawyers_wanted": 1, "public": true}).Want(201).String("id")
		w["lawyer"].Post("/receptions/"+r+"/join", nil).Want(200)
		d := dispute()
		d["visit_id"] = w["clerk"].Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "漏水"}).Want(201).String("id")
		return register(w["clerk"], d)
	}},
	{name: "lapsed", custodian: office, first: office, sent: []string{office}, play: func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		offer(w, k, committee2, nil)
		return k // the clock does the rest
	}},
}

// tribunal plays a case that its party filed with a body that acts on application.
func tribunal(to, channel, route, account string) func(*testing.T, people) registered {
	return func(_ *testing.T, w people) registered {
		k := register(w["clerk"], dispute())
		ref := refer(w["clerk"], k, obj{"to": to, "channel": channel, "route": route, "mode": "guided", "override_reason": "当事人坚持"})
		w[account].Post("/referrals/"+ref+"/file", obj{"number": "1号"}).Want(200)
		return k
	}
}

// accounts of the county that the walk looks through, with their organisation and role.
var accounts = map[string][2]string{
	"clerk": {office, "clerk"}, "clerk2": {office, "clerk"}, "street_clerk": {street, "clerk"}, "mediator": {committee, "mediator"},
	"mediator_b": {committee, "mediator"}, "mediator2": {committee2, "mediator"}, "agency": {housing, "officer"}, "head": {housing, "head"},
	"police": {police, "officer"}, "court": {court, "court_clerk"}, "judge": {court, "judge"}, "court_mediator": {court, "mediator"},
	"labour": {"org-labour", "arbitrator"}, "reconsider": {"org-reconsider", "reconsideration_officer"}, "lawyer": {"org-lawfirm1", "lawyer"}, "lawyer2": {"org-lawfirm2", "lawyer"},
	"supervisor": {"org-conference", "supervisor"}, "city_supervisor": {"org-cityconference", "supervisor"},
	"auditor": {"org-government", "auditor"}, "admin": {"org-government", "admin"}, "security_admin": {"org-government", "security_admin"}, "market": {"org-market", "officer"},
	"street_helper": {street, "account_helper"},
}

// above lists who leads the organisations of the world.
var above = map[string][]string{
	office: {"org-conference", "org-cityconference"}, street: {"org-conference", "org-cityconference"}, housing: {"org-conference", "org-cityconference"},
	police: {"org-conference", "org-cityconference"}, committee: {"org-conference", "org-cityconference"}, committee2: {"org-conference", "org-cityconference"},
}

// sees says what an account may see of a scene: nothing, a card, or the file.
func (s scene) sees(organization, role string) string {
	is := func(list ...string) bool { return slices.Contains(list, organization) }
	holds := is(s.custodian) || is(s.delegates...)
	touched := is(s.first) || is(s.former...) || is(s.sent...) || is(s.asked...)
	superior := is(above[s.custodian]...) || is(above[s.first]...)
	switch role {
	case "auditor", "admin", "security_admin", "account_helper":
		return ""
	case "lawyer":
		if is(s.invited...) {
			return "card"
		}
		return ""
	case "supervisor":
		if superior || touched {
			return "card"
		}
		return ""
	}
	switch {
	case holds:
		return "full"
	case touched:
		return "card"
	}
	return ""
}

// List, single look and policy agree for every account and every case; what is
// not yours and what is not there are the same.
func TestAccess(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		w := people{}
		for name := range accounts {
			w[name] = s.As(name)
		}
		type played struct {
			scene
			k registered
		}
		var world []played
		lapse := slices.IndexFunc(scenes, func(x scene) bool { return x.name == "lapsed" })
		for range 3 {
			world = append(world, played{scenes[lapse], scenes[lapse].play(t, w)})
		}
		w["admin"].Post("/demo/clock", obj{"to": "2026-12-02T01:00:00+08:00"}).Want(200)
		for _, x := range slices.Delete(slices.Clone(scenes), lapse, lapse+1) {
			for range 3 {
				world = append(world, played{x, x.play(t, w)})
			}
		}
		for name, account := range accounts {
			c := w[name]
			listed := map[string]bool{}
			for _, id := range ids(c, "all") {
				listed[id] = true
			}
			mine := ids(c, "mine")
			unknown := string(c.Get("/cases/unknown").Want(404).Body)
			for _, x := range world {
				want := x.sees(account[0], account[1])
				a := c.Get("/cases/" + x.k.id)
				switch {
				case want == "" && (a.Status != 404 || string(a.Body) != unknown):
					t.Errorf("%s sees %q: %d", name, x.name, a.Status)
				case want != "" && (a.Status != 200 || a.String("view") != want):
					t.Errorf("%s sees %q as %d %s, want %s", name, x.name, a.Status, a.String("view"), want)
				}
				if listed[x.k.id] != (want != "") {
					t.Errorf("%s: %q in the list: %v; seen: %q", name, x.name, listed[x.k.id], want)
				}
				if slices.Contains(mine, x.k.id) != (want == "full") && account[1] != "supervisor" {
					t.Errorf("%s: %q among mine: %v; seen: %q", name, x.name, slices.Contains(mine, x.k.id), want)
				}
			}
		}
		twoMemberships(t, s, w, world[3].k)
	})
}

func ids(c *Client, box string) []string {
	var all []string
	cursor := ""
	for {
		page := c.Get("/cases?limit=100&box=" + box + cursor).Want(200)
		for i := range page.Len("items") {
			all = append(all, page.String("items."+itoa(i)+".id"))
		}
		next := page.String("next_cursor")
		if next == "" {
			return all
		}
		cursor = "&cursor=" + next
	}
}

// twoMemberships sees, in each role, only what that role sees; a disabled account sees nothing at once.
func twoMemberships(t *testing.T, s *Server, w people, k registered) {
	user := w["admin"].Post("/users", obj{"username": "twohats", "name": "双岗", "password": "demo-liandong", "memberships": []any{
		obj{"organization_id": office, "role": "clerk"}, obj{"organization_id": "org-market", "role": "officer"},
	}}).Want(201)
	c := s.As("twohats")
	acting := func(organization, role string) {
		v := c.Do("PUT", "/session", obj{"organization_id": organization, "role": role}).Want(200)
		c.csrf = v.String("csrf_token")
	}
	acting("org-market", "officer")
	c.Get("/cases/" + k.id).Want(404)
	acting(office, "clerk")
	c.Get("/cases/" + k.id).Want(200)
	c.Do("PUT", "/session", obj{"organization_id": court, "role": "judge"}).Want(422)
	w["clerk"].Do("PATCH", "/users/"+user.String("id"), obj{"disabled": true}).Refused(403, "not_allowed")
	w["admin"].Do("PATCH", "/users/"+user.String("id"), obj{"disabled": true}).Want(200)
	c.Get("/cases/"+k.id).Refused(401, "sign_in_required")
}

// Another team of the same house handles its own proceedings only.
func TestOtherTeam(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator, other := s.As("clerk"), s.As("mediator"), s.As("mediator_b")
	k := register(clerk, dispute())
	_, p := mediate(clerk, mediator, k)
	mediator.Post("/proceedings/"+p+"/notes", obj{"class": "channel", "text": marker}).Want(201)
	if got := mediator.Get("/proceedings/" + p + "/notes").Want(200).Len("items"); got != 1 {
		t.Errorf("the author reads %d notes", got)
	}
	if got := other.Get("/proceedings/" + p + "/notes").Want(200).Len("items"); got != 0 {
		t.Errorf("the other team reads %d notes", got)
	}
	other.Post("/proceedings/"+p+"/hold", obj{"text": "越组"}).Refused(403, "proceeding.other_team")
	clerk.Post("/proceedings/"+p+"/hold", obj{"text": "越位"}).Want(404)
}

// An accusation never reaches the accused, and no superior of the matter reads it through the accused.
func TestAccusationNeverReachesTheAccused(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, agency := s.As("clerk"), s.As("agency")
	accusation := func(by *Client, accused string) *Answer {
		return by.Post("/cases", obj{
			"title": "反映问题", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102",
			"summary": "反映工作人员违纪", "parties": []any{obj{"role": "applicant", "kind": "person", "name": "某群众"}, obj{"role": "respondent", "kind": "organization", "name": "区住建局", "organization_id": accused}},
		}).Want(201)
	}
	a := accusation(clerk, housing)
	id := a.String("id")
	clerk.Post("/cases/"+id+"/referrals", obj{"to": housing, "channel": "petition", "route": "petition", "mode": "assigned", "reason": "转办"}).Refused(409, "receiver_is_accused")
	agency.Get("/cases/" + id).Want(404)
	clerk.Post("/cases/"+id+"/referrals", obj{"to": "org-discipline", "channel": nil, "route": "discipline_report", "mode": "assigned", "reason": "转纪检"}).Want(201)
	s.As("discipline").Get("/cases/" + id).Want(200)

	// An accused who becomes known later loses the case, its handoff and every sight of it.
	later := clerk.Post("/cases", obj{
		"title": "反映问题", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102", "summary": "反映工作人员违纪",
		"parties": []any{obj{"role": "applicant", "kind": "person", "name": "某群众"}},
	}).Want(201).String("id")
	ref := clerk.Post("/cases/"+later+"/referrals", obj{"to": housing, "channel": "petition", "route": "petition", "mode": "assigned", "reason": "转办"}).Want(201).String("id")
	agency.Post("/cases/"+later+"/parties", obj{"role": "respondent", "kind": "organization", "name": "区住建局", "organization_id": housing}).Want(201)
	for _, path := range []string{"/cases/" + later, "/referrals/" + ref} {
		agency.Get(path).Want(404)
	}
	if box := agency.Get("/referrals?box=in").Want(200); strings.Contains(string(box.Body), ref) {
		t.Errorf("the accused reads the handoff in its box: %s", box.Body)
	}
	if got := s.As("discipline").Get("/cases/" + later).Want(200).String("custodian.id"); got != "org-discipline" {
		t.Errorf("the case is with %s", got)
	}
	s.As("discipline").Post("/cases/"+later+"/close", obj{"outcome": "handled"}).Want(200) // nothing of the voided handoff is in its way

	own := accusation(agency, housing)
	if own.String("custodian.id") != "org-discipline" {
		t.Fatalf("an accusation against its own first receiver stays there: %s", own.Body)
	}
	agency.Get("/cases/" + own.String("id")).Want(404)
	s.As("discipline").Get("/cases/" + own.String("id")).Want(200)
}
