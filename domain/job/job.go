// Package job says what long work that runs on the server is: who started it,
// how far it is, what became of each of its rows, and until when that is kept.
package job

import (
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
)

// ID names a job.
type ID string

// Kind says what a job does.
type Kind string

// Import registers a backlog of cases; a trial does the same and keeps nothing.
// Export writes a list of the API down. Batch does one act on many things. Report
// writes the figures of a year.
const (
	Import Kind = "import"
	Trial  Kind = "trial"
	Export Kind = "export"
	Batch  Kind = "batch"
	Report Kind = "report"
	// AuditExport writes a part of the log down so that it verifies elsewhere.
	AuditExport Kind = "audit_export"
)

// Reads tells whether a job reads the file it was started with; the others write one.
func (k Kind) Reads() bool { return k == Import || k == Trial || k == Batch }

// Kinds names them on screen.
var Kinds = map[Kind]lang.Text{Import: lang.T("导入案件", "import of cases"), Trial: lang.T("试导入（不入库）", "trial of an import: nothing is kept"), Export: lang.T("导出列表", "export of a list"), Batch: lang.T("批量办理", "one act on many"), Report: lang.T("年度报告", "annual report"), AuditExport: lang.T("导出审计记录", "export of the log")}

// State is where a job stands.
type State string

// The states. A stopped job goes on where it stopped when it is resumed.
const (
	Waiting State = "waiting"
	Running State = "running"
	Stopped State = "stopped"
	Done    State = "done"
)

// States names them on screen.
var States = map[State]lang.Text{
	Waiting: lang.T("等待开始", "waiting"), Running: lang.T("进行中", "running"), Stopped: lang.T("已停止", "stopped"), Done: lang.T("已完成", "done"),
}

// Result is what became of one row.
type Result string

// The results. A row is known where an earlier import of the same organisation
// registered the same number. A row of a batch is acted on or refused.
const (
	Registered Result = "registered"
	Known      Result = "known"
	Wrong      Result = "wrong"
	Acted      Result = "acted"
	Refused    Result = "refused"
)

// Results names them on screen.
var Results = map[Result]lang.Text{Registered: lang.T("已登记", "registered"), Known: lang.T("以前已登记", "registered before"), Wrong: lang.T("有误", "wrong"), Acted: lang.T("已办理", "done"), Refused: lang.T("未办理", "refused")}

// The bounds: how long results are kept once a job ended or stands still, how
// many jobs one person may have under way, how many rows one step of an import
// takes and one of an export, how many rows one export holds and one batch.
const (
	Keep       = 7 * 24 * time.Hour
	MostOpen   = 3
	StepRows   = 20
	PageRows   = 100
	ExportRows = 100_000
	BatchRows  = 1000
	AuditRows  = 1_000_000 // entries of one export of the log
)

// Facts is a job as it is kept. At is the line of the sheet it has come to.
type Facts struct {
	ID           ID
	Kind         Kind
	Organization org.ID
	User         string
	Role         who.Role
	State        State
	File         string            // its name
	Mapping      map[string]string // column by heading, as the user chose
	Reason       string            // for days of rows that give none of their own
	Total        int               // rows of the file, until it is read to its end
	Rows         int               // rows that were taken
	Failed       int               // of those, the wrong ones
	At           int
	StoppedBy    string            // a code: user, account, file or access; rows where an export is not the whole list
	Subject      string            // the list that is exported, or the act
	Query        map[string]string // its filters
	Cursor       string            // its next page
	Language     lang.Tag          // in which codes are named
	MadeAt       time.Time
	StartedAt    time.Time
	EndedAt      time.Time
	ExpiresAt    time.Time // when file and results are deleted
	Version      int
}

// tell is under which name an import keeps that applicants are told.
const tell = "tell"

// Told is what an import keeps of whether applicants are told of the registration.
func Told(yes bool) map[string]string {
	if !yes {
		return nil
	}
	return map[string]string{tell: "true"}
}

