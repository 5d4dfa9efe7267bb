package desk

import (
	"context"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
)

// watch loads the case's clocks once per unit of work.
func (w *Work) watch(ctx context.Context, id cases.ID) error {
	if w.loaded == id {
		return nil
	}
	stored, err := w.Tx.Clocks.OfCase(ctx, id)
	if err != nil {
		return err
	}
	fresh := w.clocks // begun before the case had a store
	w.clocks, w.loaded = nil, id
	for _, r := range stored {
		w.clocks = append(w.clocks, &watched{Running: r})
	}
	w.clocks = append(w.clocks, fresh...)
	return nil
}

// start begins a clock by its rule. It must follow watch.
func (w *Work) start(rule, of string, from calendar.Date, partyID string) error {
	due, err := w.Rules.Evaluate(w.Calendar, clock.Request{Rule: rule, StartOn: from})
	if err != nil {
		return err
	}
	r, err := w.Rules.InForce(rule, from)
	if err != nil {
		return err
	}
	if due.CalendarMissing && r.Kind != clock.Right && r.Kind != clock.Procedure {
		due.LatestOn = certain(due)
	}
	w.add(clock.Running{
		Rule: due.Rule, RuleVersion: due.RuleVersion, Kind: r.Kind, Of: of, PartyID: partyID, StartOn: from,
		LiteralOn: due.LiteralOn, DueOn: due.DueOn, LatestOn: due.LatestOn, CalendarMissing: due.CalendarMissing,
	})
	return nil
}

func (w *Work) add(r clock.Running) {
	r.ID, r.CaseID, r.State, r.StartedAt, r.Version = w.NewID(), string(w.loaded), clock.Ticking, w.Now, 1
	r.CalendarVersion = w.Calendar.Version()
	w.clocks = append(w.clocks, &watched{Running: r, fresh: true})
	w.touch("clock/%s", r.ID)
}

// placed counts from the first sending until somebody has the matter for good.
// Sending again, or to another receiver, never begins it anew.
const placed = "referral.placed"

// placing begins that clock unless it runs. It must follow watch.
func (w *Work) placing() error {
	for _, x := range w.clocks {
		if x.Rule == placed && x.Live() {
			return nil
		}
	}
	return w.start(placed, "case", w.Today(), "")
}

// stop ends the live clocks of a thing; rules narrows it to some.
func (w *Work) stop(s clock.State, of string, rules ...string) {
	for _, x := range w.clocks {
		if !x.Live() || x.Of != of || (len(rules) > 0 && !contains(rules, x.Rule)) {
			continue
		}
		x.End(s, w.Now)
		w.mark(x)
	}
}

func (w *Work) mark(x *watched) {
	if !x.dirty && !x.fresh {
		w.touch("clock/%s", x.ID)
	}
	x.dirty = true
}

func contains(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}

// lastDay computes a rule's last day without starting a clock.
func (w *Work) lastDay(rule string, from calendar.Date) (calendar.Date, error) {
	due, err := w.Rules.Evaluate(w.Calendar, clock.Request{Rule: rule, StartOn: from})
	if err != nil {
		return "", err
	}
	if due.DueOn == "" {
		return certain(due), nil
	}
	return due.DueOn, nil
}

// longestHoliday is how many days off no State Council notice has exceeded.
const longestHoliday = 10

// certain is a day by which a limit is over however the year's notice, not
// published yet, may turn out: until then nobody is told that they are late,
// and silence has no consequence.
func certain(d clock.Due) calendar.Date { return d.LiteralOn.AddDays(longestHoliday) }

// lastDayOf is when a running clock ends: the day that binds, or while the
// calendar is missing the day by which it is certainly over; empty where that
// cannot be said.
func lastDayOf(x clock.Running) calendar.Date {
	if x.DueOn == "" && x.CalendarMissing {
		return x.LatestOn
	}
	return x.DueOn
}

func (w *Work) flushClocks(ctx context.Context) error {
	for _, x := range w.clocks {
		x.CaseID = string(w.loaded)
		var err error
		switch {
		case x.fresh:
			err = w.Tx.Clocks.Add(ctx, x.Running)
		case x.dirty:
			err = w.Tx.Clocks.Put(ctx, x.Running)
		}
		if err != nil {
			return err
		}
		if x.dirty && !x.fresh {
			x.Version++
		}
		x.fresh, x.dirty = false, false
	}
	return nil
}

// stage is when in a proceeding's life a clock starts.
type stage string

const (
	onRegistered stage = "registered"
	onAccepted   stage = "accepted"
	onFiled      stage = "filed"
)

// handling says which handling clock runs in which proceeding. The first row
// that fits decides; an empty field fits everything.
var handling = []struct {
	channel  channel.Channel
	route    channel.Route
	category string // exact, or a family as «labour.»
	court    bool   // the sender is a court
	at       stage
	rule     string
}{
	{channel: channel.Petition, at: onAccepted, rule: "petition.handle"},
	{channel: channel.PeopleMediation, category: "labour.", at: onAccepted, rule: "people_mediation.labour"},
	{channel: channel.PeopleMediation, category: "medical.", at: onAccepted, rule: "people_mediation.medical"},
	{channel: channel.JudicialMediation, court: true, at: onAccepted, rule: "judicial_mediation.delegated"},
	{channel: channel.AdministrativeMediation, category: "consumer.", at: onAccepted, rule: "administrative_mediation.consumer"},
	{channel: channel.AdministrativeMediation, category: "traffic.", at: onAccepted, rule: "administrative_mediation.traffic"},
	{route: channel.RouteLabourArbitration, at: onFiled, rule: "labour_arbitration.award"},
	{route: channel.RouteLandArbitration, at: onFiled, rule: "land_arbitration.award"},
	{route: channel.RouteAdministrativeReconsideration, at: onFiled, rule: "administrative_reconsideration.decide"},
	{route: channel.RouteAdministrativeReconsideration, at: onRegistered, rule: "administrative_reconsideration.examine"},
	{route: channel.RouteJudicialConfirmation, at: onFiled, rule: "judicial_confirmation.review"},
	{route: channel.RouteCivilLitigation, at: onFiled, rule: "civil_litigation.trial_ordinary"},
	{route: channel.RouteAdministrativeLitigation, at: onFiled, rule: "administrative_litigation.trial"},
	{channel: channel.Litigation, at: onRegistered, rule: "civil_litigation.filing"},
}

// handlingRule finds the rule of a stage; the place's review clock where the law sets none.
func handlingRule(c channel.Channel, r channel.Route, category string, court bool, at stage) string {
	for _, h := range handling {
		if h.at == at && (h.channel == "" || h.channel == c) && (h.route == "" || h.route == r) &&
			(h.category == "" || h.category == category || strings.HasSuffix(h.category, ".") && strings.HasPrefix(category, h.category)) &&
			(!h.court || court) {
			return h.rule
		}
	}
	return "case.review"
}
