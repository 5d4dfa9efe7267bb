package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Received lists the cases that an organisation works on and that were received
// in a time, both days included; at most limit.
func (l Lists) Received(ctx context.Context, organization org.ID, from, to calendar.Date, limit int) ([]cases.ID, error) {
	var ids []cases.ID
	err := l.TX.WithContext(ctx).Table("standings s").Distinct("c.id").Joins("JOIN cases c ON c.id = s.case_id").
		Where("s.organization_id = ? AND s.standing IN ? AND c.received_on >= ? AND c.received_on <= ?", string(organization), []string{string(who.Custodian), string(who.Delegate)}, string(from), string(to)).
		Order("c.id").Limit(limit).Pluck("c.id", &ids).Error
	return ids, err
}
