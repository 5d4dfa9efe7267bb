package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Succession says who takes over from an organisation that ends, and on which legal day.
type Succession struct {
	To org.ID
	On Day
}

// Succeeded counts what changed hands.
type Succeeded struct {
	From, To org.Organization
	On       calendar.Date
	Cases    int // custody of which moved
	People   int
}

// The refusals of a succession.
var (
	ErrOwnHeir   = fault.Invalid("/to", "own_heir", "单位不能由自己接续，请选择承接单位", "an organisation does not take over from itself: choose who does")
	ErrOtherDuty = fault.New(fault.Conflict, "succession.other_channel", "承接单位不办理该单位正在办理的渠道，请先为承接单位增加渠道或者选择其他单位", "the successor does not take the channels the organisation works in: add them to it first, or choose another")
	ErrBetween   = fault.New(fault.Conflict, "succession.between", "两个单位之间还有未了结的移交，请先办结或者撤回", "handoffs between the two are unfinished: finish or recall them first")
	ErrTeam      = fault.New(fault.Conflict, "succession.team_taken", "两个单位有同名的调解团队，合并后无法区分调解秘密，请先改名", "both have a team of the same name, and what a team heard could no longer be kept apart: rename one first")
)

// Succeed lets one organisation take the place of another in one act: every
// custody, open proceeding, unfinished handoff, queue and person goes to the
// successor, and every last day stays where it was. What was written before
// keeps the old name (条例 24¶2). It returns ErrOwnHeir, org.ErrUnknown,
// ErrOtherDuty, ErrBetween or ErrTeam, and then nothing has changed.
func (w *Work) Succeed(ctx context.Context, id org.ID, in Succession) (Succeeded, error) {
	if err := w.MayOwn(who.Administer); err != nil {
		return Succeeded{}, err
	}
	out, err := w.succession(ctx, id, in)
	if err != nil {
		return out, err
	}
	on, err := w.occurred(in.On, "/on", "")
	if err != nil {
		return out, err
	}
	out.On = on.On
	held, err := w.Tx.Standings.Held(ctx, id)
	if err != nil {
		return out, err
	}
	heirs, err := w.Tx.Directory.Succeed(ctx, id, in.To, on.On)
	if err != nil {
		return out, err
	}
	w.heirs = &heirs
	for _, c := range held {
		moved, err := w.succeedIn(ctx, c, id, in.To)
		if err != nil {
			return out, err
		}
		if moved {
			out.Cases++
		}
	}
	if err := w.Tx.Standings.Rename(ctx, id, in.To); err != nil {
		return out, err
	}
	if out.People, err = w.Tx.Directory.MoveMembers(ctx, id, in.To); err != nil {
		return out, err
	}
	w.touch("organization/%s", in.To)
	return out, w.record(ctx, "", deed{action: "organization.succeeded", subject: "organization/" + string(id), reason: on.Reason, on: on.On,
		payload: map[string]any{"to": in.To, "on": on.On, "cases": out.Cases, "people": out.People}})
}

// succession checks who would take over from whom.
func (w *Work) succession(ctx context.Context, id org.ID, in Succession) (Succeeded, error) {
	var out Succeeded
	var err error
	if out.From, err = w.Tx.Directory.Get(ctx, id); err != nil && fault.Of(err) == nil {
		return out, err
	}
	if err != nil || out.From.Ended {
		return out, who.ErrNotVisible
	}
	if out.To, err = w.organization(ctx, in.To, "/to"); err != nil {
		return out, err
	}
	if in.To == id {
		return out, ErrOwnHeir
	}
	if out.From.OwnChannel() != out.To.OwnChannel() {
		return out, ErrOtherDuty
	}
	for _, ch := range out.From.Channels {
		if !slices.Contains(out.To.Channels, ch) {
			return out, ErrOtherDuty
		}
	}
	old, err := w.Tx.Directory.Teams(ctx, id)
	if err != nil {
		return out, err
	}
	own, err := w.Tx.Directory.Teams(ctx, in.To)
	if err != nil {
		return out, err
	}
	if slices.ContainsFunc(old, func(team string) bool { return team != "" && slices.Contains(own, team) }) {
		return out, ErrTeam
	}
	return out, nil
}

