package gormdb

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Lists answers the lists, bound to one transaction. Every list takes the
// viewer's organisation, is bounded, and goes on by key.
type Lists struct{ TX *gorm.DB }

// boxes says which standings each box shows.
var boxes = map[string][]who.Standing{
	"mine":     {who.Custodian, who.Delegate},
	"former":   {who.Former},
	"superior": {who.Superior},
	"all":      {who.Custodian, who.Delegate, who.FirstReceiver, who.Former, who.Sender, who.Receiver, who.Invited, who.Superior},
}

// CaseFilter narrows a list of cases.
type CaseFilter struct {
	Box       string
	State     string
	Channel   string
	Category  string
	Region    string
	Query     string // a full number: the case's own, or one that a body gave it
	DueBefore calendar.Date
	Group     string // members of one group
}

// Cases lists the cases toward which the organisation stands as the box says,
// nearest due first. Only standings from which the role may see anything are
// looked at, as they are on a day, so that list and single look agree.
func (l Lists) Cases(ctx context.Context, viewer who.Actor, policy who.Policy, on calendar.Date, f CaseFilter, p Page) ([]cases.Facts, string, error) {
	var seen []string
	for _, s := range boxes[f.Box] {
		if policy.May(viewer.Role, []who.Standing{s}, who.CaseCard) {
			seen = append(seen, string(s))
		}
	}
	if len(seen) == 0 {
		return nil, "", nil
	}
	q := l.TX.WithContext(ctx).Table("standings s").Select("DISTINCT c.*, s.due_on AS sort_due").
		Joins("JOIN cases c ON c.id = s.case_id").
		Where("s.organization_id = ? AND s.standing IN ?", string(viewer.Organization), seen)
	if f.Query != "" {
		ids, err := l.numbered(ctx, f.Query)
		if err != nil || len(ids) == 0 {
			return nil, "", err
		}
		q = q.Where("s.case_id IN ?", ids)
	}
	if slices.Contains(seen, string(who.Invited)) {
		q = standing(q, on)
	}
	q = f.narrow(q)
	sort := "s.due_on"
	if p.Steady {
		sort = "s.case_id"
	}
	q, err := after(q, p, sort, "s.case_id")
	if err != nil {
		return nil, "", err
	}
	var rows []caseLine
	if err := q.Scan(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r caseLine) (string, string) { return p.at(r.SortDue, r.Case.ID), r.Case.ID },
		func(r caseLine) (cases.Facts, error) { return r.Case.facts() })
}

// caseLine is a case in a list, with what the list is sorted by.
type caseLine struct {
	Case    caseRow `gorm:"embedded"`
	SortDue string
}

func (f CaseFilter) narrow(q *gorm.DB) *gorm.DB {
	if f.State != "" {
		q = q.Where("s.state = ?", f.State)
	}
	if f.Category != "" {
		q = q.Where("c.category = ?", f.Category)
	}
	if f.Region != "" {
		q = q.Where("c.region LIKE ?", f.Region+"%")
	}
	if f.Group != "" {
		q = q.Where("s.case_id IN (SELECT m.case_id FROM group_members m WHERE m.group_id = ?)", f.Group)
	}
	if f.DueBefore != "" {
		q = q.Where("s.due_on < ?", string(f.DueBefore))
	}
	if f.Channel != "" {
		q = q.Where("EXISTS (SELECT 1 FROM proceedings p WHERE p.case_id = s.case_id AND p.channel = ? AND p.state NOT IN ('ended', 'handed_on'))", f.Channel)
	}
	return q
}

// stages are the shelves of a filing desk, each a part of a box. What is
// unfinished stands first in every box, so that none is looked for in what is over.
var stages = map[string]string{
	"to_file":    "state = 'guided' AND (asked_on = '' OR supplied_on <> '')",
	"asked":      "state = 'guided' AND asked_on <> '' AND supplied_on = ''",
	"to_confirm": "state IN ('guided', 'accepted') AND route = 'judicial_confirmation'",
	"to_report":  "state = 'accepted'",
	"delegated":  "state IN ('offered', 'accepted') AND channel = 'judicial_mediation'",
	"reported":   "state = 'completed'",
}

// Stages lists the shelves of a filing desk.
func Stages() []string { return slices.Sorted(maps.Keys(stages)) }

// Referrals lists one box of an organisation, nearest due first. The contested
// box shows what waits for the organisation's word, and what is contested below it.
// Mine is the organisation and those in whose place it stands.
func (l Lists) Referrals(ctx context.Context, mine []org.ID, box, state, stage string, p Page) ([]referral.Facts, string, error) {
	q := l.TX.WithContext(ctx).Model(&ReferralRow{})
	switch box {
	case "in":
		q = q.Where("to_id IN ?", mine)
	case "out":
		q = q.Where("from_id IN ?", mine)
	default:
		q = q.Where("superior_id IN ? AND state = ?", mine, string(referral.Contested))
	}
	if state != "" {
		q = q.Where("state = ?", state)
	}
	if part, ok := stages[stage]; ok {
		q = q.Where(part)
	}
	sort := "due_key"
	if p.Steady {
		sort = "id"
	}
	q, err := after(q, p, sort, "id")
	if err != nil {
		return nil, "", err
	}
	var rows []ReferralRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r ReferralRow) (string, string) { return p.at(r.DueKey, r.ID), r.ID }, ReferralRow.Facts)
}

// OrganizationFilter narrows a list of organisations. Among is nil for all.
type OrganizationFilter struct {
	Kind, Region, Channel, Route, Category, Query string
	Among                                         []org.ID
}

