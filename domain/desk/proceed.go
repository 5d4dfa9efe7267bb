package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// proceed is what every act in a proceeding has in common.
func (w *Work) proceed(ctx context.Context, id procedure.ID, do procedure.Action, version int, check func(f procedure.Facts, c cases.Facts) error,
	act func(p *procedure.Proceeding, c *cases.Case) (deed, error)) (*procedure.Proceeding, error) {
	p, c, err := w.Proceeding(ctx, id, who.ProceedingAct)
	if err != nil {
		return nil, err
	}
	if check != nil {
		if err := check(p.Facts(), c.Facts()); err != nil {
			return nil, err
		}
	}
	if err := matches(version, p.Facts().Version); err != nil {
		return nil, err
	}
	if err := p.Facts().Can(do); err != nil {
		return nil, err
	}
	if err := w.takePart(ctx, p.Facts()); err != nil {
		return nil, err
	}
	if err := w.watch(ctx, c.Facts().ID); err != nil {
		return nil, err
	}
	row, _ := p.Facts().Row(do)
	open := p.Facts().Open()
	d, err := act(p, c)
	if err != nil {
		return nil, err
	}
	if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
		return nil, err
	}
	if err := w.after(ctx, row, p.Facts(), c, d, open); err != nil {
		return nil, err
	}
	f := p.Facts()
	d.subject = "proceeding/" + string(id)
	if d.action == "" {
		d.action = "proceeding." + string(do)
	}
	w.tellStep(journal.Event{Kind: d.action, CaseID: string(f.CaseID), Subject: d.subject, Organization: f.Organization, On: w.Today(), Code: string(f.Outcome)}, f, row, d.detail)
	return p, w.settle(ctx, c, d)
}

// after is what follows a step: its clocks, the end of all others at the moment
// the body's work is done, and the parties' rights as they are now.
func (w *Work) after(ctx context.Context, row procedure.Row, f procedure.Facts, c *cases.Case, d deed, open bool) error {
	if d.on == "" {
		d.on = w.Today()
	}
	if row.Do == "apply_confirmation" {
		if err := w.applied(ctx, f.CaseID); err != nil {
			return err
		}
	}
	if open && !f.Open() {
		w.stop(clock.Met, "proceeding/"+string(f.ID))
	}
	if _, result := procedure.LifeOf(f).Results[row.To]; result {
		if err := w.rights(ctx, c); err != nil {
			return err
		}
	}
	return w.follow(ctx, row, f, d)
}

// Take takes up what the first receiver registered itself (受理).
func (w *Work) Take(ctx context.Context, id procedure.ID, version int) (*procedure.Proceeding, error) {
	return w.proceed(ctx, id, procedure.Take, version, nil, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		return deed{}, p.Take(w.Actor.Team, w.Now)
	})
}

// Meeting is a session that is planned.
type Meeting struct {
	At    time.Time
	Place string
}

// Schedule plans a session. In mediation it needs both sides' agreement.
func (w *Work) Schedule(ctx context.Context, id procedure.ID, in Meeting, version int) (*procedure.Proceeding, error) {
	check := func(procedure.Facts, cases.Facts) error {
		var c fault.Check
		if in.At.IsZero() {
			c.Add("/at", "required", "请填写时间", "say when")
		} else if in.At.Before(w.Now) {
			c.Add("/at", "date_in_past", "安排的时间已经过去", "the time lies in the past")
		}
		limit(&c, "/place", in.Place, 200)
		return c.Err()
	}
	return w.proceed(ctx, id, procedure.Schedule, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		if err := w.mediationMayStart(ctx, p.Facts()); err != nil {
			return deed{}, err
		}
		if err := p.Schedule(w.Now); err != nil {
			return deed{}, err
		}
		return deed{meets: calendar.DayOf(in.At), payload: map[string]any{"at": in.At, "place": in.Place}, detail: calendar.Spoken(in.At) + " " + in.Place},
			w.addSession(ctx, id, procedure.Session{At: in.At, Place: in.Place})
	})
}

// Held is a session that took place.
type Held struct {
	Held    Day
	Present []string
	Text    string
}

// Hold records a session. Its text is of class channel: it goes to nobody else.
func (w *Work) Hold(ctx context.Context, id procedure.ID, in Held, version int) (*procedure.Proceeding, error) {
	var held cases.Occurred
	check := func(_ procedure.Facts, c cases.Facts) error {
		var f fault.Check
		text(&f, "/text", in.Text)
		if len(in.Present) > 100 {
			f.Add("/present", "too_many", "到场人员不能超过100人", "at most 100 people")
		}
		for i, name := range in.Present {
			limit(&f, "/present/"+strconv.Itoa(i), name, 200)
		}
		if err := f.Err(); err != nil {
			return err
		}
		var err error
		held, err = w.occurred(in.Held, "/held_on", c.Received.On)
		return err
	}
	return w.proceed(ctx, id, procedure.Hold, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		if err := w.mediationMayStart(ctx, p.Facts()); err != nil {
			return deed{}, err
		}
		if err := p.Hold(w.Now); err != nil {
			return deed{}, err
		}
		return deed{reason: held.Reason, payload: map[string]any{"held_on": held.On}},
			w.addSession(ctx, id, procedure.Session{Held: &held, Present: in.Present, Text: in.Text})
	})
}

func (w *Work) addSession(ctx context.Context, id procedure.ID, s procedure.Session) error {
	s.ID = w.NewID()
	w.touch("session/%s", s.ID)
	return w.Tx.Proceedings.AddSession(ctx, id, s)
}

