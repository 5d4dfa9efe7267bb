package e2e

import (
	"strings"
	"testing"
)

// A party hands papers in from its own page; the other side reads only what is
// open to both, and nothing of what a mediation holds.
func TestPartyHandsPapersIn(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		clerk := s.As("clerk")
		made := clerk.Post("/cases", map[string]any{
			"title": "楼上漏水", "purpose": "claim", "category": "neighbour.leak", "source": "visit", "region": "990102001", "summary": "楼上漏水三个月",
			"parties": []any{
				map[string]any{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234"},
				map[string]any{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"},
			},
		}).Want(201)
		id, number := made.String("id"), made.String("number")
		file := clerk.Get("/cases/" + id).Want(200)
		other := clerk.Post("/cases/"+id+"/parties/"+file.String("parties.1.id")+"/query-code", nil).Want(200).String("query_code")
		lin, gao := s.Enter(number, made.String("query_code"), "1234"), s.Enter(number, other, "5678")

		pdf := []byte("%PDF-1.7 漏水照片 MARK-mine")
		mine := lin.Upload("/party/documents", pdf, "照片.pdf", map[string]string{"kind": "evidence"}).Want(201)
		open := lin.Upload("/party/documents", []byte("%PDF-1.7 MARK-open"), "清单.pdf", map[string]string{"class": "open"}).Want(201)
		if mine.String("class") != "case" || mine.At("mine") != true || mine.String("from.id") != "org-petition" {
			t.Errorf("%s", mine.Body)
		}
		lin.Upload("/party/documents", pdf, "照片.pdf", map[string]string{"class": "sealed"}).Refused(422, "invalid")
		lin.Upload("/party/documents", pdf, "照片.pdf", map[string]string{"class": "channel"}).Refused(422, "invalid")
		lin.Upload("/party/documents", []byte("MZ\x90\x00"+strings.Repeat("\x00", 600)), "照片.pdf", map[string]string{}).Want(422)

		// The window reads it at once, and it may follow the case.
		if got := clerk.Get("/cases/" + id + "/documents").Want(200); got.Len("items") != 2 {
			t.Errorf("the window sees %s", got.Body)
		}
		clerk.Get("/documents/" + mine.String("id") + "/content").Want(200)
		kept := clerk.Upload("/cases/"+id+"/documents", []byte("%PDF-1.7 MARK-window"), "核实.pdf", map[string]string{"class": "case"}).Want(201)
		sealed := clerk.Upload("/cases/"+id+"/documents", []byte("%PDF-1.7 MARK-sealed"), "密封.pdf", map[string]string{"class": "sealed", "party_id": file.String("parties.0.id")}).Want(201)

		if got := lin.Get("/party/documents").Want(200); got.Len("items") != 2 {
			t.Errorf("the party sees %s", got.Body)
		}
		if got := gao.Get("/party/documents").Want(200); got.Len("items") != 1 || got.String("items.0.id") != open.String("id") || got.At("items.0.mine") != false {
			t.Errorf("the other side sees %s", got.Body)
		}
		if got := gao.Get("/party/documents/" + open.String("id") + "/content").Want(200); !strings.Contains(string(got.Body), "MARK-open") {
			t.Error("what is open cannot be read")
		}
		for _, closed := range []string{mine.String("id"), kept.String("id"), sealed.String("id"), "nothing"} {
			gao.Get("/party/documents/" + closed + "/content").Want(404)
		}
		lin.Get("/party/documents/" + sealed.String("id") + "/content").Want(404)

		// Another case's party has no way in, and who is accused sees nothing at all.
		elsewhere := clerk.Post("/cases", map[string]any{
			"title": "举报", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102", "summary": "收钱",
			"parties": []any{
				map[string]any{"role": "applicant", "kind": "person", "name": "赵某", "phone": "13900004321"},
				map[string]any{"role": "respondent", "kind": "organization", "name": "示例区住房和城乡建设局", "organization_id": "org-housing", "phone": "13900008765"},
			},
		}).Want(201)
		zhao := s.Enter(elsewhere.String("number"), elsewhere.String("query_code"), "4321")
		zhao.Get("/party/documents/" + open.String("id") + "/content").Want(404)
		accused := clerk.Get("/cases/" + elsewhere.String("id")).Want(200).String("parties.1.id")
		clerk.Post("/cases/"+elsewhere.String("id")+"/parties/"+accused+"/query-code", nil).Refused(409, "party.accused")

		clerk.Post("/cases/"+id+"/close", map[string]any{"outcome": "handled"}).Want(200)
		lin.Upload("/party/documents", pdf, "迟到.pdf", map[string]string{}).Refused(409, "case.closed")
		lin.Get("/party/documents").Want(200)
	})
}
