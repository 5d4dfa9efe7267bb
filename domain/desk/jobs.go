package desk

import (
	"context"
	"time"

	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/who"
)

// Jobs keeps the long work that runs on the server. Get locks the job until the
// unit of work ends and returns who.ErrNotVisible if there is none; Put returns
// cases.ErrStale if it changed since it was read.
type Jobs interface {
	Get(ctx context.Context, id job.ID) (job.Facts, error)
	// Add keeps a job with the file it reads.
	Add(ctx context.Context, f job.Facts, file []byte) error
	Put(ctx context.Context, f job.Facts) error
	File(ctx context.Context, id job.ID) ([]byte, error)
	// AddParts adds to the end of a job's file, whose next part is at, and returns
	// how many parts it took.
	AddParts(ctx context.Context, id job.ID, at int, body []byte) (int, error)
	// Open counts the jobs of a user that go on by themselves.
	Open(ctx context.Context, user string) (int, error)
	AddRow(ctx context.Context, r job.Row) error
	// Keyed returns the line of a job that had a key and was not wrong; zero for none.
	Keyed(ctx context.Context, id job.ID, key string) (int, error)
	// Expired lists jobs whose results were kept long enough; Delete forgets one
	// whole: file, rows and itself.
	Expired(ctx context.Context, now time.Time, n int) ([]job.ID, error)
	Delete(ctx context.Context, id job.ID) error
}

// starts says who may start which job.
var starts = map[job.Kind]who.Permission{job.Import: who.CaseImport, job.Trial: who.CaseImport, job.Export: who.ListExport, job.Batch: who.JobRead, job.Report: who.StockRead, job.AuditExport: who.AuditRead}

// StartJob keeps a job that begins by itself. It returns job.ErrTooMany where
// the actor has too many under way.
func (w *Work) StartJob(ctx context.Context, in job.Facts, file []byte) (job.Facts, error) {
	if err := w.MayOwn(starts[in.Kind]); err != nil {
		return job.Facts{}, err
	}
	open, err := w.Tx.Jobs.Open(ctx, w.Actor.User)
	if err != nil {
		return job.Facts{}, err
	}
	if open >= job.MostOpen {
		return job.Facts{}, job.ErrTooMany
	}
	var c fault.Check
	limit(&c, "/reason", in.Reason, MaxText)
	limit(&c, "/file", in.File, maxTitle)
	if err := c.Err(); err != nil {
		return job.Facts{}, err
	}
	in.ID, in.Organization, in.User, in.Role, in.State, in.MadeAt, in.Version = job.ID(w.NewID()), w.Actor.Organization, w.Actor.User, w.Actor.Role, job.Waiting, w.Now, 1
	if err := w.Tx.Jobs.Add(ctx, in, file); err != nil {
		return job.Facts{}, err
	}
	return in, w.noteJob(ctx, in, "job.started", map[string]any{"kind": in.Kind, "file": w.Digest(file), "rows": in.Total, "list": in.Subject})
}

// Job opens a job for its starter, and for the head of the organisation in whose
// name it runs; for anybody else there is none.
func (w *Work) Job(ctx context.Context, id job.ID, p who.Permission) (job.Facts, error) {
	if err := w.MayOwn(p); err != nil {
		return job.Facts{}, err
	}
	f, err := w.Tx.Jobs.Get(ctx, id)
	if err != nil {
		return job.Facts{}, err
	}
	if f.Organization != w.Actor.Organization || f.User != w.Actor.User && w.Actor.Role != who.Head {
		return job.Facts{}, who.ErrNotVisible
	}
	return f, nil
}

// JobResults opens a job for who may read what became of its rows: its starter
// alone, because the rows name cases that not everybody may know of.
func (w *Work) JobResults(ctx context.Context, id job.ID) (job.Facts, error) {
	f, err := w.Job(ctx, id, who.JobRead)
	if err == nil && f.User != w.Actor.User {
		err = who.ErrNotVisible
	}
	return f, err
}

// StopJob stops a job between two steps: what was done stays done. It returns
// job.ErrEnded or job.ErrStopped.
func (w *Work) StopJob(ctx context.Context, id job.ID) (job.Facts, error) {
	f, err := w.Job(ctx, id, who.JobRead)
	if err != nil {
		return f, err
	}
	if f, err = f.Stop("user", w.Now); err != nil {
		return f, err
	}
	return w.putJob(ctx, f, "job.stopped")
}

// ResumeJob lets a stopped job go on where it stopped; only its starter does, in
// whose name it acts. It returns job.ErrEnded, job.ErrRunning or job.ErrTooMany.
func (w *Work) ResumeJob(ctx context.Context, id job.ID) (job.Facts, error) {
	f, err := w.JobResults(ctx, id)
	if err != nil {
		return f, err
	}
	if f, err = f.Resume(); err != nil {
		return f, err
	}
	open, err := w.Tx.Jobs.Open(ctx, w.Actor.User)
	if err != nil {
		return f, err
	}
	if open >= job.MostOpen {
		return f, job.ErrTooMany
	}
	f.Role = w.Actor.Role
	return w.putJob(ctx, f, "job.resumed")
}

// BeginStep opens a job for its next step. It returns job.ErrStopped where it
// was stopped, or where another worker took the rows after line at.
func (w *Work) BeginStep(ctx context.Context, id job.ID, at int) (job.Facts, error) {
	f, err := w.Tx.Jobs.Get(ctx, id)
	if err != nil {
		return f, err
	}
	if !f.Open() || f.At != at {
		return f, job.ErrStopped
	}
	return f.Began(w.Now), nil
}

// EndStep keeps how far a job is. Its end is written down.
func (w *Work) EndStep(ctx context.Context, f job.Facts) error {
	switch f.State {
	case job.Done:
		_, err := w.putJob(ctx, f, "job.ended")
		return err
	case job.Stopped:
		_, err := w.putJob(ctx, f, "job.stopped")
		return err
	}
	return w.Tx.Jobs.Put(ctx, f)
}

func (w *Work) putJob(ctx context.Context, f job.Facts, action string) (job.Facts, error) {
	if err := w.Tx.Jobs.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	return f, w.noteJob(ctx, f, action, map[string]any{"rows": f.Rows, "wrong": f.Failed, "by": f.StoppedBy})
}

func (w *Work) noteJob(ctx context.Context, f job.Facts, action string, payload map[string]any) error {
	return w.record(ctx, "", deed{action: action, subject: "job/" + string(f.ID), payload: payload})
}
