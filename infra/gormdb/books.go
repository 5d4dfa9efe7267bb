package gormdb

import (
	"context"
	"crypto/rand"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/figures"
)

// Books keep the figures: what each case adds is counted again when its log
// has gone on, and the difference is written. Nothing but that writes them. A
// count that came to nothing stays as 0.
type Books struct {
	TX *gorm.DB
	My bool
}

type markRow struct {
	ID     string `gorm:"primaryKey"`
	CaseID string
}

func (markRow) TableName() string { return "figure_marks" }

type matterRow struct {
	CaseID string `gorm:"primaryKey"`
	Matter string
}

func (matterRow) TableName() string { return "figure_matters" }

type countRow struct {
	OrganizationID string `gorm:"primaryKey"`
	Standing       string `gorm:"primaryKey"`
	BelowID        string `gorm:"primaryKey"`
	Region         string `gorm:"primaryKey"`
	Slice          string `gorm:"primaryKey"`
	Measure        string `gorm:"primaryKey"`
	Span           string `gorm:"primaryKey"`
	Period         string `gorm:"primaryKey"`
	Detail         string `gorm:"primaryKey"`
	N              int64
}

func (countRow) TableName() string { return "figure_counts" }

func rowOf(k figures.Key, n int64) countRow {
	return countRow{k.Organization, k.Standing, k.Below, k.Region, k.Slice, k.Measure, k.Span, k.Period, k.Detail, n}
}

func (r countRow) key() figures.Key {
	return figures.Key{Organization: r.OrganizationID, Standing: r.Standing, Below: r.BelowID, Region: r.Region, Slice: r.Slice, Measure: r.Measure, Span: r.Span, Period: r.Period, Detail: r.Detail}
}

type stateRow struct {
	ID      int `gorm:"primaryKey"`
	Version int
}

func (stateRow) TableName() string { return "figure_state" }

// Mark says that a case is to be counted again. It belongs into the unit of
// work that changes the case; who marks waits for nobody.
func (b Books) Mark(ctx context.Context, caseID string) error {
	return b.TX.WithContext(ctx).Create(&markRow{ID: rand.Text(), CaseID: caseID}).Error
}

// Behind tells whether something is to be counted.
func (b Books) Behind(ctx context.Context) (bool, error) {
	var n int64
	err := b.TX.WithContext(ctx).Raw("SELECT COUNT(*) FROM figure_state WHERE version <> ? OR EXISTS (SELECT 1 FROM figure_marks)", figures.Version).Scan(&n).Error
	return n > 0, err
}

// atOnce is how many marks one unit of work takes; a batch of many cases shares most of its counts.
const atOnce = 2000

// Settle counts what is marked, at most so much that the unit of work stays
// short, and tells whether more is left. Two replicas follow each other: what is
// committed while it counts has left a mark that stays, and is counted again.
func (b Books) Settle(ctx context.Context) (more bool, err error) {
	state, err := b.state(ctx)
	if err != nil {
		return false, err
	}
	if state.Version != figures.Version {
		return true, b.anew(ctx)
	}
	var marks []markRow
	if err := b.TX.WithContext(ctx).Order("id").Limit(atOnce).Find(&marks).Error; err != nil || len(marks) == 0 {
		return false, err
	}
	ids := make([]string, len(marks))
	taken := make([]string, len(marks))
	for i, m := range marks {
		ids[i], taken[i] = m.CaseID, m.ID
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if err := b.recount(ctx, ids); err != nil {
		return false, err
	}
	return len(marks) == atOnce, b.TX.WithContext(ctx).Where("id IN ?", taken).Delete(&markRow{}).Error
}

// state opens the books for this unit of work alone.
func (b Books) state(ctx context.Context) (stateRow, error) {
	db := b.TX.WithContext(ctx)
	if b.My {
		db = db.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	}
	var s stateRow
	return s, db.Take(&s, "id = 1").Error
}

// anew throws the books away and marks every case.
func (b Books) anew(ctx context.Context) error {
	db := b.TX.WithContext(ctx)
	for _, sql := range []string{
		"DELETE FROM figure_counts", "DELETE FROM figure_matters", "DELETE FROM figure_marks",
		"INSERT INTO figure_marks (id, case_id) SELECT id, id FROM cases",
	} {
		if err := db.Exec(sql).Error; err != nil {
			return err
		}
	}
	return db.Model(&stateRow{}).Where("id = 1").Update("version", figures.Version).Error
}

// recount writes what the cases add now instead of what they added before.
func (b Books) recount(ctx context.Context, ids []string) error {
	change, now, err := difference(ctx, b.TX, ids)
	if err != nil {
		return err
	}
	if err := b.Fill(ctx, change); err != nil {
		return err
	}
	db := b.TX.WithContext(ctx)
	matters := make([]matterRow, 0, len(now))
	for _, id := range ids {
		if m, ok := now[id]; ok {
			matters = append(matters, matterRow{CaseID: id, Matter: packed(m)})
		}
	}
	for part := range slices.Chunk(matters, 500) {
		if err := db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// Fill adds to what stands in the books.
func (b Books) Fill(ctx context.Context, change figures.Counts) error {
	rows := make([]countRow, 0, len(change))
	for _, k := range change.Keys() {
		rows = append(rows, rowOf(k, change[k]))
	}
	add := clause.OnConflict{Columns: keyColumns, DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("n + excluded.n")})}
	if b.My {
		add.DoUpdates = clause.Assignments(map[string]any{"n": gorm.Expr("n + VALUES(n)")})
	}
	db := b.TX.WithContext(ctx)
	for part := range slices.Chunk(rows, 500) {
		if err := db.Clauses(add).Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

var keyColumns = []clause.Column{
	{Name: "organization_id"}, {Name: "standing"}, {Name: "below_id"}, {Name: "region"}, {Name: "slice"},
	{Name: "measure"}, {Name: "span"}, {Name: "period"}, {Name: "detail"},
}

// difference is what the cases add now less what they added when they were last
// counted, and what they are now.
func difference(ctx context.Context, tx *gorm.DB, ids []string) (figures.Counts, map[string]figures.Matter, error) {
	before, err := countedOf(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	now, err := mattersOf(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	change := figures.Counts{}
	for _, id := range ids {
		if m, ok := before[id]; ok {
			change.Add(m.Counts(), -1)
		}
		if m, ok := now[id]; ok {
			change.Add(m.Counts(), 1)
		}
	}
	return change, now, nil
}

func countedOf(ctx context.Context, tx *gorm.DB, ids []string) (map[string]figures.Matter, error) {
	var rows []matterRow
	if err := tx.WithContext(ctx).Find(&rows, "case_id IN ?", ids).Error; err != nil {
		return nil, err
	}
	all := make(map[string]figures.Matter, len(rows))
	for _, r := range rows {
		var m figures.Matter
		if err := unpack(r.Matter, &m); err != nil {
			return nil, err
		}
		all[r.CaseID] = m
	}
	return all, nil
}
