package gormdb

import (
	"context"

	"liandong/domain/desk"
	"liandong/domain/org"
)

var _ desk.Orders = orderStore{}

// orderStore is desk.Orders bound to one transaction.
type orderStore struct{ store }

type orderRow struct {
	OrganizationID string `gorm:"primaryKey"`
	Kind           string `gorm:"primaryKey"`
	Number         int    `gorm:"primaryKey;autoIncrement:false"`
	Body           string
	SetBy          string
	SetAt          string
}

func (orderRow) TableName() string { return "office_orders" }

// Latest implements desk.Orders.
func (s orderStore) Latest(ctx context.Context, organization org.ID, kind string) (desk.Order, error) {
	var rows []orderRow
	err := s.db(ctx).Order("number DESC").Limit(1).Find(&rows, "organization_id = ? AND kind = ?", string(organization), kind).Error
	if err != nil || len(rows) == 0 {
		return desk.Order{}, err
	}
	r := rows[0]
	return desk.Order{Organization: org.ID(r.OrganizationID), Kind: r.Kind, Number: r.Number, Body: r.Body, By: r.SetBy, At: Unstamp(r.SetAt)}, nil
}

// Add implements desk.Orders.
func (s orderStore) Add(ctx context.Context, o desk.Order) error {
	return s.db(ctx).Create(&orderRow{OrganizationID: string(o.Organization), Kind: o.Kind, Number: o.Number, Body: o.Body, SetBy: o.By, SetAt: Stamp(o.At)}).Error
}
