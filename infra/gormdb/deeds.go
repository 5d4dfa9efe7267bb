package gormdb

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/org"
)

// Deed is a line of a case's timeline with the entry of the log that proves it.
type Deed struct {
	TimelineLine
	EntryID string
	By      org.ID // whose people did it; empty where time did
}

// MostDeeds bounds what a trace shows of one case.
const MostDeeds = 300

// steps are the kinds of events that say who did what about a handoff, a
// proceeding or the case; what concerns single persons is not among them.
const steps = "(kind LIKE 'case.%' OR kind LIKE 'custody.%' OR kind LIKE 'referral.%' OR kind LIKE 'proceeding.%' OR kind LIKE 'directive.%')"

// Deeds lists the steps of a case, the first first, at most one more than MostDeeds.
func (l Lists) Deeds(ctx context.Context, id cases.ID) ([]Deed, error) {
	db := l.TX.WithContext(ctx)
	var rows []eventRow
	if err := db.Where("case_id = ? AND "+steps, string(id)).Order("id").Limit(MostDeeds + 1).Find(&rows).Error; err != nil {
		return nil, err
	}
	entries := make([]string, 0, len(rows))
	for _, r := range rows {
		entries = append(entries, r.EntryID)
	}
	var by []auditRow
	if err := db.Select("id", "organization_id").Where("id IN ?", entries).Find(&by).Error; err != nil {
		return nil, err
	}
	who := make(map[string]org.ID, len(by))
	for _, e := range by {
		who[e.ID] = org.ID(e.OrganizationID)
	}
	all := make([]Deed, 0, len(rows))
	for _, r := range rows {
		line, err := r.line()
		if err != nil {
			return nil, err
		}
		all = append(all, Deed{line, r.EntryID, who[r.EntryID]})
	}
	return all, nil
}
