package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Word is what a party said, as it is taken down.
type Word struct {
	PartyID party.ID
	Subject consent.Subject
	Toward  org.ID
	Answer  string
	Form    string
	Given   Day
}

// RecordConsent takes down what a party said. A refusal of mediation ends it
// at once, in the same unit of work.
func (w *Work) RecordConsent(ctx context.Context, id cases.ID, in Word, version int) (consent.Consent, *cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return consent.Consent{}, nil, err
	}
	return w.consent(ctx, c, in, version)
}

func (w *Work) consent(ctx context.Context, c *cases.Case, in Word, version int) (consent.Consent, *cases.Case, error) {
	f := c.Facts()
	if err := w.checkWord(ctx, f.ID, in); err != nil {
		return consent.Consent{}, nil, err
	}
	given, err := w.occurred(in.Given, "/given_on", f.Received.On)
	if err != nil {
		return consent.Consent{}, nil, err
	}
	if err := matches(version, f.Version); err != nil {
		return consent.Consent{}, nil, err
	}
	if f.State == cases.Closed {
		return consent.Consent{}, nil, cases.ErrClosed
	}
	if err := w.watch(ctx, f.ID); err != nil {
		return consent.Consent{}, nil, err
	}
	word := consent.Consent{
		ID: w.NewID(), CaseID: f.ID, PartyID: in.PartyID, Subject: in.Subject, Toward: in.Toward, Answer: in.Answer,
		Form: in.Form, Given: given, ByUser: w.Actor.User, ByOrg: w.Actor.Organization, ByParty: w.Actor.Role == who.PartyRole,
	}
	if err := w.Tx.Consents.Add(ctx, word); err != nil {
		return word, nil, err
	}
	if !word.ByParty {
		if err := w.recordFor(ctx, f.ID, in.PartyID, RecordedConsent, "consent/"+word.ID); err != nil {
			return word, nil, err
		}
	}
	if in.Subject == consent.Mediation && in.Answer == consent.No {
		if err := w.endMediation(ctx, c, in.Toward); err != nil {
			return word, nil, err
		}
	}
	if err := w.rights(ctx, c); err != nil {
		return word, nil, err
	}
	w.tell(event("consent.recorded", c.Facts(), "consent/"+word.ID, given.On))
	return word, c, w.settle(ctx, c, deed{action: "consent.recorded", subject: "consent/" + word.ID, reason: given.Reason,
		payload: map[string]any{"party_id": in.PartyID, "subject": in.Subject, "toward": in.Toward, "answer": in.Answer, "given_on": given.On}})
}

func (w *Work) checkWord(ctx context.Context, id cases.ID, in Word) error {
	var c fault.Check
	if in.PartyID == "" {
		c.Add("/party_id", "required", "请选择当事人", "say which party")
	} else if _, err := w.party(ctx, id, in.PartyID, "/party_id"); err != nil {
		if fault.Of(err) == nil {
			return err
		}
		c.Add("/party_id", "unknown_party", "本案没有这位当事人", "this case has no such party")
	}
	code(&c, "/subject", in.Subject, consent.Subjects)
	code(&c, "/answer", in.Answer, []string{consent.Yes, consent.No})
	code(&c, "/form", in.Form, consent.Forms)
	if in.Subject == consent.GroupPlan {
		if err := w.hasPlan(ctx, &c, id); err != nil {
			return err
		}
	}
	if in.Toward != "" {
		if _, err := w.organization(ctx, in.Toward, "/toward"); err != nil {
			if fault.Of(err) == nil {
				return err
			}
			c.Add("/toward", "unknown_organization", "没有这个单位", "there is no such organisation")
		}
	}
	return c.Err()
}

// endMediation carries a refusal out: open mediation by the organisation
// refused (by any, where none is named) ends, its referral is completed as
// refused with the case back at its sender, and what is still on offer is recalled.
func (w *Work) endMediation(ctx context.Context, c *cases.Case, toward org.ID) error {
	all, err := w.Tx.Referrals.OfCase(ctx, c.Facts().ID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if !f.Channel.Mediation() || (toward != "" && f.To != toward) {
			continue
		}
		r := referral.Restore(f)
		switch f.State {
		case referral.Offered:
			err = w.recallRefused(r)
		case referral.Accepted:
			err = w.completeRefused(ctx, r, c)
		default:
			continue
		}
		if err != nil {
			return err
		}
		if err := w.Tx.Referrals.Put(ctx, r); err != nil {
			return err
		}
		w.touch("referral/%s", f.ID)
		w.tell(journal.Event{Kind: "referral." + string(r.Facts().State), CaseID: string(f.CaseID), Subject: "referral/" + string(f.ID), Organization: f.From, Other: f.To, On: w.Today()})
	}
	return w.endOwnMediation(ctx, c, toward)
}

