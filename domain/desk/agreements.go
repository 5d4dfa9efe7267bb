package desk

import (
	"context"
	"slices"
	"strconv"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// Terms is a settlement as the mediator takes it down.
type Terms struct {
	Terms       string
	Performance []procedure.Duty
	Form        string
	Reached     Day
}

// ErrNotMediating refuses an agreement outside a running mediation.
var ErrNotMediating = fault.New(fault.Conflict, "agreement.not_mediating", "只能在进行中的调解里登记协议", "an agreement is recorded in a mediation that is going on")

// RecordAgreement takes a settlement down. An oral one has effect when it is
// reached (人民调解法 28); a written one when everyone has signed.
func (w *Work) RecordAgreement(ctx context.Context, id procedure.ID, in Terms) (procedure.Agreement, error) {
	p, c, err := w.Proceeding(ctx, id, who.ProceedingAct)
	if err != nil {
		return procedure.Agreement{}, err
	}
	if err := checkTerms(in); err != nil {
		return procedure.Agreement{}, err
	}
	f := p.Facts()
	// What was not performed may be mediated again, and settled again.
	if _, again := f.Row(procedure.Agree); !f.Open() && !again {
		return procedure.Agreement{}, procedure.ErrEnded
	}
	if !f.Channel.Mediation() || f.State == procedure.HandedOn || f.State == procedure.Suspended {
		return procedure.Agreement{}, ErrNotMediating
	}
	if err := w.mediationMayStart(ctx, f); err != nil {
		return procedure.Agreement{}, err
	}
	made, err := w.occurred(in.Reached, "/reached_on", c.Facts().Received.On)
	if err != nil {
		return procedure.Agreement{}, err
	}
	if err := w.takePart(ctx, f); err != nil {
		return procedure.Agreement{}, err
	}
	a := procedure.Agreement{
		ID: w.NewID(), ProceedingID: id, CaseID: f.CaseID, Organization: f.Organization, Team: f.Team, Author: w.Actor.User, Terms: in.Terms,
		Performance: in.Performance, Form: in.Form, Made: made, MadeAt: w.Now, Version: 1,
	}
	if in.Form == "oral" {
		a.EffectiveOn = made.On
	}
	if err := w.Tx.Agreements.Add(ctx, a); err != nil {
		return a, err
	}
	if err := w.fileWithCourt(ctx, f, &a); err != nil {
		return a, err
	}
	return a, w.settleAgreement(ctx, c, a, "agreement.recorded")
}

func checkTerms(in Terms) error {
	var c fault.Check
	text(&c, "/terms", in.Terms)
	code(&c, "/form", in.Form, procedure.AgreementForms)
	if len(in.Performance) > 50 {
		c.Add("/performance", "too_many", "履行事项不能超过50项", "at most 50 items")
	}
	for i, d := range in.Performance {
		at := "/performance/" + strconv.Itoa(i)
		text(&c, at+"/what", d.What)
		if !d.ByOn.Valid() {
			c.Add(at+"/by_on", "date_invalid", "请填写履行日期", "give the day of performance")
		}
	}
	return c.Err()
}

// Signing is one signer's act.
type Signing struct {
	PartyID  party.ID
	Mediator bool
	Seal     bool
	Signed   Day
	Grade    string
}

func (s Signing) signer() string {
	switch {
	case s.Mediator:
		return procedure.SignerMediator
	case s.Seal:
		return procedure.SignerSeal
	}
	return string(s.PartyID)
}

// Sign records one signature. On the last day of all sides, mediator and seal
// the agreement takes effect, and the thirty days to ask for confirmation begin.
func (w *Work) Sign(ctx context.Context, id procedure.ID, agreement string, in Signing) (procedure.Agreement, error) {
	p, c, err := w.Proceeding(ctx, id, who.ProceedingAct)
	if err != nil {
		return procedure.Agreement{}, err
	}
	a, err := w.agreement(ctx, p.Facts(), agreement)
	if err != nil {
		return a, err
	}
	parties, err := w.Tx.Parties.OfCase(ctx, a.CaseID)
	if err != nil {
		return a, err
	}
	if err := checkSigning(in, a, parties); err != nil {
		return a, err
	}
	signed, err := w.occurred(in.Signed, "/signed_on", c.Facts().Received.On)
	if err != nil {
		return a, err
	}
	return w.signed(ctx, c, a, parties, procedure.Signature{Signer: in.signer(), Signed: signed, Grade: in.Grade})
}

// OwnAgreements lists the settlements that wait for, or have, the word of the
// party that is signed in.
func (w *Work) OwnAgreements(ctx context.Context) ([]procedure.Agreement, []party.Party, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return nil, nil, err
	}
	id := cases.ID(w.Actor.Case)
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	all, err := w.Tx.Agreements.OfCase(ctx, id)
	return slices.DeleteFunc(all, func(a procedure.Agreement) bool { return !slices.Contains(a.Signers(parties), w.Actor.Party) }), parties, err
}

// OwnSign is a party's own signature, of the grade code. It returns
// party.ErrPower, ErrFactor, who.ErrNotVisible or procedure.ErrSigned.
func (w *Work) OwnSign(ctx context.Context, id string) (procedure.Agreement, error) {
	all, parties, err := w.OwnAgreements(ctx)
	if err != nil {
		return procedure.Agreement{}, err
	}
	i := slices.IndexFunc(all, func(a procedure.Agreement) bool { return a.ID == id })
	if i < 0 {
		return procedure.Agreement{}, who.ErrNotVisible
	}
	if err := w.binding(ctx, party.PowerSign); err != nil {
		return all[i], err
	}
	c, err := w.Tx.Cases.Get(ctx, all[i].CaseID)
	if err != nil {
		return all[i], err
	}
	signed := cases.Occurred{On: w.Today(), EnteredAt: w.Now}
	return w.signed(ctx, c, all[i], parties, procedure.Signature{Signer: w.Actor.Party, Signed: signed, Grade: procedure.ByCode})
}

