package api

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// Clock is the time of the law. In a demo it can be moved forward.
type Clock struct {
	wall func() time.Time

	mu     sync.RWMutex
	offset time.Duration
}

// Now is the instant it is.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.wall().Add(c.offset).UTC()
}

// set moves the clock so that it is t now.
func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = t.Sub(c.wall())
}

// demoOffset is the meta row that keeps how far a demo's clock is ahead, in microseconds.
const demoOffset = "demo_offset"

// tolerance is how far this machine's clock may be behind the last entry: two
// replicas are never set alike.
const tolerance = 2 * time.Second

// errClockBehind refuses to start, and says how to go on.
const errClockBehind = `this machine's clock (%[1]s) is behind the last entry of the log (%[2]s).
Set the clock right («timedatectl» shows whether it follows a time server), then start again.
If this clock is right and the one was wrong with which that entry was written, the log does not go back: start again after %[2]s,
or restore a backup from before it and say so in the log: liandong audit recover --by NAME --reason TEXT`

// openClock finds out what time it is. It refuses to start behind the last
// entry of the log: what happened next would seem to have happened before.
func (a *App) openClock(ctx context.Context) (*Clock, error) {
	c := &Clock{wall: a.wall}
	var last time.Time
	fresh := true
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		at, err := gormdb.Lists{TX: tx}.LastEntryAt(ctx)
		if err != nil {
			return err
		}
		last = gormdb.Unstamp(at)
		raw, err := gormdb.Meta{TX: tx}.Get(ctx, demoOffset)
		if err != nil || raw == "" {
			return err
		}
		fresh = false
		n, err := strconv.ParseInt(raw, 10, 64)
		c.offset = time.Duration(n) * time.Microsecond
		return err
	})
	if err != nil {
		return nil, err
	}
	if a.cfg.Demo {
		// A new demo begins at the time asked for, be it in the past of this
		// machine; one that goes on is only ever moved forward.
		if fresh && !a.cfg.DemoNow.IsZero() || c.Now().Before(a.cfg.DemoNow) {
			c.set(a.cfg.DemoNow)
		}
		if c.Now().Before(last) {
			c.set(last.Add(time.Microsecond))
		}
		return c, a.keepOffset(ctx, c, who.Actor{User: "demo", Role: who.System, Origin: "demo"})
	}
	if c.Now().Add(tolerance).Before(last) {
		return nil, fmt.Errorf(errClockBehind, c.Now().Format(time.RFC3339), last.Format(time.RFC3339))
	}
	return c, nil
}

// keepOffset stores how far a demo is ahead, and says in the log who moved it.
func (a *App) keepOffset(ctx context.Context, c *Clock, by who.Actor) error {
	c.mu.RLock()
	offset := c.offset
	c.mu.RUnlock()
	return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := (gormdb.Meta{TX: tx}).Put(ctx, demoOffset, strconv.FormatInt(offset.Microseconds(), 10)); err != nil {
			return err
		}
		return a.journal(tx).Record(ctx, journal.Entry{Actor: by, Action: "demo.clock_set", Subject: "demo", At: c.Now()})
	})
}

// keepTime takes up a new holiday notice and fires what is due.
func (a *App) keepTime(ctx context.Context) error {
	if err := a.freshCalendar(ctx); err != nil {
		a.log.Error("calendar", "error", err) // the time limits go on by the notices at hand
	}
	_, err := a.fireDue(ctx)
	return err
}

// firings is how many clocks are fired before the list is read again.
const firings = 200

// fireDue fires every clock whose last day is over. Each fires in a unit of
// its own, and once: another replica's firing is no error.
func (a *App) fireDue(ctx context.Context) (int, error) {
	fired := 0
	for {
		due, err := a.db.DueClocks(ctx, calendar.DayOf(a.clock.Now()), firings)
		if err != nil || len(due) == 0 {
			return fired, err
		}
		for _, d := range due {
			if err := a.fire(ctx, d.ID); err != nil {
				return fired, err
			}
			fired++
		}
	}
}

func (a *App) fire(ctx context.Context, id string) error {
	attempt := func(act func(w *desk.Work, ctx context.Context, id string) error) error {
		return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
			w := a.office.Begin(a.db.Bind(tx, true, a.journal), who.Clockwork, a.clock.Now(), "clock/"+id)
			return act(w, ctx, id)
		})
	}
	err := attempt((*desk.Work).Fire)
	if f := fault.Of(err); f == nil || f.Kind == fault.Unavailable {
		return err
	}
	if errors.Is(err, desk.ErrFired) {
		return nil
	}
	// The clock ended but what follows from it is refused: it is missed, and shows.
	err = attempt((*desk.Work).Miss)
	if errors.Is(err, desk.ErrFired) {
		return nil
	}
	return err
}

// dueBy lets the routing answer show the dates of the clocks it names.
func dueBy(book *clock.Book, cal calendar.Calendar) func(rule string, start calendar.Date) (due, literal calendar.Date, ok bool) {
	return func(rule string, start calendar.Date) (calendar.Date, calendar.Date, bool) {
		d, err := book.Evaluate(cal, clock.Request{Rule: rule, StartOn: start})
		return d.DueOn, d.LiteralOn, err == nil
	}
}
