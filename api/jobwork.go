package api

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"liandong/domain/backlog"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/job"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/parsing"
	"liandong/infra/sheet"
)

// jobLease is held by the one replica that works jobs.
const jobLease = "jobs"

// expiredJobs is how many jobs are forgotten at a beat.
const expiredJobs = 20

// workJobs forgets what was kept long enough and works the jobs that wait, one
// after the other, if this replica holds the lease.
func (a *App) workJobs(ctx context.Context) error {
	now := a.wall()
	var token int64
	held := false
	err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		token, held, err = gormdb.Relay{TX: tx}.Lease(ctx, jobLease, a.relay.owner, now, now.Add(shortLease))
		return err
	})
	if err != nil || !held {
		return err
	}
	if err := errors.Join(a.forgetJobs(ctx), a.expireProposals(ctx)); err != nil {
		return err
	}
	return a.workOpen(ctx, token, false)
}

// workOpen works the jobs that wait, one after the other; short leaves the
// imports out.
func (a *App) workOpen(ctx context.Context, token int64, short bool) error {
	for {
		var id job.ID
		found := false
		err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
			var err error
			id, found, err = gormdb.Lists{TX: tx}.OpenJob(ctx, short)
			return err
		})
		if err != nil || !found {
			return err
		}
		if err := a.workJob(ctx, token, id); err != nil {
			if errors.Is(err, gormdb.ErrFenced) || errors.Is(err, cases.ErrStale) {
				return nil // another replica goes on, or somebody stopped it at this moment
			}
			return err
		}
	}
}

func (a *App) forgetJobs(ctx context.Context) error {
	return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		jobs := a.db.Bind(tx, true, a.journal).Jobs
		ids, err := jobs.Expired(ctx, a.clock.Now(), expiredJobs)
		for _, id := range ids {
			err = errors.Join(err, jobs.Delete(ctx, id))
		}
		return err
	})
}

// expireProposals writes down whose time is over: they are refused already.
func (a *App) expireProposals(ctx context.Context) error {
	return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return a.office.Begin(a.db.Bind(tx, true, a.journal), who.Clockwork, a.clock.Now(), "").ExpireProposals(ctx, expiredJobs)
	})
}

// working is one job in this replica's hands.
type working struct {
	a       *App
	token   int64
	id      job.ID
	at      int // the line it has come to
	r       *parsing.Workbook
	layout  backlog.Layout
	choices desk.Choices
}

// sheetRow is one row on its way in.
type sheetRow struct {
	line  int
	cells []string
}

// workJob goes on with a job from the line it had come to, step by step, until
// its end, or until somebody stops it.
func (a *App) workJob(ctx context.Context, token int64, id job.ID) error {
	w := &working{a: a, token: token, id: id, choices: a.choices()}
	var f job.Facts
	var file []byte
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		jobs := a.db.Bind(tx, false, a.journal).Jobs
		var err error
		if f, err = jobs.Get(ctx, id); err == nil && f.Kind.Reads() {
			file, err = jobs.File(ctx, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	w.at = f.At
	switch f.Kind {
	case job.Export:
		return w.writeList(ctx, f.Subject)
	case job.AuditExport:
		return w.writeAudit(ctx)
	case job.Batch:
		return w.actOnAll(ctx, f, file)
	case job.Report:
		return w.writeReport(ctx)
	}
	if w.r, err = a.parser.Workbook(ctx, file); errors.Is(err, parsing.ErrBusy) {
		return err // the job waits for its turn
	} else if err != nil {
		return w.step(ctx, nil, false, true)
	}
	defer func() { _ = w.r.Close() }()
	w.layout = backlog.Match(w.r.Heads, f.Mapping)
	for {
		// What is short does not wait for the end of a long import.
		if err := a.workOpen(ctx, token, true); err != nil {
			return err
		}
		rows, more, err := w.read()
		broken := errors.Is(err, sheet.ErrWorkbook)
		if err != nil && !broken {
			return err
		}
		err = w.step(ctx, rows, more, broken)
		if errors.Is(err, job.ErrStopped) {
			return nil
		}
		if err != nil || !more || broken {
			return err
		}
	}
}

// read takes the rows of the next step; more is false at the end of the sheet.
func (w *working) read() (rows []sheetRow, more bool, err error) {
	for len(rows) < job.StepRows {
		line, cells, ok, err := w.r.Next()
		if err != nil || !ok {
			return rows, false, err
		}
		if line > w.at && !blankRow(cells) {
			rows = append(rows, sheetRow{line, cells})
		}
	}
	return rows, true, nil
}

func blankRow(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}

// step takes some rows in one unit of work with the progress of the job: a kill
// between two steps loses nothing and doubles nothing. The lease is kept on in
// the same unit, so that who lost it changes nothing.
func (w *working) step(ctx context.Context, rows []sheetRow, more, broken bool) error {
	at := w.at
	err := w.held(ctx, "import", func(tx *gorm.DB, outer *desk.Work, f job.Facts) error {
		for _, x := range rows {
			r, err := w.row(ctx, tx, outer.Actor, f, x)
			if err != nil {
				return err
			}
			if err := outer.Tx.Jobs.AddRow(ctx, r); err != nil {
				return err
			}
			f, at = f.Take(r), x.line
		}
		f.At = at
		switch {
		case broken:
			return w.halt(ctx, outer, f, "file")
		case !more:
			f = f.Finish(outer.Now)
		}
		return outer.EndStep(ctx, f)
	})
	if err == nil {
		w.at = at
	}
	return err
}

// halt stops a job for a reason of its own.
func (w *working) halt(ctx context.Context, outer *desk.Work, f job.Facts, why string) error {
	f, err := f.Stop(why, outer.Now)
	if err != nil {
		return err
	}
	return outer.EndStep(ctx, f)
}

// starter is in whose name a job acts; still is false where the account or its
// role has ended since.
func (w *working) starter(ctx context.Context, tx *gorm.DB, f job.Facts) (actor who.Actor, still bool, err error) {
	h, err := gormdb.Accounts{TX: tx}.Holder(ctx, gormdb.Session{UserID: f.User, OrganizationID: string(f.Organization), Role: string(f.Role)}, calendar.DayOf(w.a.clock.Now()))
	actor = who.Actor{User: f.User, Name: h.Name, Organization: f.Organization, Role: f.Role, Team: h.Team}
	if errors.Is(err, who.ErrSignIn) {
		return actor, false, nil
	}
	return actor, err == nil, err
}

// errTakenBack takes the unit of one row back.
var errTakenBack = errors.New("api: the row is not kept")

// row brings one row in behind a savepoint of its own: what is wrong, and every
// row of a trial, never happened. Who loses a race for the same number finds it
// known the second time.
func (w *working) row(ctx context.Context, tx *gorm.DB, actor who.Actor, f job.Facts, x sheetRow) (job.Row, error) {
	var r job.Row
	once := func() error {
		return gormdb.Apart(tx, func(tx *gorm.DB) error {
			work := w.a.office.Begin(w.a.db.Bind(tx, true, w.a.journal), actor, w.a.clock.Now(), "job/"+string(w.id))
			var err error
			if r, err = work.BringRow(ctx, f, w.layout, w.choices, x.line, x.cells); err != nil {
				return err
			}
			if f.Kind == job.Trial || r.Result == job.Wrong {
				return errTakenBack
			}
			return nil
		})
	}
	err := once()
	if gormdb.IsDuplicate(err) {
		err = once()
	}
	if errors.Is(err, errTakenBack) {
		err = nil
	}
	if f.Kind == job.Trial {
		r.CaseID, r.Number = "", ""
	}
	return r, err
}
