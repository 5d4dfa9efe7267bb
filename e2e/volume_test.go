package e2e

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 120, 80))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gapsOf names what a volume lacks.
func gapsOf(a *Answer) (all []string) {
	for i := range a.Len("slots") {
		if at := "slots." + itoa(i); a.At(at+".gap") == true {
			all = append(all, a.String(at+".name"))
		}
	}
	return all
}

// A committee binds the volume of its mediation in one tap: cover, catalogue,
// page numbers, what cannot be printed with its digest, and what is missing by
// name. Nobody but its team reads it; the list for subsidies goes by number.
func TestMediatorsVolume(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, dispute())
		ref, p := mediate(clerk, mediator, k)
		at := "/cases/" + k.id + "/volume"
		mediator.Post("/proceedings/"+p+"/hold", obj{"present": []any{"双方"}, "text": marker}).Want(200)
		settled(t, mediator, k, "/proceedings/"+p, []any{obj{"what": "支付八千元", "by_on": "2026-12-31"}})
		if got := strings.Join(gapsOf(mediator.Get(at+"/index").Want(200)), "、"); got != "申请、受理、权利义务告知、调解笔录、调解协议、回访记录" {
			t.Errorf("an empty volume lacks %s", got)
		}
		for _, template := range []string{"mediation_registration", "rights_notice", "mediation_record", "mediation_agreement"} {
			issue(mediator, k, obj{"template": template, "proceeding_id": p})
		}
		mediator.Upload("/cases/"+k.id+"/documents", picture(t), "漏水照片.png", map[string]string{"class": "case", "kind": "evidence", "title": "漏水照片"}).Want(201)
		sound := mediator.Upload("/cases/"+k.id+"/documents", []byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00data\x00\x00\x00\x00"), "录音.wav", map[string]string{"class": "case", "kind": "evidence", "title": "通话录音"}).Want(201)
		mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Want(200)
		clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
		mediator.Post("/cases/"+k.id+"/close", obj{"outcome": "settled"}).Want(200)

		index := mediator.Get(at + "/index").Want(200)
		if got := gapsOf(index); len(got) != 1 || got[0] != "回访记录" || index.At("complete") != false {
			t.Errorf("the volume lacks %v", got)
		}
		bound := mediator.Get(at).Want(200)
		if bound.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(bound.Header.Get("Content-Disposition"), k.number+".pdf") {
			t.Errorf("%v", bound.Header)
		}
		text := printedText(t, bound.Body)
		for _, want := range []string{"人民调解卷宗", k.number, "林小雨", "卷内目录", "1人民调解受理登记表", "缺回访记录", "漏水照片", "见原件", sound.String("digest")[:20], "备考表", "本卷缺少：回访记录", marker, "卷1", "卷5"} {
			if !strings.Contains(text, want) {
				t.Errorf("the volume does not say %s:\n%s", want, text)
			}
		}
		order := []string{"人民调解受理登记表", "权利义务告知书", "漏水照片", "调解笔录", "人民调解协议书"}
		catalogue := text[strings.Index(text, "卷内目录"):]
		last := -1
		for _, name := range order {
			i := strings.Index(catalogue, name)
			if i <= last {
				t.Errorf("%s is out of order", name)
			}
			last = i
		}

		for name, status := range map[string]int{"mediator_b": 409, "clerk": 409, "supervisor": 403, "auditor": 404, "court": 404, "admin": 404} {
			if got := s.As(name).Get(at); got.Status != status || strings.Contains(string(got.Body), marker) {
				t.Errorf("%s: %d, want %d: %s", name, got.Status, status, got.Body)
			}
		}
		period := "/volumes?from=2026-11-01&to=2026-11-30"
		lines := mediator.Get(period).Want(200)
		if lines.Len("items") != 1 || lines.String("items.0.number") != k.number || lines.At("items.0.complete") != false || lines.String("items.0.gaps.0.code") != "follow_up" {
			t.Errorf("%s", lines.Body)
		}
		if got := mediator.Get(period + "&only=complete").Want(200); got.Len("items") != 0 {
			t.Errorf("%s", got.Body)
		}
		issue(mediator, k, obj{"template": "follow_up_record", "proceeding_id": p, "fields": obj{"follow_up": "已付清"}})
		whole := mediator.Get(period + "&only=complete").Want(200)
		if whole.Len("items") != 1 || whole.At("items.0.complete") != true || mediator.Get(at+"/index").Want(200).At("complete") != true {
			t.Errorf("%s", whole.Body)
		}
		for _, c := range []*Client{s.As("supervisor"), s.As("mediator2")} {
			if got := c.Get(period).Want(200); got.Len("items") != 0 {
				t.Errorf("%s: %s", c.Name, got.Body)
			}
		}
		below := s.As("supervisor").Get(period + "&organization=" + committee)
		for _, name := range []string{"林小雨", "高大山", "漏水", marker, "mediator"} {
			if strings.Contains(string(below.Body), name) {
				t.Errorf("the list names %s: %s", name, below.Body)
			}
		}
		s.As("mediator2").Get(period+"&organization="+committee).Refused(422, "invalid")
		mediator.Get("/volumes?from=2026-11-01&to=2028-11-30").Refused(422, "invalid")

		mediator.Do("PUT", "/volume-order", obj{"slots": []any{"rest"}}, "Idempotency-Key", Key()).Want(403)
		head := s.As("head")
		head.Do("PUT", "/volume-order", obj{"slots": []any{"rest"}}, "Idempotency-Key", Key()).Refused(422, "invalid")
		var codes []any
		standard := head.Get("/volume-order").Want(200)
		for i := range standard.Len("slots") {
			codes = append([]any{standard.String("slots." + itoa(i) + ".code")}, codes...)
		}
		kept := head.Do("PUT", "/volume-order", obj{"slots": codes}, "Idempotency-Key", Key()).Want(200)
		if kept.String("slots.0.code") != "rest" || head.Get("/volume-order").Want(200).String("slots.0.code") != "rest" || mediator.Get("/volume-order").Want(200).String("slots.0.code") != "application" {
			t.Errorf("%s", kept.Body)
		}
		head.Do("PUT", "/volume-order", obj{}, "Idempotency-Key", Key()).Want(200)
		if head.Get("/volume-order").Want(200).String("slots.0.code") != "application" {
			t.Error("no way back to the standard order")
		}
		if log := string(mediator.Get("/cases/" + k.id + "/audit?limit=100").Body); !strings.Contains(log, "volume.bound") && !strings.Contains(log, "not_allowed") {
			t.Errorf("a bound volume is not in the log: %s", log)
		}
		s.Stop()
		verified(t, args...)
	})
}

