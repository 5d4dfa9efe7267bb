package api

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/who"
	"liandong/infra/clamd"
)

// The pace of the scanner: a file may have 10 MB, so few are read at a time; one
// it could not judge is shown to it again after a while.
const (
	scans     = 4
	scanAgain = time.Minute
)

// scanWaiting shows the scanner what waits, outside any transaction. A file it
// cannot judge goes on waiting and holds up no other; when it is away all do.
func (a *App) scanWaiting(ctx context.Context) error {
	now := a.wall()
	if now.Before(a.scanNext) {
		return nil
	}
	var unjudged error
	for last := document.ID(""); ; {
		ids, bodies, err := a.db.Unscanned(ctx, last, scans)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		for i, id := range ids {
			last = id
			found, err := a.scanner.Scan(ctx, bodies[i])
			if errors.Is(err, clamd.ErrAway) || ctx.Err() != nil {
				return err
			}
			if err != nil {
				unjudged = errors.Join(unjudged, err)
				continue
			}
			if err := a.scanned(ctx, id, found); err != nil {
				return err
			}
		}
	}
	if unjudged != nil {
		a.scanNext = now.Add(scanAgain)
	}
	return unjudged
}

// scanned notes an answer; another replica's, which came first, stands.
func (a *App) scanned(ctx context.Context, id document.ID, found string) error {
	err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		w := a.office.Begin(a.db.Bind(tx, true, a.journal), who.Clockwork, a.clock.Now(), "scan/"+string(id))
		return w.Scanned(ctx, id, found)
	})
	if errors.Is(err, cases.ErrStale) {
		return nil
	}
	return err
}
