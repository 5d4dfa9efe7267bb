package e2e

import (
	"bytes"
	"testing"

	"liandong/infra/sheet"
)

func workbook(t *testing.T, organizations, people [][]string) []byte {
	t.Helper()
	body, err := sheet.Workbook(sheet.Page{Name: "单位", Rows: organizations}, sheet.Page{Name: "人员", Rows: people})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// A workbook of organisations and people is looked at, brought in, mended and
// brought in again: what is wrong is named line by line and stops nothing else,
// what is known is left alone, and nobody learns another's password.
func TestRoster(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		admin := s.As("admin")
		book := func(region string) []byte {
			return workbook(t,
				[][]string{{"名称", "类型", "区划代码", "上级单位", "渠道", "途径", "系统外"}, {"南湖街道人民调解委员会", "人民调解委员会", "990102001", "示例区人民政府办公室", "人民调解", "", "否"}, {"北湖所", "公安机关", region, "", "", "", ""}},
				[][]string{{"用户名", "姓名", "单位", "岗位", "组别"}, {"nanhu1", "南一", "南湖街道人民调解委员会", "调解员", "一组"}, {"nanhu2", "南二", "没有的单位", "调解员", ""}, {"clerk", "别人", "南湖街道人民调解委员会", "窗口人员", ""}},
			)
		}
		s.As("clerk").Upload("/roster/preview", book("1"), "a.xlsx", nil).Want(403)
		look := admin.Upload("/roster/preview", book("1"), "a.xlsx", nil).Want(200)
		for i, want := range []string{"new", "wrong", "new", "wrong", "known"} {
			if got := look.String("items." + itoa(i) + ".state"); got != want {
				t.Errorf("line %d: %s, want %s (%s)", i, got, want, look.Body)
			}
		}
		if look.String("items.1.field") != "区划代码" || look.String("items.3.field") != "单位" || look.At("items.2.link") != nil {
			t.Errorf("%s", look.Body)
		}
		if got := admin.Get("/organizations?q=南湖").Want(200); got.Len("items") != 0 {
			t.Errorf("a look keeps something: %s", got.Body)
		}
		done := admin.Upload("/roster", book("1"), "a.xlsx", nil).Want(200)
		token := done.String("items.2.link.token")
		if done.String("items.0.state") != "added" || token == "" {
			t.Fatalf("%s", done.Body)
		}
		again := admin.Upload("/roster", book("990102002"), "a.xlsx", nil).Want(200)
		for i, want := range []string{"known", "added", "known", "wrong", "known"} {
			if got := again.String("items." + itoa(i) + ".state"); got != want {
				t.Errorf("sent again, line %d: %s, want %s (%s)", i, got, want, again.Body)
			}
		}
		admin.Upload("/roster", []byte("PK"), "a.xlsx", nil).Refused(422, "invalid")
		if body := admin.Get("/roster/template").Want(200).Body; !bytes.HasPrefix(body, []byte("PK")) {
			t.Errorf("%.20q", body)
		}

		nobody := s.Nobody()
		nobody.Post("/session", obj{"username": "nanhu1", "password": ""}).Want(401)
		nobody.Post("/session/password-link", obj{"token": token, "password": "short"}).Refused(422, "invalid")
		nobody.Post("/session/password-link", obj{"token": token, "password": "nan-hu-yi-hao-1"}).Want(204)
		nobody.Post("/session/password-link", obj{"token": token, "password": "nan-hu-yi-hao-2"}).Refused(403, "link_invalid")
		in := nobody.Post("/session", obj{"username": "nanhu1", "password": "nan-hu-yi-hao-1"}).Want(200)
		if in.String("acting.organization.name") != "南湖街道人民调解委员会" || in.String("acting.role") != "mediator" {
			t.Errorf("%s", in.Body)
		}
		verified(t, args...)
	})
}

// A leaver's cases go to a colleague in one act; what the colleague may not
// have stands without anybody named; the account is closed at once.
func TestLeaver(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		admin, clerk, head, agency := s.As("admin"), s.As("clerk"), s.As("head"), s.As("agency")
		added := admin.Post("/users", obj{"username": "agency2", "name": "接手人", "password": "long-enough-pass", "memberships": []any{obj{"organization_id": "org-housing", "role": "officer"}}}).Want(201)
		to := added.String("id")
		me := agency.Get("/session").Want(200).String("user.id")
		var all []registered
		for range 3 {
			k := register(clerk, dispute())
			refer(clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
			head.Post("/cases/"+k.id+"/handler", obj{"user_id": me}).Want(200)
			all = append(all, k)
		}
		clerk.Post("/cases/"+all[2].id+"/recusals", obj{"user_id": to, "party_id": all[2].applicant, "ground": "relative", "text": "是对方亲戚", "form": "written"})
		agency.Post("/users/"+me+"/handover", obj{"to": to, "reason": "调离"}).Want(403)
		admin.Post("/users/"+me+"/handover", obj{"to": me, "reason": "调离"}).Refused(422, "invalid")
		admin.Post("/users/"+me+"/handover", obj{"to": admin.Get("/session").String("user.id"), "reason": "调离"}).Refused(422, "invalid")
		agency.Post("/absences", obj{"from": "2026-11-24", "until": "2026-11-30", "deputy": to}).Want(201)
		agency.Post("/absences", obj{"from": "2026-11-30", "until": "2026-12-30"}).Refused(422, "invalid")
		agency.Post("/absences", obj{"user_id": to, "from": "2026-12-01", "until": "2026-12-02"}).Want(403)
		if a := head.Get("/absences").Want(200); a.Len("items") != 1 || a.String("items.0.deputy.name") != "接手人" {
			t.Errorf("%s", a.Body)
		}
		if a := head.Get("/cases/" + all[0].id + "/assignments").Want(200); a.String("items.0.deputy.name") != "接手人" || a.String("items.0.away_until") != "2026-11-30" {
			t.Errorf("who stands in is not shown: %s", a.Body)
		}
		other := head.Post("/absences", obj{"user_id": to, "from": "2026-12-01", "until": "2026-12-02"}).Want(201).String("id")
		clerk.Post("/absences/end", obj{"id": other}).Want(404)
		head.Post("/absences/end", obj{"id": other}).Want(204)
		if a := clerk.Get("/absences").Want(200); a.Len("items") != 0 {
			t.Errorf("another office sees who is away: %s", a.Body)
		}
		done := admin.Post("/users/"+me+"/handover", obj{"to": to, "reason": "调离"}).Want(200)
		if done.Len("items") != 3 {
			t.Fatalf("%s", done.Body)
		}
		agency.Get("/session").Want(401)
		s.Nobody().Post("/session", obj{"username": "agency", "password": "demo-liandong"}).Want(401)
		for i, k := range all {
			now := head.Get("/cases/" + k.id + "/assignments").Want(200)
			open := ""
			for n := range now.Len("items") {
				if at := "items." + itoa(n); now.At(at+".until") == nil {
					open += now.String(at + ".user.id")
				}
			}
			if open != to {
				t.Errorf("case %d is handled by %q: %s", i, open, now.Body)
			}
		}
		verified(t, args...)
	})
}
