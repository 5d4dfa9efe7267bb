package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// Agreement opens an agreement for who holds its mediation: following up goes
// on when the case is closed.
func (w *Work) Agreement(ctx context.Context, id string, p who.Permission) (procedure.Agreement, *procedure.Proceeding, *cases.Case, error) {
	a, err := w.Tx.Agreements.ByID(ctx, id)
	if err != nil {
		return a, nil, nil, err
	}
	x, c, err := w.Proceeding(ctx, a.ProceedingID, p)
	if err != nil {
		return a, nil, nil, err
	}
	a, err = w.Tx.Agreements.ByID(ctx, id) // again, now that the case is locked
	return a, x, c, err
}

// Following is what a follow-up found of one item.
type Following struct {
	Item   int
	Result procedure.Result
	On     Day
	Text   string
}

// RecordPerformance writes down what became of one thing promised: its clock
// ends when it was performed, goes on when it was in part, and a breach opens
// the ways to make it good, and a case that was closed. It returns
// procedure.ErrNoEffect or procedure.ErrPerformed.
func (w *Work) RecordPerformance(ctx context.Context, id string, in Following) (procedure.Agreement, error) {
	a, p, c, err := w.Agreement(ctx, id, who.ProceedingAct)
	if err != nil {
		return a, err
	}
	duty, ok := a.Duty(in.Item)
	if !ok {
		return a, who.ErrNotVisible
	}
	on, err := w.checkFollowing(in, a)
	if err != nil {
		return a, err
	}
	if a.EffectiveOn == "" {
		return a, procedure.ErrNoEffect
	}
	known, err := w.Tx.Follow.Performances(ctx, id)
	if err != nil {
		return a, err
	}
	if last, said := procedure.Latest(known, in.Item); said && last.Result == procedure.Performed {
		return a, procedure.ErrPerformed
	}
	line := procedure.Performance{ID: w.NewID(), AgreementID: id, CaseID: a.CaseID, Item: in.Item, Result: in.Result, Happened: on, Text: strings.TrimSpace(in.Text), By: w.Actor.User, At: w.Now}
	if err := w.Tx.Follow.AddPerformance(ctx, line); err != nil {
		return a, err
	}
	w.touch("performance/%s", line.ID)
	if err := w.watch(ctx, a.CaseID); err != nil {
		return a, err
	}
	w.performed(promised(id, in.Item), in.Result)
	if err := w.stepWith(ctx, p, c, a, append(known, line)); err != nil {
		return a, err
	}
	if err := w.rights(ctx, c); err != nil {
		return a, err
	}
	if err := w.broken(ctx, c, in.Result); err != nil {
		return a, err
	}
	subject := "agreement/" + id
	w.tell(journal.Event{Kind: "performance." + string(in.Result), CaseID: string(a.CaseID), Subject: subject, Organization: a.Organization, On: on.On, Code: strconv.Itoa(in.Item)})
	return a, w.settle(ctx, c, deed{action: "performance.recorded", subject: subject, reason: on.Reason, payload: map[string]any{"item": in.Item, "result": in.Result, "by_on": duty.ByOn, "on": on.On}})
}

func (w *Work) checkFollowing(in Following, a procedure.Agreement) (cases.Occurred, error) {
	var c fault.Check
	code(&c, "/result", in.Result, procedure.PerformanceResults)
	limit(&c, "/text", in.Text, MaxText)
	if err := c.Err(); err != nil {
		return cases.Occurred{}, err
	}
	return w.occurred(in.On, "/on", a.Made.On)
}

// performed ends the clocks of an item as its result says.
func (w *Work) performed(of string, r procedure.Result) {
	switch r {
	case procedure.Performed:
		w.stop(clock.Met, of)
	case procedure.Breached:
		w.stop(clock.Missed, of, clock.PerformanceRule)
		w.stop(clock.Over, of)
	}
}

// stepWith lets the mediation's own table follow, as far as it still stands where the step can be taken.
func (w *Work) stepWith(ctx context.Context, p *procedure.Proceeding, c *cases.Case, a procedure.Agreement, all []procedure.Performance) error {
	do := []procedure.Action{"follow_up"}
	switch {
	case procedure.Breach(a, all):
		do = append(do, "breach")
	case procedure.Done(a, all):
		do = append(do, "performed")
	}
	moved := false
	for _, step := range do {
		row, ok := p.Facts().Row(step)
		if !ok {
			continue
		}
		open := p.Facts().Open()
		if err := p.Step(step, procedure.Handler, "", w.Now); err != nil {
			return err
		}
		if err := w.after(ctx, row, p.Facts(), c, deed{on: w.Today()}, open); err != nil {
			return err
		}
		moved = true
	}
	if !moved {
		return nil
	}
	w.touch("proceeding/%s", p.Facts().ID)
	return w.Tx.Proceedings.Put(ctx, p)
}

