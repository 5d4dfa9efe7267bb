package parsing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"liandong/domain/document"
	"liandong/domain/fault"
)

// What a parser that is broken, or taken over, might do.
func init() {
	mean := bounds{memory: 128, cpu: 2, wall: time.Minute, answer: 1 << 20}
	tasks["hoard"] = task{func(io.Writer, ask, [][]byte) error {
		var all [][]byte
		for {
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
			runtime.KeepAlive(all)
		}
	}, mean}
	tasks["spin"] = task{func(io.Writer, ask, [][]byte) error {
		for n := 0; ; n++ {
			runtime.KeepAlive(n)
		}
	}, mean}
	tasks["sleep"] = task{func(io.Writer, ask, [][]byte) error { select {} }, bounds{memory: 128, cpu: 2, wall: 200 * time.Millisecond, answer: 1 << 20}}
	tasks["panic"] = task{func(io.Writer, ask, [][]byte) error { panic("13900001234") }, mean}
	tasks["fail"] = task{func(io.Writer, ask, [][]byte) error { return errors.New("13900001234") }, mean}
	tasks["deny"] = task{func(w io.Writer, _ ask, _ [][]byte) error { return fault.New(fault.Denied, "not_yours", "不", "no") }, mean}
	tasks["flood"] = task{func(w io.Writer, _ ask, _ [][]byte) error { return writeFrame(w, frameDone, make([]byte, 2<<20)) }, mean}
	tasks["babble"] = task{func(w io.Writer, _ ask, _ [][]byte) error {
		_, err := io.WriteString(w, "HTTP/1.1 200 OK\r\n")
		return err
	}, mean}
	tasks["lie"] = task{func(w io.Writer, _ ask, _ [][]byte) error {
		_, err := w.Write([]byte{frameDone, 0, 0x0f, 0xff, 0xff})
		return err
	}, mean}
	tasks["words"] = task{func(w io.Writer, _ ask, _ [][]byte) error { return writeFrame(w, frameDone, []byte("{")) }, mean}
	tasks["fill"] = task{func(w io.Writer, _ ask, _ [][]byte) error {
		f, err := os.CreateTemp("", "clear-")
		if err != nil {
			return err
		}
		if _, err := f.WriteAt([]byte{1}, maxTemporary-1); err != nil {
			return err
		}
		_, err = f.WriteAt([]byte{1}, maxTemporary)
		return writeJSON(w, frameDone, fmt.Sprint(err))
	}, mean}
	tasks["self"] = task{func(w io.Writer, _ ask, _ [][]byte) error {
		var files []string
		for fd := range 60 {
			to, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
			if strings.Contains(to, "left open") || err == nil && fd <= 2 { // beyond, the runtime has its own
				files = append(files, strings.SplitN(to, ":", 2)[0])
			}
		}
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		return writeJSON(w, frameDone, map[string]any{"files": files, "environment": os.Environ(), "here": here, "temporary": os.TempDir()})
	}, mean}
}

func TestMain(m *testing.M) {
	Run()
	os.Exit(m.Run())
}

