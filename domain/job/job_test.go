package job_test

import (
	"errors"
	"testing"
	"time"

	"liandong/domain/job"
)

var now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// From each state a job takes the acts that belong to it and refuses the others.
func TestStates(t *testing.T) {
	for _, x := range []struct {
		from         job.State
		stop, resume error
	}{
		{job.Waiting, nil, job.ErrRunning}, {job.Running, nil, job.ErrRunning}, {job.Stopped, job.ErrStopped, nil}, {job.Done, job.ErrEnded, job.ErrEnded},
	} {
		f := job.Facts{State: x.from}
		stopped, err := f.Stop("user", now)
		if !errors.Is(err, x.stop) || err == nil && (stopped.State != job.Stopped || stopped.ExpiresAt != now.Add(job.Keep)) {
			t.Errorf("%s stops: %+v %v", x.from, stopped, err)
		}
		on, err := f.Resume()
		if !errors.Is(err, x.resume) || err == nil && (on.State != job.Waiting || !on.ExpiresAt.IsZero()) {
			t.Errorf("%s goes on: %+v %v", x.from, on, err)
		}
	}
}

// An export goes on page by page and ends with the list, or says that it is not the whole of it.
func TestPages(t *testing.T) {
	f := job.Facts{State: job.Running, At: 2}.Page(100, 3, "next", now)
	if !f.Open() || f.Rows != 100 || f.At != 5 || f.Cursor != "next" {
		t.Errorf("%+v", f)
	}
	if end := f.Page(7, 1, "", now); end.State != job.Done || end.Rows != 107 || end.Total != 107 || end.StoppedBy != "" {
		t.Errorf("%+v", end)
	}
	if cut := f.Page(job.ExportRows, 9, "more", now); cut.State != job.Done || cut.StoppedBy != "rows" {
		t.Errorf("%+v", cut)
	}
}

// What is counted is what was taken; a file turns out to be as long as it was.
func TestCounts(t *testing.T) {
	f := job.Facts{State: job.Waiting, Total: 5}.Began(now)
	for _, r := range []job.Result{job.Registered, job.Wrong, job.Known} {
		f = f.Take(job.Row{Result: r})
	}
	if f.Rows != 3 || f.Failed != 1 || f.Total != 5 || f.StartedAt != now || !f.Open() {
		t.Errorf("%+v", f)
	}
	if f = f.Began(now.Add(time.Hour)).Finish(now); f.StartedAt != now || f.Total != 3 || f.State != job.Done || f.Open() || f.ExpiresAt != now.Add(job.Keep) {
		t.Errorf("%+v", f)
	}
}
