package e2e

import (
	"bytes"
	"context"
	"mime/multipart"
	"strings"
	"testing"
)

// Upload sends a file with its form.
func (c *Client) Upload(path string, body []byte, name string, fields map[string]string, headers ...string) *Answer {
	c.T.Helper()
	return c.form("POST", path, body, name, fields, headers...)
}

// put sends a file in the place of another.
func (c *Client) put(path string, body []byte) *Answer {
	c.T.Helper()
	return c.form("PUT", path, body, "模板.docx", nil)
}

func (c *Client) form(method, path string, body []byte, name string, fields map[string]string, headers ...string) *Answer {
	c.T.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			c.T.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		c.T.Fatal(err)
	}
	if _, err := f.Write(body); err != nil {
		c.T.Fatal(err)
	}
	if err := w.Close(); err != nil {
		c.T.Fatal(err)
	}
	headers = append([]string{"Idempotency-Key", Key(), "Content-Type", w.FormDataContentType()}, headers...)
	return c.Send(context.Background(), method, path, b.Bytes(), headers...)
}

func caseOf(c *Client, more map[string]any) string {
	c.T.Helper()
	body := map[string]any{
		"title": "楼上漏水", "purpose": "claim", "category": "neighbour.leak", "source": "visit", "region": "990102001", "summary": "楼上漏水三个月",
		"parties": []any{
			map[string]any{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234"},
			map[string]any{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"},
		},
	}
	for k, v := range more {
		body[k] = v
	}
	return c.Post("/cases", body).Want(201).String("id")
}

func consents(c *Client, id, subject, toward, form string) {
	c.T.Helper()
	file := c.Get("/cases/" + id).Want(200)
	for i := range file.Len("parties") {
		at := "parties." + string(rune('0'+i)) + ".id"
		body := map[string]any{"party_id": file.String(at), "subject": subject, "answer": "yes", "form": form}
		if toward != "" {
			body["toward"] = toward
		}
		c.Post("/cases/"+id+"/consents", body).Want(201)
	}
}

// A file is what its content says, is kept once, opened by who may, and each look is written down.
func TestDocuments(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		clerk, mediator, court := s.As("clerk"), s.As("mediator"), s.As("court")
		id := caseOf(clerk, nil)
		pdf := []byte("%PDF-1.7\n1 0 obj<<>>endobj\n" + strings.Repeat("x", 120_000))
		key := Key()
		made := clerk.Upload("/cases/"+id+"/documents", pdf, "房产证.pdf", map[string]string{"class": "case", "kind": "evidence", "original": "true"}, "Idempotency-Key", key).Want(201)
		if again := clerk.Upload("/cases/"+id+"/documents", pdf, "房产证.pdf", map[string]string{"class": "case", "kind": "evidence", "form": "original"}, "Idempotency-Key", key).Want(201); again.String("id") != made.String("id") {
			t.Error("the same upload again made another document")
		}
		if made.String("media_type") != "application/pdf" || made.String("form") != "original" || made.String("title") != "房产证.pdf" {
			t.Errorf("%s", made.Body)
		}
		got := clerk.Get("/documents/" + made.String("id") + "/content").Want(200)
		if !bytes.Equal(got.Body, pdf) || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%d bytes, %s, %s", len(got.Body), got.Header.Get("Content-Disposition"), got.Header.Get("Content-Security-Policy"))
		}
		for name, body := range map[string]string{"网页.html": "<!doctype html><script>1</script>", "程序.pdf": "MZ\x90\x00" + strings.Repeat("\x00", 600), "脚本.pdf": "%PDF-1.7 <</JavaScript 1>>"} {
			clerk.Upload("/cases/"+id+"/documents", []byte(body), name, map[string]string{"class": "case"}).Want(422)
		}
		clerk.Upload("/cases/"+id+"/documents", make([]byte, 10<<20+1), "大.txt", map[string]string{"class": "case"}).Want(413)
		clerk.Upload("/cases/"+id+"/documents", pdf, "a.pdf", map[string]string{"class": "secret"}).Want(422)
		clerk.Upload("/cases/"+id+"/documents", pdf, "a.pdf", map[string]string{"class": "case", "owner": "me"}).Want(400)
		clerk.Post("/cases/"+id+"/documents", map[string]any{"class": "case"}).Want(415)
		clerk.Upload("/cases/"+id+"/documents", pdf, "a.pdf", map[string]string{"class": "channel"}).Refused(422, "invalid")
		for _, other := range []*Client{mediator, court} {
			other.Get("/documents/" + made.String("id")).Want(404)
			other.Get("/documents/" + made.String("id") + "/content").Want(404)
			other.Get("/cases/" + id + "/documents").Want(404)
			other.Upload("/cases/"+id+"/documents", pdf, "a.pdf", map[string]string{"class": "case"}).Want(404)
		}

		// What goes is a manifest with digests, signed for item by item.
		consents(clerk, id, "mediation", "org-mediation1", "written")
		if p := clerk.Get("/cases/" + id + "/referrals/preview?to=org-mediation1&channel=people_mediation").Want(200); !strings.Contains(string(p.Body), "房产证.pdf") {
			t.Errorf("the preview does not name the document: %s", p.Body)
		}
		clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解", "items": []string{"nothing"}}).Want(422)
		second := clerk.Upload("/cases/"+id+"/documents", []byte("%PDF-1.4 照片"), "照片.pdf", map[string]string{"class": "open"}).Want(201)
		r := clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "调解", "items": []string{made.String("id"), second.String("id")}}).Want(201)
		if r.Len("bundle.items") != 2 || r.String("bundle.items.0.digest") != made.String("digest") {
			t.Errorf("manifest %s", r.Body)
		}
		if card := mediator.Get("/referrals/" + r.String("id")).Want(200); strings.Contains(string(card.Body), "房产证") || card.Len("bundle.items") != 2 {
			t.Errorf("before acceptance the list has no titles: %s", card.Body)
		}
		mediator.Post("/referrals/"+r.String("id")+"/accept", nil).Want(200)
		signed := mediator.Post("/referrals/"+r.String("id")+"/receipt", map[string]any{"items": []any{map[string]any{"id": made.String("id"), "digest": made.String("digest")}}}).Want(200)
		if signed.Len("bundle.receipt.received") != 1 || signed.String("bundle.receipt.missing.0") != second.String("id") || signed.String("state") != "accepted" {
			t.Errorf("receipt %s", signed.Body)
		}
		if seen := clerk.Get("/referrals/" + r.String("id")).Want(200); seen.Len("bundle.receipt.missing") != 1 {
			t.Error("the sender is not told what is missing")
		}
		mediator.Post("/referrals/"+r.String("id")+"/receipt", map[string]any{"items": []any{map[string]any{"id": "other", "digest": "x"}}}).Want(422)
		clerk.Post("/referrals/"+r.String("id")+"/receipt", map[string]any{"items": []any{}}).Want(403)

		// Channel material stays, until all sides agree for one receiver by name.
		offer := mediator.Upload("/cases/"+id+"/documents", []byte("对方愿意赔两千 MARK-OFFER"), "方案.txt", map[string]string{"class": "channel"}).Want(201)
		for _, who := range []*Client{clerk, s.As("mediator_b"), s.As("supervisor"), s.As("auditor"), s.As("admin"), court} {
			if got := who.Get("/documents/" + offer.String("id") + "/content"); got.Status == 200 {
				t.Errorf("%s read what was offered in mediation", who.Name)
			}
			if list := who.Get("/cases/" + id + "/documents"); strings.Contains(string(list.Body), "方案") {
				t.Errorf("%s sees that there was an offer", who.Name)
			}
		}
		p := mediator.Get("/cases/" + id + "/proceedings").Want(200)
		var own string
		for i := range p.Len("items") {
			if p.String("items."+string(rune('0'+i))+".channel") == "people_mediation" {
				own = p.String("items." + string(rune('0'+i)) + ".id")
			}
		}
		fact := mediator.Post("/proceedings/"+own+"/undisputed-facts", map[string]any{"text": "双方确认漏水自五月开始 MARK-FACT"}).Want(201)
		if fact.At("confirmed_on") != nil {
			t.Error("confirmed before anyone confirmed")
		}
		if strings.Contains(string(clerk.Get("/proceedings/"+own+"/undisputed-facts").Body), "MARK-FACT") {
			t.Error("an unconfirmed statement left the mediation")
		}
		consents(mediator, id, "undisputed_facts", "", "written")
		mediator.Post("/proceedings/"+own+"/terminate", map[string]any{"code": "no_agreement", "text": "差距较大"}).Want(200)
		mediator.Post("/referrals/"+r.String("id")+"/complete", map[string]any{"outcome": "unsettled", "text": "未达成协议"}).Want(200)
		if !strings.Contains(string(clerk.Get("/proceedings/"+own+"/undisputed-facts").Want(200).Body), "MARK-FACT") {
			t.Error("facts that both sides confirmed in writing do not follow")
		}
		clerk.Post("/cases/"+id+"/referrals", map[string]any{"to": "org-court", "channel": "litigation", "route": "civil_litigation", "mode": "guided", "reason": "起诉", "override_reason": "当事人坚持", "items": []string{offer.String("id")}}).Want(422)
		if list := string(clerk.Get("/cases/" + id + "/documents").Want(200).Body); strings.Contains(list, "方案") {
			t.Error("the offer came back with the case")
		}
	})
}

