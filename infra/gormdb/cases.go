package gormdb

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

var _ desk.Cases = caseStore{}

// caseStore is desk.Cases bound to one transaction.
type caseStore struct{ store }

type caseRow struct {
	ID              string `gorm:"primaryKey"`
	Number          string
	Title           string `gorm:"serializer:personal"`
	Purpose         string
	Category        string
	Source          string
	Region          string
	Summary         string `gorm:"serializer:personal"`
	Claims          string `gorm:"serializer:personal"`
	Facts           string
	ExternalRefs    string `gorm:"serializer:personal"`
	Safety          string
	VisitID         string
	State           string
	Outcome         string
	CustodianID     string
	CustodySeq      int
	Rounds          int
	FirstReceiverID string
	ReceivedOn      string
	ReceivedProof   string `gorm:"serializer:personal"`
	ReceivedReason  string `gorm:"serializer:personal"`
	RegisteredAt    string
	ClosedAt        string
	ReturnCount     int
	PackVersion     string
	PackDigest      string
	ImportDigest    *string
	NextDueOn       string
	Version         int
}

func (caseRow) TableName() string { return "cases" }

func caseRowOf(f cases.Facts) caseRow {
	row := caseRow{
		ID: string(f.ID), Number: f.Number, Title: f.Title, Purpose: f.Purpose, Category: f.Category, Source: f.Source,
		Region: f.Region, Summary: f.Summary, Claims: packed(f.Claims), Facts: packed(f.Routing), ExternalRefs: packed(f.ExternalRefs),
		Safety: packed(f.Safety), VisitID: f.VisitID, State: string(f.State), Outcome: string(f.Outcome),
		CustodianID: string(f.Custodian), CustodySeq: f.CustodySeq, Rounds: f.Rounds, FirstReceiverID: string(f.FirstReceiver),
		ReceivedOn: string(f.Received.On), ReceivedProof: packed(f.Received.Proof), ReceivedReason: f.Received.Reason,
		RegisteredAt: Stamp(f.RegisteredAt), ClosedAt: Stamp(f.ClosedAt), ReturnCount: f.Returns,
		PackVersion: f.PackVersion, PackDigest: f.PackDigest, NextDueOn: string(f.NextDueOn), Version: f.Version,
	}
	if f.ImportDigest != "" {
		row.ImportDigest = &f.ImportDigest
	}
	return row
}

func (r caseRow) facts() (cases.Facts, error) {
	f := cases.Facts{
		ID: cases.ID(r.ID), Number: r.Number, Title: r.Title, Purpose: r.Purpose, Category: r.Category, Source: r.Source,
		Region: r.Region, Summary: r.Summary, VisitID: r.VisitID, State: cases.State(r.State), Outcome: cases.Outcome(r.Outcome),
		Custodian: org.ID(r.CustodianID), CustodySeq: r.CustodySeq, Rounds: r.Rounds, FirstReceiver: org.ID(r.FirstReceiverID),
		Received:     cases.Occurred{On: calendar.Date(r.ReceivedOn), Reason: r.ReceivedReason, EnteredAt: Unstamp(r.RegisteredAt)},
		RegisteredAt: Unstamp(r.RegisteredAt), ClosedAt: Unstamp(r.ClosedAt), Returns: r.ReturnCount,
		PackVersion: r.PackVersion, PackDigest: r.PackDigest, NextDueOn: calendar.Date(r.NextDueOn), Version: r.Version,
	}
	if r.ImportDigest != nil {
		f.ImportDigest = *r.ImportDigest
	}
	err := errors.Join(unpack(r.Claims, &f.Claims), unpack(r.Facts, &f.Routing), unpack(r.ExternalRefs, &f.ExternalRefs),
		unpack(r.Safety, &f.Safety), unpack(r.ReceivedProof, &f.Received.Proof))
	return f, err
}

// Get implements desk.Cases.
func (s caseStore) Get(ctx context.Context, id cases.ID) (*cases.Case, error) {
	var row caseRow
	if err := s.take(ctx, s.locking(ctx), &row, "id = ?", string(id)); err != nil {
		return nil, err
	}
	f, err := row.facts()
	return cases.Restore(f), err
}

// ByNumber implements desk.Cases.
func (s caseStore) ByNumber(ctx context.Context, number string) (cases.ID, error) {
	var row struct{ ID string }
	err := s.take(ctx, s.db(ctx).Table("cases").Select("id"), &row, "number = ?", number)
	return cases.ID(row.ID), err
}

// ByImport implements desk.Cases.
func (s caseStore) ByImport(ctx context.Context, digest string) (cases.ID, bool, error) {
	var row struct{ ID string }
	err := s.take(ctx, s.db(ctx).Table("cases").Select("id"), &row, "import_digest = ?", digest)
	if errors.Is(err, who.ErrNotVisible) {
		return "", false, nil
	}
	return cases.ID(row.ID), err == nil, err
}

// Add implements desk.Cases. The ledger's first entry is written with the case.
func (s caseStore) Add(ctx context.Context, c *cases.Case) error {
	row := caseRowOf(c.Facts())
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	if err := s.ledger(ctx, c.Stays()); err != nil {
		return err
	}
	if err := s.rounds(ctx, c.Rounds()); err != nil {
		return err
	}
	*c = *cases.Restore(c.Facts())
	return nil
}

