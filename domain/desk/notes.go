package desk

import (
	"context"

	"liandong/domain/fault"
	"liandong/domain/procedure"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// WriteNote keeps a note in a proceeding. Its class says who may read it.
func (w *Work) WriteNote(ctx context.Context, id procedure.ID, class wall.Class, words string) (procedure.Note, error) {
	p, _, err := w.Proceeding(ctx, id, who.Confidential)
	if err != nil {
		return procedure.Note{}, err
	}
	var c fault.Check
	code(&c, "/class", class, wall.Classes)
	text(&c, "/text", words)
	if err := c.Err(); err != nil {
		return procedure.Note{}, err
	}
	f := p.Facts()
	if err := w.takePart(ctx, f); err != nil {
		return procedure.Note{}, err
	}
	n := procedure.Note{ID: w.NewID(), ProceedingID: id, CaseID: f.CaseID, Class: string(class), Text: words, Author: w.Actor.User, Team: w.Actor.Team, At: w.Now}
	if err := w.Tx.Notes.Add(ctx, n); err != nil {
		return n, err
	}
	w.touch("note/%s", n.ID)
	return n, w.record(ctx, string(f.CaseID), deed{action: "note.written", subject: "proceeding/" + string(id), payload: map[string]any{"class": class}})
}
