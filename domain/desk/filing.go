package desk

import (
	"context"
	"strconv"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/filing"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Filing is a party's application as the body received it.
type Filing struct {
	Number string
	Filed  Day
}

// File records a filing: by the receiver, or by the sender with proof. Custody
// moves at this moment where the referral moves it; until then the time still
// ran. The day of filing stands beside the day of entry, the number beside the case's own.
func (w *Work) File(ctx context.Context, id referral.ID, in Filing, version int) (*referral.Referral, error) {
	f, c, side, err := w.application(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := checkFiling(in, side); err != nil {
		return nil, err
	}
	filed, err := w.occurred(in.Filed, "/filed_on", max(c.Received.On, f.HandedInOn))
	if err != nil {
		return nil, err
	}
	return w.step(ctx, id, who.ReferralRead, "", version, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		d := deed{action: "referral.filed", reason: filed.Reason, payload: map[string]any{"number": in.Number, "filed_on": filed.On}}
		if err := r.File(side, in.Number, filed, w.Now); err != nil {
			return d, err
		}
		life, err := w.lifeOfReferral(ctx, c.Facts(), r.Facts())
		if err != nil {
			return d, err
		}
		if err := w.filingStep(ctx, r.Facts(), filing.Step{Kind: "filed", On: filed, Text: in.Number}); err != nil {
			return d, err
		}
		kind := "other"
		if life != nil {
			kind = life.Name
		}
		if err := w.keepNumber(ctx, c, filing.Number{Kind: kind, Number: in.Number, Organization: r.Facts().To, On: filed}); err != nil {
			return d, err
		}
		return d, w.filed(ctx, r.Facts(), c, filed.On)
	})
}

// filed is what follows when a body has filed the party's application.
func (w *Work) filed(ctx context.Context, f referral.Facts, c *cases.Case, on calendar.Date) error {
	if err := w.takeOn(ctx, f, c, on, true); err != nil {
		return err
	}
	if err := w.rights(ctx, c); err != nil || f.Route != channel.RouteJudicialConfirmation {
		return err
	}
	return w.applied(ctx, c.Facts().ID)
}

// application opens a referral for one who records what became of it, and says as whom.
func (w *Work) application(ctx context.Context, id referral.ID) (referral.Facts, cases.Facts, referral.Side, error) {
	r, c, err := w.Referral(ctx, id, who.ReferralRead)
	if err != nil {
		return referral.Facts{}, cases.Facts{}, "", err
	}
	side, err := w.filingSide(ctx, r.Facts())
	return r.Facts(), c.Facts(), side, err
}

// filingSide says as whom the actor records what became of an application.
func (w *Work) filingSide(ctx context.Context, f referral.Facts) (referral.Side, error) {
	if err := w.notRecused(ctx, f.CaseID, who.ReferralAnswer); err != nil {
		return "", err
	}
	switch {
	case w.Actor.Organization == f.To && w.may(who.ReferralAnswer, who.Receiver) == nil:
		return referral.Receiver, nil
	case w.Actor.Organization == f.From && w.may(who.ReferralDecide, who.Sender) == nil:
		return referral.Sender, nil
	}
	return "", who.ErrNotAllowed
}

func checkFiling(in Filing, side referral.Side) error {
	var c fault.Check
	switch n := len([]rune(in.Number)); {
	case n == 0:
		c.Add("/number", "required", "请填写受理单位的案号", "give the body's own number")
	case n > maxNumber:
		c.Add("/number", "too_long", "案号过长", "the number is too long")
	}
	if side == referral.Sender && in.Filed.Proof == nil {
		c.Add("/proof", "required", "由移交单位登记立案时，须附受理凭证", "the sender records a filing with proof only")
	}
	return c.Err()
}

// RefusedFiling is an application that the body turned away.
type RefusedFiling struct {
	Text   string
	On     Day
	Served calendar.Date // the day the applicant had the paper, where that is known
}

// RefuseFiling records that the body turned the application away. The case
// stays where it is; what the party may do against it, and until when, follows
// from the body's table and from service. What the law takes for accepted once
// its time has passed cannot be refused: referral.ErrTooLate.
func (w *Work) RefuseFiling(ctx context.Context, id referral.ID, in RefusedFiling, version int) (*referral.Referral, error) {
	f, c, side, err := w.application(ctx, id)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	text(&check, "/text", in.Text)
	if side == referral.Sender && in.On.Proof == nil {
		check.Add("/proof", "required", "由移交单位登记不予受理时，须附凭证", "the sender records a refusal with proof only")
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	on, err := w.occurred(in.On, "/refused_on", max(c.Received.On, f.HandedInOn))
	if err != nil {
		return nil, err
	}
	if in.Served != "" && (!in.Served.Valid() || in.Served > w.Today() || in.Served < on.On) {
		return nil, fault.Invalid("/served_on", "date_invalid", "送达日期应在作出之日至今天之间", "service lies between the refusal and today")
	}
	return w.step(ctx, id, who.ReferralRead, "", version, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		d := deed{action: "referral.filing_refused", reason: in.Text, payload: map[string]any{"refused_on": on.On, "served_on": in.Served}}
		life, err := w.lifeOfReferral(ctx, c.Facts(), r.Facts())
		if err != nil {
			return d, err
		}
		if due := r.Facts().AnswerDueOn; due == "" || on.On > due {
			if err := w.notDeemed(life, r.Facts()); err != nil {
				return d, err
			}
		}
		if err := r.Refuse(side, in.Text, on.On); err != nil {
			return d, err
		}
		if err := w.mayContest(ctx, life, r.Facts(), in.Served); err != nil {
			return d, err
		}
		if err := w.filingStep(ctx, r.Facts(), filing.Step{Kind: "refused", On: on}); err != nil {
			return d, err
		}
		return d, w.rights(ctx, c)
	})
}

// mayContest ends the body's clocks and starts, from service, those that the
// applicants have against a refusal.
func (w *Work) mayContest(ctx context.Context, life *procedure.Life, f referral.Facts, served calendar.Date) error {
	of := "referral/" + string(f.ID)
	w.stop(clock.Met, of)
	if life == nil || served == "" {
		return nil
	}
	row, _ := life.Find(procedure.Accepted, procedure.Refuse, procedure.Handler)
	parties, err := w.Tx.Parties.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, p := range applicants(parties) {
		for _, rule := range row.Served {
			if err := w.start(rule, of, served, string(p.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxNumber is how long, in characters, a body's number may be.
const maxNumber = 100

// keepNumber puts a body's number beside the case's own, where it is found by
// search; an earlier one of the same kind stays.
func (w *Work) keepNumber(ctx context.Context, c *cases.Case, n filing.Number) error {
	n.CaseID = c.Facts().ID
	refs := map[string]string{}
	for k, v := range c.Facts().ExternalRefs {
		refs[k] = v
		if filing.Key(v) == filing.Key(n.Number) {
			return w.Tx.Numbers.Add(ctx, n)
		}
	}
	refs[freeKey(refs, n.Kind)] = n.Number
	c.Amend(func(f *cases.Facts) { f.ExternalRefs = refs })
	w.touch("number/%s", n.Kind)
	return w.Tx.Numbers.Add(ctx, n)
}

// freeKey is the kind of a reference, numbered where there is one of the kind already.
func freeKey(refs map[string]string, kind string) string {
	key := kind
	for i := 2; refs[key] != ""; i++ {
		key = kind + "." + strconv.Itoa(i)
	}
	return key
}

// keepRefs makes the numbers that a case came with findable.
func (w *Work) keepRefs(ctx context.Context, c cases.Facts) error {
	for _, kind := range sortedKeys(c.ExternalRefs) {
		number := c.ExternalRefs[kind]
		if len([]rune(number)) > maxNumber || filing.Key(number) == "" {
			continue // too long to be one: it stays with the case and is not looked for
		}
		err := w.Tx.Numbers.Add(ctx, filing.Number{CaseID: c.ID, Kind: "other", Number: number, Organization: w.Actor.Organization, On: cases.Occurred{On: w.Today(), EnteredAt: w.Now}})
		if err != nil {
			return err
		}
	}
	return nil
}

// NoteNumber records a number that a body gave the matter: 诉前调, another
// system's, or that of an application deemed accepted. It returns an Invalid
// fault naming the field at fault.
func (w *Work) NoteNumber(ctx context.Context, id cases.ID, kind string, in Filing, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	code(&check, "/kind", kind, filing.NumberKinds)
	text(&check, "/number", in.Number)
	limit(&check, "/number", in.Number, maxNumber)
	if err := check.Err(); err != nil {
		return nil, err
	}
	on, err := w.occurred(in.Filed, "/on", c.Facts().Received.On)
	if err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	if err := w.keepNumber(ctx, c, filing.Number{Kind: kind, Number: in.Number, Organization: w.Actor.Organization, On: on}); err != nil {
		return nil, err
	}
	return c, w.settle(ctx, c, deed{action: "case.number_noted", subject: "case/" + string(id), reason: on.Reason, payload: map[string]any{"kind": kind, "number": in.Number, "on": on.On}})
}
