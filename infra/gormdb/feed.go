package gormdb

import (
	"context"

	"gorm.io/gorm"

	"liandong/domain/org"
)

// feedRow says that an organisation had to do with a case when something
// happened in it. Where it stands in the log is where it stands in the feed: what
// is committed late never slips in before what was read already.
type feedRow struct {
	OrganizationID string `gorm:"primaryKey"`
	Leaf           int64  `gorm:"primaryKey;autoIncrement:false"`
	EventID        string `gorm:"primaryKey"`
	CaseID         string
}

func (feedRow) TableName() string { return "feed" }

// feed writes what organisations are told of the entries that were merged, by their leaves.
func feed(db *gorm.DB, leaves map[string]int64) error {
	ids := make([]string, 0, len(leaves))
	for id := range leaves {
		ids = append(ids, id)
	}
	var happened []struct{ ID, EntryID, CaseID, At string }
	if err := db.Table("events").Select("id, entry_id, case_id, at").Where("entry_id IN ? AND case_id <> ''", ids).Scan(&happened).Error; err != nil || len(happened) == 0 {
		return err
	}
	seen := map[string]bool{}
	var concerned []string
	last := ""
	for _, v := range happened {
		last = max(last, v.At)
		if !seen[v.CaseID] {
			seen[v.CaseID] = true
			concerned = append(concerned, v.CaseID)
		}
	}
	var standings []struct{ CaseID, OrganizationID string }
	q := db.Table("standings s").Distinct("s.case_id", "s.organization_id").Where("s.case_id IN ?", concerned)
	if err := standing(q, dayOf(last)).Scan(&standings).Error; err != nil {
		return err
	}
	by := map[string][]string{}
	for _, s := range standings {
		by[s.CaseID] = append(by[s.CaseID], s.OrganizationID)
	}
	var rows []feedRow
	for _, v := range happened {
		for _, organization := range by[v.CaseID] {
			rows = append(rows, feedRow{organization, leaves[v.EntryID], v.ID, v.CaseID})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return db.CreateInBatches(rows, 200).Error
}

// FeedLine is one event of an organisation's feed.
type FeedLine struct {
	TimelineLine
	Leaf int64
}

// Feed lists what an organisation is told of after an event, in the order of
// the log; all from the first where no event is named. found is false for an event that is
// none of the organisation's.
func (l Lists) Feed(ctx context.Context, organization org.ID, after string, limit int) (lines []FeedLine, found bool, err error) {
	db := l.TX.WithContext(ctx)
	at := feedRow{Leaf: -1}
	if after != "" {
		var rows []feedRow
		if err := db.Limit(1).Find(&rows, "event_id = ? AND organization_id = ?", after, string(organization)).Error; err != nil || len(rows) == 0 {
			return nil, false, err
		}
		at = rows[0]
	}
	var rows []struct {
		Row  eventRow `gorm:"embedded"`
		Leaf int64
	}
	err = db.Table("feed f").Select("v.*, f.leaf").Joins("JOIN events v ON v.id = f.event_id").
		Where("f.organization_id = ? AND (f.leaf > ? OR (f.leaf = ? AND f.event_id > ?))", string(organization), at.Leaf, at.Leaf, at.EventID).
		Order("f.leaf, f.event_id").Limit(limit).Scan(&rows).Error
	for _, r := range rows {
		line, err := r.Row.line()
		if err != nil {
			return nil, true, err
		}
		lines = append(lines, FeedLine{line, r.Leaf})
	}
	return lines, true, err
}

// FeedEnd is the last event of an organisation's feed, empty where there is none.
func (l Lists) FeedEnd(ctx context.Context, organization org.ID) (string, error) {
	var rows []feedRow
	err := l.TX.WithContext(ctx).Order("leaf DESC, event_id DESC").Limit(1).Find(&rows, "organization_id = ?", string(organization)).Error
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].EventID, nil
}
