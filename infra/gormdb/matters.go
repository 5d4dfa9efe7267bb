package gormdb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/figures"
	"liandong/domain/procedure"
)

// mattersOf reads what figures know of these cases.
func mattersOf(ctx context.Context, tx *gorm.DB, ids []string) (map[string]figures.Matter, error) {
	g := gathered{tx: tx.WithContext(ctx).Session(&gorm.Session{}), ids: ids, all: make(map[string]*figures.Matter, len(ids))}
	for _, read := range []func() error{g.cases, g.standings, g.rounds, g.arrivals, g.disputes, g.proceedings, g.agreements, g.clocks, g.referrals, g.sides} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	all := make(map[string]figures.Matter, len(g.all))
	for id, m := range g.all {
		slices.SortFunc(m.Facts, func(a, b figures.Fact) int {
			return strings.Compare(a.Measure+string(a.On)+a.Detail, b.Measure+string(b.On)+b.Detail)
		})
		all[id] = *m
	}
	return all, nil
}

// gathered is what was read so far.
type gathered struct {
	tx        *gorm.DB
	ids       []string
	all       map[string]*figures.Matter
	received  map[string]calendar.Date
	accusing  map[string]bool
	online    map[string]bool
	agreement map[string]calendar.Date // by id: the day from which it has effect
	kept      map[string]calendar.Date // by the subject of the promise's clock: when it was performed
}

func (g *gathered) fact(id, measure string, on calendar.Date, detail string) {
	if m := g.all[id]; m != nil && on != "" {
		m.Facts = append(m.Facts, figures.Fact{Measure: measure, On: on, Detail: detail})
	}
}

func (g *gathered) cases() error {
	var rows []struct{ ID, Category, Region, ReceivedOn, Purpose, Source string }
	if err := g.tx.Table("cases").Select("id, category, region, received_on, purpose, source").Where("id IN ?", g.ids).Scan(&rows).Error; err != nil {
		return err
	}
	g.received, g.accusing, g.online = make(map[string]calendar.Date, len(rows)), map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		g.all[r.ID] = &figures.Matter{Category: r.Category, Region: r.Region}
		g.received[r.ID] = calendar.Date(r.ReceivedOn)
		g.accusing[r.ID] = r.Purpose == cases.Accusation
		g.online[r.ID] = r.Source == "online"
	}
	return nil
}

func (g *gathered) standings() error {
	var rows []struct{ CaseID, OrganizationID, Standing string }
	err := g.tx.Table("standings").Select("case_id, organization_id, standing").Where("case_id IN ? AND standing IN ('first_receiver', 'superior')", g.ids).
		Order("case_id, organization_id, standing").Scan(&rows).Error
	for _, r := range rows {
		if m := g.all[r.CaseID]; m != nil {
			m.Toward = append(m.Toward, figures.Toward{Organization: r.OrganizationID, Standing: r.Standing})
		}
	}
	return err
}

func (g *gathered) rounds() error {
	var rows []struct {
		CaseID             string
		Seq                int
		OpenedAt, ClosedAt string
	}
	err := g.tx.Table("rounds").Select("case_id, seq, opened_at, closed_at").Where("case_id IN ?", g.ids).Order("case_id, seq").Scan(&rows).Error
	for _, r := range rows {
		m := g.all[r.CaseID]
		if m == nil {
			continue
		}
		round := figures.Round{Opened: dayOf(r.OpenedAt), Closed: dayOf(r.ClosedAt)}
		if round.Began = round.Opened; r.Seq == 1 && g.received[r.CaseID] != "" {
			round.Began = g.received[r.CaseID]
		}
		m.Rounds = append(m.Rounds, round)
	}
	return err
}

// arrivals counts, on the day of registration, what came online and in what a party was reached since.
func (g *gathered) arrivals() error {
	var reached []string
	err := g.tx.Table("contact_attempts").Where("case_id IN ? AND reached = 1", g.ids).Distinct().Pluck("case_id", &reached).Error
	for _, id := range reached {
		if m := g.all[id]; m != nil && len(m.Rounds) > 0 {
			g.fact(id, figures.Reached, m.Rounds[0].Opened, "")
		}
	}
	for id, m := range g.all {
		if g.online[id] && len(m.Rounds) > 0 {
			g.fact(id, figures.Online, m.Rounds[0].Opened, "")
		}
	}
	return err
}

