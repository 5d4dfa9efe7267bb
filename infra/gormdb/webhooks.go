package gormdb

import (
	"context"
	"time"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/webhook"
)

var _ desk.Webhooks = webhookStore{}

// webhookStore is desk.Webhooks bound to one transaction.
type webhookStore struct{ store }

type webhookRow struct {
	ID             string `gorm:"primaryKey"`
	OrganizationID string
	Name           string
	URL            string
	Secret         string   `gorm:"serializer:personal"`
	Types          []string `gorm:"serializer:json"`
	State          string
	AfterEvent     string
	Tries          int
	NextAt         string
	LastStatus     int
	LastError      string
	LastAt         string
	MadeBy         string
	MadeAt         string
	ToldSize       int64
	LogAt          string
	Version        int
}

func (webhookRow) TableName() string { return "webhooks" }

func webhookRowOf(f webhook.Facts) webhookRow {
	if f.Types == nil {
		f.Types = []string{}
	}
	return webhookRow{
		ID: string(f.ID), OrganizationID: string(f.Organization), Name: f.Name, URL: f.URL, Secret: f.Secret, Types: f.Types, State: string(f.State), AfterEvent: f.After, Tries: f.Tries, NextAt: Stamp(f.NextAt),
		LastStatus: f.LastStatus, LastError: f.LastError, LastAt: Stamp(f.LastAt), MadeBy: f.MadeBy, MadeAt: Stamp(f.MadeAt), ToldSize: f.ToldSize, LogAt: Stamp(f.LogAt), Version: f.Version,
	}
}

func (r webhookRow) facts() (webhook.Facts, error) {
	return webhook.Facts{
		ID: webhook.ID(r.ID), Organization: org.ID(r.OrganizationID), Name: r.Name, URL: r.URL, Secret: r.Secret, Types: r.Types, State: webhook.State(r.State), After: r.AfterEvent, Tries: r.Tries, NextAt: Unstamp(r.NextAt),
		LastStatus: r.LastStatus, LastError: r.LastError, LastAt: Unstamp(r.LastAt), MadeBy: r.MadeBy, MadeAt: Unstamp(r.MadeAt), ToldSize: r.ToldSize, LogAt: Unstamp(r.LogAt), Version: r.Version,
	}, nil
}

// Get implements desk.Webhooks.
func (s webhookStore) Get(ctx context.Context, id webhook.ID) (webhook.Facts, error) {
	var row webhookRow
	if err := s.take(ctx, s.locking(ctx), &row, "id = ?", string(id)); err != nil {
		return webhook.Facts{}, err
	}
	return row.facts()
}

// Add implements desk.Webhooks.
func (s webhookStore) Add(ctx context.Context, f webhook.Facts) error {
	row := webhookRowOf(f)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Webhooks.
func (s webhookStore) Put(ctx context.Context, f webhook.Facts) error {
	row := webhookRowOf(f)
	row.Version++
	res := s.db(ctx).Model(&webhookRow{}).Where("id = ? AND version = ?", row.ID, f.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// Count implements desk.Webhooks.
func (s webhookStore) Count(ctx context.Context, organization org.ID) (int, error) {
	var n int64
	err := s.db(ctx).Model(&webhookRow{}).Where("organization_id = ?", string(organization)).Count(&n).Error
	return int(n), err
}

// End implements desk.Webhooks.
func (s webhookStore) End(ctx context.Context, organization org.ID) (string, error) {
	return Lists{TX: s.tx}.FeedEnd(ctx, organization)
}

// Knows implements desk.Webhooks.
func (s webhookStore) Knows(ctx context.Context, organization org.ID, event string) (bool, error) {
	_, found, err := Lists{TX: s.tx}.Feed(ctx, organization, event, 1)
	return found, err
}

// Webhooks lists all webhooks, in the order in which they were made.
func (l Lists) Webhooks(ctx context.Context, p Page) ([]webhook.Facts, string, error) {
	q, err := after(l.TX.WithContext(ctx).Model(&webhookRow{}), p, "id", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []webhookRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r webhookRow) (string, string) { return r.ID, r.ID }, webhookRow.facts)
}

// dueWebhooks are active, not waiting to try again, and something happened
// behind the place they are at.
const dueWebhooks = `SELECT w.* FROM webhooks w WHERE w.state = 'active' AND w.next_at <= ? AND EXISTS (
	SELECT 1 FROM feed f LEFT JOIN feed x ON x.event_id = w.after_event AND x.organization_id = w.organization_id
	WHERE f.organization_id = w.organization_id AND (x.leaf IS NULL OR f.leaf > x.leaf OR (f.leaf = x.leaf AND f.event_id > x.event_id)))
	ORDER BY w.next_at, w.id LIMIT ?`

// DueWebhooks lists those that there is something to tell, the longest waiting first.
func (l Lists) DueWebhooks(ctx context.Context, now time.Time, limit int) ([]webhook.Facts, error) {
	var rows []webhookRow
	if err := l.TX.WithContext(ctx).Raw(dueWebhooks, Stamp(now), limit).Scan(&rows).Error; err != nil {
		return nil, err
	}
	all := make([]webhook.Facts, 0, len(rows))
	for _, r := range rows {
		f, err := r.facts()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}
