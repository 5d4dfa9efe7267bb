package api

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/domain/document"
	"liandong/domain/who"
)

// scans is how many files are read at a time for the scanner: each may have 10 MB.
const scans = 4

// keepScanning has what waits looked at, until the program stops.
func (a *App) keepScanning(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := a.scanWaiting(ctx); err != nil && !errors.Is(err, context.Canceled) {
			a.log.Error("scanner", "error", err)
			pause(ctx, 10*time.Second)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// scanWaiting asks the scanner about what waits, outside any transaction.
func (a *App) scanWaiting(ctx context.Context) error {
	for {
		ids, bodies, err := a.db.Unscanned(ctx, scans)
		if err != nil || len(ids) == 0 {
			return err
		}
		for i, id := range ids {
			found, err := a.scanner.Scan(ctx, bodies[i])
			if err != nil {
				return err
			}
			if err := a.scanned(ctx, id, found); err != nil {
				return err
			}
		}
	}
}

func (a *App) scanned(ctx context.Context, id document.ID, found string) error {
	return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		w := a.office.Begin(a.db.Bind(tx, true, a.journal), who.Clockwork, a.clock.Now(), "scan/"+string(id))
		return w.Scanned(ctx, id, found)
	})
}
