package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What was entered late is listed with its reason and proof, and counted from its own day.
func TestBackdated(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, auditor := s.As("clerk"), s.As("mediator"), s.As("auditor")
		friday := func(proof obj) obj {
			b := dispute()
			b["received_on"], b["reason"], b["proof"] = demoFriday, "周五收信，周二录入", proof
			return b
		}
		clerk.Post("/cases", friday(obj{"kind": "stamp", "dated_on": "2026-11-23"})).Refused(422, "invalid")
		clerk.Post("/cases", friday(obj{"kind": "stamp", "dated_on": "2026-11-25"})).Refused(422, "invalid")
		clerk.Post("/cases", friday(obj{"kind": "stamp", "dated_on": "gestern"})).Refused(422, "invalid")
		clerk.Post("/cases", friday(obj{"kind": "stamp", "document_id": "nothing"})).Refused(422, "invalid")
		b := friday(obj{"kind": "stamp"})
		b["received_on"] = "2026-11-25"
		clerk.Post("/cases", b).Refused(422, "invalid")
		k := register(clerk, friday(obj{"kind": "stamp", "text": "收文章", "dated_on": demoFriday}))
		list := clerk.Get("/cases/" + k.id + "/backdated").Want(200)
		if list.Len("items") != 1 || list.String("items.0.on") != demoFriday || list.String("items.0.reason") != "周五收信，周二录入" || list.String("items.0.proof.dated_on") != demoFriday || list.String("items.0.action") != "case.registered" {
			t.Errorf("%s", list.Body)
		}
		if got := clerk.Get("/cases/" + k.id + "/clocks").Want(200); got.String("items.0.start_on") != demoFriday {
			t.Errorf("time does not run from Friday: %s", got.Body)
		}

		// Signed on Sunday, uploaded on Wednesday.
		ref, proceeding := mediate(clerk, mediator, k)
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-02T10:00:00+08:00"}).Want(200)
		a := mediator.Post("/proceedings/"+proceeding+"/agreement", obj{"terms": "赔偿", "form": "written", "performance": []any{}}).Want(201).String("id")
		scan := mediator.Upload("/cases/"+k.id+"/documents", []byte("协议扫描"), "协议.txt", map[string]string{"class": "case"}).Want(201).String("id")
		for _, who := range []string{k.applicant, k.opponent, "mediator", "seal"} {
			mediator.Post("/proceedings/"+proceeding+"/agreement/sign", obj{"agreement_id": a, "party_id": who, "grade": "paper", "signed_on": "2026-11-29", "reason": "周日签署 " + marker, "proof": obj{"kind": "signature", "document_id": scan}}).Want(200)
		}
		if got := mediator.Get("/proceedings/" + proceeding + "/agreement").Want(200); got.String("effective_on") != "2026-11-29" {
			t.Errorf("%s", got.Body)
		}
		own := mediator.Get("/cases/" + k.id + "/backdated?limit=100").Want(200)
		if own.Len("items") != 5 || !strings.Contains(string(own.Body), marker) || own.String("items.1.proof.document_id") != scan {
			t.Errorf("%s", own.Body)
		}
		mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未成"}).Want(200)
		if back := clerk.Get("/cases/" + k.id + "/backdated?limit=100").Want(200); back.Len("items") != 5 || strings.Contains(string(back.Body), marker) {
			t.Errorf("what was written within a mediation left it: %s", back.Body)
		}
		if mine := clerk.Get("/backdated").Want(200); mine.Len("items") == 0 || strings.Contains(string(mine.Body), marker) {
			t.Errorf("%s", mine.Body)
		}
		flagged := auditor.Get("/audit/entries?backdated=true&limit=100").Want(200)
		if flagged.Len("items") < 5 || strings.Contains(string(flagged.Body), `"backdated":false`) || strings.Contains(string(flagged.Body), "周五") {
			t.Errorf("%s", flagged.Body)
		}
		auditor.Get("/backdated").Want(403)
		s.As("court").Get("/cases/" + k.id + "/backdated").Want(404)
	})
}