// Quiet says whether an import tells no applicant: old matters were told of when they were new.
func (f Facts) Quiet() bool { return f.Query[tell] == "" }

// Row is what became of one line.
type Row struct {
	Job    ID
	Line   int
	Result Result
	Key    string // a digest of the row's own number
	CaseID string
	Number string // of the case
	Faults []Fault

	Subject string // of a batch: the id of what was to be acted on
	Code    string // of the refusal
}

// Fault is one thing that is wrong with a row: in which column, and what to do.
type Fault struct {
	Column string    `json:"column,omitempty"`
	Detail lang.Text `json:"detail"`
}

// The refusals.
var (
	ErrEnded   = fault.New(fault.Conflict, "job.ended", "任务已经结束", "the job has ended")
	ErrStopped = fault.New(fault.Conflict, "job.stopped", "任务没有在进行", "the job is not under way")
	ErrRunning = fault.New(fault.Conflict, "job.running", "任务正在进行", "the job is under way")
	ErrNotDone = fault.New(fault.Conflict, "job.not_done", "任务还没有完成，请稍后下载", "the job is not done: take its file later")
	ErrTooMany = fault.New(fault.Conflict, "job.too_many", "您已有三个任务没有结束，请等其中一个结束后再开始", "you have three jobs under way: wait for one of them to end")
)

// Open tells whether a job goes on by itself.
func (f Facts) Open() bool { return f.State == Waiting || f.State == Running }

// Began is the job when its first step is taken.
func (f Facts) Began(now time.Time) Facts {
	if f.StartedAt.IsZero() {
		f.StartedAt = now
	}
	f.State = Running
	return f
}

// Stop stops a job between two steps. It returns ErrEnded for one that is done,
// and ErrStopped the second time.
func (f Facts) Stop(why string, now time.Time) (Facts, error) {
	switch f.State {
	case Done:
		return f, ErrEnded
	case Stopped:
		return f, ErrStopped
	}
	f.State, f.StoppedBy, f.EndedAt, f.ExpiresAt = Stopped, why, now, now.Add(Keep)
	return f, nil
}

// Resume lets a stopped job go on. It returns ErrEnded or ErrRunning for another.
func (f Facts) Resume() (Facts, error) {
	switch f.State {
	case Done:
		return f, ErrEnded
	case Waiting, Running:
		return f, ErrRunning
	}
	f.State, f.StoppedBy, f.EndedAt, f.ExpiresAt = Waiting, "", time.Time{}, time.Time{}
	return f, nil
}

// Finish ends a job that has come to the end of its file.
func (f Facts) Finish(now time.Time) Facts {
	f.State, f.Total, f.EndedAt, f.ExpiresAt = Done, f.Rows, now, now.Add(Keep)
	return f
}

// Page counts a page of an export that takes up n parts of its file; next is
// where the following page begins, empty at the end of the list. An export ends
// at ExportRows at the latest and then says so.
func (f Facts) Page(rows, n int, next string, now time.Time) Facts {
	f.Rows, f.At, f.Cursor = f.Rows+rows, f.At+n, next
	f.Total = max(f.Total, f.Rows)
	switch {
	case next == "":
		return f.Finish(now)
	case f.Rows >= ExportRows:
		f.StoppedBy = "rows"
		return f.Finish(now)
	}
	return f
}

// Portion counts a portion of a file that is whole or is not made: it takes up n parts,
// and next is how the following one goes on.
func (f Facts) Portion(rows, n int, next string, done bool, now time.Time) Facts {
	f.Rows, f.At, f.Cursor = f.Rows+rows, f.At+n, next
	if f.Total = max(f.Total, f.Rows); done {
		return f.Finish(now)
	}
	return f
}

// Take counts a row.
func (f Facts) Take(r Row) Facts {
	f.Rows++
	if r.Result == Wrong || r.Result == Refused {
		f.Failed++
	}
	f.Total = max(f.Total, f.Rows)
	return f
}
