package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// page reads a page without an account.
func page(t *testing.T, s *Server, path string) string {
	t.Helper()
	res, err := http.Get(s.URL + path) //nolint:noctx // a page of the server of this test
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
	return string(body)
}

// A reception is moved and cancelled by who plans it, with a reason that
// everybody reads: on the page, in calendars, at the desk.
func TestReceptionsAreMovedAndCancelled(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, lawyer := s.As("clerk"), s.As("lawyer")
		start, err := time.Parse(time.RFC3339, demoNow)
		if err != nil {
			t.Fatal(err)
		}
		on := func(hours int) string { return start.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339) }
		id := clerk.Post("/receptions", obj{"place": "一号室", "starts_at": on(24), "ends_at": on(26), "lead": "区长 何某", "lawyers_wanted": 2, "public": true}).Want(201).String("id")
		path := "/receptions/" + id
		lawyer.Post(path+"/join", nil).Want(200)
		lawyer.Post(path+"/change-known", nil).Refused(409, "reception.unchanged")
		move := obj{"place": "二号室", "starts_at": on(48), "ends_at": on(50), "text": "会场维修"}
		lawyer.Post(path+"/move", move).Want(403)
		s.As("street_clerk").Post(path+"/move", move).Want(404)
		clerk.Post(path+"/move", obj{"starts_at": on(24), "ends_at": on(26), "text": "没有改"}).Refused(422, "invalid")
		clerk.Post(path+"/move", obj{"starts_at": on(50), "ends_at": on(48), "text": "反了"}).Refused(422, "invalid")
		clerk.Post(path+"/move", obj{"starts_at": on(48), "ends_at": on(50), "text": " "}).Refused(422, "invalid")
		moved := clerk.Post(path+"/move", move).Want(200)
		if moved.String("state") != "moved" || moved.Len("lawyers") != 1 || moved.String("moved_from") == "" {
			t.Errorf("moved: %s", moved.Body)
		}
		// The firm's inbox has it, until the lawyer who sits there knows; the planner sees who does not know yet.
		changes := func(c *Client) *Answer { return c.Get("/reception-changes").Want(200) }
		if told := changes(lawyer); told.Len("items") != 1 || told.String("items.0.reception.change") != "会场维修" || told.At("items.0.to_say") != true || told.At("items.0.lawyers.0.knows") != false {
			t.Errorf("the firm is told %s", told.Body)
		}
		if others := changes(s.As("lawyer2")); others.Len("items") != 0 {
			t.Errorf("another firm is told %s", others.Body)
		}
		clerk.Get("/reception-changes").Want(403)
		if waits := clerk.Get(path).Want(200); waits.Len("unaware") != 1 || lawyer.Get(path).Want(200).Len("unaware") != 0 || s.As("street_clerk").Get(path).Want(200).Len("unaware") != 0 {
			t.Errorf("who does not know yet: %s", waits.Body)
		}
		s.As("lawyer2").Post(path+"/change-known", nil).Refused(409, "reception.not_joined")
		clerk.Post(path+"/change-known", nil).Want(403)
		lawyer.Post(path+"/change-known", nil).Want(200)
		if told := changes(lawyer); told.At("items.0.to_say") != false || clerk.Get(path).Want(200).Len("unaware") != 0 {
			t.Errorf("said so: %s", told.Body)
		}
		if html := page(t, s, "/receptions"); !strings.Contains(html, "会场维修") || !strings.Contains(html, "二号室") || strings.Contains(html, "一号室") {
			t.Errorf("the page does not say so: %s", html)
		}
		calendar := func() string { return strings.ReplaceAll(page(t, s, "/api/v1/public/receptions.ics"), "\r\n ", "") }
		if text := calendar(); !strings.Contains(text, "SEQUENCE:1") || strings.Contains(text, "STATUS:CANCELLED") || !strings.Contains(text, "会场维修") {
			t.Errorf("calendars are not told: %s", text)
		}
		clerk.Post(path+"/cancel", obj{"text": "领导出差"}).Want(200)
		if told := changes(lawyer); told.At("items.0.to_say") != true || told.String("items.0.reception.state") != "cancelled" {
			t.Errorf("cancelled after it was moved: %s", told.Body)
		}
		clerk.Post(path+"/cancel", obj{"text": "再取消"}).Refused(409, "reception.cancelled")
		clerk.Post(path+"/move", obj{"starts_at": on(72), "ends_at": on(74), "text": "再改"}).Refused(409, "reception.cancelled")
		s.As("lawyer2").Post(path+"/join", nil).Refused(409, "reception.cancelled")
		clerk.Post(path+"/visits", obj{"visitor": obj{"name": "来人"}, "matter": "漏水"}).Refused(409, "reception.cancelled")
		if html := page(t, s, "/receptions?lang=en"); !strings.Contains(html, "cancelled: 领导出差") {
			t.Errorf("the page does not say so: %s", html)
		}
		if text := calendar(); !strings.Contains(text, "SEQUENCE:2") || !strings.Contains(text, "STATUS:CANCELLED") {
			t.Errorf("calendars are not told: %s", text)
		}
		if seen := lawyer.Get(path).Want(200); seen.String("state") != "cancelled" || seen.String("change") != "领导出差" || seen.At("may_change") != false {
			t.Errorf("the lawyer sees %s", seen.Body)
		}
		verified(t, args...)
	})
}