// Organizations lists organisations by id.
func (l Lists) Organizations(ctx context.Context, f OrganizationFilter, p Page) ([]org.Organization, string, error) {
	q := l.TX.WithContext(ctx).Model(&OrganizationRow{}).Where("ended = 0")
	for column, value := range map[string]string{"kind = ?": f.Kind, "region = ?": f.Region} {
		if value != "" {
			q = q.Where(column, value)
		}
	}
	// The lists are short JSON arrays of codes, quoted, so that no code is found inside another.
	if f.Channel != "" {
		q = q.Where("channels LIKE ?", `%"`+f.Channel+`"%`)
	}
	switch {
	case f.Route != "" && f.Channel != "": // who names no routes takes every route of its channels
		q = q.Where("(routes IN ('', '[]', 'null') OR routes LIKE ?)", `%"`+f.Route+`"%`)
	case f.Route != "":
		q = q.Where("routes LIKE ?", `%"`+f.Route+`"%`)
	}
	if f.Category != "" {
		q = q.Where("(categories IN ('', '[]') OR categories LIKE ?)", `%"`+f.Category+`"%`)
	}
	if f.Query != "" {
		q = q.Where("name LIKE ?", "%"+f.Query+"%")
	}
	if f.Among != nil {
		q = q.Where("id IN ?", f.Among)
	}
	q, err := after(q, p, "id", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []OrganizationRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r OrganizationRow) (string, string) { return r.ID, r.ID }, OrganizationRow.Organization)
}

// Receptions lists receptions by start; public ones only, and those not over at a time, where asked.
func (l Lists) Receptions(ctx context.Context, publicOnly bool, notOverAt time.Time, p Page) ([]reception.Reception, string, error) {
	q := l.TX.WithContext(ctx).Model(&receptionRow{})
	if !notOverAt.IsZero() {
		q = q.Where("ends_at >= ?", Stamp(notOverAt))
	}
	if publicOnly {
		q = q.Where("is_public = 1")
	}
	return l.receptions(ctx, q, p)
}

// TimelineLine is one line of a case's timeline.
type TimelineLine struct {
	ID string
	journal.Event
	At string
}

// Timeline lists what happened in a case, oldest first.
func (l Lists) Timeline(ctx context.Context, id cases.ID, p Page) ([]TimelineLine, string, error) {
	q, err := after(l.TX.WithContext(ctx).Model(&eventRow{}).Where("case_id = ?", string(id)), p, "id", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []eventRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r eventRow) (string, string) { return r.ID, r.ID }, eventRow.line)
}

func (r eventRow) line() (TimelineLine, error) {
	return TimelineLine{ID: r.ID, At: r.At, Event: journal.Event{
		Kind: r.Kind, CaseID: r.CaseID, Subject: r.Subject, Organization: org.ID(r.OrganizationID), Other: org.ID(r.OtherID), On: calendar.Date(r.HappenedOn), Code: r.Code,
	}}, nil
}

// EntryFilter narrows a list of audit entries.
type EntryFilter struct {
	Actor, Organization, Action, Subject, CaseID, From, To string
	Backdated                                              bool
}

func (f EntryFilter) on(q *gorm.DB) *gorm.DB {
	for _, c := range []struct{ column, value string }{
		{"actor = ?", f.Actor}, {"organization_id = ?", f.Organization}, {"action = ?", f.Action}, {"subject = ?", f.Subject},
		{"case_id = ?", f.CaseID}, {"at >= ?", f.From}, {"at < ?", f.To},
	} {
		if c.value != "" {
			q = q.Where(c.column, c.value)
		}
	}
	if f.Backdated {
		q = q.Where("backdated = 1")
	}
	return q
}

// Entries lists audit entries, oldest first: digests, never text.
func (l Lists) Entries(ctx context.Context, f EntryFilter, p Page) ([]audit.Entry, string, error) {
	q, err := after(f.on(l.TX.WithContext(ctx).Model(&auditRow{})), p, "at", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []auditRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, auditRow.place, auditRow.listed)
}

// LastEntryAt is the instant of the newest audit entry, empty if there is none.
func (l Lists) LastEntryAt(ctx context.Context) (string, error) {
	var at string
	err := l.TX.WithContext(ctx).Model(&auditRow{}).Order("at DESC, id DESC").Limit(1).Pluck("at", &at).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	return at, err
}

// Visits lists the queue of a reception by number.
func (l Lists) Visits(ctx context.Context, id string, only org.ID, p Page) ([]reception.Visit, string, error) {
	q := l.TX.WithContext(ctx).Where("reception_id = ?", id)
	if only != "" {
		q = q.Where("id IN (SELECT c.visit_id FROM visit_calls c WHERE c.organization_id = ?)", string(only))
	}
	q, err := after(q, p, "number", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []visitRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	to, err := called(l.TX.WithContext(ctx), ids)
	if err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r visitRow) (string, string) { return strconv.Itoa(r.Number), r.ID }, func(r visitRow) (reception.Visit, error) { return r.visit(to[r.ID]), nil })
}

// Region is a division of the country.
type Region struct{ Code, Name, Parent string }

// Regions lists a division and everything below it, by code.
func (l Lists) Regions(ctx context.Context, under string, p Page) ([]Region, string, error) {
	q, err := after(l.TX.WithContext(ctx).Where("code LIKE ?", under+"%"), p, "code", "code")
	if err != nil {
		return nil, "", err
	}
	var rows []regionRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r regionRow) (string, string) { return r.Code, r.Code }, func(r regionRow) (Region, error) { return Region(r), nil })
}
