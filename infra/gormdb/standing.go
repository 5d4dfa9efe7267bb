package gormdb

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/who"
)

// looksAtOnce bounds how many entries a page of looks is taken from: it may have
// fewer lines than were asked for, or none, and still go on.
const looksAtOnce = 500

// Standing lists the entries of a standing list, oldest first.
func (l Lists) Standing(ctx context.Context, s audit.Standing, f EntryFilter, now time.Time, p Page) ([]audit.Entry, string, error) {
	if s.Unfollowed {
		return l.unfollowed(ctx, s, f, now, p)
	}
	var rows []auditRow
	for _, value := range s.Values { // each value has its entries in order; together they would be sorted anew for every page
		q, err := after(f.on(l.side(ctx, s).Where(standingBy[s.By], value)), p, "at", "id")
		if err != nil {
			return nil, "", err
		}
		var some []auditRow
		if err := q.Find(&some).Error; err != nil {
			return nil, "", err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, func(a, b auditRow) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return cut(rows, p, auditRow.place, auditRow.listed)
}

var standingBy = map[audit.Column]string{audit.ByAction: "action = ?", audit.ByOrigin: "origin = ?", audit.ByBackdated: "backdated = ?"}

func (r auditRow) place() (first, second string) { return r.At, r.ID }
func (r auditRow) listed() (audit.Entry, error)  { return r.entry(), nil }

func (l Lists) side(ctx context.Context, s audit.Standing) *gorm.DB {
	q := l.TX.WithContext(ctx).Model(&auditRow{})
	switch s.Of {
	case audit.Parties:
		return q.Where("role = ?", string(who.PartyRole))
	case audit.Staff:
		return q.Where("role <> ?", string(who.PartyRole))
	}
	return q
}

// unfollowed lists what nothing came after. Such entries are many, and read in the
// order of the log: COALESCE keeps the index on actions, which would be sorted, out of it.
func (l Lists) unfollowed(ctx context.Context, s audit.Standing, f EntryFilter, now time.Time, p Page) ([]audit.Entry, string, error) {
	wide := Page{Limit: looksAtOnce, Cursor: p.Cursor}
	q := f.on(l.side(ctx, s)).Where("COALESCE(action, '') IN ? AND case_id <> '' AND at < ?", s.Values, Stamp(now.Add(-s.Wait)))
	q, err := after(q, wide, "at", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []auditRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > looksAtOnce {
		rows = rows[:looksAtOnce]
		next = encodeCursor(rows[looksAtOnce-1].place())
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	var followed []string
	err = l.TX.WithContext(ctx).Table("audit_entries e").Where("e.id IN ?", ids).
		Where("EXISTS (SELECT 1 FROM audit_entries l WHERE l.stream = e.stream AND l.seq > e.seq AND l.actor = e.actor AND l.action NOT IN ?)", s.Values).
		Pluck("e.id", &followed).Error
	if err != nil {
		return nil, "", err
	}
	rows = slices.DeleteFunc(rows, func(r auditRow) bool { return slices.Contains(followed, r.ID) })
	if len(rows) > p.Limit {
		return cut(rows, p, auditRow.place, auditRow.listed)
	}
	all, err := each(rows, auditRow.listed)
	return all, next, err
}