// Put implements desk.Cases by compare-and-set on the version.
func (s caseStore) Put(ctx context.Context, c *cases.Case) error {
	f := c.Facts()
	row := caseRowOf(f)
	row.Version = f.Version + 1
	res := s.db(ctx).Model(&caseRow{}).Where("id = ? AND version = ?", row.ID, f.Version).
		Select("*").Omit("id", "number", "first_receiver_id", "registered_at", "import_digest").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	if err := s.ledger(ctx, c.Stays()); err != nil {
		return err
	}
	if err := s.rounds(ctx, c.Rounds()); err != nil {
		return err
	}
	c.Saved()
	return nil
}

type custodyRow struct {
	CaseID         string `gorm:"primaryKey"`
	Seq            int    `gorm:"primaryKey"`
	OrganizationID string
	FromAt         string
	UntilAt        string
	ReferralID     string
}

func (custodyRow) TableName() string { return "custody" }

// ledger writes what a unit of work did to custody: an entry that ends is
// ended exactly once, an entry that begins is new.
func (s caseStore) ledger(ctx context.Context, stays []cases.Stay) error {
	for _, st := range stays {
		if !st.Until.IsZero() {
			res := s.db(ctx).Model(&custodyRow{}).
				Where("case_id = ? AND seq = ? AND organization_id = ? AND until_at = ''", string(st.CaseID), st.Seq, string(st.Organization)).
				Update("until_at", Stamp(st.Until))
			if err := Touched(res, cases.ErrStale); err != nil {
				return err
			}
			continue
		}
		row := custodyRow{CaseID: string(st.CaseID), Seq: st.Seq, OrganizationID: string(st.Organization), FromAt: Stamp(st.From), ReferralID: st.ReferralID}
		if err := s.db(ctx).Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}

// Custody implements desk.Cases.
func (s caseStore) Custody(ctx context.Context, id cases.ID) ([]cases.Stay, error) {
	var rows []custodyRow
	if err := s.db(ctx).Order("seq").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	stays := make([]cases.Stay, 0, len(rows))
	for _, r := range rows {
		stays = append(stays, cases.Stay{CaseID: id, Seq: r.Seq, Organization: org.ID(r.OrganizationID), From: Unstamp(r.FromAt), Until: Unstamp(r.UntilAt), ReferralID: r.ReferralID})
	}
	return stays, nil
}

var _ desk.Standings = standingStore{}

// standingStore is desk.Standings bound to one transaction.
type standingStore struct{ store }

type standingRow struct {
	OrganizationID string
	Standing       string
	CaseID         string
	State          string
	DueOn          string
}

func (standingRow) TableName() string { return "standings" }

// Of implements desk.Standings.
func (s standingStore) Of(ctx context.Context, id cases.ID, organization org.ID, on calendar.Date) ([]who.Standing, error) {
	var all []who.Standing
	q := s.db(ctx).Table("standings s").Where("s.case_id = ? AND s.organization_id = ?", string(id), string(organization))
	err := standing(q, on).Order("s.standing").Pluck("s.standing", &all).Error
	return all, err
}

// standing leaves out whose invitation is over on a day (reception.Readable). It is
// asked at each look, so that an invitation ends on its day though nothing is
// written then, and follows a reception that is moved.
func standing(q *gorm.DB, on calendar.Date) *gorm.DB {
	return q.Where(`(s.standing <> ? OR EXISTS (SELECT 1 FROM cases ic JOIN visits iv ON iv.id = ic.visit_id
		JOIN receptions ir ON ir.id = iv.reception_id WHERE ic.id = s.case_id AND ir.ends_at >= ?))`, string(who.Invited), Stamp(reception.ReadableFrom(on)))
}

// farOff sorts what has no date behind everything that has one.
const farOff = "9999-12-31"

// countedOtherwise tells whether other organisations' figures count the case.
func countedOtherwise(stored []standingRow, wanted map[standingRow]bool) bool {
	counts := map[[2]string]int{}
	weigh := func(r standingRow, n int) {
		if st := who.Standing(r.Standing); st == who.FirstReceiver || st == who.Superior {
			counts[[2]string{r.OrganizationID, r.Standing}] += n
		}
	}
	for _, r := range stored {
		weigh(r, 1)
	}
	for r := range wanted {
		weigh(r, -1)
	}
	for _, n := range counts {
		if n != 0 {
			return true
		}
	}
	return false
}

// Replace implements desk.Standings. Only rows that differ are written.
func (s standingStore) Replace(ctx context.Context, f cases.Facts, all map[org.ID][]who.Standing, due calendar.Date) error {
	key := string(due)
	if key == "" {
		key = farOff
	}
	wanted := map[standingRow]bool{}
	for id, list := range all {
		for _, st := range list {
			wanted[standingRow{string(id), string(st), string(f.ID), string(f.State), key}] = true
		}
	}
	var stored []standingRow
	if err := s.db(ctx).Find(&stored, "case_id = ?", string(f.ID)).Error; err != nil {
		return err
	}
	if countedOtherwise(stored, wanted) { // also where an organisation ends and no case's log goes on
		if err := (Books{TX: s.tx}).Mark(ctx, string(f.ID)); err != nil {
			return err
		}
	}
	for _, row := range stored {
		if wanted[row] {
			delete(wanted, row)
			continue
		}
		err := s.db(ctx).Where("case_id = ? AND organization_id = ? AND standing = ?", row.CaseID, row.OrganizationID, row.Standing).
			Delete(&standingRow{}).Error
		if err != nil {
			return err
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rows := make([]standingRow, 0, len(wanted))
	for row := range wanted {
		rows = append(rows, row)
	}
	return s.db(ctx).Create(&rows).Error
}