// signed adds a signature and starts what follows from the last of them.
func (w *Work) signed(ctx context.Context, c *cases.Case, a procedure.Agreement, parties []party.Party, s procedure.Signature) (procedure.Agreement, error) {
	p, err := w.Tx.Proceedings.Get(ctx, a.ProceedingID)
	if err != nil {
		return a, err
	}
	before := a.EffectiveOn
	if err := a.Sign(s, parties); err != nil {
		return a, err
	}
	if before != "" {
		a.EffectiveOn = before // an oral agreement has its effect already
	}
	if w.Actor.Role != who.PartyRole {
		if err := w.takePart(ctx, p.Facts()); err != nil {
			return a, err
		}
	}
	if err := w.Tx.Agreements.Put(ctx, a); err != nil {
		return a, err
	}
	a.Version++
	if err := w.fileWithCourt(ctx, p.Facts(), &a); err != nil {
		return a, err
	}
	action := "agreement.signed"
	if before == "" && a.EffectiveOn != "" {
		action = "agreement.effective"
	}
	return a, w.settleAgreement(ctx, c, a, action)
}

// agreement finds the one named, or the only one of the proceeding.
func (w *Work) agreement(ctx context.Context, p procedure.Facts, id string) (procedure.Agreement, error) {
	if id != "" {
		return w.Tx.Agreements.Get(ctx, p.ID, id)
	}
	all, err := w.Tx.Agreements.OfCase(ctx, p.CaseID)
	if err != nil {
		return procedure.Agreement{}, err
	}
	for _, a := range slices.Backward(all) {
		if a.ProceedingID == p.ID {
			return a, nil
		}
	}
	return procedure.Agreement{}, procedure.ErrNoAgreement
}

func checkSigning(in Signing, a procedure.Agreement, parties []party.Party) error {
	var c fault.Check
	named := 0
	for _, given := range []bool{in.PartyID != "", in.Mediator, in.Seal} {
		if given {
			named++
		}
	}
	switch {
	case named != 1:
		c.Add("/party_id", "one_signer", "请指明一位签署人：当事人、调解员或者印章", "name one signer: a party, the mediator or the seal")
	case !slices.Contains(a.Signers(parties), in.signer()):
		c.Add("/party_id", "unknown_party", "本案没有这位当事人", "this case has no such party")
	}
	code(&c, "/grade", in.Grade, procedure.Grades)
	if in.PartyID != "" && in.Grade == procedure.ByCode {
		c.Add("/grade", "own_factor", "“验证码签署”只能由当事人本人在自己的页面上完成", "a signature by code is given by the party alone, on their own page")
	}
	return c.Err()
}

// settleAgreement starts what an agreement in effect starts: the clocks of
// confirmation and of what was promised, which outlive the case.
func (w *Work) settleAgreement(ctx context.Context, c *cases.Case, a procedure.Agreement, action string) error {
	if err := w.watch(ctx, a.CaseID); err != nil {
		return err
	}
	if a.EffectiveOn != "" && (action == "agreement.effective" || a.Form == "oral" && action == "agreement.recorded") {
		if err := w.promise(a); err != nil {
			return err
		}
		if err := w.reviewable(ctx, a); err != nil {
			return err
		}
		if err := w.rights(ctx, c); err != nil {
			return err
		}
	}
	subject := "agreement/" + a.ID
	w.tell(journal.Event{Kind: action, CaseID: string(a.CaseID), Subject: subject, Organization: w.Actor.Organization, On: w.Today()})
	return w.settle(ctx, c, deed{action: action, subject: subject, payload: map[string]any{"effective_on": a.EffectiveOn}})
}

func (w *Work) promise(a procedure.Agreement) error {
	of := "agreement/" + a.ID
	if err := w.start("judicial_confirmation.apply", of, a.EffectiveOn, ""); err != nil {
		return err
	}
	for i, d := range a.Performance {
		item := promised(a.ID, i+1)
		w.add(clock.Running{Rule: clock.PerformanceRule, Kind: clock.Right, Of: item, StartOn: a.EffectiveOn, LiteralOn: d.ByOn, DueOn: d.ByOn, Label: d.What})
		if err := w.start(clock.ReminderRule, item, d.ByOn, ""); err != nil {
			return err
		}
	}
	return nil
}

// reviewable starts the fifteen days in which both sides of a labour dispute may
// ask the tribunal to review their agreement (劳动人事争议仲裁办案规则 74).
func (w *Work) reviewable(ctx context.Context, a procedure.Agreement) error {
	p, err := w.Tx.Proceedings.Get(ctx, a.ProceedingID)
	if err != nil || procedure.LifeOf(p.Facts()).Name != "people_mediation_labour" {
		return err
	}
	return w.start("labour_arbitration.review_agreement", "agreement/"+a.ID, a.EffectiveOn, "")
}

// promised names one item of an agreement, as its clocks do.
func promised(agreement string, item int) string {
	return "agreement/" + agreement + "/" + strconv.Itoa(item)
}

// AgreementOf returns the latest agreement of a proceeding, or procedure.ErrNoAgreement.
func (w *Work) AgreementOf(ctx context.Context, p procedure.Facts) (procedure.Agreement, error) {
	return w.agreement(ctx, p, "")
}
