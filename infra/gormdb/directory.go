package gormdb

import (
	"context"
	"errors"
	"sync"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// DirectoryVersion is the meta row that every change to organisations, leadership or regions bumps.
const DirectoryVersion = "directory_version"

// directory remembers organisations and leadership for as long as the
// directory's version stands. Each unit of work asks for the version first.
type directory struct {
	mu      sync.RWMutex
	version string
	known   map[org.ID]org.Organization
	leaders *org.Leaders
	heirs   *org.Heirs
	regions map[string]string
}

var _ desk.Directory = directoryStore{}

// directoryStore is desk.Directory bound to one transaction.
type directoryStore struct{ store }

// OrganizationRow is an organisation as stored.
type OrganizationRow struct {
	ID         string `gorm:"primaryKey"`
	Name       string
	Kind       string
	Region     string
	Channels   string
	Routes     string
	Categories string
	Teams      string
	Outside    int
	Ended      int
	EndedOn    string
	HeirID     string
	Version    int
}

// TableName implements gorm's Tabler.
func (OrganizationRow) TableName() string { return "organizations" }

// OrganizationRowOf is o as stored.
func OrganizationRowOf(o org.Organization) OrganizationRow {
	return OrganizationRow{
		ID: string(o.ID), Name: o.Name, Kind: string(o.Kind), Region: o.Region, Channels: packed(o.Channels), Routes: packed(o.Routes),
		Categories: packed(o.Categories), Teams: packed(o.Teams), Outside: bit(o.Outside), Ended: bit(o.Ended), EndedOn: string(o.EndedOn), HeirID: string(o.Heir), Version: o.Version,
	}
}

// Organization rebuilds the domain's view of the row.
func (r OrganizationRow) Organization() (org.Organization, error) {
	o := org.Organization{ID: org.ID(r.ID), Name: r.Name, Kind: org.Kind(r.Kind), Region: r.Region, Outside: r.Outside == 1, Ended: r.Ended == 1, EndedOn: calendar.Date(r.EndedOn), Heir: org.ID(r.HeirID), Version: r.Version}
	return o, errors.Join(unpack(r.Channels, &o.Channels), unpack(r.Routes, &o.Routes), unpack(r.Categories, &o.Categories), unpack(r.Teams, &o.Teams))
}

type leadershipRow struct {
	SuperiorID    string `gorm:"primaryKey"`
	SubordinateID string `gorm:"primaryKey"`
	Relation      string
}

func (leadershipRow) TableName() string { return "leaderships" }

type regionRow struct {
	Code   string `gorm:"primaryKey"`
	Name   string
	Parent string
}

func (regionRow) TableName() string { return "regions" }

// fresh forgets what is remembered if the directory has changed. A unit of work
// asks once, and sees one directory throughout.
func (s directoryStore) fresh(ctx context.Context) error {
	if *s.asked {
		return nil
	}
	var version string
	err := s.db(ctx).Table("meta").Where("name = ?", DirectoryVersion).Limit(1).Pluck("value", &version).Error
	if err != nil {
		return err
	}
	*s.asked = true
	s.dir.mu.Lock()
	defer s.dir.mu.Unlock()
	if s.dir.known == nil || s.dir.version != version {
		s.dir.version, s.dir.known = version, map[org.ID]org.Organization{}
		s.dir.leaders, s.dir.heirs, s.dir.regions = nil, nil, nil
	}
	return nil
}

// Get implements desk.Directory.
func (s directoryStore) Get(ctx context.Context, id org.ID) (org.Organization, error) {
	if err := s.fresh(ctx); err != nil {
		return org.Organization{}, err
	}
	s.dir.mu.RLock()
	o, ok := s.dir.known[id]
	s.dir.mu.RUnlock()
	if ok {
		return o, nil
	}
	var row OrganizationRow
	err := s.db(ctx).Take(&row, "id = ?", string(id)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return o, org.ErrUnknown
	}
	if err != nil {
		return o, err
	}
	if o, err = row.Organization(); err != nil {
		return o, err
	}
	s.dir.mu.Lock()
	s.dir.known[id] = o
	s.dir.mu.Unlock()
	return o, nil
}

// Leaders implements desk.Directory.
func (s directoryStore) Leaders(ctx context.Context) (org.Leaders, error) {
	if err := s.fresh(ctx); err != nil {
		return org.Leaders{}, err
	}
	s.dir.mu.RLock()
	known := s.dir.leaders
	s.dir.mu.RUnlock()
	if known != nil {
		return *known, nil
	}
	var rows []leadershipRow
	if err := s.db(ctx).Find(&rows).Error; err != nil {
		return org.Leaders{}, err
	}
	all := make([]org.Leadership, 0, len(rows))
	for _, r := range rows {
		all = append(all, org.Leadership{Superior: org.ID(r.SuperiorID), Subordinate: org.ID(r.SubordinateID), Relation: org.Relation(r.Relation)})
	}
	leaders := org.NewLeaders(all)
	s.dir.mu.Lock()
	s.dir.leaders = &leaders
	s.dir.mu.Unlock()
	return leaders, nil
}

// parents loads the regions once.
func (s directoryStore) parents(ctx context.Context) (map[string]string, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	s.dir.mu.RLock()
	known := s.dir.regions
	s.dir.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	var rows []regionRow
	if err := s.db(ctx).Find(&rows).Error; err != nil {
		return nil, err
	}
	known = make(map[string]string, len(rows))
	for _, r := range rows {
		known[r.Code] = r.Parent
	}
	s.dir.mu.Lock()
	s.dir.regions = known
	s.dir.mu.Unlock()
	return known, nil
}

// Region implements desk.Directory.
func (s directoryStore) Region(ctx context.Context, code string) (bool, error) {
	parents, err := s.parents(ctx)
	_, ok := parents[code]
	return ok, err
}

// Holding implements desk.Directory.
func (s directoryStore) Holding(ctx context.Context, a, b string) (string, error) {
	parents, err := s.parents(ctx)
	if err != nil {
		return "", err
	}
	above := map[string]bool{}
	for at := a; at != "" && !above[at]; at = parents[at] {
		above[at] = true
	}
	seen := map[string]bool{}
	for at := b; at != "" && !seen[at]; at = parents[at] {
		if above[at] {
			return at, nil
		}
		seen[at] = true
	}
	return "", nil
}

// Parent implements desk.Directory.
func (s directoryStore) Parent(ctx context.Context, region string) (string, error) {
	parents, err := s.parents(ctx)
	return parents[region], err
}

// ErrNotCovered says that no organisation of a kind serves a region.
var ErrNotCovered = fault.New(fault.Violation, "organization.none_covers", "该区域没有这类单位", "no organisation of this kind serves the region")

// Covering implements desk.Directory. It returns ErrNotCovered if there is none.
func (s directoryStore) Covering(ctx context.Context, kind org.Kind, region string) (org.Organization, error) {
	parents, err := s.parents(ctx)
	if err != nil {
		return org.Organization{}, err
	}
	for at, ok := region, true; ok && at != ""; at, ok = parents[at], parents[at] != at {
		var row OrganizationRow
		err := s.db(ctx).Order("id").Take(&row, "region = ? AND kind = ? AND ended = 0", at, string(kind)).Error
		if err == nil {
			return row.Organization()
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return org.Organization{}, err
		}
	}
	return org.Organization{}, ErrNotCovered
}
