package gormdb

import (
	"context"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/proposal"
	"liandong/domain/who"
)

var _ desk.Proposals = proposalStore{}

// proposalStore is desk.Proposals bound to one transaction.
type proposalStore struct{ store }

type proposalRow struct {
	ID             string `gorm:"primaryKey"`
	Act            string
	Subject        string
	Plan           string
	Digest         string
	Reason         string
	State          string
	ByUser         string
	ByName         string
	ByRole         string
	OrganizationID string
	MadeAt         string
	UntilAt        string
	SecondUser     string
	SecondName     string
	SecondRole     string
	AnsweredAt     string
	Answer         string
	EndedAt        string
	Version        int
}

func (proposalRow) TableName() string { return "proposals" }

func proposalRowOf(f proposal.Facts) proposalRow {
	return proposalRow{
		ID: string(f.ID), Act: string(f.Act), Subject: f.Subject, Plan: f.Plan, Digest: f.Digest, Reason: f.Reason, State: string(f.State),
		ByUser: f.By, ByName: f.ByName, ByRole: string(f.ByRole), OrganizationID: string(f.Organization), MadeAt: Stamp(f.MadeAt), UntilAt: Stamp(f.Until),
		SecondUser: f.Second, SecondName: f.SecondName, SecondRole: string(f.SecondRole), AnsweredAt: Stamp(f.AnsweredAt), Answer: f.Answer, EndedAt: Stamp(f.EndedAt), Version: f.Version,
	}
}

func (r proposalRow) facts() (proposal.Facts, error) {
	return proposal.Facts{
		ID: proposal.ID(r.ID), Act: proposal.Act(r.Act), Subject: r.Subject, Plan: r.Plan, Digest: r.Digest, Reason: r.Reason, State: proposal.State(r.State),
		By: r.ByUser, ByName: r.ByName, ByRole: who.Role(r.ByRole), Organization: org.ID(r.OrganizationID), MadeAt: Unstamp(r.MadeAt), Until: Unstamp(r.UntilAt),
		Second: r.SecondUser, SecondName: r.SecondName, SecondRole: who.Role(r.SecondRole), AnsweredAt: Unstamp(r.AnsweredAt), Answer: r.Answer, EndedAt: Unstamp(r.EndedAt), Version: r.Version,
	}, nil
}

// Get implements desk.Proposals.
func (s proposalStore) Get(ctx context.Context, id proposal.ID) (proposal.Facts, error) {
	var row proposalRow
	if err := s.take(ctx, s.locking(ctx), &row, "id = ?", string(id)); err != nil {
		return proposal.Facts{}, err
	}
	return row.facts()
}

// Add implements desk.Proposals.
func (s proposalStore) Add(ctx context.Context, f proposal.Facts) error {
	row := proposalRowOf(f)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Proposals.
func (s proposalStore) Put(ctx context.Context, f proposal.Facts) error {
	row := proposalRowOf(f)
	row.Version++
	res := s.db(ctx).Model(&proposalRow{}).Where("id = ? AND version = ?", row.ID, f.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// Done implements desk.Proposals.
func (s proposalStore) Done(ctx context.Context, act proposal.Act, subject, digest string) (bool, error) {
	var n int64
	err := s.db(ctx).Model(&proposalRow{}).Where("subject = ? AND act = ? AND state = ? AND digest = ?", subject, string(act), string(proposal.Done), digest).Count(&n).Error
	return n > 0, err
}

// Due implements desk.Proposals.
func (s proposalStore) Due(ctx context.Context, now time.Time, n int) ([]proposal.ID, error) {
	var ids []proposal.ID
	open := []string{string(proposal.Pending), string(proposal.Confirmed)}
	return ids, s.db(ctx).Model(&proposalRow{}).Where("state IN ? AND until_at <= ?", open, Stamp(now)).Order("until_at, id").Limit(n).Pluck("id", &ids).Error
}

// Another implements desk.Proposals.
func (s proposalStore) Another(ctx context.Context, user string, house org.ID, roles []who.Role) (bool, error) {
	var n int64
	err := s.db(ctx).Table("memberships").Joins("JOIN users ON users.id = memberships.user_id").
		Where("users.disabled = 0 AND users.id <> ? AND memberships.role IN ? AND (memberships.role <> ? OR memberships.organization_id = ?)", user, roles, string(who.Head), string(house)).
		Limit(1).Count(&n).Error
	return n > 0, err
}

// Proposals lists what a user proposed, the newest first.
func (l Lists) Proposals(ctx context.Context, user string, p Page) ([]proposal.Facts, string, error) {
	return l.proposals(l.TX.WithContext(ctx).Where("by_user = ?", user), p)
}

// ToConfirm lists what waits for a second person who is not the user, of the
// acts named; only those of one house where it is not empty.
func (l Lists) ToConfirm(ctx context.Context, user string, acts []proposal.Act, house org.ID, now time.Time, p Page) ([]proposal.Facts, string, error) {
	q := l.TX.WithContext(ctx).Where("state = ? AND act IN ? AND by_user <> ? AND until_at > ?", string(proposal.Pending), acts, user, Stamp(now))
	if house != "" {
		q = q.Where("organization_id = ?", string(house))
	}
	return l.proposals(q, p)
}

func (Lists) proposals(q *gorm.DB, p Page) ([]proposal.Facts, string, error) {
	if p.Cursor != "" {
		last, _, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("id < ?", last)
	}
	var rows []proposalRow
	if err := q.Order("id DESC").Limit(p.Limit + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r proposalRow) (string, string) { return r.ID, "" }, proposalRow.facts)
}
