package e2e

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// offers sends n disputes to the committee.
func offers(clerk *Client, n int) (ids []any) {
	for range n {
		ids = append(ids, obj{"id": refer(clerk, register(clerk, dispute()), obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "邻里纠纷，双方愿意调解"})})
	}
	return ids
}

// rowsOf says what became of the rows of a batch.
func (c *Client) rowsOf(job string) (all []string) {
	c.T.Helper()
	var rows struct {
		Items []struct {
			Line         int
			Result, Code string
			Number       string
		}
	}
	c.Get("/jobs/" + job + "/rows?limit=100").Want(200).Into(&rows)
	for _, r := range rows.Items {
		all = append(all, strings.TrimSpace(r.Result+" "+r.Code))
	}
	return all
}

// A committee takes several cases on in one act: each row has its own answer, a
// refusal stops no other, and the sender takes others back with one reason.
func TestBatchesRunAsJobs(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, head := s.As("clerk"), s.As("mediator"), s.As("head")
		items := offers(clerk, 4)
		items[1].(obj)["version"] = 99
		items = append(items, obj{"id": "nothing"})
		id := mediator.Post("/batches", obj{"action": "accept", "items": items}).Want(202).String("job_id")
		if j := mediator.ended(id); j.State != "done" || j.Done != 5 || j.Failed != 2 || j.Total != 5 {
			t.Errorf("%+v", j)
		}
		if got := strings.Join(mediator.rowsOf(id), "|"); got != "acted|refused stale|acted|acted|refused not_found" {
			t.Error(got)
		}
		for i, want := range []string{"accepted", "offered", "accepted"} {
			if got := clerk.Get("/referrals/" + items[i].(obj)["id"].(string)).Want(200).String("state"); got != want {
				t.Errorf("row %d is %s", i, got)
			}
		}
		again := mediator.Post("/batches", obj{"action": "accept", "items": items[:1]}).Want(202).String("job_id")
		mediator.ended(again)
		if got := strings.Join(mediator.rowsOf(again), "|"); !strings.HasPrefix(got, "refused referral.") {
			t.Error(got)
		}
		f, err := excelize.OpenReader(bytes.NewReader(mediator.Get("/jobs/" + id + "/result.xlsx").Want(200).Body))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if rows, err := f.GetRows("Sheet1"); err != nil || len(rows) != 6 || rows[2][3] != "stale" || rows[2][4] == "" || rows[1][1] == "" {
			t.Errorf("%v %v", rows, err)
		}
		delete(items[1].(obj), "version")
		recall := clerk.Post("/batches", obj{"action": "recall", "items": items[:2], "body": obj{"text": "发错单位，统一撤回"}}).Want(202).String("job_id")
		clerk.ended(recall)
		if got := strings.Join(clerk.rowsOf(recall), "|"); !strings.HasPrefix(got, "refused referral.") || !strings.HasSuffix(got, "|acted") {
			t.Error(got)
		}
		wordless := clerk.Post("/batches", obj{"action": "recall", "items": offers(clerk, 1)}).Want(202).String("job_id")
		clerk.ended(wordless)
		if got := strings.Join(clerk.rowsOf(wordless), "|"); got != "refused invalid" {
			t.Error(got)
		}
		agency := s.As("agency")
		named := head.Post("/batches", obj{"action": "handler", "items": []any{obj{"id": register(agency, dispute()).id}}, "body": obj{"user_id": userOf(agency)}}).Want(202).String("job_id")
		head.ended(named)
		if got := strings.Join(head.rowsOf(named), "|"); got != "acted" {
			t.Error(got)
		}
		for _, c := range []*Client{clerk, agency} {
			c.Get("/jobs/" + id + "/rows").Want(404)
			c.Get("/jobs/" + id + "/result.xlsx").Want(404)
		}
		for pointer, body := range map[string]obj{
			"/action": {"action": "decline", "items": items}, "/items": {"action": "accept", "items": []any{}}, "/items/1/id": {"action": "accept", "items": []any{obj{"id": "x"}, obj{"id": "x"}}},
		} {
			if a := clerk.Post("/batches", body); a.Status != 422 || !strings.Contains(string(a.Body), `"pointer":"`+pointer+`"`) {
				t.Errorf("%v: %d %s", body, a.Status, a.Body)
			}
		}
		s.Stop()
		verified(t, args...)
	})
}

// A server is killed in the middle of a batch: each row is acted on once, and
// its answer is the first one.
func TestBatchSurvivesKills(t *testing.T) {
	random := seed(t)
	Databases(t, func(t *testing.T, args ...string) {
		n := rounds(40, 400)
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		items := offers(clerk, n)
		id := mediator.Post("/batches", obj{"action": "accept", "items": items}).Want(202).String("job_id")
		for range rounds(1, 5) {
			mediator.moves(id)
			time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
			s.Kill()
			s.Restart()
			mediator = s.As("mediator")
		}
		if j := mediator.ended(id); j.State != "done" || j.Done != n || j.Failed != 0 {
			t.Errorf("%+v", j)
		}
		db := openRaw(t, args)
		if got := column(t, db, "SELECT COUNT(*) FROM audit_entries WHERE action = 'referral.accepted' AND request_id = 'job/"+id+"'")[0]; got != itoa(n) {
			t.Errorf("%s acceptances in the log, want %d", got, n)
		}
		s.Stop()
		verified(t, args...)
	})
}
