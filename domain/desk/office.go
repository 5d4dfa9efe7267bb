// Package desk holds what people do at their desks: each use case is one
// method of Work, done in one unit of work with nothing but its Tx to write with.
package desk

import (
	"context"
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/volume"
	"liandong/domain/who"
)

// Secrets makes and checks what a party types to get in. Hashing and chance
// come through it.
type Secrets interface {
	// Code makes a query code of at least 80 random bits, and its hash.
	Code() (shown, hash string)
	// Paper makes the one-time second secret of a party without id number and phone.
	Paper() (shown, hash string)
	// Short makes a one-time code of six digits, and its hash.
	Short() (shown, hash string)
	// Slow hashes what a person made up, so that guessing takes long.
	Slow(typed string) (hash string)
	// Matches tells whether what was typed has the hash, of whichever of these.
	Matches(typed, hash string) bool
}

// Office is what every desk shares and nobody writes to.
type Office struct {
	Rules    *clock.Book
	Calendar calendar.Calendar
	Judge    routing.Judge
	Policy   who.Policy
	Secrets  Secrets
	Seal     exchange.Seal
	NewID    func() string
	// Digest names bytes by their content.
	Digest func([]byte) string
	// Number makes a readable case number for a region and year, unlikely to exist.
	Number func(region string, year int) string
	// Press prints letters; CheckCode makes a code of 80 random bits for one,
	// and CheckURL is where anyone may ask about it.
	Press     letter.Press
	CheckCode func() string
	CheckURL  func(code string) string
	HoldFiles bool // what comes in waits for the scanner before anybody opens it
	Limits    who.Limits
	// Binder binds the papers of a mediation into one volume.
	Binder volume.Binder
}

// Work is one unit of work. It may run more than once; a fresh one is made each time.
type Work struct {
	Office
	Tx        Tx
	Actor     who.Actor
	Now       time.Time
	RequestID string

	clocks  []*watched
	loaded  cases.ID // the case whose clocks are loaded
	touched []string
	events  []happening
	lates   []cases.Occurred // what was entered on another day than it happened
	proofs  []string         // the documents on which days were said to rest
	heirs   *org.Heirs       // as a succession of this unit of work leaves them
	leaving bool             // the act gives the case away because of a recusal
}

type watched struct {
	clock.Running
	fresh, dirty bool
}

// Begin starts a unit of work.
func (o Office) Begin(tx Tx, actor who.Actor, now time.Time, requestID string) *Work {
	return &Work{Office: o, Tx: tx, Actor: actor, Now: now, RequestID: requestID}
}

// Today is the legal day.
func (w *Work) Today() calendar.Date { return calendar.DayOf(w.Now) }

// may refuses what the policy does not allow from any of the standings.
func (w *Work) may(p who.Permission, standings ...who.Standing) error {
	if len(standings) == 0 {
		return who.ErrNotVisible
	}
	if !w.Policy.May(w.Actor.Role, standings, p) {
		return who.ErrNotAllowed
	}
	return nil
}

// MayOwn refuses what the actor's role may not do toward what is no case.
func (w *Work) MayOwn(p who.Permission) error { return w.may(p, who.Own) }

// Case opens a case for an act: who.ErrNotVisible without standing,
// who.ErrNotAllowed where role and standing do not permit p. It locks the case
// before it looks at standings, so that what is decided is decided on what holds.
func (w *Work) Case(ctx context.Context, id cases.ID, p who.Permission) (*cases.Case, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	standings, err := w.standings(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := w.may(p, standings...); err != nil {
		return c, err
	}
	return c, w.notRecused(ctx, id, p)
}

// Standings tells how the actor stands toward a case, without locking it.
func (w *Work) standings(ctx context.Context, id cases.ID) ([]who.Standing, error) {
	if w.Actor.Auto() {
		return []who.Standing{who.Own}, nil
	}
	if !w.readsCases() {
		return nil, nil
	}
	return w.Tx.Standings.Of(ctx, id, w.Actor.Organization, w.Today())
}

// readsCases is false for who keeps accounts or audits: to them a case of their
// own house and one that does not exist are the same.
func (w *Work) readsCases() bool {
	return w.Actor.Auto() || w.Policy.May(w.Actor.Role, who.Standings, who.CaseCard)
}

// Sight says how much of a case the actor may see.
type Sight struct {
	Standings []who.Standing
	Full      bool
}

// See opens a case for reading. It returns who.ErrNotVisible or who.ErrNotAllowed.
func (w *Work) See(ctx context.Context, id cases.ID, p who.Permission) (*cases.Case, Sight, error) {
	c, err := w.Case(ctx, id, p)
	if err != nil {
		return nil, Sight{}, err
	}
	standings, err := w.standings(ctx, id)
	if err != nil {
		return nil, Sight{}, err
	}
	return c, Sight{Standings: standings, Full: w.may(who.CaseFile, standings...) == nil}, nil
}

// Sides lists the actor's standings toward a referral: those of its own two
// organisations never end, so that who comes too late hears that, and not that there is nothing.
func (w *Work) sides(ctx context.Context, f referral.Facts) ([]who.Standing, error) {
	var all []who.Standing
	if !w.readsCases() {
		return nil, nil
	}
	mine := w.Actor.Organization
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return nil, err
	}
	if mine == heirs.Of(f.From) {
		all = append(all, who.Sender)
	}
	if mine == heirs.Of(f.To) {
		all = append(all, who.Receiver)
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return nil, err
	}
	if mine == f.Superior || leaders.Leads(mine, f.From) && leaders.Leads(mine, f.To) {
		all = append(all, who.Superior)
	}
	return all, nil
}

