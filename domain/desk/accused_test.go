package desk_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// Where the discipline organ of this level is itself accused, or belongs to the
// accused, the organ of the next level takes the matter (条例 30, 46); where there
// is none, nobody does, and the window is told.
func TestAccusedDisciplineOrgan(t *testing.T) {
	c := newCounty(t, testdb.SQLite(t))
	c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	register := func() (holder org.ID, err error) {
		in := dispute()
		in.Purpose, in.Category = "accusation", "accusation.misconduct"
		in.Parties[1] = party.Party{Role: party.Respondent, Kind: party.Organization, Name: "示例区纪委监委信访室", OrganizationID: "org-discipline"}
		err = c.as(who.Actor{User: "user-discipline", Organization: "org-discipline", Role: who.Officer, Origin: "window"}, func(ctx context.Context, w *desk.Work) error {
			out, err := w.Register(ctx, in)
			holder = out.Case.Custodian
			return err
		})
		return holder, err
	}
	if at, err := register(); err == nil {
		t.Errorf("without a higher organ the accused holds its own matter: %s", at)
	}
	err := c.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Registry{TX: tx}.AddOrganization(ctx, org.Organization{ID: "org-citydiscipline", Name: "示例市纪委监委信访室", Kind: org.DisciplineOrgan, Region: "9901", Version: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	if at, err := register(); err != nil || at != "org-citydiscipline" {
		t.Errorf("it is with %q: %v", at, err)
	}
}