// disputes counts what was registered and is no accusation, and whose decisions it
// is about: numbers that others are told of must not grow with an accusation.
func (g *gathered) disputes() error {
	for id, m := range g.all {
		if !g.accusing[id] && len(m.Rounds) > 0 {
			g.fact(id, figures.Dispute, m.Rounds[0].Opened, m.Category)
		}
	}
	var rows []struct{ CaseID, OrganizationID string }
	err := g.tx.Table("decision_links l").Joins("JOIN decisions d ON d.id = l.decision_id").Distinct("l.case_id, d.organization_id").Where("l.case_id IN ?", g.ids).Scan(&rows).Error
	for _, r := range rows {
		if m := g.all[r.CaseID]; m != nil && !g.accusing[r.CaseID] && len(m.Rounds) > 0 {
			g.fact(r.CaseID, figures.About, m.Rounds[0].Opened, r.OrganizationID)
		}
	}
	return err
}

// dayOf is the legal day of a stored instant; of none, none.
func dayOf(stamp string) calendar.Date {
	if stamp == "" {
		return ""
	}
	return calendar.DayOf(Unstamp(stamp))
}

func (g *gathered) proceedings() error {
	var rows []struct{ CaseID, Channel, Outcome, OpenedAt, EndedAt string }
	err := g.tx.Table("proceedings").Select("case_id, channel, outcome, opened_at, ended_at").Where("case_id IN ?", g.ids).Order("case_id, channel").Scan(&rows).Error
	for _, r := range rows {
		m := g.all[r.CaseID]
		if m == nil {
			continue
		}
		if !slices.Contains(m.Channels, r.Channel) {
			m.Channels = append(m.Channels, r.Channel)
		}
		if o := procedure.Outcome(r.Outcome); o != "" && o != procedure.OutcomeHandedBack && r.EndedAt != "" {
			ended := dayOf(r.EndedAt)
			g.fact(r.CaseID, figures.Lasted, ended, r.Channel+">"+strconv.Itoa(max(0, dayOf(r.OpenedAt).DaysUntil(ended))))
		}
		switch channel.Channel(r.Channel) {
		case channel.PeopleMediation:
		case channel.Arbitration, channel.AdministrativeReconsideration, channel.Litigation:
			g.resolved(r.CaseID, procedure.Outcome(r.Outcome), dayOf(r.EndedAt))
			continue
		default:
			continue
		}
		switch procedure.Outcome(r.Outcome) {
		case procedure.OutcomeAgreed:
			g.fact(r.CaseID, figures.Mediated, dayOf(r.EndedAt), figures.Agreed)
		case procedure.OutcomeUnsettled, procedure.OutcomeWithdrawn:
			g.fact(r.CaseID, figures.Mediated, dayOf(r.EndedAt), figures.Not)
		}
	}
	return err
}

// resolved counts a procedure that decides, where it was decided, settled or withdrawn.
func (g *gathered) resolved(id string, o procedure.Outcome, on calendar.Date) {
	switch o {
	case procedure.OutcomeAgreed, procedure.OutcomeMediated, procedure.OutcomeWithdrawn:
		g.fact(id, figures.Resolved, on, figures.Agreed)
	case procedure.OutcomeAward, procedure.OutcomeDecision, procedure.OutcomeJudgment:
		g.fact(id, figures.Resolved, on, figures.Not)
	}
}

// agreements reads when they took effect and what was performed; both are
// counted with the clocks.
func (g *gathered) agreements() error {
	var rows []struct{ CaseID, ID, EffectiveOn string }
	if err := g.tx.Table("agreements").Select("case_id, id, effective_on").Where("case_id IN ?", g.ids).Scan(&rows).Error; err != nil {
		return err
	}
	g.agreement = make(map[string]calendar.Date, len(rows))
	for _, r := range rows {
		g.agreement[r.ID] = calendar.Date(r.EffectiveOn)
	}
	asked, err := g.asked()
	if err != nil {
		return err
	}
	for _, r := range rows {
		detail := figures.Not
		if asked[r.ID] {
			detail = figures.Asked
		}
		g.fact(r.CaseID, figures.Effect, calendar.Date(r.EffectiveOn), detail)
	}
	var done []performanceRow
	if err := g.tx.Find(&done, "case_id IN ? AND result = ?", g.ids, string(procedure.Performed)).Error; err != nil {
		return err
	}
	g.kept = make(map[string]calendar.Date, len(done))
	for _, r := range done {
		p, err := r.performance()
		if err != nil {
			return err
		}
		on := p.Happened.On
		if on == "" {
			on = calendar.DayOf(p.At)
		}
		subject := fmt.Sprintf("agreement/%s/%d", r.AgreementID, r.Item)
		if before, ok := g.kept[subject]; !ok || on < before {
			g.kept[subject] = on
		}
	}
	return nil
}