// When a mediation failed and the case has gone back, the team that heard it
// still opens its own papers; nobody else does.
func TestATeamKeepsWhatItHeard(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator := s.As("clerk"), s.As("mediator")
	k := register(clerk, dispute())
	ref, p := mediate(clerk, mediator, k)
	heard := mediator.Upload("/cases/"+k.id+"/documents", []byte("MARK-HEARD"), "笔记.txt", map[string]string{"class": "channel"}).Want(201).String("id")
	follows := mediator.Upload("/cases/"+k.id+"/documents", []byte("照片说明"), "照片.txt", map[string]string{"class": "case"}).Want(201).String("id")
	mediator.Post("/proceedings/"+p+"/terminate", obj{"code": "no_agreement", "text": "未达成协议"}).Want(200)
	mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未达成协议"}).Want(200)
	if body := mediator.Get("/documents/" + heard + "/content").Want(200).Body; string(body) != "MARK-HEARD" {
		t.Errorf("%s", body)
	}
	mediator.Get("/documents/" + follows + "/content").Want(404) // what follows the case is with who works on it
	for _, other := range []string{"clerk", "mediator_b", "mediator2", "supervisor", "auditor", "admin", "street_clerk", "mediation_head"} {
		s.As(other).Get("/documents/" + heard + "/content").Want(404)
	}
}