// opened is a parser, and what it logs.
func opened(t testing.TB) (*Parser, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	p, err := Open(filepath.Join(t.TempDir(), "tmp"), slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p, log
}

// inside lists what lies in the parser's directory.
func (p *Parser) inside(t testing.TB) []string {
	t.Helper()
	dir, err := p.Dir()
	if err != nil {
		t.Fatal(err)
	}
	all, err := filepath.Glob(filepath.Join(dir, "file-*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A parser that takes all memory, never ends, dies, or answers what is none is
// a refusal of the file, says nothing of the file to the log, leaves nothing
// behind, and the next file is opened as ever.
func TestBrokenParserCostsOneFile(t *testing.T) {
	for name, why := range map[string]string{
		"hoard": "", "spin": "killed", "sleep": "longer than", "panic": "panic", "fail": "no answer", "deny": "no answer", "flood": "no answer", "babble": "", "lie": "", "words": "no answer",
	} {
		t.Run(name, func(t *testing.T) {
			p, log := opened(t)
			var found map[string]any
			if err := p.one(context.Background(), name, ask{}, &found, []byte("x")); !errors.Is(err, ErrUnsafe) || fault.Of(err).Fields[0].Code != "file_unsafe" {
				t.Errorf("%v", err)
			}
			if said := log.String(); !strings.Contains(said, why) || !strings.Contains(said, "task="+name) || strings.Contains(said, "1390000") {
				t.Errorf("the log says %q", said)
			}
			if left := p.inside(t); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
			if kind, err := p.Check(context.Background(), []byte("我家漏水三个月")); err != nil || kind != "text/plain" {
				t.Errorf("the next file: %q %v", kind, err)
			}
		})
	}
}

// What parses holds its three pipes and no other handle, knows nothing of the
// environment, and writes no temporary file beyond measure, nor elsewhere.
func TestNothingIsInherited(t *testing.T) {
	t.Setenv("LIANDONG_DATABASE", "mysql://root:secret@localhost/x")
	f, err := os.Create(filepath.Join(t.TempDir(), "left open"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	bare, err := unix.Dup(int(f.Fd())) // as whoever started the server may leave one open
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(bare) }()
	p, _ := opened(t)
	var self struct {
		Files, Environment []string
		Here, Temporary    string
	}
	if err := p.one(context.Background(), "self", ask{}, &self); err != nil {
		t.Fatal(err)
	}
	if strings.Join(self.Files, " ") != "pipe pipe pipe" {
		t.Errorf("handles: %v", self.Files)
	}
	if len(self.Environment) != 3 || strings.Contains(strings.Join(self.Environment, " "), "LIANDONG") || !strings.HasPrefix(self.Temporary, p.home.dir) || self.Here != self.Temporary {
		t.Errorf("%+v", self)
	}
	var filled string
	if err := p.one(context.Background(), "fill", ask{}, &filled); err != nil || !strings.HasSuffix(filled, "file too large") {
		t.Errorf("%s %v", filled, err)
	}
	if left := p.inside(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// So many files are open at once and no more: the next waits for its turn, and
// is told to come again if that is too long.
func TestFilesOpenAtOnceAreFew(t *testing.T) {
	p, _ := opened(t)
	p.bounds["sleep"] = bounds{memory: 128, cpu: 2, wall: time.Minute, answer: 1 << 20}
	var held []*process
	for range atOnce {
		x, err := p.start(context.Background(), p.quick, "sleep")
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, x)
	}
	p.wait = time.Millisecond
	if _, err := p.Check(context.Background(), []byte("x")); !errors.Is(err, ErrBusy) || fault.Of(err).Kind != fault.Unavailable || fault.Of(err).RetryAfter == 0 {
		t.Errorf("one more: %v", err)
	}
	if n := len(p.inside(t)); n != atOnce {
		t.Errorf("%d are open", n)
	}
	p.wait = time.Minute
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Check(gone, []byte("x")); !errors.Is(err, ErrBusy) {
		t.Errorf("nobody waits any more: %v", err)
	}
	var crowd sync.WaitGroup
	for range 6 {
		crowd.Go(func() {
			if kind, err := p.Check(context.Background(), []byte("漏水")); err != nil || kind != "text/plain" {
				t.Errorf("%q %v", kind, err)
			}
		})
	}
	for _, x := range held {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	}
	crowd.Wait()
	if left := p.inside(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What cannot be started is no fault of the file: it may be sent again.
func TestProgramThatCannotStart(t *testing.T) {
	p, log := opened(t)
	p.program = []string{filepath.Join(t.TempDir(), "none")}
	if _, err := p.Check(context.Background(), []byte("x")); !errors.Is(err, ErrBusy) || !strings.Contains(log.String(), "no process could be started") {
		t.Errorf("%v, %s", err, log)
	}
	if left := p.inside(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Sizes are looked at before anything is started.
func TestSizesComeFirst(t *testing.T) {
	p, _ := opened(t)
	p.program = nil
	if _, err := p.Check(context.Background(), nil); fault.Of(err) == nil {
		t.Error(err)
	}
	if _, err := p.Check(context.Background(), make([]byte, document.MaxBytes+1)); fault.Of(err) == nil || fault.Of(err).Kind != fault.TooLarge {
		t.Error(err)
	}
}

// What a program that was killed left is removed at the next start; what a
// running one holds is not.
func TestLeftoversAreRemoved(t *testing.T) {
	root := filepath.Join(t.TempDir(), "tmp")
	quiet := slog.New(slog.DiscardHandler)
	clear := func(p *Parser) string {
		dir, err := p.Dir()
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, "excelize-1")
		if err := os.WriteFile(name, []byte("林小雨"), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	there := func(name string) bool { _, err := os.Stat(name); return err == nil }
	killed, err := Open(root, quiet)
	if err != nil {
		t.Fatal(err)
	}
	left := clear(killed)
	if err := killed.home.held.Close(); err != nil { // as the system does when it ends a program
		t.Fatal(err)
	}
	running, err := Open(root, quiet)
	if err != nil || there(left) {
		t.Fatalf("left behind: %v %v", there(left), err)
	}
	held := clear(running)
	other, err := Open(root, quiet)
	if err != nil || !there(held) {
		t.Fatalf("taken from under a running program: %v", err)
	}
	if err := errors.Join(running.Close(), other.Close()); err != nil || there(held) {
		t.Errorf("left at an orderly end: %v", err)
	}
	if info, err := os.Stat(root); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", info, err)
	}
	if _, err := running.Check(context.Background(), []byte("x")); !errors.Is(err, ErrBusy) {
		t.Errorf("after the end: %v", err)
	}
}