// asked are the agreements whose sides asked a court to confirm them.
func (g *gathered) asked() (map[string]bool, error) {
	var subjects []string
	err := g.tx.Table("clocks").Where("case_id IN ? AND rule = 'judicial_confirmation.apply' AND state = 'met'", g.ids).Pluck("subject", &subjects).Error
	all := make(map[string]bool, len(subjects))
	for _, s := range subjects {
		if id, ok := strings.CutPrefix(s, "agreement/"); ok {
			all[id] = true
		}
	}
	return all, err
}

func (g *gathered) clocks() error {
	var rows []struct{ CaseID, Rule, State, Subject, DueOn string }
	rules := slices.Concat(figures.Handling, figures.Telling, []string{"agreement.performance"})
	err := g.tx.Table("clocks").Select("case_id, rule, state, subject, due_on").Where("case_id IN ? AND rule IN ?", g.ids, rules).Scan(&rows).Error
	for _, r := range rows {
		due := calendar.Date(r.DueOn)
		switch {
		case r.Rule == "agreement.performance":
			if r.State != "ended" {
				g.fact(r.CaseID, figures.Promised, due, g.promise(r.Subject, due))
			}
		case r.State != figures.Met && r.State != figures.Missed && r.State != figures.Running: // it stands still, or ended without an answer
		case slices.Contains(figures.Telling, r.Rule):
			g.fact(r.CaseID, figures.Told, due, r.State)
		default:
			g.fact(r.CaseID, figures.Handled, due, r.State)
			if slices.Contains(figures.Trying, r.Rule) {
				g.fact(r.CaseID, figures.Tried, due, r.State)
			}
		}
	}
	return err
}

// promise tells what became of a promise that fell due.
func (g *gathered) promise(subject string, due calendar.Date) string {
	switch on, ok := g.kept[subject]; {
	case !ok:
		return figures.Open
	case on <= due:
		return figures.InTime
	}
	return figures.Late
}

func (g *gathered) referrals() error {
	var rows []struct{ CaseID, Kind, Channel, Route, State, ContestedAt, SentAt string }
	err := g.tx.Table("referrals r").Select("r.case_id, COALESCE(o.kind, '') AS kind, r.channel, r.route, r.state, r.contested_at, r.sent_at").
		Joins("LEFT JOIN organizations o ON o.id = r.from_id").Where("r.case_id IN ?", g.ids).Scan(&rows).Error
	for _, r := range rows {
		target := r.Channel
		if target == "" {
			target = r.Route
		}
		fate, returned := figures.Kept, r.State == "returned" || r.State == "declined"
		switch contested := r.ContestedAt != ""; {
		case returned && contested:
			fate = figures.Both
		case returned:
			fate = figures.Returned
		case contested:
			fate = figures.Contested
		}
		g.fact(r.CaseID, figures.Sent, dayOf(r.SentAt), r.Kind+">"+target+">"+fate)
	}
	return err
}

func (g *gathered) sides() error {
	var rows []struct {
		CaseID         string
		ID             string
		OrganizationID *string
	}
	err := g.tx.Table("parties p").Select("p.case_id, p.id, m.organization_id").Joins("LEFT JOIN rating_marks m ON m.party_id = p.id").
		Where("p.case_id IN ? AND p.role IN ('applicant', 'respondent')", g.ids).Order("p.case_id, p.id, m.organization_id").Scan(&rows).Error
	last := ""
	for _, r := range rows {
		m := g.all[r.CaseID]
		if m == nil {
			continue
		}
		if r.ID != last {
			m.Sides++
		}
		last = r.ID
		if r.OrganizationID != nil {
			m.Rated = append(m.Rated, *r.OrganizationID)
		}
	}
	for _, m := range g.all {
		slices.Sort(m.Rated)
	}
	return err
}