func (w *Work) recallRefused(r *referral.Referral) error {
	w.stop(clock.Over, "referral/"+string(r.Facts().ID))
	return r.Withdraw()
}

func (w *Work) completeRefused(ctx context.Context, r *referral.Referral, c *cases.Case) error {
	f := r.Facts()
	due, err := w.lastDay("referral.acknowledge", w.Today())
	if err != nil {
		return err
	}
	if err := r.Complete(referral.Refused, "", due, w.Now); err != nil {
		return err
	}
	if err := w.endProceeding(ctx, f, referral.Refused); err != nil {
		return err
	}
	if err := w.returnPapers(ctx, f); err != nil {
		return err
	}
	if err := w.delegated(ctx, f, false); err != nil {
		return err
	}
	if f.Moves && c.Facts().Custodian == f.To {
		if err := w.moveCustody(ctx, c, f.From, f.ID); err != nil {
			return err
		}
	}
	return w.start("referral.acknowledge", "referral/"+string(f.ID), w.Today(), "")
}

// endOwnMediation ends a mediation that its committee registered itself: the
// case stays with the committee, which must show the other routes.
func (w *Work) endOwnMediation(ctx context.Context, c *cases.Case, toward org.ID) error {
	all, err := w.Tx.Proceedings.OfCase(ctx, c.Facts().ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if !p.Open() || p.ReferralID != "" || !p.Channel.Mediation() || p.State == procedure.HandedOn || (toward != "" && p.Organization != toward) {
			continue
		}
		x := procedure.Restore(p)
		x.EndWith(procedure.OutcomeUnsettled, "party_refuses", w.Now)
		if err := w.Tx.Proceedings.Put(ctx, x); err != nil {
			return err
		}
		w.touch("proceeding/%s", p.ID)
		w.stop(clock.Met, "proceeding/"+string(p.ID))
	}
	return nil
}

// sidesAgree refuses a step by which a body that is no mediator begins to
// mediate: procedure.ErrRefused after a refusal; and where the law asks both
// sides' agreement first (条例 33; 行政复议法 5; 民诉法 125 of what is entrusted)
// procedure.ErrConsent without it. A tribunal mediates before it decides
// (劳动争议调解仲裁法 42), and a court may propose it before filing, unless a side refuses.
func (w *Work) sidesAgree(ctx context.Context, do procedure.Action, p procedure.Facts) error {
	begins := do == "mediate" || do == "entrust" || do == "mediate_first"
	if !begins {
		return nil
	}
	parties, err := w.Tx.Parties.OfCase(ctx, p.CaseID)
	if err != nil {
		return err
	}
	book, err := w.book(ctx, p.CaseID)
	switch {
	case err != nil:
		return err
	case book.Refused(parties, p.Organization):
		return procedure.ErrRefused
	case do == "mediate_first" || p.Channel == channel.Arbitration || book.AllAgreed(parties, p.Organization):
		return nil
	}
	return procedure.ErrConsent
}

// mediationMayStart refuses to begin mediation without the agreement it needs:
// procedure.ErrRefused after a refusal, procedure.ErrConsent where someone was
// not asked. A people's mediation committee that registered the dispute itself
// may begin on its own and stops at a refusal (人民调解法 17).
func (w *Work) mediationMayStart(ctx context.Context, p procedure.Facts) error {
	if !p.Channel.Mediation() {
		return nil
	}
	parties, err := w.Tx.Parties.OfCase(ctx, p.CaseID)
	if err != nil {
		return err
	}
	book, err := w.book(ctx, p.CaseID)
	if err != nil {
		return err
	}
	if book.Refused(parties, p.Organization) {
		return procedure.ErrRefused
	}
	if p.Channel == channel.PeopleMediation && p.ReferralID == "" {
		return nil
	}
	if !book.AllAgreed(parties, p.Organization) {
		return procedure.ErrConsent
	}
	return nil
}

// Readable lists the answers the actor's organisation may read. Who agreed to
// mediation and who refused it stays with those who asked: the first receiver,
// who took it down, and whom it was toward. It does not follow the case.
func (w *Work) Readable(ctx context.Context, id cases.ID) (consent.Book, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	book, err := w.book(ctx, id)
	mine := w.Actor.Organization
	return slices.DeleteFunc(book, func(x consent.Consent) bool {
		asked := mine == x.ByOrg || mine == x.Toward || mine == c.Facts().FirstReceiver
		return x.Subject == consent.Mediation && !asked
	}), err
}
