package cli

import (
	"context"
	"errors"
	"fmt"

	"liandong/api"
	"liandong/domain/calendar"
)

// calendarCommand imports a holiday notice: calendar import FILE.
func calendarCommand(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	operands, err := parse(flags("calendar", e, &cfg), args)
	if err != nil {
		return err
	}
	if len(operands) != 2 || operands[0] != "import" {
		return errors.New("calendar import FILE: the State Council's notice as JSON, {\"published_on\", \"off_days\", \"make_up_work_days\"}")
	}
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	moved := 0
	years, err := app.ImportCalendar(ctx, operands[1], func(m api.MovedCase) {
		moved++
		for _, c := range m.Clocks {
			fmt.Fprintf(e.out, "%s: %s %s -> %s\n", m.Number, c.Rule, dayOr(c.Was), dayOr(c.Is))
		}
	})
	if err == nil {
		fmt.Fprintf(e.out, "calendar of %v imported; dates moved in %d cases\n", years, moved)
	}
	return errors.Join(err, app.Close())
}

func dayOr(d calendar.Date) string {
	if d == "" {
		return "(not known)"
	}
	return string(d)
}
