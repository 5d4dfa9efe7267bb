package e2e

import "testing"

// A court files a morning's papers in one act: one that changed meanwhile is
// refused alone, the same act again gives the same answers, and nobody acts on
// what is not theirs.
func TestBatchFiling(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, court := s.As("clerk"), s.As("court")
		var all []registered
		var rows []any
		var refs []string
		for i := range 5 {
			k := register(clerk, dispute())
			ref := guide(clerk, k, "org-court", "litigation", "civil_litigation")
			row := obj{"id": ref, "number": "（2026）示0102民初" + itoa(i+1) + "号"}
			if i == 2 {
				row["version"] = 99
			}
			all, rows, refs = append(all, k), append(rows, row), append(refs, ref)
		}
		key := Key()
		body := obj{"action": "file", "items": rows}
		done := court.Post("/referrals/batch", body, "Idempotency-Key", key).Want(200)
		for i := range 5 {
			at := "items." + itoa(i)
			if status, state := done.At(at+".status"), done.String(at+".state"); i == 2 && (status != 412.0 || done.String(at+".code") != "stale") || i != 2 && (status != 200.0 || state != "accepted") {
				t.Errorf("row %d: %s", i, done.Body)
			}
		}
		if again := court.Post("/referrals/batch", body, "Idempotency-Key", key).Want(200); string(again.Body) != string(done.Body) {
			t.Errorf("%s\n%s", done.Body, again.Body)
		}
		for i, k := range all {
			want := "org-court"
			if i == 2 {
				want = "org-petition"
			}
			custody := clerk.Get("/cases/" + k.id + "/custody").Want(200)
			if got := custody.String("items." + itoa(custody.Len("items")-1) + ".organization.id"); got != want {
				t.Errorf("case %d is held by %s", i, got)
			}
		}
		// Another's referral is not there, a filed one is a conflict, and neither stops the rest.
		mixed := s.As("agency").Post("/referrals/batch", obj{"action": "accept", "items": []any{obj{"id": refs[2]}, obj{"id": "nothing"}}}).Want(200)
		if mixed.At("items.0.status") != 404.0 || mixed.At("items.1.status") != 404.0 {
			t.Errorf("%s", mixed.Body)
		}
		again := court.Post("/referrals/batch", obj{"action": "file", "items": []any{obj{"id": refs[0], "number": "另一号"}, obj{"id": refs[2], "number": "（2026）示0102民初3号"}}}).Want(200)
		if again.At("items.0.status") != 409.0 || again.At("items.1.status") != 200.0 {
			t.Errorf("%s", again.Body)
		}
		nameless := court.Post("/referrals/batch", obj{"action": "file", "items": []any{obj{"id": guide(clerk, register(clerk, dispute()), "org-court", "litigation", "civil_litigation")}}}).Want(200)
		if nameless.At("items.0.status") != 422.0 || nameless.String("items.0.field") != "number" || nameless.String("items.0.detail") != "请填写受理单位的案号" {
			t.Errorf("a row's refusal says what to mend: %s", nameless.Body)
		}
		court.Post("/referrals/batch", obj{"action": "decline", "items": rows}).Want(422)
		court.Post("/referrals/batch", obj{"action": "file", "items": []any{}}).Want(422)
		court.Post("/referrals/batch", obj{"action": "file", "items": []any{obj{"id": refs[0]}, obj{"id": refs[0]}}}).Want(422)
		s.Stop()
		verified(t, args...)
	})
}
