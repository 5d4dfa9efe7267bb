package api

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/holidays"
)

// calendarBy is who imports a notice from the machine's own command line.
var calendarBy = who.Actor{User: "calendar", Role: who.System, Origin: "import"}

// storedCalendar is the built-in calendar with the imported notices.
func storedCalendar(ctx context.Context, db *gormdb.DB) (*holidays.Notices, string, error) {
	n, version := holidays.National(), ""
	err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		if version, err = (gormdb.Meta{TX: tx}).Get(ctx, gormdb.CalendarVersion); err != nil || version == "" {
			return err
		}
		all, err := gormdb.Notices{TX: tx}.All(ctx)
		if err != nil {
			return err
		}
		for _, raw := range all {
			more, err := holidays.Load([]byte(raw))
			if err != nil {
				return err
			}
			n = n.With(more)
		}
		return nil
	})
	return n, version, err
}

// freshCalendar puts notices in force that another process imported.
func (a *App) freshCalendar(ctx context.Context) error {
	version := ""
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		version, err = gormdb.Meta{TX: tx}.Get(ctx, gormdb.CalendarVersion)
		return err
	})
	if err != nil || version == a.calendarVersion {
		return err
	}
	n, version, err := storedCalendar(ctx, a.db)
	if err != nil {
		return err
	}
	a.calendar.Replace(n)
	a.calendarVersion = version
	return nil
}

// MovedCase is a case in which a notice moved dates.
type MovedCase struct {
	Number string
	Clocks []desk.Moved
}

// recalendared is how many cases are looked at before the list is read again.
const recalendared = 200

// ImportCalendar brings in holiday notices, in the shape of the built-in
// calendar, and computes again every date that they decide. Each case moves in
// a unit of work of its own with its entry in the log; tell is told of each. A
// run that was cut off is finished by running it again.
func (a *App) ImportCalendar(ctx context.Context, file string, tell func(MovedCase)) ([]int, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	more, err := holidays.Load(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	years := more.Years()
	if len(years) == 0 {
		return nil, fmt.Errorf("%s: no year in published_on", file)
	}
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		for _, y := range years {
			notice, published, err := more.Year(y)
			if err != nil {
				return err
			}
			if err := (gormdb.Notices{TX: tx}).Put(ctx, y, published, notice, a.clock.Now()); err != nil {
				return err
			}
		}
		if err := (gormdb.Meta{TX: tx}).Bump(ctx, gormdb.CalendarVersion); err != nil {
			return err
		}
		return a.journal(tx).Record(ctx, journal.Entry{
			Actor: calendarBy, Action: "calendar.imported", Subject: "calendar", At: a.clock.Now(), Payload: map[string]any{"years": years},
		})
	})
	if err != nil {
		return nil, err
	}
	if err := a.freshCalendar(ctx); err != nil {
		return nil, err
	}
	return years, a.recalendar(ctx, calendar.Date(fmt.Sprintf("%04d-01-01", slices.Min(years))), tell)
}

func (a *App) recalendar(ctx context.Context, from calendar.Date, tell func(MovedCase)) error {
	after := cases.ID("")
	for {
		ids, err := a.db.UndatedCases(ctx, from, after, recalendared)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			after = id
			var m MovedCase
			err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
				w := a.office.Begin(a.db.Bind(tx, true, a.journal), calendarBy, a.clock.Now(), "calendar/"+string(id))
				var err error
				m.Number, m.Clocks, err = w.Recalendar(ctx, id)
				return err
			})
			if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
				continue
			}
			if err != nil {
				return errors.Join(fmt.Errorf("calendar: case %s: run the import again to go on", id), err)
			}
			if len(m.Clocks) > 0 {
				tell(m)
			}
		}
	}
}
