package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// publicKey writes an installation's public key into a file, as a party gets it.
func publicKey(t *testing.T, s *Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "public.pem")
	if err := os.WriteFile(file, []byte(s.Nobody().Get("/public/keys").Want(200).String("items.0.public_key")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// proven asks the program to verify what was answered, with the public key alone.
func proven(t *testing.T, a *Answer, key string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "proof.json")
	if err := os.WriteFile(file, a.Body, 0o600); err != nil {
		t.Fatal(err)
	}
	return liandong(t, "audit", "proof", file, "--public-key", key)
}

// A handoff, its party and an auditor each get proofs that hold without the
// server, and that fit nothing else.
func TestProofsHoldWithoutTheServer(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, auditor := s.As("clerk"), s.As("auditor")
		k := register(clerk, dispute())
		consent(clerk, k, k.applicant, "mediation", committee)
		r := refer(clerk, k, obj{"to": committee, "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		s.As("mediator").Post("/referrals/"+r+"/accept", obj{}).Want(200)
		key := publicKey(t, s)

		acts := s.As("mediator").Get("/referrals/" + r + "/proof").Want(200)
		var said []string
		for i := range acts.Len("items") {
			said = append(said, acts.String("items."+string(rune('0'+i))+".entry.action"))
		}
		if !slices.Contains(said, "referral.offered") || !slices.Contains(said, "referral.accepted") {
			t.Errorf("the handoff's receipt proves %v", said)
		}
		if out, err := proven(t, acts, key); err != nil || !strings.Contains(out, "referral.accepted of referral/"+r) {
			t.Errorf("%v %s", err, out)
		}
		s.As("mediator2").Get("/referrals/" + r + "/proof").Want(404)

		found := auditor.Get("/audit/entries?subject=case/" + k.id).Want(200)
		entry := found.String("items.0.id")
		clerk.Get("/audit/entries/" + entry + "/proof").Want(403)
		auditor.Get("/audit/entries/nobody/proof").Want(404)
		proof := auditor.Get("/audit/entries/" + entry + "/proof").Want(200)
		if out, err := proven(t, proof, key); err != nil || !strings.Contains(out, "case/"+k.id) {
			t.Errorf("%v %s", err, out)
		}
		other := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
		if out, err := proven(t, proof, publicKey(t, other)); err == nil || !strings.Contains(out, "not signed with this key") {
			t.Errorf("another installation's key fits: %v %s", err, out)
		}
		for what, change := range map[string][2]string{
			"the entry was changed": {`"backdated":false`, `"backdated":true`}, "does not stand in the log": {`"leaf":`, `"leaf":1`}, "not signed with this key": {"liandong/", "liandong-"}, "no proof in the format": {"liandong-proof/1", "liandong-proof/2"},
		} {
			forged := &Answer{Body: []byte(strings.Replace(string(proof.Body), change[0], change[1], 1))}
			if what == "not signed with this key" {
				forged.Body = []byte(strings.ReplaceAll(string(proof.Body), change[0], change[1]))
			}
			if out, err := proven(t, forged, key); err == nil || !strings.Contains(out, what) {
				t.Errorf("%s: %v %s", what, err, out)
			}
		}
		receipt := s.Enter(k.number, k.code, "1234").Get("/party/receipt").Want(200)
		if out, err := proven(t, receipt, key); err != nil || !strings.Contains(out, "case.registered of case/"+k.id) {
			t.Errorf("the party's receipt: %v %s", err, out)
		}
		checkpoint := s.Nobody().Get("/audit/checkpoint").Want(200)
		s.Nobody().Get("/audit/consistency?from=1").Want(200)
		s.Nobody().Get("/audit/consistency?from=0").Refused(422, "invalid")
		s.Nobody().Get("/audit/consistency?from=1&to=99999999").Want(422)
		file := filepath.Join(t.TempDir(), "witnessed")
		if err := os.WriteFile(file, []byte(checkpoint.String("note")), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := liandong(t, append([]string{"audit", "verify", "--checkpoint", file, "--public-key", key}, args...)...); err != nil || !strings.Contains(out, "checkpoints agree with it") {
			t.Errorf("%v %s", err, out)
		}
		verified(t, args...)
	})
}

// copyFile copies a file, as whoever keeps backups does.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// An older copy put back in place of the database is noticed at the start, named
// by the check, and goes on only after a recovery that stands in the log.
func TestAnOlderCopyIsNoticed(t *testing.T) {
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	register(s.As("clerk"), dispute())
	s.Stop() // signs for what was entered last
	database := filepath.Join(data, "liandong.db")
	backup := filepath.Join(t.TempDir(), "backup.db")
	copyFile(t, database, backup)
	s.Restart()
	register(s.As("clerk"), dispute())
	s.Stop()
	if out, err := liandong(t, "audit", "verify", "--data", data); err != nil || strings.Contains(out, "not checked") || strings.Contains(out, " 0 checkpoints") {
		t.Fatalf("%v %s", err, out)
	}
	if out, err := liandong(t, "audit", "recover", "--data", data, "--by", "张某", "--reason", "无"); err == nil {
		t.Errorf("a recovery of nothing: %s", out)
	}
	copyFile(t, backup, database)
	out, err := exec.Command(Binary(t), "serve", "--demo", "--listen", "127.0.0.1:0", "--data", data).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "set back to an older copy") {
		t.Fatalf("it starts over an older copy: %v %s", err, out)
	}
	if out, err := liandong(t, "audit", "verify", "--data", data); err == nil || !strings.Contains(out, "older copy") {
		t.Errorf("not named: %v %s", err, out)
	}
	if out, err := liandong(t, "audit", "recover", "--data", data, "--by", "张某", "--reason", "磁盘损坏，从备份恢复"); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	s.Restart()
	found := s.As("auditor").Get("/audit/entries?action=audit.recovered").Want(200)
	if found.Len("items") != 1 || found.String("items.0.actor") != "张某" {
		t.Errorf("the recovery does not stand in the log: %s", found.Body)
	}
	s.Stop()
	if out, err := liandong(t, "audit", "verify", "--data", data); err != nil || !strings.Contains(out, "recovered on") || !strings.Contains(out, "were given up so") && !strings.Contains(out, "cover entries that were given up") {
		t.Errorf("%v %s", err, out)
	}
	verified(t, "--data", data)
}

// A machine whose clock is behind the last entry refuses to start, and says how to go on.
func TestAClockThatIsBehind(t *testing.T) {
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", "2031-01-06T09:00:00+08:00")
	s.Stop()
	// What the demo was ahead of this machine is forgotten: its entries are then of years to come.
	if _, err := openRaw(t, []string{"--data", data}).Exec("DELETE FROM meta WHERE name = 'demo_offset'"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, Binary(t), "serve", "--listen", "127.0.0.1:0", "--data", data).CombinedOutput()
	if err == nil {
		t.Fatalf("it starts: %s", out)
	}
	for _, says := range []string{"is behind the last entry of the log (2031-01-06T", "Set the clock right", "start again after 2031-01-06T", "liandong audit recover --by NAME --reason TEXT"} {
		if !strings.Contains(string(out), says) {
			t.Errorf("it does not say %q: %s", says, out)
		}
	}
}

// What was entered is signed for within a minute, without anybody asking.
func TestWhatWasEnteredIsSigned(t *testing.T) {
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	deadline := time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		if raw, err := os.ReadFile(filepath.Join(data, "checkpoints.jsonl")); err == nil && strings.Contains(string(raw), "liandong/") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.Stop()
	t.Fatal("nothing was signed")
}
