package gormdb

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
)

var _ desk.Jobs = jobStore{}

// jobStore is desk.Jobs bound to one transaction.
type jobStore struct{ store }

type jobRow struct {
	ID             string `gorm:"primaryKey"`
	Kind           string
	OrganizationID string
	UserID         string
	Role           string
	State          string
	FileName       string            `gorm:"serializer:personal"`
	Mapping        map[string]string `gorm:"serializer:personaljson"`
	Reason         string            `gorm:"serializer:personal"`
	TotalRows      int
	DoneRows       int
	FailedRows     int
	AtLine         int
	StoppedBy      string
	Subject        string
	Filters        map[string]string `gorm:"serializer:personaljson"`
	NextCursor     string
	Language       string
	MadeAt         string
	StartedAt      string
	EndedAt        string
	ExpiresAt      string
	Version        int
}

func (jobRow) TableName() string { return "jobs" }

type jobPart struct {
	JobID string `gorm:"primaryKey"`
	Seq   int    `gorm:"primaryKey;autoIncrement:false"`
	Bytes string `gorm:"serializer:personal"`
}

func (jobPart) TableName() string { return "job_parts" }

type jobLine struct {
	JobID  string `gorm:"primaryKey"`
	Line   int    `gorm:"primaryKey;autoIncrement:false"`
	Result string
	RowKey string
	CaseID string
	Number string
	Faults string `gorm:"serializer:personal"`
	// Of a batch.
	Subject string
	Code    string
}

func (jobLine) TableName() string { return "job_rows" }

func jobRowOf(f job.Facts) jobRow {
	if f.Mapping == nil {
		f.Mapping = map[string]string{}
	}
	if f.Query == nil {
		f.Query = map[string]string{}
	}
	return jobRow{
		ID: string(f.ID), Kind: string(f.Kind), OrganizationID: string(f.Organization), UserID: f.User, Role: string(f.Role), State: string(f.State), FileName: f.File, Mapping: f.Mapping, Reason: f.Reason,
		TotalRows: f.Total, DoneRows: f.Rows, FailedRows: f.Failed, AtLine: f.At, StoppedBy: f.StoppedBy,
		Subject: f.Subject, Filters: f.Query, NextCursor: f.Cursor, Language: string(f.Language), MadeAt: Stamp(f.MadeAt), StartedAt: Stamp(f.StartedAt), EndedAt: Stamp(f.EndedAt), ExpiresAt: Stamp(f.ExpiresAt), Version: f.Version,
	}
}

func (r jobRow) facts() (job.Facts, error) {
	return job.Facts{
		ID: job.ID(r.ID), Kind: job.Kind(r.Kind), Organization: org.ID(r.OrganizationID), User: r.UserID, Role: who.Role(r.Role), State: job.State(r.State), File: r.FileName, Mapping: r.Mapping, Reason: r.Reason,
		Total: r.TotalRows, Rows: r.DoneRows, Failed: r.FailedRows, At: r.AtLine, StoppedBy: r.StoppedBy,
		Subject: r.Subject, Query: r.Filters, Cursor: r.NextCursor, Language: lang.Tag(r.Language), MadeAt: Unstamp(r.MadeAt), StartedAt: Unstamp(r.StartedAt), EndedAt: Unstamp(r.EndedAt), ExpiresAt: Unstamp(r.ExpiresAt), Version: r.Version,
	}, nil
}

func (r jobLine) row() (job.Row, error) {
	x := job.Row{Job: job.ID(r.JobID), Line: r.Line, Result: job.Result(r.Result), Key: r.RowKey, CaseID: r.CaseID, Number: r.Number, Subject: r.Subject, Code: r.Code}
	return x, json.Unmarshal([]byte(r.Faults), &x.Faults)
}

// Get implements desk.Jobs.
func (s jobStore) Get(ctx context.Context, id job.ID) (job.Facts, error) {
	var row jobRow
	if err := s.take(ctx, s.locking(ctx), &row, "id = ?", string(id)); err != nil {
		return job.Facts{}, err
	}
	return row.facts()
}

// Add implements desk.Jobs.
func (s jobStore) Add(ctx context.Context, f job.Facts, file []byte) error {
	row := jobRowOf(f)
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	_, err := s.AddParts(ctx, f.ID, 0, file)
	return err
}

// AddParts implements desk.Jobs.
func (s jobStore) AddParts(ctx context.Context, id job.ID, at int, body []byte) (int, error) {
	parts := 0
	for ; len(body) > 0; parts++ {
		n := min(len(body), partBytes)
		part := jobPart{JobID: string(id), Seq: at + parts, Bytes: base64.StdEncoding.EncodeToString(body[:n])}
		if err := s.db(ctx).Create(&part).Error; err != nil {
			return parts, err
		}
		body = body[n:]
	}
	return parts, nil
}

