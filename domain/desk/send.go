package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/who"
)

// Sending is what a sender asks for.
type Sending struct {
	To             org.ID
	Channel        channel.Channel
	Route          channel.Route
	Mode           referral.Mode
	Custody        string // moves, stays, or empty for what the mode implies
	Reason         string
	OverrideReason string
	Items          []string
}

// The refusals of sending.
var (
	ErrAccused = fault.ByLaw(fault.Conflict, "receiver_is_accused", "检举控告材料不得转给被检举控告的单位或其下属单位", "accusation material never goes to the accused or to a unit below it", statute.Petition("30条"), statute.Petition("46条"))
	ErrStays   = fault.New(fault.Conflict, "referral.stays_unfinished", "委托、协办尚未了结，不能移交责任", "a referral that leaves custody here is unfinished: custody cannot move")
	ErrCourtly = fault.ByLaw(fault.Violation, "referral.not_assignable", "不得向法院、仲裁机构、复议机构、人民调解委员会转送、交办或者指定管辖", "nothing can be assigned to a court, tribunal, reconsideration body or mediation committee, nor can one be designated", statute.Petition("24条"))
)

// ClosedRoute refuses a route that the law closes, with the reasons. An
// override_reason goes past it.
type ClosedRoute struct {
	*fault.Fault
	Judged routing.Judged
}

// Unwrap lets errors.As find the fault.
func (c ClosedRoute) Unwrap() error { return c.Fault }

var errRouteClosed = fault.New(fault.Violation, "route.closed", "依现有事实，这条途径目前走不通；坚持移交的，请填写理由", "on these facts the law closes this route now: to send all the same, give override_reason")

// Send hands a case to another organisation. Only the custodian sends.
//
// In this order it returns an Invalid fault naming fields, ErrCourtly,
// cases.ErrClosed, ErrUnanswered, ErrStays, ErrAccused, procedure.ErrRefused,
// or a ClosedRoute.
func (w *Work) Send(ctx context.Context, id cases.ID, in Sending, version int) (*referral.Referral, error) {
	c, err := w.Case(ctx, id, who.ReferralSend)
	if err != nil {
		return nil, err
	}
	to, err := w.checkSending(ctx, c.Facts(), &in)
	if err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	if err := w.checkState(ctx, c.Facts(), in); err != nil {
		return nil, err
	}
	if err := w.checkLaw(ctx, c.Facts(), in); err != nil {
		return nil, err
	}
	return w.send(ctx, c, to, in)
}

// matches refuses a stale version; zero means that none was sent.
func matches(sent, now int) error {
	if sent != 0 && sent != now {
		return cases.ErrStale
	}
	return nil
}

func (w *Work) checkSending(ctx context.Context, f cases.Facts, in *Sending) (org.Organization, error) {
	var c fault.Check
	to, err := w.organization(ctx, in.To, "/to")
	switch fo := fault.Of(err); {
	case err != nil && fo == nil:
		return to, err
	case fo != nil:
		c.Add("/to", "unknown_organization", "没有这个单位，请重新选择", "there is no such organisation: choose another")
	case in.To == f.Custodian:
		c.Add("/to", "same_organization", "不能移交给本单位", "the case is with this organisation already")
	}
	if in.Channel != "" && !in.Channel.Known() {
		c.Add("/channel", "unknown_code", "没有这个渠道", "unknown channel")
	}
	if in.Route == "" && in.Channel != "" {
		in.Route = channel.RouteOf(in.Channel)
	}
	step, known := channel.Find(in.Route)
	switch {
	case !known:
		c.Add("/route", "unknown_code", "没有这个途径", "unknown route")
	case step.Channel != in.Channel:
		c.Add("/route", "route_not_in_channel", "途径不属于所选渠道", "the route does not belong to the channel")
	}
	code(&c, "/mode", in.Mode, []referral.Mode{referral.ByOffer, referral.ByAssignment, referral.ByGuidance})
	if in.Custody != "" {
		code(&c, "/custody", in.Custody, []string{"moves", "stays"})
	}
	text(&c, "/reason", in.Reason)
	limit(&c, "/override_reason", in.OverrideReason, MaxText)
	if c.Err() == nil && !to.Takes(in.Channel, in.Route) {
		c.Add("/to", "channel_not_taken", "该单位不办理所选渠道或途径，请选择其他单位", "this organisation does not take the channel or route: choose another")
	}
	if err := c.Err(); err != nil {
		return to, err
	}
	return to, checkMode(to, *in)
}

