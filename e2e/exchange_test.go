package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// liandong runs a subcommand of the program and returns what it printed.
func liandong(t *testing.T, args ...string) (string, error) {
	t.Helper()
	out, err := exec.Command(Binary(t), args...).CombinedOutput()
	return string(out), err
}

// trust lets one installation believe another's key, compared by another way.
func trust(t *testing.T, here, there *Server) {
	t.Helper()
	key := there.Nobody().Get("/public/keys").Want(200)
	here.As("security_admin").Post("/trusted-keys", obj{"name": "对方系统", "public_key": key.String("items.0.public_key")}).Want(201)
}

// A handoff to a body in a system of its own leaves as one signed file, is
// checked offline, makes the same case there with the same digests and the
// custody before it, and the receipt that travels back moves custody here.
func TestBundleThereAndBack(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		homeA, homeB := t.TempDir(), t.TempDir()
		keyA := filepath.Join(homeA, "a.key")
		a := Start(t, append(args, "--demo-now", demoNow)...)
		if args[0] != "--data" { // beside a database server the key is made and named by the operator
			a.Stop()
			if out, err := liandong(t, append([]string{"bundle", "key", "--key", keyA}, args...)...); err != nil {
				t.Fatalf("%v %s", err, out)
			}
			a = Start(t, append(args, "--demo-now", demoNow, "--key", keyA)...)
		}
		b := Start(t, "--data", homeB, "--demo-now", demoNow)
		trust(t, b, a)
		trust(t, a, b)
		a.As("admin").Do("PATCH", "/organizations/org-mediation2", obj{"outside": true}, "Idempotency-Key", Key()).Want(200)
		clerk := a.As("clerk")
		k := register(clerk, dispute())
		pdf := []byte("%PDF-1.7 漏水照片")
		paper := clerk.Upload("/cases/"+k.id+"/documents", pdf, "照片.pdf", map[string]string{"class": "case", "kind": "evidence"}).Want(201)
		clerk.Upload("/cases/"+k.id+"/documents", []byte("%PDF-1.7 MARK-protected"), "受保护.pdf", map[string]string{"class": "protected"}).Want(201)
		p := at(clerk, k, "petition")
		clerk.Post(p+"/notes", obj{"class": "channel", "text": "MARK-channel"}).Want(201)
		consent(clerk, k, k.applicant, "mediation", "org-mediation2")
		consent(clerk, k, k.opponent, "mediation", "org-mediation2")
		ref := refer(clerk, k, obj{"to": "org-mediation2", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "items": []string{paper.String("id")}})

		// It leaves; nobody else's bundle it is.
		a.As("agency").Get("/referrals/" + ref + "/bundle").Want(404)
		file := clerk.Get("/referrals/" + ref + "/bundle").Want(200)
		name, public := filepath.Join(homeA, "b.zip"), filepath.Join(homeA, "a.pem")
		for f, body := range map[string][]byte{name: file.Body, public: []byte(a.Nobody().Get("/public/keys").Want(200).String("items.0.public_key"))} {
			if err := os.WriteFile(f, body, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := liandong(t, "bundle", "verify", name, "--key", public); err != nil || !strings.Contains(out, "whole") {
			t.Fatalf("%v %s", err, out)
		}
		if inside := unpacked(t, file.Body); strings.Contains(inside, "MARK-") || !strings.Contains(inside, "林小雨") {
			t.Error("what stays behind is in the bundle, or what follows is not")
		}
		tamperWith(t, file.Body, name, public)

		// It arrives: unknown keys, other units and damaged files are refused.
		there := b.As("mediator2")
		b.As("court").Upload("/bundles", file.Body, "b.zip", nil).Refused(409, "bundle.other_addressee")
		there.Upload("/bundles", append(bytes.Clone(file.Body), 0), "b.zip", nil).Want(422)
		seen := there.Upload("/bundles/preview", file.Body, "b.zip", nil).Want(200)
		if seen.At("trusted") != true || seen.At("known") != false || seen.Len("documents") != 1 {
			t.Errorf("%s", seen.Body)
		}
		made := there.Upload("/bundles", file.Body, "b.zip", nil).Want(201)
		id := made.String("id")
		papers := there.Get("/cases/" + id + "/documents").Want(200)
		if papers.Len("items") != 1 || papers.String("items.0.digest") != paper.String("digest") {
			t.Errorf("%s", papers.Body)
		}
		if got := there.Get("/documents/" + papers.String("items.0.id") + "/content").Want(200); !bytes.Equal(got.Body, pdf) {
			t.Error("the bytes of the document are others")
		}
		if got := there.Get("/cases/" + id + "/origin").Want(200); got.String("installations.0.case_number") != k.number || got.String("installations.0.custody.0.organization.id") != "org-petition" {
			t.Errorf("%s", got.Body)
		}
		if again := there.Upload("/bundles", file.Body, "b.zip", nil).Want(201); again.String("id") != id || again.At("known") != true {
			t.Errorf("taken in twice: %s", again.Body)
		}

		// The receipt travels back: custody moves here, and once.
		var receipt map[string]any
		if err := json.Unmarshal(there.Get("/cases/"+id+"/origin/receipt").Want(200).Body, &receipt); err != nil {
			t.Fatal(err)
		}
		forged := map[string]any{}
		for f, v := range receipt {
			forged[f] = v
		}
		forged["number"] = "伪造"
		clerk.Post("/referrals/"+ref+"/external-receipt", obj{"receipt": forged}).Want(422)
		back := clerk.Post("/referrals/"+ref+"/external-receipt", obj{"receipt": receipt}).Want(200)
		if back.String("state") != "accepted" {
			t.Errorf("%s", back.Body)
		}
		custody := clerk.Get("/cases/" + k.id + "/custody").Want(200)
		if custody.Len("items") != 2 || custody.String("items.1.organization.id") != "org-mediation2" {
			t.Errorf("%s", custody.Body)
		}
		a.Stop()
		b.Stop()
		verified(t, args...)
		verified(t, "--data", homeB)
	})
}

func unpacked(t *testing.T, body []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name)
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// tamperWith changes each part in turn, leaves one out, adds one and turns the
// order round: the check names a bad part every time.
func tamperWith(t *testing.T, body []byte, name, public string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	write := func(change func(i int, f *zip.File, raw []byte) (string, []byte), extra bool) {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for i, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			part, raw := change(i, f, raw)
			if part == "" {
				continue
			}
			to, err := w.CreateHeader(&zip.FileHeader{Name: part, Method: zip.Store})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := to.Write(raw); err != nil {
				t.Fatal(err)
			}
		}
		if extra {
			if _, err := w.Create("../outside.txt"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		bad := name + ".bad"
		if err := os.WriteFile(bad, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := liandong(t, "bundle", "verify", bad, "--key", public); err == nil {
			t.Errorf("a changed bundle passes: %s", said)
		}
	}
	same := func(_ int, f *zip.File, raw []byte) (string, []byte) { return f.Name, raw }
	for at := range z.File {
		write(func(i int, f *zip.File, raw []byte) (string, []byte) {
			if i == at {
				raw = append(bytes.Clone(raw[:len(raw)-1]), raw[len(raw)-1]^1)
			}
			return f.Name, raw
		}, false)
		write(func(i int, f *zip.File, raw []byte) (string, []byte) {
			if i == at {
				return "", nil
			}
			return f.Name, raw
		}, false)
	}
	write(same, true)
	if said, err := liandong(t, "bundle", "verify", name); err != nil || !strings.Contains(said, "cannot say") {
		t.Errorf("without a key the check should say what it cannot: %v %s", err, said)
	}
}
