package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/procedure"
)

// Opening begins a proceeding in one of the states in which its table opens, in
// place of whatever the case had, as a handoff or a registration would.
func (w *Work) Opening(ctx context.Context, id cases.ID, f procedure.Facts, s procedure.State) error {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := w.watch(ctx, id); err != nil {
		return err
	}
	if err := w.endAll(ctx, id); err != nil {
		return err
	}
	at, err := w.Tx.Directory.Get(ctx, f.Organization)
	if err != nil {
		return err
	}
	if s == procedure.Filed {
		f.Number, f.FiledOn = "1号", w.Today()
	}
	p := procedure.Open(f, s, w.Now)
	if err := w.Tx.Proceedings.Add(ctx, p); err != nil {
		return err
	}
	w.touch("proceeding/%s", f.ID)
	if err := w.open(p.Facts(), at.Kind, w.Today(), w.Today()); err != nil {
		return err
	}
	return w.settle(ctx, c, deed{action: "proceeding.opened", subject: "proceeding/" + string(f.ID)})
}
