package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"gorm.io/gorm"

	"liandong/api/wire"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// actOnAll does one act row by row. Each row is a unit of work of its own: the
// act, its result and how far the batch is, so that a kill between two rows
// loses nothing and does nothing twice.
func (w *working) actOnAll(ctx context.Context, f job.Facts, file []byte) error {
	var in batchFile
	b, known := bulkActOf(f.Subject)
	if err := json.Unmarshal(file, &in); err != nil || !known {
		return w.held(ctx, "window", func(_ *gorm.DB, outer *desk.Work, f job.Facts) error { return w.halt(ctx, outer, f, "file") })
	}
	i := slices.IndexFunc(w.a.routes, func(r Route) bool { return r.Path == b.path && r.Method == http.MethodPost })
	for w.at < len(in.Items) {
		err := w.actOn(ctx, w.a.routes[i], in)
		if errors.Is(err, job.ErrStopped) {
			return nil
		}
		if err != nil {
			return w.broken(ctx, err)
		}
	}
	return nil
}

func (w *working) actOn(ctx context.Context, r Route, in batchFile) error {
	at := w.at
	err := w.held(ctx, "window", func(tx *gorm.DB, outer *desk.Work, f job.Facts) error {
		x := in.Items[f.At]
		row := job.Row{Job: f.ID, Line: f.At + 1, Result: job.Acted, Subject: x.ID}
		err := gormdb.Apart(tx, func(tx *gorm.DB) error {
			c := w.call(ctx, tx, outer.Actor, f)
			c.req.Params = map[string]string{"id": x.ID}
			if x.Version > 0 {
				c.req.IfMatch = etagOf(x.Version)
			}
			var err error
			if row.CaseID, row.Number, err = c.caseBehind(r); err != nil {
				return err
			}
			body := r.fresh()
			if err := wire.Decode(in.Body, body); err != nil {
				return err
			}
			_, err = r.do(c, body)
			return err
		})
		if row, err = refusedRow(row, err); err != nil {
			return err
		}
		if err := outer.Tx.Jobs.AddRow(ctx, row); err != nil {
			return err
		}
		f = f.Take(row)
		if f.At++; f.At == len(in.Items) {
			f = f.Finish(outer.Now)
		}
		at = f.At
		return outer.EndStep(ctx, f)
	})
	if err == nil {
		w.at = at
	}
	return err
}

// call is a request of the job's starter, in a unit of work.
func (w *working) call(ctx context.Context, tx *gorm.DB, by who.Actor, f job.Facts) *Call {
	id := "job/" + string(f.ID)
	work := w.a.office.Begin(w.a.db.Bind(tx, true, w.a.journal), by, w.a.clock.Now(), id)
	return &Call{Work: work, ctx: ctx, app: w.a, tx: tx, req: Request{ID: id, Language: f.Language, Query: map[string]string{}}}
}

// caseBehind is the case of what a row names, and its number.
func (c *Call) caseBehind(r Route) (id, number string, err error) {
	var f cases.Facts
	if r.Of == ofReferral {
		_, x, err := c.Referral(c.ctx, referral.ID(c.req.Params["id"]), r.May)
		if err != nil {
			return "", "", err
		}
		f = x.Facts()
	} else {
		x, err := c.Case(c.ctx, c.caseID(), r.May)
		if err != nil {
			return "", "", err
		}
		f = x.Facts()
	}
	return string(f.ID), f.Number, nil
}

var errSameMoment = fault.New(fault.Conflict, "conflict", "同时有人办理了同一事项，请刷新后重试", "somebody did the same at the same moment: reload and decide again")

// refusedRow says why a row was refused. What is no refusal is an error.
func refusedRow(row job.Row, err error) (job.Row, error) {
	if gormdb.IsDuplicate(err) {
		err = errSameMoment
	}
	x := fault.Of(err)
	if err == nil || x == nil || x.Kind == fault.Unavailable {
		return row, err
	}
	row.Result, row.Code, row.Faults = job.Refused, x.Code, []job.Fault{{Detail: x.Title}}
	if len(x.Fields) > 0 {
		row.Faults = nil
	}
	for _, f := range x.Fields {
		row.Faults = append(row.Faults, job.Fault{Detail: f.Detail})
	}
	return row, nil
}
