package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/procedure"
	"liandong/domain/wall"
	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
)

// In a court without teams the window that takes the suit, and the head of the
// house, still do not read what its mediator heard: who handles one channel does
// not handle the other.
func TestSameHouseWithoutTeams(t *testing.T) {
	c := newCounty(t, testdb.SQLite(t))
	c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	at := func(r who.Role) who.Actor {
		return who.Actor{User: "user-" + string(r), Organization: "org-court", Role: r, Origin: "window"}
	}
	var id cases.ID
	const mediation = procedure.ID("mediation")
	note := procedure.Note{}
	err := c.as(at(who.CourtClerk), func(ctx context.Context, w *desk.Work) error {
		out, err := w.Register(ctx, dispute())
		id = out.Case.ID
		return err
	})
	if err == nil {
		err = c.as(at(who.Mediator), func(ctx context.Context, w *desk.Work) error {
			f := procedure.Facts{ID: mediation, CaseID: id, Channel: channel.JudicialMediation, Route: channel.RouteJudicialMediation, Life: "judicial_mediation_delegated", Organization: "org-court"}
			return w.Opening(ctx, id, f, procedure.Accepted)
		})
	}
	if err == nil {
		err = c.as(at(who.Mediator), func(ctx context.Context, w *desk.Work) (err error) {
			note, err = w.WriteNote(ctx, mediation, wall.Channel, "底线五千")
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	for role, hears := range map[who.Role]bool{who.Mediator: true, who.Judge: true, who.CourtClerk: false, who.Head: false} {
		err := c.as(at(role), func(ctx context.Context, w *desk.Work) error {
			k, err := w.Tx.Cases.Get(ctx, id)
			if err != nil {
				return err
			}
			r, err := w.Reader(ctx, k.Facts())
			if err != nil {
				return err
			}
			if got := r.SeesNote(note, "org-court"); got != hears {
				t.Errorf("%s reads the note: %t", role, got)
			}
			if got := r.Hears(mediation); got != hears {
				t.Errorf("%s reads why it ended: %t", role, got)
			}
			if _, _, err := w.Proceeding(ctx, mediation, who.Confidential); (err == nil) != hears || err != nil && !errors.Is(err, who.ErrNotAllowed) {
				t.Errorf("%s opens the sessions: %v", role, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
