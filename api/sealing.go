package api

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/proposal"
	"liandong/domain/who"
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

// errUnagreed refuses to rotate keys alone where the administrators are parted.
var errUnagreed = errors.New("a new data key needs two people here: let a security administrator propose keys.rotate at the desk, another administrator confirm it, and run keys rotate --proposal ID")

// keysAgreed is a rotation, the proposal that two people agreed to, and when it is run.
type keysAgreed struct {
	profile sealing.Profile
	by      proposal.ID
	at      time.Time
}

// rotation asks whether two people agreed to a new key, and once it is in use
// writes down that what they agreed to is done. Where no security administrator
// is in office, the operator may go without.
func rotation(ctx context.Context, db *gormdb.DB, of keysAgreed, done bool) error {
	digest, err := packedPlan(keysPlanned{string(of.profile)})
	if err != nil {
		return err
	}
	return db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		since, err := gormdb.Meta{TX: tx}.Get(ctx, administratorsSplit)
		if err != nil {
			return err
		}
		if of.by == "" {
			if since != "" {
				return errUnagreed
			}
			return nil
		}
		log := func(tx *gorm.DB) journal.Journal {
			return gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt, My: db.Dialect() == "mysql"}
		}
		w := desk.Office{NewID: secrets.NewID, Digest: digestOf}.Begin(db.Bind(tx, true, log), who.Actor{User: "operator", Role: who.SecurityAdmin, Origin: "command_line"}, of.at, "")
		if done {
			_, err = w.CarryOut(ctx, of.by, proposal.RotateKeys, digestOf([]byte(digest)))
			return err
		}
		f, err := w.Tx.Proposals.Get(ctx, of.by)
		if err == nil && f.Act != proposal.RotateKeys {
			err = who.ErrNotVisible
		}
		if err == nil {
			_, err = f.Do(digestOf([]byte(digest)), w.Now)
		}
		return err
	})
}

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
func RotateKeys(ctx context.Context, cfg Config, profile sealing.Profile, agreed proposal.ID) (id string, err error) {
	db, err := open(ctx, cfg, false)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := rotation(ctx, db, keysAgreed{profile, agreed, time.Now()}, false); err != nil {
		return "", err
	}
	if id, err = db.Rotate(ctx, profile, pause(gormdb.RotatePause)); err != nil {
		return "", err
	}
	if err := rotation(ctx, db, keysAgreed{profile, agreed, time.Now()}, true); err != nil {
		return id, err
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
