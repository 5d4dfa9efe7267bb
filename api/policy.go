package api

import (
	"context"
	"time"

	"gorm.io/gorm"

	"liandong/domain/journal"
	"liandong/domain/who"
	"liandong/infra/authz"
	"liandong/infra/gormdb"
)

// loadPolicy puts the stored policy in force; a new installation begins with
// the national rows. An empty policy refuses to start: authz.ErrEmpty.
func (a *App) loadPolicy(ctx context.Context) error {
	version, rows, err := a.storedPolicy(ctx)
	if err != nil {
		return err
	}
	if version == "" {
		national, err := authz.National()
		if err != nil {
			return err
		}
		err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
			all := make([][4]string, 0, len(national))
			for _, r := range national {
				all = append(all, r)
			}
			if err := (gormdb.Registry{TX: tx}).AddPolicy(ctx, all); err != nil {
				return err
			}
			at := a.wall()
			if a.cfg.Demo && !a.cfg.DemoNow.IsZero() {
				at = a.cfg.DemoNow // a demo's log begins when the demo does
			}
			by := who.Actor{User: "installation", Role: who.System, Origin: "installation"}
			return a.journal(tx).Record(ctx, journal.Entry{Actor: by, Action: "policy.installed", Subject: "policy", At: at})
		})
		if err != nil {
			return err
		}
		if version, rows, err = a.storedPolicy(ctx); err != nil {
			return err
		}
	}
	if a.policy == nil {
		if a.policy, err = authz.New(rows); err != nil {
			return err
		}
	} else if err := a.policy.Replace(rows); err != nil {
		return err
	}
	a.policyVersion, a.policyAt = version, a.wall()
	return nil
}

func (a *App) storedPolicy(ctx context.Context) (version string, rows []authz.Row, err error) {
	err = a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if version, err = (gormdb.Meta{TX: tx}).Get(ctx, gormdb.PolicyVersion); err != nil {
			return err
		}
		all, err := gormdb.Registry{TX: tx}.Policy(ctx)
		for _, r := range all {
			rows = append(rows, r)
		}
		return err
	})
	return version, rows, err
}

// policyLasts is how long a policy is used without asking whether it changed.
const policyLasts = time.Second

// freshPolicy reloads the policy if its version changed: a change holds on
// every replica within two seconds, or the request is refused.
func (a *App) freshPolicy(ctx context.Context) error {
	a.policyMu.Lock()
	defer a.policyMu.Unlock()
	if a.wall().Sub(a.policyAt) < policyLasts {
		return nil
	}
	version := ""
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		version, err = gormdb.Meta{TX: tx}.Get(ctx, gormdb.PolicyVersion)
		return err
	})
	if err != nil {
		return err
	}
	if version == a.policyVersion {
		a.policyAt = a.wall()
		return nil
	}
	return a.loadPolicy(ctx)
}
