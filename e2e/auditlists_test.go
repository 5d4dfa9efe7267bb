package e2e

import (
	"strings"
	"testing"

	"liandong/domain/audit"
)

func standingLists() []string {
	var codes []string
	for _, s := range audit.Lists {
		codes = append(codes, s.Code)
	}
	return codes
}

// An auditor finds by a list what was recorded for somebody, what was only looked
// at, and what was done as a party at a device in an office; nobody else does.
func TestAuditLists(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, auditor := s.As("clerk"), s.As("auditor")
		k := register(clerk, dispute())
		consent(clerk, k, k.applicant, "mediation", committee)
		s.Nobody().Post("/party/session", obj{"number": k.number, "query_code": k.code, "second_secret": "1234", "origin": "kiosk"}).Want(200)
		s.Enter(k.number, k.code, "1234")
		clerk.Get("/cases/" + k.id).Want(200)
		holds := func(code, action string) int {
			return strings.Count(string(auditor.Get("/audit/lists/"+code+"?limit=100").Want(200).Body), `"action":"`+action+`"`)
		}

		if n := auditor.Get("/audit/lists").Want(200).Len("items"); n != len(audit.Lists) {
			t.Errorf("%d lists", n)
		}
		if holds("recorded_for", "consent.recorded") == 0 {
			t.Error("a consent that staff wrote down is not found")
		}
		if n := holds("premises", "party.entered"); n != 1 {
			t.Errorf("%d parties came in at a device in an office", n)
		}
		if holds("looks", "case.viewed") != 0 {
			t.Error("a look is asked about before its week is over")
		}
		auditor.Get("/audit/lists/break_glass").Want(200)
		auditor.Get("/audit/lists/backdated?from=2020-01-01T00:00:00Z").Want(200)
		auditor.Get("/audit/lists/looks?from=yesterday").Refused(422, "invalid")
		auditor.Get("/audit/lists/persons").Want(404)
		for _, name := range []string{"clerk", "admin", "supervisor"} {
			s.As(name).Get("/audit/lists").Want(403)
			s.As(name).Get("/audit/lists/looks").Want(403)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-20T09:00:00+08:00"}).Want(200)
		auditor = s.As("auditor")
		if holds("looks", "case.viewed") == 0 {
			t.Error("a look after which nothing was done is not found")
		}
		s.As("clerk").Post("/cases/"+k.id+"/contact-attempts", obj{"party_id": k.applicant, "way": "phone", "reached": true, "text": "联系当事人"}).Want(201)
		if n := strings.Count(string(auditor.Get("/audit/lists/looks?limit=100").Want(200).Body), `"subject":"case/`+k.id+`"`); n != 0 {
			t.Errorf("%d looks stand alone though their actor acted later", n)
		}
	})
}
