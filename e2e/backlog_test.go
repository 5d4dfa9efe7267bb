package e2e

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// peak is the most memory that the server's process has held, in MB.
func (s *Server) peak() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0 // not on this system
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.Atoi(kb)
	return n >> 10
}

// rests waits until a job stands still or has taken at least some rows.
func (c *Client) rests(id string, rows int) (j jobSeen) {
	c.T.Helper()
	for {
		c.Get("/jobs/" + id).Want(200).Into(&j)
		if j.Done >= rows || j.State == "done" || j.State == "stopped" {
			return j
		}
		time.Sleep(time.Second)
	}
}

// The largest sheet there may be comes in whole on SQLite: it is stopped and let
// go on at a third of the way, and the server is killed at two thirds.
func TestLargestBacklog(t *testing.T) {
	if os.Getenv("LIANDONG_SOAK") == "" {
		t.Skip("100,000 rows take a while: LIANDONG_SOAK=1")
	}
	n := 100_000
	if less, err := strconv.Atoi(os.Getenv("LIANDONG_ROWS")); err == nil {
		n = less
	}
	args := []string{"--data", t.TempDir()}
	s := Start(t, append(args, "--demo-now", demoNow)...)
	sheet := backlogOf(t, s, n, nil)
	agency, start := s.As("agency"), time.Now()
	id := agency.imports(sheet, nil)
	t.Logf("%d rows, %d KB: taken in %v", n, len(sheet)>>10, time.Since(start).Round(time.Millisecond))
	agency.rests(id, n/3)
	agency.Post("/jobs/"+id+"/stop", nil).Want(200)
	t.Logf("a third within %v, %d MB at most", time.Since(start).Round(time.Second), s.peak())
	agency.Post("/jobs/"+id+"/resume", nil).Want(200)
	agency.rests(id, 2*n/3)
	t.Logf("two thirds within %v, %d MB at most; killed", time.Since(start).Round(time.Second), s.peak())
	s.Kill()
	s.Restart()
	agency = s.As("agency")
	if j := agency.rests(id, n+1); j.State != "done" || j.Done != n || j.Failed != 0 {
		t.Errorf("%+v", j)
	}
	t.Logf("the whole within %v, %d MB at most", time.Since(start).Round(time.Second), s.peak())
	db := openRaw(t, args)
	for query, want := range map[string]int{
		"SELECT COUNT(DISTINCT line) FROM job_rows WHERE result = 'registered'":                               n,
		"SELECT COUNT(*) FROM cases WHERE import_digest IN (SELECT row_key FROM job_rows)":                    n,
		"SELECT COUNT(*) FROM parties WHERE role = 'applicant' AND case_id IN (SELECT case_id FROM job_rows)": n,
	} {
		if got := column(t, db, query)[0]; got != strconv.Itoa(want) {
			t.Errorf("%s: %s, want %d", query, got, want)
		}
	}
	s.Stop()
}
