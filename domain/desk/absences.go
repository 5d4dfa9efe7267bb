package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/who"
)

// Absenting is an absence as it is recorded.
type Absenting struct {
	From, Until calendar.Date
	Deputy      string
}

// The bounds of an absence.
const maxAbsence = 366

// ErrNoColleague refuses to record somebody away who does not work here.
var ErrNoColleague = fault.Invalid("/user_id", "unknown_user", "本单位没有这位工作人员", "nobody of this name works here")

// Absences lists who of the actor's organisation is away, or will be.
func (w *Work) Absences(ctx context.Context) ([]who.Absence, error) {
	return w.Tx.People.Absences(ctx, w.Actor.Organization, w.Today())
}

// Absent records that somebody of the actor's organisation is away, and who
// stands in: everyone records their own, the head records anyone's. Whoever is
// named handles on; the deputy is shown beside them, and where the head is away
// acts in the head's place until the last day. It returns ErrNoColleague,
// who.ErrNotAllowed, or an Invalid fault naming the field.
func (w *Work) Absent(ctx context.Context, user string, in Absenting) (who.Absence, error) {
	if w.Actor.User == "" || w.Actor.Party != "" || user != w.Actor.User && w.Actor.Role != who.Head {
		return who.Absence{}, who.ErrNotAllowed
	}
	p, err := w.Tx.People.At(ctx, w.Actor.Organization, user)
	if err != nil {
		if fault.Of(err) == nil {
			return who.Absence{}, err
		}
		return who.Absence{}, ErrNoColleague
	}
	a := who.Absence{ID: w.NewID(), User: user, Name: p.Name, Organization: w.Actor.Organization, From: in.From, Until: in.Until, Deputy: in.Deputy, By: w.Actor.User}
	if err := w.checkAbsence(ctx, &a); err != nil {
		return a, err
	}
	if err := w.Tx.People.AddAbsence(ctx, a); err != nil {
		return a, err
	}
	w.touch("absence/%s", a.ID)
	return a, w.record(ctx, "", deed{action: "absence.recorded", subject: "user/" + user, payload: map[string]any{"from": a.From, "until": a.Until, "deputy": a.Deputy}})
}

func (w *Work) checkAbsence(ctx context.Context, a *who.Absence) error {
	var check fault.Check
	switch {
	case !a.From.Valid():
		check.Add("/from", "date_invalid", "请填写开始日期", "give the first day")
	case !a.Until.Valid() || a.Until < a.From || a.Until < w.Today():
		check.Add("/until", "date_invalid", "结束日期不能早于开始日期和今天", "the last day is not before the first, nor before today")
	case a.From.DaysUntil(a.Until) > maxAbsence:
		check.Add("/until", "too_long", "一次最多登记一年", "at most a year at a time")
	}
	if a.Deputy == a.User {
		check.Add("/deputy", "own_deputy", "不能由本人代理", "nobody stands in for themself")
	} else if a.Deputy != "" {
		p, err := w.Tx.People.At(ctx, a.Organization, a.Deputy)
		if err != nil && fault.Of(err) == nil {
			return err
		}
		if err != nil {
			check.Add("/deputy", "unknown_user", "本单位没有这位工作人员", "nobody of this name works here")
		}
		if slices.ContainsFunc(p.Roles, func(r who.Role) bool { return slices.Contains(who.Apart, r) }) {
			check.Add("/deputy", "roles_apart", "管理员、协管员和审计人员不能代理", "who administers or audits stands in for nobody")
		}
		a.DeputyName = p.Name
	}
	if err := check.Err(); err != nil {
		return err
	}
	known, err := w.Tx.People.Absences(ctx, a.Organization, w.Today())
	if err != nil {
		return err
	}
	for _, x := range known {
		if x.User == a.User && x.From <= a.Until && a.From <= x.Until {
			return fault.Invalid("/from", "overlaps", "这段时间已经登记过不在岗", "an absence for these days is recorded already")
		}
	}
	return nil
}

// Back ends an absence before its last day.
func (w *Work) Back(ctx context.Context, id string) error {
	known, err := w.Absences(ctx)
	if err != nil {
		return err
	}
	for _, a := range known {
		if a.ID != id {
			continue
		}
		if a.User != w.Actor.User && w.Actor.Role != who.Head {
			return who.ErrNotAllowed
		}
		if err := w.Tx.People.EndAbsence(ctx, id, w.Today().AddDays(-1)); err != nil {
			return err
		}
		w.touch("absence/%s", id)
		return w.record(ctx, "", deed{action: "absence.ended", subject: "user/" + a.User})
	}
	return who.ErrNotVisible
}