// A hundred and fifty-six old cases come in with their real days, whole or not at all, once.
func TestBacklog(t *testing.T) {
	dir := t.TempDir()
	var rows bytes.Buffer
	for i := range 156 {
		b := dispute()
		b["title"], b["received_on"], b["reason"] = fmt.Sprintf("存量%d", i), fmt.Sprintf("2025-%02d-%02d", i%12+1, i%28+1), "存量案件补录"
		b["proof"] = obj{"kind": "stamp", "text": "原收文登记簿"}
		b["external_refs"] = obj{"ledger": fmt.Sprintf("2025-%03d", i)}
		line, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		rows.Write(append(line, '\n'))
	}
	file := filepath.Join(dir, "old.jsonl")
	if err := os.WriteFile(file, rows.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	s := Start(t, "--data", data, "--demo-now", demoNow)
	s.Stop()
	for range 2 { // the second time changes nothing
		if out, err := exec.Command(Binary(t), "import", "--data", data, "--organization", office, file).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	s.Restart()
	clerk := s.As("clerk")
	n, old, cursor := 0, 0, ""
	for {
		p := clerk.Get("/backdated?limit=100&cursor=" + cursor).Want(200)
		for i := range p.Len("items") {
			if n++; strings.HasPrefix(p.String(fmt.Sprintf("items.%d.on", i)), "2025-") && p.String(fmt.Sprintf("items.%d.reason", i)) == "存量案件补录" {
				old++
			}
		}
		if cursor = p.String("next_cursor"); cursor == "" {
			break
		}
	}
	if old != 156 {
		t.Errorf("%d of %d late entries are the old cases, want 156", old, n)
	}
	s.Stop()
	if out, err := exec.Command(Binary(t), "verify", "--data", data).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// What was said is written down, read back, corrected and fingerprinted; every version stays.
func TestOralRecord(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, other := s.As("clerk"), s.As("agency")
		k := register(clerk, dispute())
		at := "/cases/" + k.id + "/oral-records"
		other.Post(at, obj{"party_id": k.applicant, "text": "x"}).Want(404)
		clerk.Post(at, obj{"party_id": k.applicant, "text": " "}).Want(422)
		clerk.Post(at, obj{"party_id": "nobody", "text": "x"}).Want(422)
		made := clerk.Post(at, obj{"party_id": k.applicant, "text": "漏水自三月开始"}).Want(201)
		it := at + "/" + made.String("id")
		clerk.Post(it+"/correct", obj{"text": "漏水自五月开始"}).Want(422)
		clerk.Post(it+"/correct", obj{"text": "漏水自五月开始", "reason": "本人说是五月，听写有误"}).Want(200)
		clerk.Post(it+"/confirm", obj{"number": 1, "how": "fingerprint"}).Refused(409, "oral.moved_on")
		clerk.Post(it+"/confirm", obj{"number": 2, "how": "nod"}).Want(422)
		page := clerk.Upload("/cases/"+k.id+"/documents", []byte("笔录按印页"), "笔录.txt", map[string]string{"class": "case", "party_id": k.applicant}).Want(201).String("id")
		done := clerk.Post(it+"/confirm", obj{"number": 2, "how": "fingerprint", "document_id": page}).Want(200)
		if done.At("confirmed") != float64(2) || done.Len("versions") != 2 || done.String("versions.0.text") != "漏水自三月开始" || done.String("versions.1.reason") == "" || done.String("read_back_by") != "user-clerk" || done.String("confirmed_on") != "2026-11-24" {
			t.Errorf("%s", done.Body)
		}
		clerk.Post(it+"/correct", obj{"text": "漏水自六月开始", "reason": "x"}).Refused(409, "oral.confirmed")
		clerk.Post(it+"/confirm", obj{"number": 2, "how": "signature"}).Refused(409, "oral.confirmed")
		if got := clerk.Get(at).Want(200); got.Len("items") != 1 || got.Len("items.0.versions") != 2 {
			t.Errorf("%s", got.Body)
		}
	})
}

// An original goes back once, to somebody, on a signature; a receipt signed while
// the power was out counts from its own day.
func TestOriginalsAndReceipts(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, dispute())
		original := clerk.Upload("/cases/"+k.id+"/documents", []byte("房产证原件"), "房产证.txt", map[string]string{"class": "case", "form": "original", "original_at": "二号柜"}).Want(201)
		clerk.Upload("/cases/"+k.id+"/documents", []byte("复印件"), "复印.txt", map[string]string{"class": "case"}).Want(201)
		copied := clerk.Upload("/cases/"+k.id+"/documents", []byte("复印件2"), "复印2.txt", map[string]string{"class": "case"}).Want(201).String("id")
		at := "/documents/" + original.String("id") + "/return"
		proof := obj{"kind": "signature", "text": "领取人签字"}
		clerk.Post(at, obj{"party_id": k.applicant}).Want(422)
		clerk.Post("/documents/"+copied+"/return", obj{"party_id": k.applicant, "proof": proof}).Refused(409, "document.not_original")
		mediator.Post(at, obj{"party_id": k.applicant, "proof": proof}).Want(404)
		back := clerk.Post(at, obj{"party_id": k.applicant, "proof": proof}).Want(201)
		if back.String("to") != "林小雨" || back.String("returned_on") != "2026-11-24" {
			t.Errorf("%s", back.Body)
		}
		clerk.Post(at, obj{"to": "别人", "proof": proof}).Refused(409, "document.returned")
		if d := clerk.Get("/documents/" + original.String("id")).Want(200); d.String("original_at") != "二号柜" || d.String("returned.to") != "林小雨" || d.String("returned.proof.kind") != "signature" {
			t.Errorf("%s", d.Body)
		}

		consent(clerk, k, k.applicant, "mediation", committee)
		consent(clerk, k, k.opponent, "mediation", committee)
		ref := refer(clerk, k, obj{"to": committee, "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "items": []any{copied}})
		mediator.Post("/referrals/"+ref+"/accept", nil).Want(200)
		digest := clerk.Get("/referrals/" + ref).Want(200).String("bundle.items.0.digest")
		s.As("admin").Post("/demo/clock", obj{"to": "2026-11-27T09:00:00+08:00"}).Want(200)
		items := []any{obj{"id": copied, "digest": digest}}
		mediator.Post("/referrals/"+ref+"/receipt", obj{"items": items, "received_on": "2026-11-25"}).Want(422)
		mediator.Post("/referrals/"+ref+"/receipt", obj{"items": items, "received_on": "2026-11-20", "reason": "停电"}).Want(422)
		signed := mediator.Post("/referrals/"+ref+"/receipt", obj{"items": items, "received_on": "2026-11-25", "reason": "停电三天，当时在纸质回执上签收", "proof": obj{"kind": "receipt", "text": "纸质回执", "dated_on": "2026-11-25"}}).Want(200)
		if signed.String("bundle.receipt.on") != "2026-11-25" || !strings.HasPrefix(signed.String("bundle.receipt.at"), "2026-11-27") {
			t.Errorf("%s", signed.Body)
		}
		if late := mediator.Get("/cases/" + k.id + "/backdated").Want(200); !strings.Contains(string(late.Body), "停电三天") {
			t.Errorf("%s", late.Body)
		}
	})
}