// Put implements desk.Jobs.
func (s jobStore) Put(ctx context.Context, f job.Facts) error {
	row := jobRowOf(f)
	row.Version++
	res := s.db(ctx).Model(&jobRow{}).Where("id = ? AND version = ?", row.ID, f.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// File implements desk.Jobs.
func (s jobStore) File(ctx context.Context, id job.ID) ([]byte, error) {
	var parts []jobPart
	if err := s.db(ctx).Order("seq").Find(&parts, "job_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return joined(parts)
}

func joined(parts []jobPart) ([]byte, error) {
	var file []byte
	for _, p := range parts {
		piece, err := base64.StdEncoding.DecodeString(p.Bytes)
		if err != nil {
			return nil, err
		}
		file = append(file, piece...)
	}
	return file, nil
}

// JobParts is a piece of a job's file: n of its parts from one on, empty behind its end.
func (l Lists) JobParts(ctx context.Context, id job.ID, from, n int) ([]byte, error) {
	var parts []jobPart
	err := l.TX.WithContext(ctx).Order("seq").Find(&parts, "job_id = ? AND seq >= ? AND seq < ?", string(id), from, from+n).Error
	if err != nil {
		return nil, err
	}
	return joined(parts)
}

// openJobs are the states in which a job goes on by itself.
var openJobs = []string{string(job.Waiting), string(job.Running)}

// Open implements desk.Jobs.
func (s jobStore) Open(ctx context.Context, user string) (int, error) {
	var n int64
	return int(n), s.db(ctx).Model(&jobRow{}).Where("state IN ? AND user_id = ?", openJobs, user).Count(&n).Error
}

// AddRow implements desk.Jobs.
func (s jobStore) AddRow(ctx context.Context, r job.Row) error {
	faults, err := json.Marshal(r.Faults)
	if err != nil {
		return err
	}
	return s.db(ctx).Create(&jobLine{JobID: string(r.Job), Line: r.Line, Result: string(r.Result), RowKey: r.Key, CaseID: r.CaseID, Number: r.Number, Faults: string(faults), Subject: r.Subject, Code: r.Code}).Error
}

// Keyed implements desk.Jobs.
func (s jobStore) Keyed(ctx context.Context, id job.ID, key string) (int, error) {
	var lines []int
	err := s.db(ctx).Model(&jobLine{}).Where("job_id = ? AND row_key = ? AND result <> ?", string(id), key, string(job.Wrong)).Order("line").Limit(1).Pluck("line", &lines).Error
	if err != nil || len(lines) == 0 {
		return 0, err
	}
	return lines[0], nil
}

// Expired implements desk.Jobs.
func (s jobStore) Expired(ctx context.Context, now time.Time, n int) ([]job.ID, error) {
	var ids []job.ID
	return ids, s.db(ctx).Model(&jobRow{}).Where("expires_at <> '' AND expires_at <= ?", Stamp(now)).Order("expires_at, id").Limit(n).Pluck("id", &ids).Error
}

// Delete implements desk.Jobs.
func (s jobStore) Delete(ctx context.Context, id job.ID) error {
	return errors.Join(
		s.db(ctx).Delete(&jobLine{}, "job_id = ?", string(id)).Error,
		s.db(ctx).Delete(&jobPart{}, "job_id = ?", string(id)).Error,
		s.db(ctx).Delete(&jobRow{}, "id = ?", string(id)).Error,
	)
}

// OpenJob names the job that waits longest to go on, if there is one; short
// leaves out the kinds that may take hours.
func (l Lists) OpenJob(ctx context.Context, short bool) (job.ID, bool, error) {
	var ids []job.ID
	q := l.TX.WithContext(ctx).Model(&jobRow{}).Where("state IN ?", openJobs)
	if short {
		q = q.Where("kind NOT IN ?", []string{string(job.Import), string(job.Trial), string(job.AuditExport)})
	}
	err := q.Order("id").Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return "", false, err
	}
	return ids[0], true, nil
}

// Jobs lists an organisation's jobs, those of one user where one is named, the newest first.
func (l Lists) Jobs(ctx context.Context, organization org.ID, user string, p Page) ([]job.Facts, string, error) {
	q := l.TX.WithContext(ctx).Model(&jobRow{}).Where("organization_id = ?", string(organization))
	if user != "" {
		q = q.Where("user_id = ?", user)
	}
	if p.Cursor != "" {
		last, _, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("id < ?", last)
	}
	var rows []jobRow
	if err := q.Order("id DESC").Limit(p.Limit + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r jobRow) (string, string) { return r.ID, "" }, jobRow.facts)
}

// JobRows lists what became of the rows of a job after a line, in their order.
func (l Lists) JobRows(ctx context.Context, id job.ID, result job.Result, after, limit int) ([]job.Row, error) {
	q := l.TX.WithContext(ctx).Model(&jobLine{}).Where("job_id = ? AND line > ?", string(id), after)
	if result != "" {
		q = q.Where("result = ?", string(result))
	}
	var rows []jobLine
	if err := q.Order("line").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	return each(rows, jobLine.row)
}

// Held returns ErrFenced unless the token is still the lease's, and keeps the lease on.
func (r Relay) Held(ctx context.Context, name, owner string, token int64, until time.Time) error {
	res := r.TX.WithContext(ctx).Model(&leaseRow{}).Where("name = ? AND token = ? AND owner = ?", name, token, owner).Update("until_at", Stamp(until))
	return Touched(res, ErrFenced)
}

// Apart runs work behind a savepoint of a unit of work: what it returns an error
// for never happened, and the rest of the unit stands.
func Apart(tx *gorm.DB, work func(tx *gorm.DB) error) error { return tx.Transaction(work) }
