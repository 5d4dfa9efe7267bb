package api

import (
	"bytes"
	"context"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/who"
	"liandong/examples"
	"liandong/infra/gormdb"
	"liandong/infra/seed"
)

// demoRoutes exist with --demo only.
func (a *App) demoRoutes() []Route {
	if !a.cfg.Demo {
		return nil
	}
	move := act("POST", "/demo/clock", "演示时钟 · move the demo's clock forward", who.DemoClock, ofNothing, a.moveClock)
	move.Outside = true
	return []Route{
		move,
		a.demoMessages(),
		look("/demo/clock", "演示时钟 · what time it is", who.SessionSelf, ofNothing, func(c *Call) (clockNowView, error) {
			return clockNowView{Now: c.Now}, nil
		}),
	}
}

type moveClockIn struct {
	To time.Time `json:"to"`
}

type clockNowView struct {
	Now   time.Time `json:"now"`
	Fired int       `json:"fired"`
}

// moveClock goes forward from due day to due day, so that what follows from
// silence happens at its own time, and answers when all of it has happened.
func (a *App) moveClock(c *Call, in moveClockIn) (clockNowView, error) {
	if in.To.IsZero() || !in.To.After(a.clock.Now()) {
		return clockNowView{}, fault.Invalid("/to", "not_forward", "演示时钟只能向前拨", "the demo's clock goes forward only")
	}
	if in.To.After(a.clock.Now().AddDate(20, 0, 0)) {
		return clockNowView{}, fault.Invalid("/to", "too_far", "一次最多向前拨二十年", "at most twenty years at once")
	}
	fired := 0
	for {
		due, err := a.db.DueClocks(c.ctx, calendar.DayOf(in.To), 1)
		if err != nil {
			return clockNowView{}, err
		}
		if len(due) == 0 {
			break
		}
		if at := due[0].Last.End(); at.After(a.clock.Now()) {
			a.clock.set(at)
		}
		n, err := a.fireDue(c.ctx)
		if err != nil {
			return clockNowView{}, err
		}
		fired += n
	}
	if in.To.After(a.clock.Now()) {
		a.clock.set(in.To)
	}
	if err := a.keepOffset(c.ctx, a.clock, c.Actor); err != nil {
		return clockNowView{}, err
	}
	return clockNowView{Now: a.clock.Now(), Fired: fired}, nil
}

// seedDemo sets up the fictional county once.
func (a *App) seedDemo(ctx context.Context) error {
	done, err := a.seeded(ctx)
	if err != nil || done {
		return err
	}
	hash := a.passwords.Hash(seed.Password)
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := seed.Plant(ctx, gormdb.Registry{TX: tx}); err != nil {
			return err
		}
		accounts := gormdb.Accounts{TX: tx}
		for _, s := range seed.Accounts {
			u := gormdb.User{ID: "user-" + s.Username, Username: s.Username, Name: s.Name, PasswordHash: hash, Version: 1}
			role := gormdb.Membership{UserID: u.ID, OrganizationID: string(s.Organization), Role: string(s.Role), Team: s.Team}
			if err := accounts.AddUser(ctx, u, []gormdb.Membership{role}); err != nil {
				return err
			}
		}
		if err := (gormdb.Meta{TX: tx}).Put(ctx, "demo", "seeded"); err != nil {
			return err
		}
		return a.journal(tx).Record(ctx, journal.Entry{Actor: who.Actor{User: "demo", Role: who.System, Origin: "demo"}, Action: "demo.planted", Subject: "demo", At: a.clock.Now()})
	})
	if err != nil {
		return err
	}
	_, err = a.Import(ctx, bytes.NewReader(examples.Cases), ImportOptions{})
	return err
}

func (a *App) seeded(ctx context.Context) (bool, error) {
	done := ""
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		done, err = gormdb.Meta{TX: tx}.Get(ctx, "demo")
		return err
	})
	return done != "", err
}