// An opinion in parts comes back as it was written, to the lawyer alone; no
// office at the table reads it.
func TestOpinionsInParts(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, lawyer := s.As("clerk"), s.As("lawyer")
		start, err := time.Parse(time.RFC3339, demoNow)
		if err != nil {
			t.Fatal(err)
		}
		id := clerk.Post("/receptions", obj{"place": "一号室", "starts_at": start.Add(time.Hour).Format(time.RFC3339), "ends_at": start.Add(3 * time.Hour).Format(time.RFC3339), "lawyers_wanted": 2, "public": true}).Want(201).String("id")
		lawyer.Post("/receptions/"+id+"/join", nil).Want(200)
		visit := clerk.Post("/receptions/"+id+"/visits", obj{"visitor": obj{"name": "苏小满"}, "matter": "楼上漏水"}).Want(201).String("id")
		path := "/visits/" + visit + "/opinions"
		long := make([]string, 21)
		for i := range long {
			long[i] = "民法典"
		}
		lawyer.Post(path, obj{"text": "可以起诉", "law": long}).Refused(422, "invalid")
		lawyer.Post(path, obj{"text": "可以起诉", "bring": []string{strings.Repeat("长", 201)}}).Refused(422, "invalid")
		lawyer.Post(path, obj{"text": " ", "facts": "漏水"}).Refused(422, "invalid")
		lawyer.Post(path, obj{"text": "可以先调解", "facts": "九月起漏水", "law": []string{"民法典1165条", " "}, "routes": []string{"people_mediation"}, "bring": []string{"照片", "房产证"}, "for_party": "苏小满"}).Want(201)
		lawyer.Post(path, obj{"text": "只有一句话"}).Want(201)
		all := lawyer.Get(path).Want(200)
		if all.String("items.0.facts") != "九月起漏水" || all.Len("items.0.law") != 1 || all.String("items.0.bring.1") != "房产证" || all.String("items.0.firm") == "" || all.Len("items.1.law") != 0 {
			t.Errorf("it comes back as %s", all.Body)
		}
		for _, c := range []*Client{clerk, s.As("supervisor"), s.As("head")} {
			if a := c.Get(path); a.Status == 200 || strings.Contains(string(a.Body), "可以先调解") {
				t.Errorf("%s reads it: %d", c.Name, a.Status)
			}
		}
		verified(t, args...)
	})
}
