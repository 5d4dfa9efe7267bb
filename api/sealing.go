package api

import (
	"context"
	"errors"
	"time"

	"liandong/infra/gormdb"
	"liandong/infra/sealing"
	"liandong/infra/secrets"
)

// unlock makes what people entered readable to this program, and makes the keys
// of a new database.
func unlock(ctx context.Context, db *gormdb.DB, cfg Config, fresh bool) error {
	return db.Unlock(ctx, gormdb.Unlocking{
		Dir: sealing.In(cfg.Keys, cfg.Data), Make: fresh, Within: cfg.Demo && cfg.Database != "" && cfg.Keys == "",
	})
}

// open opens a database for a command that needs no more of the program.
func open(ctx context.Context, cfg Config, readOnly bool) (*gormdb.DB, error) {
	db, err := gormdb.Open(gormdb.Config{Dir: cfg.Data, URL: cfg.Database, Log: cfg.Log, ReadOnly: readOnly})
	if err != nil {
		return nil, err
	}
	if err := unlock(ctx, db, cfg, false); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func openToRead(ctx context.Context, cfg Config) (*gormdb.DB, error) { return open(ctx, cfg, true) }

// sealRounds is how many batches one beat seals: what people ask comes between.
const sealRounds = 10

// keepSealed seals what was stored before there were keys, or with a key that
// another took the place of, under a lease: one replica does it.
func (a *App) keepSealed(ctx context.Context) error {
	for range sealRounds {
		n, err := a.db.SealSome(ctx, a.relay.owner, time.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			_, err := a.db.Retire(ctx, time.Now(), gormdb.SpentAfter())
			return err
		}
	}
	return nil
}

// RotateKeys takes a new data key into use, beside running servers, and waits
// until everything is sealed with it. Cut off, it is run again.
func RotateKeys(ctx context.Context, cfg Config, profile sealing.Profile) (id string, err error) {
	db, err := open(ctx, cfg, false)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if id, err = db.Rotate(ctx, profile, pause(gormdb.RotatePause)); err != nil {
		return "", err
	}
	owner := secrets.NewID()
	for {
		n, err := db.SealSome(ctx, owner, time.Now())
		if err != nil {
			return id, err
		}
		if done, err := db.Sealed(ctx); err != nil || done {
			return id, err
		}
		if n == 0 { // a server is at it
			if err := pause(200 * time.Millisecond)(ctx); err != nil {
				return id, err
			}
		}
	}
}

func pause(d time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
}

// CheckKeys reads every sealed value of a database, as after a backup was
// restored, and changes nothing. It returns an error naming the first it cannot read.
func CheckKeys(ctx context.Context, cfg Config) (values int, err error) {
	db, err := openToRead(ctx, cfg)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return values, db.Words(ctx, func(_, text string) error {
		if text != "" {
			values++
		}
		return nil
	})
}
