package gormdb

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Succeed implements desk.Directory. What this process remembers of the
// directory is left alone: the new version is seen once it is committed.
func (s directoryStore) Succeed(ctx context.Context, from, to org.ID, on calendar.Date) (org.Heirs, error) {
	db := s.db(ctx)
	res := db.Model(&OrganizationRow{}).Where("id = ? AND ended = 0", string(from)).
		Updates(map[string]any{"ended": 1, "ended_on": string(on), "heir_id": string(to), "version": gorm.Expr("version + 1")})
	if err := Touched(res, cases.ErrStale); err != nil {
		return org.Heirs{}, err
	}
	var led []leadershipRow
	if err := db.Find(&led, "superior_id = ?", string(from)).Error; err != nil {
		return org.Heirs{}, err
	}
	for _, l := range led {
		if l.SubordinateID == string(to) {
			continue
		}
		l.SuperiorID = string(to)
		if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&l).Error; err != nil {
			return org.Heirs{}, err
		}
	}
	if err := db.Model(&receptionRow{}).Where("host_id = ? AND starts_at >= ?", string(from), string(on)).Update("host_id", string(to)).Error; err != nil {
		return org.Heirs{}, err
	}
	if err := succeedAtTables(db, from, to, on); err != nil {
		return org.Heirs{}, err
	}
	heirs, err := s.heirs(ctx)
	if err != nil {
		return heirs, err
	}
	return heirs, Meta{TX: db}.Bump(ctx, DirectoryVersion)
}

// succeedAtTables gives the successor the places at the tables of joint receptions
// from a day on, and the visitors called to them; where it sits already it sits once.
func succeedAtTables(db *gorm.DB, from, to org.ID, on calendar.Date) error {
	var guests []guestRow
	if err := db.Where("organization_id = ? AND reception_id IN (SELECT r.id FROM receptions r WHERE r.starts_at >= ?)", string(from), string(on)).Find(&guests).Error; err != nil {
		return err
	}
	for _, g := range guests {
		var hosts int64
		if err := db.Model(&receptionRow{}).Where("id = ? AND host_id = ?", g.ReceptionID, string(to)).Count(&hosts).Error; err != nil {
			return err
		}
		if hosts == 0 {
			seat := g
			seat.OrganizationID = string(to)
			if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&seat).Error; err != nil {
				return err
			}
		}
		if err := db.Delete(&g).Error; err != nil {
			return err
		}
	}
	var calls []callRow
	if err := db.Where("organization_id = ? AND visit_id IN (SELECT v.id FROM visits v JOIN receptions r ON r.id = v.reception_id WHERE r.starts_at >= ?)", string(from), string(on)).Find(&calls).Error; err != nil {
		return err
	}
	for _, c := range calls {
		heir := callRow{c.VisitID, string(to)}
		if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&heir).Error; err != nil {
			return err
		}
		if err := db.Delete(&c).Error; err != nil {
			return err
		}
	}
	return nil
}

// Heirs implements desk.Directory.
func (s directoryStore) Heirs(ctx context.Context) (org.Heirs, error) {
	if err := s.fresh(ctx); err != nil {
		return org.Heirs{}, err
	}
	s.dir.mu.RLock()
	known := s.dir.heirs
	s.dir.mu.RUnlock()
	if known != nil {
		return *known, nil
	}
	heirs, err := s.heirs(ctx)
	if err != nil {
		return heirs, err
	}
	s.dir.mu.Lock()
	s.dir.heirs = &heirs
	s.dir.mu.Unlock()
	return heirs, nil
}

func (s directoryStore) heirs(ctx context.Context) (org.Heirs, error) {
	var rows []OrganizationRow
	if err := s.db(ctx).Select("id", "heir_id").Find(&rows, "heir_id <> ''").Error; err != nil {
		return org.Heirs{}, err
	}
	next := make(map[org.ID]org.ID, len(rows))
	for _, r := range rows {
		next[org.ID(r.ID)] = org.ID(r.HeirID)
	}
	return org.NewHeirs(next), nil
}

// Teams implements desk.Directory.
func (s directoryStore) Teams(ctx context.Context, id org.ID) ([]string, error) {
	var teams []string
	return teams, s.db(ctx).Model(&Membership{}).Distinct("team").Where("organization_id = ?", string(id)).Order("team").Pluck("team", &teams).Error
}

// MoveMembers implements desk.Directory. Who has the same role there already keeps it once.
func (s directoryStore) MoveMembers(ctx context.Context, from, to org.ID) (int, error) {
	db := s.db(ctx)
	var rows []Membership
	if err := db.Find(&rows, "organization_id = ?", string(from)).Error; err != nil {
		return 0, err
	}
	people := map[string]bool{}
	for _, m := range rows {
		people[m.UserID] = true
		m.OrganizationID = string(to)
		if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&m).Error; err != nil {
			return 0, err
		}
	}
	if err := db.Where("organization_id = ?", string(from)).Delete(&Membership{}).Error; err != nil {
		return 0, err
	}
	return len(people), db.Where("organization_id = ?", string(from)).Delete(&Session{}).Error
}

// hands lists the standings of who has or had a hand in a case.
var hands = []who.Standing{who.Custodian, who.Delegate, who.Receiver, who.Sender, who.Former, who.FirstReceiver}

// Held implements desk.Standings.
func (s standingStore) Held(ctx context.Context, organization org.ID) ([]cases.ID, error) {
	var ids []cases.ID
	err := s.db(ctx).Table("standings").Distinct("case_id").Where("organization_id = ? AND standing IN ?", string(organization), hands).
		Order("case_id").Pluck("case_id", &ids).Error
	return ids, err
}

// Rename implements desk.Standings.
func (s standingStore) Rename(ctx context.Context, from, to org.ID) error {
	var rows []standingRow
	if err := s.db(ctx).Find(&rows, "organization_id = ?", string(from)).Error; err != nil {
		return err
	}
	for _, r := range rows {
		r.OrganizationID = string(to)
		if err := s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error; err != nil {
			return err
		}
	}
	return s.db(ctx).Where("organization_id = ?", string(from)).Delete(&standingRow{}).Error
}
