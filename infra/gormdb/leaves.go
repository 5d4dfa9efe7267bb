package gormdb

import (
	"context"

	"liandong/domain/audit"
)

// Leaf is an entry and where it stands in the tree.
type Leaf struct {
	Entry audit.Entry
	Leaf  int64
}

type leavesLine struct {
	Row  auditRow `gorm:"embedded"`
	Leaf int64
}

// Leaves passes a number of runs of the tree from a leaf on, which begins one, and
// returns the entries among them that a filter takes, in the order of the tree. next
// is the leaf behind what was passed, at most size.
func (t Tree) Leaves(ctx context.Context, from, size int64, f EntryFilter, runs int) (found []Leaf, next int64, err error) {
	db := t.TX.WithContext(ctx)
	var last []runRow
	if err := db.Raw("SELECT * FROM (SELECT * FROM audit_runs WHERE first_leaf >= ? AND first_leaf < ? ORDER BY first_leaf LIMIT ?) AS passed ORDER BY first_leaf DESC LIMIT 1", from, size, runs).Scan(&last).Error; err != nil {
		return nil, 0, err
	}
	if len(last) == 0 {
		return nil, size, nil
	}
	next = min(last[0].FirstLeaf+last[0].Length, size)
	var lines []leavesLine
	err = f.on(db.Table("audit_runs r").Select("e.*, r.first_leaf + e.seq - r.first_seq AS leaf").
		Joins("JOIN audit_entries e ON e.stream = r.stream AND e.seq >= r.first_seq AND e.seq < r.first_seq + r.length").
		Where("r.first_leaf >= ? AND r.first_leaf < ?", from, next)).Order("leaf").Scan(&lines).Error
	for _, l := range lines {
		if l.Leaf < next {
			found = append(found, Leaf{l.Row.entry(), l.Leaf})
		}
	}
	return found, next, err
}
