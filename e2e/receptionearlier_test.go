package e2e

import (
	"strings"
	"testing"
)

// At check-in a window finds the visitor's earlier matters of its own by what
// the visitor shows, whole; each look is in the log, and no other house's matter
// and no sealed one is found.
func TestEarlierMattersAtCheckIn(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, lawyer := s.As("clerk"), s.As("mediator"), s.As("lawyer")
		mine, handed := register(clerk, dispute()), register(clerk, dispute())
		theirs := mediator.Post("/cases", dispute()).Want(201).String("id")
		mediate(clerk, mediator, handed)
		sealed := clerk.Post("/cases", obj{"title": "举报 MARK-SEALED", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102", "summary": "收钱", "parties": []any{obj{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234"}}}).Want(201).String("id")

		plan := obj{"place": "大厅", "starts_at": "2026-11-24T08:00:00+08:00", "ends_at": "2026-11-24T18:00:00+08:00", "lawyers_wanted": 1}
		r := clerk.Post("/receptions", plan).Want(201).String("id")
		lawyer.Post("/receptions/"+r+"/join", nil).Want(200)
		path := "/receptions/" + r + "/earlier-matters"
		by := func(c *Client, mark, value string) *Answer { return c.Post(path, obj{"by": mark, "value": value}) }
		if own := by(clerk, "id_number", "11010519491231002x").Want(200); own.Len("items") != 2 || strings.Contains(string(own.Body), theirs) {
			t.Errorf("by the id number: %s", own.Body)
		}
		if own := by(clerk, "phone", "+86 139 0000 1234").Want(200); own.Len("items") != 3 || !strings.Contains(string(own.Body), "MARK-SEALED") {
			t.Errorf("while the window itself handles the report: %s", own.Body)
		}
		clerk.Post("/cases/"+sealed+"/referrals", obj{"to": "org-discipline", "channel": nil, "route": "discipline_report", "mode": "assigned", "reason": "依规移送"}).Want(201)
		found := by(clerk, "name", "林小雨").Want(200)
		if found.Len("items") != 2 || strings.Contains(string(found.Body), sealed) || strings.Contains(string(found.Body), theirs) {
			t.Fatalf("by the name: %s", found.Body)
		}
		// What was handed on is named by its number; its title belongs to who reads its file.
		for i, want := range []struct {
			id, title, holder string
			linkable          bool
		}{{handed.id, "", "org-mediation1", false}, {mine.id, "楼上漏水赔偿", office, true}} {
			at := "items." + itoa(i)
			if title, _ := found.At(at + ".title").(string); found.String(at+".case_id") != want.id || title != want.title || found.String(at+".custodian.id") != want.holder || found.At(at+".linkable") != want.linkable {
				t.Errorf("%s: %s", at, found.Body)
			}
		}
		for mark, value := range map[string]string{"id_number": "11010519491231002", "phone": "1390000123", "name": "林小"} {
			if part := by(clerk, mark, value).Want(200); part.Len("items") != 0 {
				t.Errorf("a part of the %s finds %s", mark, part.Body)
			}
		}
		by(clerk, "name", " ").Refused(422, "invalid")
		by(clerk, "address", "漏水").Refused(422, "invalid")
		by(lawyer, "name", "林小雨").Want(403)
		by(s.As("mediator2"), "name", "林小雨").Want(404)

		// Each look has its entry, and each matter that was shown; none says what was typed, or how many there were.
		db := openRaw(t, args)
		looks, told := column(t, db, "SELECT COUNT(*) FROM audit_entries WHERE action = 'visit.earlier_matters_looked_for' AND subject = 'reception/"+r+"'")[0], 0
		sealedWords(t, args, func(at, text string) {
			if at != "audit_payloads.payload" || !strings.HasPrefix(text, `{"by":`) {
				return
			}
			if told++; strings.Contains(text, "林") || strings.Contains(text, "1390000") {
				t.Errorf("a look says what was typed: %s", text)
			}
		})
		if looks != "6" || told != 6 {
			t.Errorf("%s looks, %d payloads", looks, told)
		}
		if shown := column(t, db, "SELECT actor FROM audit_entries WHERE action = 'case.shown_at_reception' AND case_id = '"+mine.id+"'"); len(shown) != 3 {
			t.Errorf("the matter's own entries: %v", shown)
		}

		// The visit is tied to one of them, at check-in or when it ends.
		in := clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "问进展", "case_id": mine.id}).Want(201).String("id")
		if v := clerk.Post("/visits/"+in+"/outcome", obj{"outcome": "linked", "case_id": mine.id}).Want(200); v.String("case_id") != mine.id {
			t.Errorf("tied: %s", v.Body)
		}
		clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": "林小雨"}, "matter": "问进展", "case_id": theirs}).Refused(422, "invalid")
		s.As("admin").Post("/demo/clock", obj{"to": "2026-11-25T00:00:00+08:00"}).Want(200)
		by(s.As("clerk"), "name", "林小雨").Refused(409, "reception.over")
		off := s.As("clerk").Post("/receptions", obj{"place": "大厅", "starts_at": "2026-11-26T08:00:00+08:00", "ends_at": "2026-11-26T18:00:00+08:00"}).Want(201).String("id")
		s.As("clerk").Post("/receptions/"+off+"/cancel", obj{"text": "会场维修"}).Want(200)
		s.As("clerk").Post("/receptions/"+off+"/earlier-matters", obj{"by": "name", "value": "林小雨"}).Refused(409, "reception.cancelled")
		s.Stop()
		verified(t, args...)
	})
}
