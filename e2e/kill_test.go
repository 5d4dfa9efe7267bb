package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// verified runs verify and audit verify over the data a server was started with.
func verified(t *testing.T, args ...string) { t.Helper(); verifiedIn(t, "", args...) }

// verifiedIn is verified from a directory: beside a database server the keys of an
// installation that is no demo lie in data, where it was started.
func verifiedIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	for _, command := range [][]string{{"verify"}, {"audit", "verify"}, {"figures", "rebuild"}} {
		cmd := exec.Command(Binary(t), append(command, args...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
	}
}

// sent is a request that may have been cut off, and what was answered.
type sent struct {
	who  *Client
	path string
	body obj
	key  string
	got  *Answer
}

func (x *sent) send() {
	x.got = x.who.Send(context.Background(), "POST", x.path, x.body, "Idempotency-Key", x.key)
}

func (x *sent) acknowledged() bool { return x.got.Failure == nil && x.got.Status < 300 }

// A server is killed at random moments of running stories. After each start
// the invariants hold, every acknowledged answer is there, and a request that
// was cut off has at most one effect when it is sent again with its key.
func TestKillDuringStories(t *testing.T) {
	random := seed(t)
	run := func(t *testing.T, n int, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, agency := s.As("clerk"), s.As("mediator"), s.As("agency")
		for round := range n {
			all := storiesUntilKilled(s, clerk, mediator, agency, time.Duration(20+random.IntN(400))*time.Millisecond)
			verified(t, args...)
			s.Restart()
			checkAfterKill(t, all, round)
		}
	}
	t.Run("sqlite", func(t *testing.T) { run(t, rounds(5, 50), "--data", t.TempDir()) })
	t.Run("mariadb", func(t *testing.T) {
		OnMariaDB(t, func(t *testing.T, args ...string) { run(t, rounds(2, 50), args...) })
	})
}

func storiesUntilKilled(s *Server, clerk, mediator, agency *Client, after time.Duration) []*sent {
	var mu sync.Mutex
	var all []*sent
	do := func(who *Client, path string, body obj) *sent {
		x := &sent{who: who, path: path, body: body, key: Key()}
		x.send()
		mu.Lock()
		all = append(all, x)
		mu.Unlock()
		return x
	}
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for worker := range 6 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if !story(do, clerk, mediator, agency, worker%2 == 0) {
					return
				}
			}
		}()
	}
	time.Sleep(after)
	s.Kill()
	close(stop)
	wait.Wait()
	return all
}

// story goes on until a request is cut off.
func story(do func(*Client, string, obj) *sent, clerk, mediator, agency *Client, offer bool) bool {
	x := do(clerk, "/cases", dispute())
	if !x.acknowledged() {
		return false
	}
	id := x.got.String("id")
	to, receiver := obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned", "reason": "按职责"}, agency
	if offer {
		to, receiver = obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "可以调解"}, mediator
	}
	x = do(clerk, "/cases/"+id+"/referrals", to)
	if !x.acknowledged() {
		return false
	}
	ref := x.got.String("id")
	if x = do(receiver, "/referrals/"+ref+"/accept", obj{}); !x.acknowledged() {
		return false
	}
	return do(receiver, "/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未成"}).acknowledged()
}

func checkAfterKill(t *testing.T, all []*sent, round int) {
	t.Helper()
	acknowledged := 0
	for _, x := range all {
		first := x.got
		x.send() // again, with its key
		if x.got.Failure != nil {
			t.Fatalf("round %d: %v", round, x.got.Failure)
		}
		if first.Failure == nil && first.Status < 300 {
			acknowledged++
			if x.got.Status != first.Status || !bytes.Equal(x.got.Body, first.Body) {
				t.Fatalf("round %d: %s was acknowledged and is not there:\n%s\n%s", round, first.What, first.Body, x.got.Body)
			}
			continue
		}
		if x.got.Status >= 500 {
			t.Fatalf("round %d: %s again: %d %s", round, x.got.What, x.got.Status, x.got.Body)
		}
		again := x.got
		x.send()
		if !bytes.Equal(again.Body, x.got.Body) {
			t.Fatalf("round %d: %s has two answers under one key", round, x.got.What)
		}
	}
	t.Logf("round %d: %d of %d requests were acknowledged before the kill", round, acknowledged, len(all))
}

// exampleLine makes a row of its own from a dispute.
func exampleLine(n int) string {
	d := dispute()
	d["title"] = fmt.Sprintf("导入的纠纷 %d", n)
	b, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// An import is killed at random moments and run again until it ends: every row
// is registered exactly once.
func TestKillDuringImport(t *testing.T) {
	random := seed(t)
	const rows = 600
	var lines []string
	for n := range rows {
		lines = append(lines, exampleLine(n))
	}
	file := filepath.Join(t.TempDir(), "cases.jsonl")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range rounds(1, 10) {
		data := t.TempDir()
		s := Start(t, "--data", data, "--demo-now", demoNow)
		before := countCases(s)
		s.Stop()
		kills := 0
		for !importOrKill(t, random, file, data, kills) {
			kills++
			verified(t, "--data", data)
		}
		s = Start(t, "--data", data, "--demo-now", demoNow)
		if got := countCases(s) - before; got != rows {
			t.Fatalf("%d rows are registered after %d kills, want %d", got, kills, rows)
		}
		s.Stop()
		verified(t, "--data", data)
		t.Logf("%d kills", kills)
	}
}

// importOrKill runs the import, and kills it at a random moment the first five times.
func importOrKill(t *testing.T, random *rand.Rand, file, data string, kills int) bool {
	t.Helper()
	cmd := exec.Command(Binary(t), "import", file, "--data", data)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	if kills < 5 {
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("%v\n%s", err, &out)
			}
			return true
		case <-time.After(time.Duration(100+random.IntN(500)) * time.Millisecond):
			_ = cmd.Process.Kill()
			<-done
			return false
		}
	}
	if err := <-done; err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return true
}

func countCases(s *Server) int {
	clerk := s.As("clerk")
	n, cursor := 0, ""
	for {
		page := clerk.Get("/cases?box=mine&limit=100" + cursor).Want(200)
		n += page.Len("items")
		next := page.String("next_cursor")
		if next == "" {
			return n
		}
		cursor = "&cursor=" + next
	}
}

func TestImport(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		before := countCases(s)
		if before != 17 {
			t.Fatalf("%d example cases stand in the demo's queue, want 17", before)
		}
		file := filepath.Join(t.TempDir(), "rows.jsonl")
		bad := dispute()
		bad["category"] = "no.such"
		raw, err := json.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		rows := exampleLine(1) + "\n" + string(raw) + "\nnot json\n" + exampleLine(2) + "\n"
		if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 { // beside the running server, twice
			out, err := exec.Command(Binary(t), append([]string{"import", file}, args...)...).CombinedOutput()
			if err == nil {
				t.Fatalf("an import with bad rows must not say that it did what it was asked:\n%s", out)
			}
			if !strings.Contains(string(out), "rows.jsonl:2: /category") || !strings.Contains(string(out), "rows.jsonl:3: ") {
				t.Fatalf("bad rows are not named by line and field:\n%s", out)
			}
		}
		if got := countCases(s) - before; got != 2 {
			t.Fatalf("%d rows registered, want 2", got)
		}
		out, err := exec.Command(Binary(t), append([]string{"import", "../examples/cases.jsonl"}, args...)...).CombinedOutput()
		if err != nil || countCases(s)-before != 2 {
			t.Fatalf("the examples were registered twice: %v\n%s", err, out)
		}
	})
}
