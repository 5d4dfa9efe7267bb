package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"gorm.io/gorm"

	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
)

// factorKey is the key that seals second factors, claimed when it is first needed.
type factorKey struct {
	mu   sync.Mutex
	seal *secrets.Seal
}

// The names under which the database knows its factor key, and a demo keeps one.
const (
	factorKeyID   = "factor_key_id"
	demoFactorKey = "demo_factor_key"
)

// errFactorKey refuses to go on with a key that opens nothing of what is kept.
var errFactorKey = errors.New("this database's second factors are sealed with another key: put its factor.key into the data directory or name it with --factor-key; if it is lost for good, liandong factors adopt takes a new one and everybody enrols anew")

// ClaimFactorKey reads the key that seals second factors, and makes it where
// the installation has none. Every program over one database has the same, or
// does not start.
func (a *App) ClaimFactorKey(ctx context.Context) error {
	_, err := a.factorSeal(func(do func(context.Context, gormdb.Meta) error) error {
		return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error { return do(ctx, gormdb.Meta{TX: tx}) })
	})
	return err
}

// seal is the key, claimed in this unit of work where nobody did at the start.
func (c *Call) seal() (*secrets.Seal, error) {
	return c.app.factorSeal(func(do func(context.Context, gormdb.Meta) error) error { return do(c.ctx, gormdb.Meta{TX: c.tx}) })
}

func (a *App) factorSeal(unit func(do func(context.Context, gormdb.Meta) error) error) (*secrets.Seal, error) {
	a.factorKey.mu.Lock()
	defer a.factorKey.mu.Unlock()
	if a.factorKey.seal != nil {
		return a.factorKey.seal, nil
	}
	var seal *secrets.Seal
	err := unit(func(ctx context.Context, meta gormdb.Meta) (err error) {
		seal, err = a.claimFactorKey(ctx, meta)
		return err
	})
	if err == nil {
		a.factorKey.seal = seal
	}
	return seal, err
}

func (a *App) factorKeyFile() string {
	if a.cfg.FactorKey != "" {
		return a.cfg.FactorKey
	}
	return filepath.Join(a.cfg.Data, secrets.SealFile)
}

func (a *App) claimFactorKey(ctx context.Context, meta gormdb.Meta) (*secrets.Seal, error) {
	known, err := meta.Get(ctx, factorKeyID)
	if err != nil {
		return nil, err
	}
	seal, err := secrets.ReadSeal(a.factorKeyFile())
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case a.cfg.Demo && a.cfg.Database != "":
		// The key of a fictional county beside a database server is kept where all replicas find it, and protects nothing.
		text, err := meta.Keep(ctx, demoFactorKey, secrets.Key())
		if err != nil {
			return nil, err
		}
		return secrets.NewSeal(text)
	case known != "":
		return nil, fmt.Errorf("%w (it is %s)", errFactorKey, known)
	default:
		if seal, err = secrets.MakeSeal(a.factorKeyFile()); err != nil {
			return nil, err
		}
	}
	if known == "" {
		if known, err = meta.Keep(ctx, factorKeyID, seal.ID()); err != nil {
			return nil, err
		}
	}
	if known != seal.ID() {
		return nil, fmt.Errorf("%w (it is %s, this is %s)", errFactorKey, known, seal.ID())
	}
	return seal, nil
}

// errNoAccount refuses a username that nobody has.
var errNoAccount = errors.New("there is no account of that name: give its username")

// EndFactors leaves an account its password alone, for an operator at the
// machine itself: where nobody is left who could make a link. The holder is told, and the log says so.
func (a *App) EndFactors(ctx context.Context, username string) error {
	return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c := a.operating(ctx, tx)
		u, err := c.accounts().ByName(ctx, username)
		if fault.Of(err) != nil {
			return fmt.Errorf("%w (%q)", errNoAccount, username)
		}
		if err != nil {
			return err
		}
		if err := c.endFactors(u.ID); err != nil {
			return err
		}
		return c.didFactor(u.ID, "factors_ended")
	})
}

// AdoptFactorKey takes the key that lies here, or a new one, for good. What
// another key sealed opens nowhere any more: every second factor is ended, and
// whoever needs one enrols at the next sign-in.
func (a *App) AdoptFactorKey(ctx context.Context) (id string, err error) {
	seal, err := secrets.ReadSeal(a.factorKeyFile())
	if errors.Is(err, fs.ErrNotExist) {
		seal, err = secrets.MakeSeal(a.factorKeyFile())
	}
	if err != nil {
		return "", err
	}
	return seal.ID(), a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		meta := gormdb.Meta{TX: tx}
		known, err := meta.Get(ctx, factorKeyID)
		if err != nil || known == seal.ID() {
			return err
		}
		c := a.operating(ctx, tx)
		if err := c.accounts().DropAllStaffFactors(ctx); err != nil {
			return err
		}
		if err := meta.Put(ctx, factorKeyID, seal.ID()); err != nil {
			return err
		}
		return c.notice("", "factor_key.adopted", "installation")
	})
}

// operating is a unit of work of whoever runs the program at its own machine.
func (a *App) operating(ctx context.Context, tx *gorm.DB) *Call {
	by := who.Actor{User: "operator", Role: who.SecurityAdmin, Origin: "command_line"}
	return &Call{ctx: ctx, app: a, tx: tx, Work: a.office.Begin(a.db.Bind(tx, true, a.journal), by, a.clock.Now(), "")}
}