// Agree records that an agreement was reached.
func (w *Work) Agree(ctx context.Context, id procedure.ID, agreement string, version int) (*procedure.Proceeding, error) {
	check := func(procedure.Facts, cases.Facts) error {
		if agreement == "" {
			return fault.Invalid("/agreement_id", "required", "请先登记调解协议", "record the agreement first and name it")
		}
		_, err := w.Tx.Agreements.Get(ctx, id, agreement)
		if f := fault.Of(err); f != nil {
			return fault.Invalid("/agreement_id", "unknown_agreement", "本程序没有这份协议", "this proceeding has no such agreement")
		}
		return err
	}
	return w.proceed(ctx, id, procedure.Agree, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		if err := w.mediationMayStart(ctx, p.Facts()); err != nil {
			return deed{}, err
		}
		return deed{payload: map[string]any{"agreement_id": agreement}}, p.Agree(w.Now)
	})
}

// Terminate ends the proceeding without a result. Its code and words stay with those who heard them.
func (w *Work) Terminate(ctx context.Context, id procedure.ID, why Reason, version int) (*procedure.Proceeding, error) {
	check := func(procedure.Facts, cases.Facts) error {
		var c fault.Check
		code(&c, "/code", why.Code, procedure.TerminateCodes)
		text(&c, "/text", why.Text)
		return c.Err()
	}
	return w.proceed(ctx, id, procedure.Terminate, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		return deed{}, p.Terminate(why.Code, why.Text, w.Now)
	})
}

// Pause is a suspension.
type Pause struct {
	Ground, Text string
	ReviewOn     calendar.Date
}

// Suspend stops the proceeding on a ground, until a review day. The clocks that
// stand still are those its table names; the others run on, as the law has it.
func (w *Work) Suspend(ctx context.Context, id procedure.ID, in Pause, version int) (*procedure.Proceeding, error) {
	check := func(procedure.Facts, cases.Facts) error {
		var c fault.Check
		text(&c, "/ground", in.Ground)
		text(&c, "/text", in.Text)
		if !in.ReviewOn.Valid() || in.ReviewOn <= w.Today() {
			c.Add("/review_on", "date_invalid", "请填写今天以后的复查日期", "give a review day after today")
		}
		return c.Err()
	}
	return w.proceed(ctx, id, procedure.Suspend, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		if err := p.Suspend(in.Ground, in.Text, in.ReviewOn, w.Now); err != nil {
			return deed{}, err
		}
		return deed{reason: in.Ground, ground: in.Ground, review: in.ReviewOn, payload: map[string]any{"review_on": in.ReviewOn}}, nil
	})
}

// Resume goes on; the clocks keep the days they had left.
func (w *Work) Resume(ctx context.Context, id procedure.ID, version int) (*procedure.Proceeding, error) {
	return w.proceed(ctx, id, procedure.Resume, version, nil, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		return deed{}, p.Resume(w.Now)
	})
}

// Extension is more time, as the law allows it and as somebody approved it.
type Extension struct {
	Span       clock.Span
	Ground     string
	ApprovedBy string
}

// Extend lengthens the proceeding's clock; more than the rule allows is an
// Invalid fault, and where no clock can be extended ErrNotExtendable or ErrExtended.
func (w *Work) Extend(ctx context.Context, id procedure.ID, in Extension, version int) (*procedure.Proceeding, error) {
	check := func(procedure.Facts, cases.Facts) error {
		var c fault.Check
		text(&c, "/ground", in.Ground)
		text(&c, "/approved_by", in.ApprovedBy)
		if in.Span.Amount <= 0 {
			c.Add("/amount", "required", "请填写延长的时间", "say by how much")
		}
		return c.Err()
	}
	return w.proceed(ctx, id, procedure.Extend, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		if err := p.Extend(w.Now); err != nil {
			return deed{}, err
		}
		x := w.find(w.extendableID("proceeding/" + string(id)))
		if x == nil {
			return deed{}, w.notExtended("proceeding/" + string(id))
		}
		x.Extension = &in.Span
		w.mark(x)
		if err := w.recompute(x); err != nil {
			return deed{}, atAmount(err)
		}
		return deed{reason: in.Ground, payload: map[string]any{"amount": in.Span.Amount, "unit": in.Span.Unit, "approved_by": in.ApprovedBy}}, nil
	})
}

// The refusals of more time: where the law gives none, or gave it once already.
var (
	ErrNotExtendable = fault.New(fault.Conflict, "clock.not_extendable", "现在没有依法可以延长的期限", "no time limit that the law lets be extended runs here")
	ErrExtended      = fault.New(fault.Conflict, "clock.extended", "该期限已经延长过", "this time limit was extended already")
)

func (w *Work) notExtended(of string) error {
	if slices.ContainsFunc(w.clocks, func(x *watched) bool { return x.Of == of && x.State == clock.Ticking && x.Extension != nil }) {
		return ErrExtended
	}
	return ErrNotExtendable
}

// extendable is the running clock of a thing that the law lets be extended, and
// that was not yet; nil if there is none.
func (w *Work) extendable(all []clock.Running, of string) *clock.Running {
	for i, x := range all {
		if x.Of != of || x.State != clock.Ticking || x.Extension != nil {
			continue
		}
		if r, err := w.Rules.InForce(x.Rule, x.StartOn); err == nil && r.Extension != nil {
			return &all[i]
		}
	}
	return nil
}

func (w *Work) extendableID(of string) string {
	var all []clock.Running
	for _, x := range w.clocks {
		all = append(all, x.Running)
	}
	if x := w.extendable(all, of); x != nil {
		return x.ID
	}
	return ""
}

// atAmount points a refused extension at the field a person filled in.
func atAmount(err error) error {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	fields := slices.Clone(f.Fields)
	for i := range fields {
		if strings.HasPrefix(fields[i].Pointer, "/extension") {
			fields[i].Pointer = "/amount"
		}
	}
	return f.WithFields(fields...)
}
