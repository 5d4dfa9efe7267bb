package gormdb

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/notice"
	"liandong/domain/org"
	"liandong/domain/party"
)

var _ desk.Notices = noticeStore{}

// noticeStore is desk.Notices bound to one transaction.
type noticeStore struct{ store }

type toldRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	EventID        string
	Subject        string
	Event          string
	Whom           string
	PartyID        string
	OrganizationID string
	FromID         string
	Way            string
	Address        string `gorm:"serializer:personal"`
	Said           string `gorm:"serializer:personal"`
	Cite           string
	Serve          int
	Remedies       string
	State          string
	Attempts       int
	NextAt         string
	Trouble        string `gorm:"serializer:personal"`
	MadeAt         string
	SentAt         string
	ReadAt         string
	Service        string `gorm:"serializer:personal"`
	Version        int
}

func (toldRow) TableName() string { return "notices" }

func toldRowOf(n notice.Notice) toldRow {
	return toldRow{
		ID: string(n.ID), CaseID: string(n.CaseID), EventID: n.EventID, Subject: n.Subject, Event: n.Event, Whom: string(n.To), PartyID: string(n.PartyID),
		OrganizationID: string(n.Organization), FromID: string(n.From), Way: string(n.Way), Address: n.Address, Said: packed(n.Said), Cite: n.Cite,
		Serve: bit(n.Serve), Remedies: packed(n.Remedies), State: string(n.State), Attempts: n.Attempts, NextAt: Stamp(n.NextAt), Trouble: n.Trouble,
		MadeAt: Stamp(n.MadeAt), SentAt: Stamp(n.SentAt), ReadAt: Stamp(n.ReadAt), Service: packed(n.Service), Version: n.Version,
	}
}

func (r toldRow) notice() (notice.Notice, error) {
	n := notice.Notice{
		ID: notice.ID(r.ID), CaseID: cases.ID(r.CaseID), EventID: r.EventID, Subject: r.Subject, Event: r.Event, To: notice.Whom(r.Whom), PartyID: party.ID(r.PartyID),
		Organization: org.ID(r.OrganizationID), From: org.ID(r.FromID), Way: notice.Way(r.Way), Address: r.Address, Cite: r.Cite, Serve: r.Serve == 1,
		State: notice.State(r.State), Attempts: r.Attempts, NextAt: Unstamp(r.NextAt), Trouble: r.Trouble, MadeAt: Unstamp(r.MadeAt), SentAt: Unstamp(r.SentAt),
		ReadAt: Unstamp(r.ReadAt), Version: r.Version,
	}
	return n, errors.Join(unpack(r.Said, &n.Said), unpack(r.Remedies, &n.Remedies), unpack(r.Service, &n.Service))
}

func noticesOf(rows []toldRow) ([]notice.Notice, error) {
	all := make([]notice.Notice, 0, len(rows))
	for _, r := range rows {
		n, err := r.notice()
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// Get implements desk.Notices.
func (s noticeStore) Get(ctx context.Context, id notice.ID) (notice.Notice, error) {
	var row toldRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return notice.Notice{}, err
	}
	return row.notice()
}

// maxOfCase is how many notices of one case are listed.
const maxOfCase = 1000

// OfCase implements desk.Notices, newest first.
func (s noticeStore) OfCase(ctx context.Context, id cases.ID) ([]notice.Notice, error) {
	var rows []toldRow
	if err := s.db(ctx).Order("id DESC").Limit(maxOfCase).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return noticesOf(rows)
}

// Add implements desk.Notices.
func (s noticeStore) Add(ctx context.Context, all []notice.Notice) error {
	rows := make([]toldRow, 0, len(all))
	for _, n := range all {
		rows = append(rows, toldRowOf(n))
	}
	if len(rows) == 0 {
		return nil
	}
	return s.db(ctx).CreateInBatches(&rows, 30).Error
}

// Put implements desk.Notices.
func (s noticeStore) Put(ctx context.Context, n *notice.Notice) error {
	row := toldRowOf(*n)
	row.Version++
	res := s.db(ctx).Model(&toldRow{}).Where("id = ? AND version = ?", row.ID, n.Version).
		Select("state", "attempts", "next_at", "trouble", "sent_at", "read_at", "service", "remedies", "version").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	n.Version++
	return nil
}

// NoticeFilter narrows a list of notices to one recipient.
type NoticeFilter struct {
	Organizations []org.ID
	Party         party.ID
	Holder        org.ID // papers to print of the cases an organisation holds
	Unread        bool
}

// Notices lists a recipient's inbox, or the papers to print, newest first.
func (l Lists) Notices(ctx context.Context, f NoticeFilter, p Page) ([]notice.Notice, string, error) {
	q := l.TX.WithContext(ctx).Model(&toldRow{})
	switch {
	case f.Party != "":
		q = q.Where("party_id = ? AND way = 'inbox'", string(f.Party))
	case f.Holder != "":
		q = q.Where("state = 'to_print' AND case_id IN (SELECT s.case_id FROM standings s WHERE s.organization_id = ? AND s.standing IN ('custodian', 'delegate'))", string(f.Holder))
	default:
		q = q.Where("organization_id IN ?", f.Organizations)
	}
	if f.Unread {
		q = q.Where("read_at = ''")
	}
	q = q.Order("id DESC").Limit(p.Limit + 1)
	if p.Cursor != "" {
		last, _, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("id < ?", last)
	}
	var rows []toldRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r toldRow) (string, string) { return r.ID, "" }, toldRow.notice)
}

