package desk

import (
	"context"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// CameBack is a receipt as it came back: signed by the receiver's installation,
// or on paper, which needs its proof.
type CameBack struct {
	Receipt *exchange.Receipt // nil: on paper
	Paper   Paper
}

// Paper is a receipt that a person read off a paper.
type Paper struct {
	Number       string // the receiver's own
	AcceptedOn   calendar.Date
	FiledOn      calendar.Date
	FilingNumber string
	Items        []exchange.ReceiptItem
	Proof        *cases.Proof
	Reason       string
}

// proved is what a receipt says, whichever way it came.
type proved struct {
	exchange.Receipt
	key    string
	proof  *cases.Proof
	reason string
	known  bool // this server's log has the export
}

// ExternalReceipt records, for a body that works in its own system, what it
// signed for and, where the receipt proves it, that it took the case on: an
// offer or an assignment is accepted and custody moves where the handoff moves
// it; a guided one only by its filing. A receipt that proves no more than
// arrival changes no state. An offer that lapsed here is accepted all the same
// if the receipt proves a day in time: the day of the world counts.
//
// In this order it returns exchange.ErrNotOutside, exchange.ErrUnknownKey,
// exchange.ErrReceipt, an Invalid fault naming fields, or what the move refuses.
func (w *Work) ExternalReceipt(ctx context.Context, id referral.ID, in CameBack, version int) (*referral.Referral, error) {
	var p proved
	r, _, err := w.outsider(ctx, id)
	if err != nil {
		return nil, err
	}
	check := func() error {
		p, err = w.prove(ctx, r.Facts(), in)
		return err
	}
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, check, func(r *referral.Referral, c *cases.Case) (deed, error) {
		if err := w.tick(ctx, r.Facts(), p); err != nil {
			return deed{}, err
		}
		before := r.Facts().State
		d := deed{action: "referral.external_receipt", reason: p.reason, payload: map[string]any{
			"bundle": p.Bundle, "key": p.key, "number": p.Number, "accepted_on": p.AcceptedOn, "filed_on": p.FiledOn, "export": p.Export, "export_in_log": p.known,
		}}
		if err := w.takeOver(ctx, r, c, p); err != nil {
			return d, err
		}
		switch f := r.Facts(); {
		case f.State == before:
		case f.Mode == referral.ByGuidance:
			d.action = "referral.filed"
		default:
			d.action = "referral.accepted"
		}
		return d, nil
	})
}

// outsider opens a referral for its sender, to a receiver that works outside.
func (w *Work) outsider(ctx context.Context, id referral.ID) (*referral.Referral, *cases.Case, error) {
	r, c, err := w.Referral(ctx, id, who.ReferralDecide)
	if err != nil {
		return r, c, err
	}
	if err := w.onSide(ctx, r.Facts(), who.Sender); err != nil {
		return r, c, err
	}
	to, err := w.Tx.Directory.Get(ctx, r.Facts().To)
	if err == nil && !to.Outside {
		err = exchange.ErrNotOutside
	}
	return r, c, err
}

// prove checks a receipt and says what it rests on.
func (w *Work) prove(ctx context.Context, f referral.Facts, in CameBack) (proved, error) {
	p := proved{proof: in.Paper.Proof, reason: strings.TrimSpace(in.Paper.Reason)}
	if in.Receipt == nil {
		p.Receipt = exchange.Receipt{
			Number: in.Paper.Number, AcceptedOn: in.Paper.AcceptedOn, FiledOn: in.Paper.FiledOn, FilingNumber: in.Paper.FilingNumber, Items: in.Paper.Items,
		}
		return p, w.checkPaper(p, f)
	}
	p.Receipt = *in.Receipt
	s, err := p.Signed(w.Seal)
	if err != nil {
		return p, err
	}
	k, err := w.Tx.Exchange.Key(ctx, s.Key)
	switch {
	case err != nil:
		return p, err
	case k.PublicKey != s.PublicKey || !k.Speaks(f.To):
		return p, exchange.ErrUnknownKey
	}
	own, err := w.Seal.KeyID()
	if err != nil {
		return p, err
	}
	if p.Sender != own || p.ReferralID != f.ID {
		return p, exchange.ErrReceipt
	}
	p.key, p.proof = k.ID, &cases.Proof{Kind: "signature", Text: "回执 receipt " + p.Number + "，" + k.ID}
	if p.reason == "" {
		p.reason = "回执送回后登记 recorded when the receipt came back"
	}
	if p.known, err = w.Tx.Exchange.Exported(ctx, f.ID, p.Bundle); err != nil {
		return p, err
	}
	return p, w.checkDays(p, f)
}

// checkPaper asks of a paper receipt what a signature would prove.
func (w *Work) checkPaper(p proved, f referral.Facts) error {
	var c fault.Check
	if p.proof == nil {
		c.Add("/proof", "required", "由移送单位代为登记的，须附回执等凭证", "the sender records this with proof only")
	} else {
		code(&c, "/proof/kind", p.proof.Kind, cases.ProofKinds)
	}
	limit(&c, "/number", p.Number, 100)
	limit(&c, "/filing_number", p.FilingNumber, 100)
	for _, i := range p.Items {
		code(&c, "/items", i.State, []string{exchange.Received, exchange.Missing, exchange.Mismatched})
	}
	if err := c.Err(); err != nil {
		return err
	}
	return w.checkDays(p, f)
}

