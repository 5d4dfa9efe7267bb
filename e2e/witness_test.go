package e2e

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"liandong/infra/hook"
	"liandong/infra/tlog"
)

// checkpoints is a witness's system: it keeps what it is told of the log.
type checkpoints struct {
	came chan arrived
}

type arrived struct {
	id, at, signature string
	body              []byte
}

func (w checkpoints) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err == nil {
		w.came <- arrived{req.Header.Get("webhook-id"), req.Header.Get("webhook-timestamp"), req.Header.Get("webhook-signature"), body}
	}
	rw.WriteHeader(http.StatusNoContent)
}

// witnessKey is a key that is the same in every run, as PEM too.
func witnessKey(t *testing.T, seed string) (key ed25519.PrivateKey, public string) {
	t.Helper()
	key = ed25519.NewKeyFromSeed([]byte(strings.Repeat(seed, ed25519.SeedSize)))
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// A witness is told of the log's checkpoints, signs what it saw, and everybody can see that it did.
// Nothing is taken that it did not sign, or that is not what stands here.
func TestWitnesses(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		w := checkpoints{make(chan arrived, 100)}
		system := httptest.NewServer(w)
		defer system.Close()
		made := s.As("admin").Post("/webhooks", obj{"url": system.URL, "organization_id": "org-court", "name": "见证", "types": []string{"log.checkpoint"}}).Want(201)
		key, public := witnessKey(t, "w")
		trusted := s.As("security_admin").Post("/trusted-keys", obj{"name": "区法院", "public_key": public}).Want(201).String("id")
		register(s.As("clerk"), dispute())

		var told arrived
		select {
		case told = <-w.came:
		case <-time.After(time.Minute):
			t.Fatal("the witness was told of nothing")
		}
		at, err := strconv.ParseInt(told.at, 10, 64)
		if want, bad := hook.Signature(made.String("secret"), told.id, time.Unix(at, 0), told.body); err != nil || bad != nil || want != told.signature {
			t.Errorf("the event is not signed: %v %v", err, bad)
		}
		var event struct {
			Type string
			Data struct{ Note string }
		}
		if err := json.Unmarshal(told.body, &event); err != nil || event.Type != "liandong.log.checkpoint" {
			t.Fatalf("%v %s", err, told.body)
		}
		seen, err := tlog.Unsigned(event.Data.Note)
		if err != nil {
			t.Fatal(err)
		}

		nobody := s.Nobody()
		post := func(id, note string) *Answer {
			return nobody.Post("/audit/checkpoint/cosignatures", obj{"key": id, "note": note})
		}
		now := time.Now()
		line := tlog.Cosign(seen, "court.example", now, key)
		if nobody.Get("/audit/checkpoint").Want(200).At("witnessed") != nil {
			t.Error("something is witnessed before anybody signed")
		}
		post(trusted, "a note").Refused(422, "invalid")
		post(trusted, strings.Repeat("x", 9000)).Refused(422, "invalid")
		post("ed25519:00", seen.Text()+"\n"+line).Refused(403, "audit.cosignature_invalid")
		post(trusted, event.Data.Note).Refused(403, "audit.cosignature_invalid")
		stranger, _ := witnessKey(t, "x")
		post(trusted, seen.Text()+"\n"+tlog.Cosign(seen, "court.example", now, stranger)).Refused(403, "audit.cosignature_invalid")
		other := seen
		other.Root = tlog.Leaf("another log")
		post(trusted, other.Text()+"\n"+tlog.Cosign(other, "court.example", now, key)).Refused(409, "audit.checkpoint_differs")
		other = seen
		other.Size += 1 << 30
		post(trusted, other.Text()+"\n"+tlog.Cosign(other, "court.example", now, key)).Refused(404, "audit.checkpoint_unknown")

		for range 2 { // sent again it is the same
			if got := post(trusted, event.Data.Note+line).Want(200); got.String("name") != "court.example" || got.String("line") != line {
				t.Errorf("%s", got.Body)
			}
		}
		shown := nobody.Get("/audit/checkpoint").Want(200)
		if shown.At("witnessed.size") != float64(seen.Size) || shown.Len("witnessed.cosignatures") != 1 || shown.String("witnessed.cosignatures.0.key") != trusted {
			t.Fatalf("%s", shown.Body)
		}
		public2, ok := key.Public().(ed25519.PublicKey)
		if c, _, err := tlog.CosignedBy(shown.String("witnessed.note"), public2); !ok || err != nil || c.Text() != seen.Text() {
			t.Errorf("what is shown does not hold: %+v %v", c, err)
		}
		// What the witness keeps is what the log is compared with.
		file := filepath.Join(t.TempDir(), "witnessed")
		if err := os.WriteFile(file, []byte(shown.String("witnessed.note")), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := liandong(t, append([]string{"audit", "verify", "--checkpoint", file, "--public-key", publicKey(t, s)}, args...)...); err != nil {
			t.Errorf("%v %s", err, out)
		}
		s.As("security_admin").Post("/trusted-keys/withdraw", obj{"id": trusted, "reason": "更换"}).Want(200)
		post(trusted, event.Data.Note+line).Refused(403, "audit.cosignature_invalid")
	})
}