// checkMode keeps each mode to the bodies the law has it for.
func checkMode(to org.Organization, in Sending) error {
	switch in.Mode {
	case referral.ByAssignment:
		if to.ActsOnApplication() {
			return ErrCourtly.WithFields(fault.Field{Pointer: "/mode", Code: "not_assignable", Detail: ErrCourtly.Title})
		}
		if in.Custody == "stays" {
			return fault.Invalid("/custody", "assigned_moves", "转送、交办一经送达，责任即转移", "an assignment always moves custody")
		}
		if in.Channel == "" && in.Route != channel.RouteDisciplineReport {
			return fault.Invalid("/mode", "mode_not_for_route", "这类途径只能引导或者移送协商", "this route is guided or offered")
		}
	case referral.ByGuidance:
		if in.Channel != "" && !in.Channel.OnApplication() {
			return fault.Invalid("/mode", "mode_not_for_channel", "引导只用于依当事人申请启动的程序", "guidance is for bodies that act on the party's own application")
		}
	case referral.ByOffer:
		if in.Channel.OnApplication() {
			return fault.Invalid("/mode", "mode_not_for_channel", "法院、仲裁、复议依当事人申请启动，请用“引导”", "courts, tribunals and reconsideration bodies act on the party's own application: guide the party there")
		}
	}
	return nil
}

func (w *Work) checkState(ctx context.Context, f cases.Facts, in Sending) error {
	if f.State == cases.Closed {
		return cases.ErrClosed
	}
	all, err := w.Tx.Referrals.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	moves, err := w.moves(ctx, f, in)
	if err != nil {
		return err
	}
	for _, r := range all {
		switch {
		case moves && r.Moves && r.State.Unanswered():
			return ErrUnanswered
		case moves && !r.Moves && r.State.Unfinished():
			return ErrStays
		}
	}
	return nil
}

