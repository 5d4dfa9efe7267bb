package gormdb

import (
	"context"
	"time"

	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

type seatOfferRow struct {
	ID               string `gorm:"primaryKey"`
	ReceptionID      string
	FromUser         string
	FromName         string `gorm:"serializer:personal"`
	FromOrganization string
	FromFirm         string
	FromJoinedAt     string
	ToUser           string
	ToName           string `gorm:"serializer:personal"`
	ToOrganization   string
	ToFirm           string
	ToJoinedAt       string
	State            string
	OfferedAt        string
	AnsweredAt       string
	Version          int
}

func (seatOfferRow) TableName() string { return "seat_offers" }

func seatOfferRowOf(o reception.SeatOffer) seatOfferRow {
	return seatOfferRow{
		ID: o.ID, ReceptionID: o.ReceptionID, State: string(o.State), OfferedAt: Stamp(o.OfferedAt), AnsweredAt: Stamp(o.AnsweredAt), Version: o.Version,
		FromUser: o.From.User, FromName: o.From.Name, FromOrganization: string(o.From.Organization), FromFirm: o.From.Firm, FromJoinedAt: Stamp(o.From.JoinedAt),
		ToUser: o.To.User, ToName: o.To.Name, ToOrganization: string(o.To.Organization), ToFirm: o.To.Firm, ToJoinedAt: Stamp(o.To.JoinedAt),
	}
}

func (r seatOfferRow) offer() (reception.SeatOffer, error) {
	return reception.SeatOffer{
		ID: r.ID, ReceptionID: r.ReceptionID, State: reception.OfferState(r.State), OfferedAt: Unstamp(r.OfferedAt), AnsweredAt: Unstamp(r.AnsweredAt), Version: r.Version,
		From: reception.Seat{User: r.FromUser, Name: r.FromName, Organization: org.ID(r.FromOrganization), Firm: r.FromFirm, JoinedAt: Unstamp(r.FromJoinedAt)},
		To:   reception.Seat{User: r.ToUser, Name: r.ToName, Organization: org.ID(r.ToOrganization), Firm: r.ToFirm, JoinedAt: Unstamp(r.ToJoinedAt)},
	}, nil
}

// SeatOffer implements desk.Receptions.
func (s receptionStore) SeatOffer(ctx context.Context, id string) (reception.SeatOffer, error) {
	var row seatOfferRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", id); err != nil {
		return reception.SeatOffer{}, err
	}
	return row.offer()
}

// SeatOffers implements desk.Receptions.
func (s receptionStore) SeatOffers(ctx context.Context, id string) ([]reception.SeatOffer, error) {
	var rows []seatOfferRow
	if err := s.db(ctx).Order("id").Limit(500).Find(&rows, "reception_id = ? AND state = ?", id, string(reception.Offered)).Error; err != nil {
		return nil, err
	}
	return each(rows, seatOfferRow.offer)
}

// AddSeatOffer implements desk.Receptions.
func (s receptionStore) AddSeatOffer(ctx context.Context, o reception.SeatOffer) error {
	row := seatOfferRowOf(o)
	return s.db(ctx).Create(&row).Error
}

// PutSeatOffer implements desk.Receptions.
func (s receptionStore) PutSeatOffer(ctx context.Context, o reception.SeatOffer) error {
	row := seatOfferRowOf(o)
	row.Version++
	res := s.db(ctx).Model(&seatOfferRow{}).Where("id = ? AND version = ?", row.ID, o.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// Waiting implements desk.Receptions.
func (s receptionStore) Waiting(ctx context.Context, id string) ([]reception.Visit, error) {
	var rows []visitRow
	if err := s.db(ctx).Order("number").Limit(1000).Find(&rows, "reception_id = ? AND outcome = ''", id).Error; err != nil {
		return nil, err
	}
	return each(rows, func(r visitRow) (reception.Visit, error) { return r.visit(nil), nil })
}

// SeatOffers lists what a lawyer of a firm offered or was offered for receptions
// that are not over at a time, the nearest first.
func (l Lists) SeatOffers(ctx context.Context, viewer who.Actor, notOverAt time.Time, p Page) ([]reception.SeatOffer, string, error) {
	type line struct {
		Offer  seatOfferRow `gorm:"embedded"`
		Starts string
	}
	q := l.TX.WithContext(ctx).Table("seat_offers o").Select("o.*, r.starts_at AS starts").
		Joins("JOIN receptions r ON r.id = o.reception_id AND r.ends_at >= ?", Stamp(notOverAt)).
		Where("(o.from_user = ? AND o.from_organization = ? OR o.to_user = ? AND o.to_organization = ?)", viewer.User, string(viewer.Organization), viewer.User, string(viewer.Organization))
	q, err := after(q, p, "r.starts_at", "o.id")
	if err != nil {
		return nil, "", err
	}
	var rows []line
	if err := q.Scan(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r line) (string, string) { return r.Starts, r.Offer.ID }, func(r line) (reception.SeatOffer, error) { return r.Offer.offer() })
}