// broken takes a closed case up again when what was promised in it is found not
// to have been performed: the same number, whoever answers for it. The words of
// the follow-up stay where they were written.
func (w *Work) broken(ctx context.Context, c *cases.Case, found procedure.Result) error {
	closed := c.MayReopen(nil) == nil
	if found != procedure.Breached || !closed {
		return nil
	}
	return w.takeUp(ctx, c, cases.Round{Ground: cases.Breach})
}

// remind says that what was promised is due soon: once, some days before.
func (w *Work) remind(ctx context.Context, x *watched, c *cases.Case, kind string) error {
	of := append(strings.Split(x.Of, "/"), "", "") // of old, without an item
	a, err := w.Tx.Agreements.ByID(ctx, of[1])
	if err != nil {
		return err
	}
	w.tell(journal.Event{Kind: kind, CaseID: string(a.CaseID), Subject: "agreement/" + a.ID, Organization: a.Organization, On: w.Today(), Code: of[2]})
	return w.settle(ctx, c, deed{action: kind, subject: "clock/" + x.ID, payload: map[string]any{"item": of[2], "due_on": x.DueOn}})
}

// applied ends the thirty days to ask for confirmation: the sides have asked.
func (w *Work) applied(ctx context.Context, id cases.ID) error {
	all, err := w.Tx.Agreements.OfCase(ctx, id)
	for _, a := range all {
		w.stop(clock.Met, "agreement/"+a.ID, "judicial_confirmation.apply")
	}
	w.stop(clock.Met, "case", "judicial_confirmation.apply")
	return err
}

// fileWithCourt files an agreement, once it has effect, with the court that
// delegated the mediation (特邀调解规定 19): a paper of the case that the court
// reads. Of what was said in mediation nothing else goes there.
func (w *Work) fileWithCourt(ctx context.Context, p procedure.Facts, a *procedure.Agreement) error {
	if a.EffectiveOn == "" || a.FiledID != "" || p.Channel != channel.JudicialMediation || p.ReferralID == "" {
		return nil
	}
	r, err := w.Tx.Referrals.Get(ctx, referral.ID(p.ReferralID))
	if err != nil {
		return err
	}
	from, err := w.Tx.Directory.Get(ctx, r.Facts().From)
	if err != nil || from.Kind != org.Court {
		return err
	}
	parties, err := w.Tx.Parties.OfCase(ctx, a.CaseID)
	if err != nil {
		return err
	}
	body := []byte(agreementText(*a, parties))
	d := document.Document{
		ID: document.ID(w.NewID()), CaseID: a.CaseID, ProceedingID: p.ID, Title: "调解协议（送法院备案）", Kind: "result", Class: wall.CaseClass, MediaType: "text/plain",
		Size: len(body), Digest: w.Digest(body), Organization: p.Organization, Team: p.Team, Author: w.Actor.User, At: w.Now,
	}
	if err := w.Tx.Documents.Add(ctx, d, body); err != nil {
		return err
	}
	w.touch("document/%s", d.ID)
	a.FiledID = string(d.ID)
	w.tell(journal.Event{Kind: "agreement.filed", CaseID: string(a.CaseID), Subject: "document/" + a.FiledID, Organization: p.Organization, Other: from.ID, On: w.Today()})
	err = w.Tx.Agreements.Put(ctx, *a)
	a.Version++
	return err
}

// agreementText is an agreement in plain words, as it is filed.
func agreementText(a procedure.Agreement, parties []party.Party) string {
	var b strings.Builder
	names := map[string]string{procedure.SignerMediator: "调解员", procedure.SignerSeal: "调解组织印章"}
	b.WriteString("调解协议\n依据《最高人民法院关于人民法院特邀调解的规定》第19条，送委派法院备案。\n\n")
	for _, p := range parties {
		names[string(p.ID)] = p.Name
		fmt.Fprintf(&b, "%s：%s\n", sideWords[p.Role], p.Name)
	}
	b.WriteString("\n协议内容：\n" + a.Terms + "\n")
	for i, d := range a.Performance {
		fmt.Fprintf(&b, "%d. %s，%s前履行\n", i+1, d.What, d.ByOn)
	}
	b.WriteString("\n签署：\n")
	for _, s := range a.Signatures {
		fmt.Fprintf(&b, "%s，%s\n", names[s.Signer], s.Signed.On)
	}
	fmt.Fprintf(&b, "\n生效日期：%s\n", a.EffectiveOn)
	return b.String()
}

var sideWords = map[party.Role]string{party.Applicant: "申请人", party.Respondent: "被申请人", party.ThirdParty: "第三人"}