// moves says whether custody will move: always by assignment, as asked, and by
// default unless a petition unit that has accepted the matter asks mediators,
// or a court delegates: both stay answerable.
func (w *Work) moves(ctx context.Context, f cases.Facts, in Sending) (bool, error) {
	switch {
	case in.Mode == referral.ByAssignment || in.Custody == "moves":
		return true, nil
	case in.Custody == "stays":
		return false, nil
	case in.Mode != referral.ByOffer || !in.Channel.Mediation():
		return true, nil
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	accepted := slices.ContainsFunc(all, func(p procedure.Facts) bool {
		return p.Organization == f.Custodian && p.Channel == channel.Petition && p.Open() && p.State != procedure.Registered && p.State != procedure.HandedOn
	})
	if err != nil || accepted {
		return false, err
	}
	sender, err := w.Tx.Directory.Get(ctx, f.Custodian)
	return sender.Kind != org.Court || in.Channel != channel.JudicialMediation, err
}

// notAccused refuses the accused of an accusation, and whoever belongs to it, as a receiver.
func (w *Work) notAccused(ctx context.Context, f cases.Facts, to org.ID) error {
	accused, err := w.accused(ctx, f)
	if err != nil {
		return err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	for _, a := range accused {
		if leaders.Belongs(to, a) {
			return ErrAccused
		}
	}
	return nil
}

// checkLaw asks what cannot be overridden, then what can.
func (w *Work) checkLaw(ctx context.Context, f cases.Facts, in Sending) error {
	if err := w.notAccused(ctx, f, in.To); err != nil {
		return err
	}
	if err := w.checkItems(ctx, f, in); err != nil {
		return err
	}
	if in.Channel.Mediation() {
		refused, err := w.refused(ctx, f.ID, in.To)
		if err != nil {
			return err
		}
		if refused {
			return procedure.ErrRefused
		}
	}
	if in.Mode == referral.ByAssignment && in.Channel == channel.Petition || in.OverrideReason != "" {
		return nil // whose duty it is, is no question of the petition verdict
	}
	answer, _, err := w.Routes(ctx, f, w.Today())
	if err != nil {
		return err
	}
	judged, ok := answer.Of(in.Route)
	if !ok || judged.Verdict != routing.Closed {
		return nil
	}
	refusal := errRouteClosed.WithFields(fault.Field{Pointer: "/route", Code: "route_closed", Detail: errRouteClosed.Title})
	for _, r := range judged.Reasons {
		refusal.Cite = append(slices.Clone(refusal.Cite), r.Cite...)
	}
	return ClosedRoute{Fault: refusal, Judged: judged}
}

func (w *Work) refused(ctx context.Context, id cases.ID, toward org.ID) (bool, error) {
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return false, err
	}
	book, err := w.book(ctx, id)
	return book.Refused(parties, toward), err
}

func (w *Work) send(ctx context.Context, c *cases.Case, to org.Organization, in Sending) (*referral.Referral, error) {
	f := c.Facts()
	moves, err := w.moves(ctx, f, in)
	if err != nil {
		return nil, err
	}
	if err := w.watch(ctx, f.ID); err != nil {
		return nil, err
	}
	id := referral.ID(w.NewID())
	due, notice, err := w.answerDays(ctx, f, in, "referral/"+string(id))
	if err != nil {
		return nil, err
	}
	r := referral.Send(referral.Facts{
		ID: id, CaseID: f.ID, From: f.Custodian, To: to.ID, Mode: in.Mode, Moves: moves, Channel: in.Channel, Route: in.Route,
		Reason: in.Reason, OverrideReason: in.OverrideReason, Items: in.Items, AnswerDueOn: due, NoticeDueOn: notice,
	}, w.Now)
	if err := w.Tx.Referrals.Add(ctx, r); err != nil {
		return nil, err
	}
	if err := w.pack(ctx, r.Facts()); err != nil {
		return nil, err
	}
	if err := w.placing(); err != nil {
		return nil, err
	}
	if !to.Outside || in.Mode != referral.ByGuidance { // to a body outside the party goes with its papers
		if err := w.start(unseen, "referral/"+string(id), w.Today(), ""); err != nil {
			return nil, err
		}
	}
	if in.Mode == referral.ByAssignment {
		w.stop(clock.Met, w.ownProceedingOf(ctx, f), "petition.forward", "petition.notice_direct")
		if err := w.moveCustody(ctx, c, to.ID, id); err != nil {
			return nil, err
		}
	}
	subject := "referral/" + string(id)
	w.tell(journal.Event{Kind: "referral." + string(r.Facts().State), CaseID: string(f.ID), Subject: subject, Organization: f.Custodian, Other: to.ID, On: w.Today(), Code: string(in.Route)})
	return r, w.settle(ctx, c, deed{action: "referral." + string(r.Facts().State), subject: subject, reason: in.Reason,
		payload: map[string]any{"from": f.Custodian, "to": to.ID, "mode": in.Mode, "channel": in.Channel, "route": in.Route, "moves": moves, "override_reason": in.OverrideReason}})
}

// ownProceedingOf names the custodian's own proceeding, whose clock sending meets.
func (w *Work) ownProceedingOf(ctx context.Context, f cases.Facts) string {
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return ""
	}
	for _, p := range all {
		if p.Organization == f.Custodian && p.ReferralID == "" && p.Open() {
			return "proceeding/" + string(p.ID)
		}
	}
	return ""
}

// answerDays starts the clocks of an answer, from sending, and says its last day.
func (w *Work) answerDays(ctx context.Context, f cases.Facts, in Sending, of string) (due, notice calendar.Date, err error) {
	today := w.Today()
	switch in.Mode {
	case referral.ByAssignment:
		if err := w.start("petition.objection", of, today, ""); err != nil {
			return "", "", err
		}
		if err := w.start("petition.notice_forwarded", of, today, ""); err != nil {
			return "", "", err
		}
		return w.lastOf(of, "petition.objection"), w.lastOf(of, "petition.notice_forwarded"), nil
	case referral.ByOffer:
		rule := "offer.answer"
		sender, err := w.Tx.Directory.Get(ctx, f.Custodian)
		if err != nil {
			return "", "", err
		}
		if sender.Kind == org.Court && in.Channel == channel.JudicialMediation {
			rule = "judicial_mediation.organisation_acceptance"
		}
		if err := w.start(rule, of, today, ""); err != nil {
			return "", "", err
		}
		return w.lastOf(of, rule), "", nil
	}
	return "", "", nil
}

// lastOf is the last day of a thing's running clock by a rule.
func (w *Work) lastOf(of, rule string) calendar.Date {
	for _, x := range w.clocks {
		if x.State == clock.Ticking && x.Of == of && x.Rule == rule {
			if day := lastDayOf(x.Running); day != "" {
				return day
			}
			return x.LiteralOn
		}
	}
	return ""
}
