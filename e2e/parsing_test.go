package e2e

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// parsers are the processes that this server started to open files.
func (s *Server) parsers() []int {
	var all []int
	names, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		fields := strings.Fields(string(raw)[strings.LastIndex(string(raw), ")")+1:])
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		line, err := os.ReadFile(filepath.Join(filepath.Dir(name), "cmdline"))
		if err == nil && fields[1] == strconv.Itoa(s.cmd.Process.Pid) && strings.Contains(string(line), "parse-upload") {
			all = append(all, pid)
		}
	}
	return all
}

// A workbook is read by a process of its own. If that dies, the job stops and
// says that its file could not be read; the server goes on. If the server is
// killed, that process ends too, and the next start removes what it left.
func TestWorkbookIsReadApart(t *testing.T) {
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	agency := s.As("agency")
	body := backlogOf(t, s, 4000, nil)
	temporary := func() []string {
		all, err := filepath.Glob(filepath.Join(data, "tmp", "open-*", "file-*"))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	reading := func() (id string, pid int) {
		id = agency.imports(body, nil)
		agency.moves(id)
		all := s.parsers()
		if len(all) != 1 || len(temporary()) != 1 {
			t.Fatalf("%v read the workbook, in %v", all, temporary())
		}
		return id, all[0]
	}
	id, pid := reading()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if j := agency.ended(id); j.State != "stopped" || j.Done == 0 {
		t.Errorf("%+v", j)
	}
	if why := agency.Get("/jobs/" + id).Want(200).String("why"); !strings.Contains(why, "文件读不下去了") {
		t.Errorf("it says %q", why)
	}
	clerk := s.As("clerk")
	clerk.Upload("/cases/"+caseOf(clerk, nil)+"/documents", []byte("我家漏水三个月"), "说明.txt", map[string]string{"class": "case"}).Want(201)
	if left := temporary(); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	id, pid = reading()
	s.Kill()
	for syscall.Kill(pid, 0) == nil {
		time.Sleep(10 * time.Millisecond) // it sees that nobody asks any more
	}
	left := temporary()
	if len(left) != 1 {
		t.Fatalf("a kill left %v", left)
	}
	s.Restart()
	if _, err := os.Stat(left[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the next start left %v: %v", left, err)
	}
	s.As("agency").Post("/jobs/"+id+"/stop", nil).Want(200)
}