// Referral opens a referral and its case for an act.
func (w *Work) Referral(ctx context.Context, id referral.ID, p who.Permission) (*referral.Referral, *cases.Case, error) {
	seen, err := w.Tx.Referrals.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, seen.Facts().CaseID)
	if err != nil {
		return nil, nil, err
	}
	r, err := w.Tx.Referrals.Get(ctx, id) // again, now that the case is locked
	if err != nil {
		return nil, nil, err
	}
	if w.Actor.Auto() {
		return r, c, nil
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred {
		return nil, nil, orNotVisible(err)
	}
	standings, err := w.sides(ctx, r.Facts())
	if err != nil {
		return nil, nil, err
	}
	err = w.may(p, standings...)
	if err == nil {
		return r, c, w.notRecused(ctx, c.Facts().ID, p)
	}
	if fault.Of(err).Kind == fault.Denied {
		return r, c, err
	}
	// Not on a side: who sees the case may see, but not act.
	toward, err := w.standings(ctx, c.Facts().ID)
	if err != nil {
		return nil, nil, err
	}
	if !seesWhole(toward) {
		return nil, nil, who.ErrNotVisible
	}
	if p == who.ReferralRead {
		return r, c, w.may(who.CaseFile, toward...)
	}
	return nil, nil, who.ErrNotAllowed
}

// Barring tells whether the actor belongs to the accused of an accusation, or
// to a unit below it or guided by it: then nothing of the matter is visible, not even a handoff
// of its own (条例 30).
func (w *Work) Barring(ctx context.Context, f cases.Facts) (bool, error) {
	accused, err := w.accused(ctx, f)
	if err != nil || len(accused) == 0 {
		return false, err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	return slices.ContainsFunc(accused, func(a org.ID) bool {
		return leaders.Belongs(w.Actor.Organization, a)
	}), err
}

func orNotVisible(err error) error {
	if err != nil {
		return err
	}
	return who.ErrNotVisible
}

// seesWhole tells whether an organisation sees the whole path of a case, and
// so the referrals of others in it.
func seesWhole(toward []who.Standing) bool {
	return slices.Contains(toward, who.Custodian) || slices.Contains(toward, who.Delegate)
}

// Handlers says who handles a proceeding in each channel.
var Handlers = map[string][]who.Role{
	"petition":                       {who.Clerk, who.Officer},
	"people_mediation":               {who.Mediator},
	"administrative_mediation":       {who.Officer, who.Clerk},
	"judicial_mediation":             {who.Mediator, who.Judge},
	"arbitration":                    {who.Arbitrator},
	"administrative_reconsideration": {who.ReconsiderationOfficer},
	"litigation":                     {who.CourtClerk, who.Judge},
}

// Proceeding opens a proceeding and its case for an act. Another organisation's
// is who.ErrNotAllowed to who sees the case, who.ErrNotVisible to all others.
func (w *Work) Proceeding(ctx context.Context, id procedure.ID, p who.Permission) (*procedure.Proceeding, *cases.Case, error) {
	seen, err := w.Tx.Proceedings.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, seen.Facts().CaseID)
	if err != nil {
		return nil, nil, err
	}
	x, err := w.Tx.Proceedings.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	f := x.Facts()
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred || !w.readsCases() {
		return nil, nil, orNotVisible(err)
	}
	toward, err := w.standings(ctx, f.CaseID)
	if err != nil {
		return nil, nil, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return nil, nil, err
	}
	if heirs.Of(f.Organization) != w.Actor.Organization {
		if !seesWhole(toward) {
			return nil, nil, who.ErrNotVisible
		}
		if p != who.ProceedingRead {
			return nil, nil, who.ErrNotAllowed
		}
		return x, c, w.may(p, toward...)
	}
	if err := w.may(p, append(toward, who.Delegate)...); err != nil {
		return nil, nil, err
	}
	if (p == who.ProceedingAct || p == who.Confidential) && !slices.Contains(Handlers[string(f.Channel)], w.Actor.Role) {
		return nil, nil, who.ErrNotAllowed
	}
	if p != who.ProceedingRead && p != who.CaseAssign && f.Team != "" && f.Team != w.Actor.Team {
		return nil, nil, procedure.ErrOtherTeam
	}
	return x, c, w.fit(ctx, f, p)
}

// party finds one party of a case.
func (w *Work) party(ctx context.Context, c cases.ID, id party.ID, pointer string) (party.Party, error) {
	p, err := w.Tx.Parties.Get(ctx, c, id)
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		return p, fault.Invalid(pointer, "unknown_party", "本案没有这位当事人", "this case has no such party")
	}
	return p, err
}

// organization finds an organisation named in a field.
func (w *Work) organization(ctx context.Context, id org.ID, pointer string) (org.Organization, error) {
	o, err := w.Tx.Directory.Get(ctx, id)
	if err == nil && o.Ended {
		err = org.ErrUnknown
	}
	if f := fault.Of(err); f != nil {
		return o, fault.Invalid(pointer, "unknown_organization", "没有这个单位，请重新选择", "there is no such organisation: choose another")
	}
	return o, err
}
