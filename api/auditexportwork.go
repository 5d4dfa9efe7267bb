package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/job"
	"liandong/domain/who"
	"liandong/infra/auditfile"
	"liandong/infra/gormdb"
	"liandong/infra/tlog"
)

// auditRuns is how many runs of neighbouring entries one step of an export passes.
const auditRuns = 2000

// writeAudit takes section after section of the log up to the job's checkpoint.
func (w *working) writeAudit(ctx context.Context) error {
	for {
		more, err := w.writeSection(ctx)
		if errors.Is(err, job.ErrStopped) {
			return nil
		}
		if err != nil {
			return w.broken(ctx, err)
		}
		if !more {
			return nil
		}
	}
}

// writeSection writes one section in one unit of work with the progress of the job: a
// kill between two leaves the file as it was after the first.
func (w *working) writeSection(ctx context.Context) (more bool, err error) {
	at := w.at
	err = w.held(ctx, "export", func(tx *gorm.DB, outer *desk.Work, f job.Facts) error {
		if outer.MayOwn(who.AuditRead) != nil {
			return w.halt(ctx, outer, f, "access")
		}
		under, err := tlog.Unsigned(f.Query[checkpointKept])
		if err != nil {
			return err
		}
		s, err := auditfile.ParseState(f.Cursor)
		if err != nil {
			return err
		}
		var body bytes.Buffer
		packed := gzip.NewWriter(&body)
		before := s.Entries
		if s, err = w.section(ctx, tx, auditfile.Continue(packed, s), s, f, under); err != nil {
			return err
		}
		if s.Entries > job.AuditRows {
			return w.halt(ctx, outer, f, "entries")
		}
		done := s.At >= under.Size
		if done {
			if err := auditfile.End(packed, under.Origin, s, w.a.seal.SignText); err != nil {
				return err
			}
		}
		if err := packed.Close(); err != nil {
			return err
		}
		n, err := outer.Tx.Jobs.AddParts(ctx, f.ID, f.At, body.Bytes())
		if err != nil {
			return err
		}
		f = f.Portion(int(s.Entries-before), n, s.String(), done, outer.Now)
		at, more = f.At, f.Open()
		return outer.EndStep(ctx, f)
	})
	if err == nil {
		w.at = at
	}
	return more, err
}

// section writes the lines of the next runs; what was not asked for becomes hashes.
func (w *working) section(ctx context.Context, tx *gorm.DB, out *auditfile.Writer, s auditfile.State, f job.Facts, under tlog.Checkpoint) (auditfile.State, error) {
	filter, err := entryFilter(f.Query)
	if err != nil {
		return s, err
	}
	if s.At == 0 {
		head := auditfile.Head{Asked: askedOf(filter), By: f.User, Organization: string(f.Organization), At: gormdb.Stamp(f.MadeAt), Checkpoint: f.Query[checkpointKept]}
		if err := out.Head(head); err != nil {
			return s, err
		}
	}
	tree := w.a.tree(tx)
	found, next, err := tree.Leaves(ctx, s.At, under.Size, filter, auditRuns)
	if err != nil {
		return s, err
	}
	for _, x := range found {
		if err := leaveOut(ctx, tree, out, x.Leaf); err != nil {
			return s, err
		}
		if err := out.Entry(x.Entry); err != nil {
			return s, err
		}
	}
	if err := leaveOut(ctx, tree, out, next); err != nil {
		return s, err
	}
	return out.Close()
}

func leaveOut(ctx context.Context, tree gormdb.Tree, out *auditfile.Writer, to int64) error {
	if to == out.At() {
		return nil
	}
	hashes, err := tree.Range(ctx, out.At(), to)
	if err != nil {
		return err
	}
	return out.LeftOut(to, hashes)
}