// maxUnread is where counting unread notices stops.
const maxUnread = 100

// Unread lists the case of each unread notice of a recipient, up to maxUnread.
func (l Lists) Unread(ctx context.Context, organizations []org.ID) ([]cases.ID, error) {
	var about []cases.ID
	return about, l.TX.WithContext(ctx).Model(&toldRow{}).Where("organization_id IN ? AND read_at = ''", organizations).Limit(maxUnread).Pluck("case_id", &about).Error
}

// Relay carries notices out of the program, for the one replica that holds its lease.
type Relay struct{ TX *gorm.DB }

type leaseRow struct {
	Name    string `gorm:"primaryKey"`
	Owner   string
	Token   int64
	UntilAt string
}

func (leaseRow) TableName() string { return "leases" }

// Lease takes or keeps a lease until a time. It returns the fencing token, which
// rises whenever the lease changes hands; ok is false while somebody else has it.
func (r Relay) Lease(ctx context.Context, name, owner string, now, until time.Time) (token int64, ok bool, err error) {
	db := r.TX.WithContext(ctx)
	// How many rows an insert that met its like has changed is not said by all
	// engines alike: who has the lease is read, not inferred.
	first := leaseRow{Name: name, Owner: owner, Token: 1, UntilAt: Stamp(until)}
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&first).Error; err != nil {
		return 0, false, err
	}
	var held leaseRow
	if err := db.Take(&held, "name = ?", name).Error; err != nil {
		return 0, false, err
	}
	if held.Owner != owner && held.UntilAt > Stamp(now) {
		return 0, false, nil
	}
	token = held.Token
	if held.Owner != owner {
		token++
	}
	res := db.Model(&leaseRow{}).Where("name = ? AND token = ? AND owner = ?", name, held.Token, held.Owner).
		Updates(map[string]any{"owner": owner, "token": token, "until_at": Stamp(until)})
	return token, res.Error == nil && res.RowsAffected == 1, res.Error
}

// Due lists what waits to be sent on one of the ways.
func (r Relay) Due(ctx context.Context, ways []notice.Way, now time.Time, limit int) ([]notice.Notice, error) {
	var rows []toldRow
	err := r.TX.WithContext(ctx).Order("next_at, id").Limit(limit).Find(&rows, "state = 'waiting' AND next_at <= ? AND way IN ?", Stamp(now), ways).Error
	if err != nil {
		return nil, err
	}
	return noticesOf(rows)
}

// Tried notes how a try ended, if the token is still the lease's: a replica that
// lost it meanwhile changes nothing.
func (r Relay) Tried(ctx context.Context, name string, token int64, n notice.Notice) error {
	db := r.TX.WithContext(ctx)
	var held int64
	if err := db.Model(&leaseRow{}).Where("name = ?", name).Pluck("token", &held).Error; err != nil {
		return err
	}
	if held != token {
		return ErrFenced
	}
	return noticeStore{store{tx: r.TX, write: true}}.Put(ctx, &n)
}

// ErrFenced says that another replica took the lease over.
var ErrFenced = errors.New("gormdb: another replica has the lease")
