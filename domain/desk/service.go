package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/notice"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// Serving is service of a notice as a person records it.
type Serving struct {
	Form   string
	Served Day
}

// Notice opens one notice. A party opens its own, an organisation those to it
// and, where it may read the file, those to the parties; any other is
// who.ErrNotVisible.
func (w *Work) Notice(ctx context.Context, id notice.ID) (notice.Notice, *cases.Case, error) {
	n, err := w.Tx.Notices.Get(ctx, id)
	if err != nil {
		return n, nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, n.CaseID)
	if err != nil {
		return n, nil, err
	}
	if w.Actor.Role == who.PartyRole {
		if n.PartyID == "" || string(n.PartyID) != w.Actor.Party || string(n.CaseID) != w.Actor.Case {
			return n, nil, who.ErrNotVisible
		}
		return n, c, nil
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred {
		return n, nil, orNotVisible(err)
	}
	mine, err := w.Mine(ctx)
	if err != nil {
		return n, nil, err
	}
	if n.Organization != "" {
		if !slices.Contains(mine, n.Organization) || w.MayOwn(who.NoticeRead) != nil {
			return n, nil, who.ErrNotVisible
		}
		return n, c, nil
	}
	_, _, err = w.See(ctx, n.CaseID, who.CaseFile)
	if f := fault.Of(err); f != nil && f.Kind == fault.Denied {
		err = who.ErrNotVisible
	}
	return n, c, err
}

// NoticesOfCase lists what the parties of a case were told, and how.
func (w *Work) NoticesOfCase(ctx context.Context, id cases.ID) ([]notice.Notice, error) {
	if _, _, err := w.See(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	all, err := w.Tx.Notices.OfCase(ctx, id)
	return slices.DeleteFunc(all, func(n notice.Notice) bool { return n.PartyID == "" }), err
}

// ReadNotice notes that the recipient opened a notice. For a party that agreed
// to electronic service the opening serves it, today; without that consent
// nothing is served by it (民事诉讼法 90).
func (w *Work) ReadNotice(ctx context.Context, id notice.ID) (notice.Notice, error) {
	n, c, err := w.Notice(ctx, id)
	if err != nil {
		return n, err
	}
	own := n.Organization != "" || string(n.PartyID) == w.Actor.Party
	if !own {
		return n, who.ErrNotVisible
	}
	if !n.ReadAt.IsZero() {
		return n, nil
	}
	n.ReadAt = w.Now
	if n.Serve && n.Way == notice.Inbox && n.Service == nil {
		book, err := w.book(ctx, n.CaseID)
		if err != nil {
			return n, err
		}
		if book.Answer(n.PartyID, consent.ElectronicService, "") == consent.Yes {
			return n, w.served(ctx, c, &n, notice.Service{Form: "electronic", On: cases.Occurred{On: w.Today(), EnteredAt: w.Now}})
		}
	}
	if err := w.Tx.Notices.Put(ctx, &n); err != nil {
		return n, err
	}
	return n, w.record(ctx, string(n.CaseID), deed{action: "notice.read", subject: "notice/" + string(id)})
}

// PrintNotice notes that a paper notice was printed and sent on its way.
// It returns notice.ErrNotPaper for another.
func (w *Work) PrintNotice(ctx context.Context, id notice.ID) (notice.Notice, error) {
	n, _, err := w.handled(ctx, id)
	if err != nil {
		return n, err
	}
	if n.Way != notice.Paper || n.State != notice.ToPrint {
		return n, notice.ErrNotPaper
	}
	n.State, n.SentAt = notice.Printed, w.Now
	if err := w.Tx.Notices.Put(ctx, &n); err != nil {
		return n, err
	}
	return n, w.record(ctx, string(n.CaseID), deed{action: "notice.printed", subject: "notice/" + string(id)})
}

// handled opens a party's notice for who may add to the file. It returns
// notice.ErrNotServed for one that went to an organisation.
func (w *Work) handled(ctx context.Context, id notice.ID) (notice.Notice, *cases.Case, error) {
	n, c, err := w.Notice(ctx, id)
	if err != nil {
		return n, nil, err
	}
	if _, err := w.Case(ctx, n.CaseID, who.CaseAmend); err != nil {
		return n, c, err
	}
	if n.PartyID == "" {
		return n, c, notice.ErrNotServed
	}
	return n, c, nil
}

// Serve records how and when a notice reached its party, with the proof. What
// runs from service begins with that day. It returns notice.ErrServed the second
// time, notice.ErrNoProof without proof, and notice.ErrElectronic for electronic
// service without the party's consent to it (民事诉讼法 90).
func (w *Work) Serve(ctx context.Context, id notice.ID, in Serving) (notice.Notice, error) {
	n, c, err := w.handled(ctx, id)
	if err != nil {
		return n, err
	}
	var check fault.Check
	code(&check, "/form", in.Form, notice.Forms)
	if err := check.Err(); err != nil {
		return n, err
	}
	if in.Form != "electronic" && in.Served.Proof == nil {
		return n, notice.ErrNoProof
	}
	on, err := w.occurred(in.Served, "/served_on", calendar.DayOf(n.MadeAt))
	if err != nil {
		return n, err
	}
	if !n.Serve {
		return n, notice.ErrNotServed
	}
	if n.Service != nil {
		return n, notice.ErrServed
	}
	if in.Form == "electronic" {
		book, err := w.book(ctx, n.CaseID)
		if err != nil {
			return n, err
		}
		if book.Answer(n.PartyID, consent.ElectronicService, "") != consent.Yes {
			return n, notice.ErrElectronic
		}
	}
	return n, w.served(ctx, c, &n, notice.Service{Form: in.Form, On: on})
}

// served carries service out: the proceeding knows it, and the party's rights
// run from it.
func (w *Work) served(ctx context.Context, c *cases.Case, n *notice.Notice, s notice.Service) error {
	n.Service = &s
	if err := w.watch(ctx, n.CaseID); err != nil {
		return err
	}
	if id, ok := strings.CutPrefix(n.Subject, "proceeding/"); ok && len(n.Remedies) > 0 {
		if err := w.serveResult(ctx, c, *n, procedure.ID(id)); err != nil {
			return err
		}
	}
	for i := range n.Remedies {
		n.Remedies[i].DueOn = w.dueFor(n.Remedies[i].Rule, n.PartyID)
	}
	if err := w.Tx.Notices.Put(ctx, n); err != nil {
		return err
	}
	w.touch("notice/%s", n.ID)
	return w.settle(ctx, c, deed{action: "notice.served", subject: "notice/" + string(n.ID), reason: s.On.Reason, on: s.On.On,
		payload: map[string]any{"form": s.Form, "served_on": s.On.On}})
}

func (w *Work) serveResult(ctx context.Context, c *cases.Case, n notice.Notice, id procedure.ID) error {
	p, err := w.Tx.Proceedings.Get(ctx, id)
	if err != nil {
		return err
	}
	if p.Serve(string(n.PartyID), n.Service.On.On) {
		if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
			return err
		}
		w.touch("proceeding/%s", id)
	}
	if err := w.rights(ctx, c); err != nil {
		return err
	}
	for _, r := range n.Remedies {
		if w.dueFor(r.Rule, n.PartyID) == "" {
			if err := w.start(r.Rule, "proceeding/"+string(id), n.Service.On.On, string(n.PartyID)); err != nil {
				return err
			}
		}
	}
	return nil
}