// checkDays asks that a day lies neither before the handoff nor in the future,
// and that a filing has its number.
func (w *Work) checkDays(p proved, f referral.Facts) error {
	sent := calendar.DayOf(f.SentAt)
	for pointer, on := range map[string]calendar.Date{"/accepted_on": p.AcceptedOn, "/filed_on": p.FiledOn} {
		if on == "" {
			continue
		}
		if _, err := w.occurred(Day{On: on, Proof: p.proof, Reason: p.reason}, pointer, sent); err != nil {
			return err
		}
	}
	if p.FiledOn != "" && strings.TrimSpace(p.FilingNumber) == "" {
		return fault.Invalid("/filing_number", "required", "请填写立案号", "give the number of the filing")
	}
	return nil
}

// tick marks the manifest item by item, and keeps the receipt.
func (w *Work) tick(ctx context.Context, f referral.Facts, p proved) error {
	b, err := w.Tx.Bundles.Get(ctx, f.ID)
	if err != nil {
		return err
	}
	on := cases.Occurred{On: p.AcceptedOn, Proof: p.proof, Reason: p.reason, EnteredAt: w.Now}
	if on.On == "" {
		on.On = w.Today()
	}
	if err := b.Sign(p.Named(), w.Actor.User, on); err != nil {
		return err
	}
	if err := w.Tx.Bundles.Put(ctx, b); err != nil {
		return err
	}
	kind := "referral.receipt"
	if len(b.Receipt.Missing)+len(b.Receipt.Mismatched) > 0 {
		kind = "referral.receipt_incomplete"
	}
	w.tell(journal.Event{Kind: kind, CaseID: string(f.CaseID), Subject: "referral/" + string(f.ID), Organization: f.From, Other: f.To, On: w.Today()})
	a := exchange.Answer{
		ID: w.NewID(), CaseID: f.CaseID, ReferralID: f.ID, Digest: p.Bundle, KeyID: p.key, Number: p.Number, AcceptedOn: p.AcceptedOn, FiledOn: p.FiledOn,
		Proof: p.proof, Receipt: &p.Receipt, By: w.Actor.User, At: w.Now,
	}
	w.touch("bundle/%s", f.ID)
	w.touch("external_receipt/%s", a.ID)
	if _, err := w.arrive(ctx, f, referral.Arrival{How: referral.SignedFor, On: on}); err != nil {
		return err
	}
	return w.Tx.Exchange.AddAnswer(ctx, a)
}

// takeOver moves the referral as far as the receipt proves.
func (w *Work) takeOver(ctx context.Context, r *referral.Referral, c *cases.Case, p proved) error {
	f := r.Facts()
	switch {
	case f.State == referral.Accepted || f.State == referral.Completed || f.State == referral.Closed:
		return nil // taken on before: the items only
	case f.Mode == referral.ByGuidance && p.FiledOn == "", f.Mode != referral.ByGuidance && p.AcceptedOn == "":
		return nil // arrived: the time still runs
	case f.Mode == referral.ByGuidance:
		filed := cases.Occurred{On: p.FiledOn, Proof: p.proof, Reason: p.reason, EnteredAt: w.Now}
		if filed.Backdated() {
			w.lates = append(w.lates, filed)
		}
		if err := r.File(referral.Sender, strings.TrimSpace(p.FilingNumber), filed, w.Now); err != nil {
			return err
		}
		return w.filed(ctx, r.Facts(), c, p.FiledOn)
	}
	last := f.AnswerDueOn
	if f.State == referral.Lapsed {
		last = w.lastAnswer(f)
		if err := w.stillFree(ctx, f, c.Facts()); err != nil {
			return err
		}
	}
	if f.Mode == referral.ByAssignment {
		last = ""
	}
	if err := r.Receive(p.AcceptedOn, last, w.Now); err != nil {
		return err
	}
	return w.takeOn(ctx, r.Facts(), c, p.AcceptedOn, false)
}

// stillFree asks that nothing was done with the case after an offer lapsed
// that its late news would contradict.
func (w *Work) stillFree(ctx context.Context, f referral.Facts, c cases.Facts) error {
	if c.Custodian != f.From {
		return ErrElsewhere
	}
	all, err := w.Tx.Referrals.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, r := range all {
		switch {
		case r.Moves && r.State.Unanswered():
			return ErrUnanswered
		case f.Moves && !r.Moves && r.State.Unfinished():
			return ErrStays
		}
	}
	return nil
}

// lastAnswer is the last day that the answer clock of a lapsed offer had.
func (w *Work) lastAnswer(f referral.Facts) calendar.Date {
	last := calendar.DayOf(f.SentAt) // without a clock nothing later is proved in time
	for _, x := range w.clocks {
		if x.Of == "referral/"+string(f.ID) && x.Kind == clock.Answer {
			if day := lastDayOf(x.Running); day > last {
				last = day
			}
		}
	}
	return last
}

// ExternalResult records, for a body that works in its own system, the outcome
// that its decision or notice proves. What gives the case back moves custody to
// the sender, as the receiver's own report would.
func (w *Work) ExternalResult(ctx context.Context, id referral.ID, in Report, proof *cases.Proof, version int) (*referral.Referral, error) {
	if _, _, err := w.outsider(ctx, id); err != nil {
		return nil, err
	}
	check := func() error {
		var c fault.Check
		code(&c, "/outcome", in.Outcome, referral.Outcomes)
		text(&c, "/text", in.Text)
		if proof == nil {
			c.Add("/proof", "required", "由移送单位代为登记结果的，须附对方文书或者通知", "the sender records a result with proof only")
		} else {
			code(&c, "/proof/kind", proof.Kind, cases.ProofKinds)
		}
		return c.Err()
	}
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, check, func(r *referral.Referral, c *cases.Case) (deed, error) {
		d, err := w.complete(ctx, r, c, in, r.Report)
		if err != nil {
			return d, err
		}
		d.reason, d.payload["recorded_for"] = proof.Text, r.Facts().To
		return d, nil
	})
}
