package api

import (
	"bytes"
	"context"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"liandong/infra/secrets"
)

// hands uploads a text of so many kilobytes to a case.
func hands(t *testing.T, a *App, as Request, path string, kilobytes int) reply {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.WriteField("class", "case"); err != nil {
		t.Fatal(err)
	}
	file, err := w.CreateFormFile("file", "材料.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write([]byte(strings.Repeat("材料 abcdefg\n", kilobytes*1024/15))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	as.Body, as.ContentType, as.Key = form.Bytes(), w.FormDataContentType(), secrets.NewID()
	return a.serve(context.Background(), a.route(t, "POST", path), as)
}

// A case, a day and an organisation hold so many files: the next is refused
// with the limit and what to do. Matters are registered and go on all the same.
func TestQuotasRefuseTheFileAlone(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	for name, x := range map[string]struct {
		line, code, advice string
		status, retry      int
	}{
		"a case":          {"files.case | 1", "document.case_full", "1 MB", 409, 0},
		"a day":           {"files.account_day | 1", "document.day_full", "明天", 429, 14*3600 + 1},
		"an organisation": {"files.house | 1", "document.house_full", "管理员", 409, 0},
	} {
		a := replicas(t, 1, Config{Data: t.TempDir(), Demo: true, DemoNow: now, Rules: limited(t, x.line)}, func() time.Time { return now })[0]
		clerk := signedIn(t, a)
		made, _ := ask[registeredView](t, a, "POST", "/cases", benchCase, clerk)
		at := withParams(clerk, "id", string(made.ID))
		if out := hands(t, a, at, "/cases/:id/documents", 600); out.Status != 201 {
			t.Fatalf("%s: the first file: %s", name, out.Body)
		}
		out := hands(t, a, at, "/cases/:id/documents", 600)
		if out.Status != x.status || code(out) != x.code || !strings.Contains(string(out.Body), x.advice) {
			t.Errorf("%s: %d %s", name, out.Status, out.Body)
		}
		if x.retry != 0 && (out.Retry < x.retry-60 || out.Retry > x.retry) {
			t.Errorf("%s: again in %d seconds", name, out.Retry)
		}
		if out := hands(t, a, at, "/cases/:id/documents", 100); out.Status != 201 {
			t.Errorf("%s: what was refused took room: %s", name, out.Body)
		}
		second, out := ask[registeredView](t, a, "POST", "/cases", benchCase, clerk)
		if out.Status != 201 {
			t.Errorf("%s: a matter is not registered: %s", name, out.Body)
		}
		if _, out := ask[any](t, a, "GET", "/cases/:id", "", withParams(clerk, "id", string(second.ID))); out.Status != 200 {
			t.Errorf("%s: %s", name, out.Body)
		}
		free := hands(t, a, withParams(clerk, "id", string(second.ID)), "/cases/:id/documents", 600)
		if full := name != "a case"; (free.Status != 201) != full {
			t.Errorf("%s: another case: %d %s", name, free.Status, free.Body)
		}
	}
}
