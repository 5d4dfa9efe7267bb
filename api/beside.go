package api

import (
	"context"
	"errors"
	"time"
)

// beat is how often what happens beside requests is looked after.
const beat = time.Second

// beside does something at every beat until the program stops. What fails is
// logged under its name and tried again at the next.
func (a *App) beside(ctx context.Context, name string, do func(context.Context) error) {
	a.running.Add(1)
	go func() {
		defer a.running.Done()
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := do(ctx); err != nil && !errors.Is(err, context.Canceled) {
				a.log.Error(name, "error", err)
			}
		}
	}()
}
