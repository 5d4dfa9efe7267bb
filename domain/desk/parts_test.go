package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/party"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// A letter that asks and accuses twice is split in two steps: whom it accuses
// goes with the first accusation, stays with the rest until the second goes
// too, and is named on the plain side by nobody.
func TestTheAccusedStaysWhileAnAccusationDoes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		in := dispute()
		in.Claims = []cases.ClaimLine{{Text: "赔偿墙体损失", Category: "neighbour.leak"}, {Text: "查处收钱", Category: "accusation.misconduct"}, {Text: "查处徇私", Category: "accusation.misconduct"}}
		in.Parties = []party.Party{people[0], {Role: party.Respondent, Kind: party.Organization, Name: "某公司"}, {Role: party.Respondent, Kind: party.Person, Name: "经手人"}}
		clerk := actor("org-petition")
		var id cases.ID
		must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
			out, err := w.Register(ctx, in)
			id = out.Case.ID
			return err
		}))
		split := func(text, title string) (child cases.ID, err error) {
			err = c.as(clerk, func(ctx context.Context, w *desk.Work) error {
				k, err := w.Tx.Cases.Get(ctx, id)
				if err != nil {
					return err
				}
				lines := k.Facts().Claims
				at := slices.IndexFunc(lines, func(l cases.ClaimLine) bool { return l.Text == text })
				_, out, err := w.Split(ctx, id, desk.Splitting{Claims: []string{lines[at].ID}, Here: desk.Wording{Title: title, Summary: "墙体受损"}, Reason: "分开办理"}, 0)
				if err == nil {
					child = out.Case.ID
				}
				return err
			})
			return child, err
		}
		names := func(id cases.ID) (all []string) {
			must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
				parties, err := w.Tx.Parties.OfCase(ctx, id)
				for _, p := range parties {
					all = append(all, p.Name)
				}
				return err
			}))
			return all
		}
		first, err := split("查处收钱", "经手人收钱和损坏赔偿")
		must(t, err)
		if !slices.Contains(names(first), "经手人") || !slices.Contains(names(id), "经手人") {
			t.Errorf("after the first: %v and %v", names(first), names(id))
		}
		if _, err := split("查处徇私", "经手人和赔偿"); err == nil {
			t.Error("the plain side names the accused")
		}
		second, err := split("查处徇私", "损坏赔偿")
		must(t, err)
		if !slices.Contains(names(second), "经手人") || slices.Contains(names(id), "经手人") {
			t.Errorf("after the second: %v and %v", names(second), names(id))
		}
	})
}