// succeedIn carries the succession out in one case, with an entry in the
// case's own chain. moved tells whether custody changed hands.
func (w *Work) succeedIn(ctx context.Context, id cases.ID, from, to org.ID) (moved bool, err error) {
	w.clocks, w.loaded = nil, "" // the late day is that of every case
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return false, err
	}
	if c.Facts().Custodian == from {
		moved = true
		c.Succeed(to, w.Now)
		w.touch("custody/%s/%d", id, c.Facts().CustodySeq)
		w.tell(journal.Event{Kind: "custody.moved", CaseID: string(id), Subject: "organization/" + string(to), Organization: from, Other: to, On: w.Today(), Code: "succession"})
	}
	if err := w.succeedReferrals(ctx, id, from, to); err != nil {
		return false, err
	}
	if err := w.succeedProceedings(ctx, id, from, to); err != nil {
		return false, err
	}
	if c.Facts().State == cases.Open {
		if err := w.keepFromAccused(ctx, c); err != nil {
			return false, err
		}
		if err := w.flushClocks(ctx); err != nil {
			return false, err
		}
	}
	if moved {
		if err := w.Tx.Cases.Put(ctx, c); err != nil {
			return false, err
		}
	}
	if err := w.restand(ctx, c); err != nil || len(w.touched) == 0 {
		return false, err
	}
	return moved, w.record(ctx, string(id), deed{action: "case.succeeded", subject: "case/" + string(id), payload: map[string]any{"from": from, "to": to}})
}

func (w *Work) succeedReferrals(ctx context.Context, id cases.ID, from, to org.ID) error {
	all, err := w.Tx.Referrals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range all {
		if !f.State.Unfinished() || (f.From != from && f.To != from && f.Superior != from) {
			continue
		}
		if f.From == to && f.To == from || f.From == from && f.To == to {
			return ErrBetween
		}
		r := referral.Restore(f)
		r.Succeed(from, to)
		if err := w.Tx.Referrals.Put(ctx, r); err != nil {
			return err
		}
		w.touch("referral/%s", f.ID)
	}
	return nil
}

// succeedProceedings hands on those in which there is still something to do.
func (w *Work) succeedProceedings(ctx context.Context, id cases.ID, from, to org.ID) error {
	all, err := w.Tx.Proceedings.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Organization != from || len(procedure.LifeOf(f).Open(f.State)) == 0 {
			continue
		}
		p := procedure.Restore(f)
		p.Succeed(to)
		if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
			return err
		}
		w.touch("proceeding/%s", f.ID)
	}
	return nil
}

// heirsNow tells who stands in whose place, with the succession this unit of
// work carries out.
func (w *Work) heirsNow(ctx context.Context) (org.Heirs, error) {
	if w.heirs != nil {
		return *w.heirs, nil
	}
	return w.Tx.Directory.Heirs(ctx)
}

// book reads what the parties of a case said, as said to whoever stands today
// in the place of those it was said to.
func (w *Work) book(ctx context.Context, id cases.ID) (consent.Book, error) {
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return nil, err
	}
	book, err := w.Tx.Consents.OfCase(ctx, id)
	for i := range book {
		book[i].Toward, book[i].ByOrg = heirs.Of(book[i].Toward), heirs.Of(book[i].ByOrg)
	}
	return book, err
}

// Mine lists the actor's organisation and those in whose place it stands.
func (w *Work) Mine(ctx context.Context) ([]org.ID, error) {
	heirs, err := w.heirsNow(ctx)
	return heirs.Before(w.Actor.Organization), err
}