// Danger may be told to the police and to nobody else; the report is the least that helps.
func TestSafetyReport(t *testing.T) {
	s := Start(t, "--data", t.TempDir())
	mediator, police, clerk := s.As("mediator"), s.As("police"), s.As("clerk")
	id := caseOf(mediator, nil)
	at := "/cases/" + id + "/safety-report"
	mediator.Post(at, map[string]any{"kind": "danger", "to": "org-petition", "text": "扬言报复"}).Want(422)
	mediator.Post(at, map[string]any{"kind": "gossip", "to": "org-police", "text": "扬言报复"}).Want(422)
	clerk.Post(at, map[string]any{"kind": "danger", "to": "org-police", "text": "扬言报复"}).Want(404)
	made := mediator.Post(at, map[string]any{"kind": "danger", "to": "org-police", "text": "扬言报复 MARK-DANGER"}).Want(201)
	if !strings.Contains(made.String("cite"), "人民调解法") {
		t.Errorf("%s", made.Body)
	}
	if got := police.Get("/safety-reports?box=in").Want(200); got.Len("items") != 1 || !strings.Contains(string(got.Body), "MARK-DANGER") {
		t.Errorf("%s", got.Body)
	}
	police.Get("/cases/" + id).Want(404)
	for _, name := range []string{"clerk", "supervisor", "mediator_b", "court"} {
		if got := s.As(name).Get("/safety-reports?box=in"); strings.Contains(string(got.Body), "MARK-DANGER") {
			if name != "mediator_b" {
				t.Errorf("%s reads the report", name)
			}
		}
	}
}
