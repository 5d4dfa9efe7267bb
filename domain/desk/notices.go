package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/journal"
	"liandong/domain/notice"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
)

// happening is an event of this unit of work, with what notices say of it and
// the timeline does not.
type happening struct {
	journal.Event
	life   string   // the table of the proceeding's step
	cite   string   // the article of that step
	rights []string // the clocks of the parties that the step starts
	detail string
	served []procedure.Service // whom the result reached, as recorded with it
	silent bool                // nobody is told
}

// telling is what notify knows of the case while it writes notices.
type telling struct {
	f       cases.Facts
	parties []party.Party
	book    consent.Book
	accused []org.ID
	leaders org.Leaders
}

// notify writes a notice to everyone who must be told of what this unit of work
// did, in the same transaction, so that none is lost and none goes out for what
// did not happen.
func (w *Work) notify(ctx context.Context, caseID string) error {
	var t *telling
	for i := range w.events {
		h := &w.events[i]
		if h.silent || h.CaseID != caseID || caseID == "" {
			continue
		}
		key := h.Kind
		if h.Kind == "clock.missed" && h.Code == unseen {
			key = unseen
		}
		rows := notice.Of(key, h.life)
		if len(rows) == 0 {
			continue
		}
		if t == nil {
			var err error
			if t, err = w.telling(ctx, cases.ID(caseID)); err != nil {
				return err
			}
		}
		all, err := w.written(ctx, *t, *h, rows)
		if err != nil {
			return err
		}
		h.Told = len(all)
		if err := w.Tx.Notices.Add(ctx, all); err != nil {
			return err
		}
	}
	return nil
}

func (w *Work) telling(ctx context.Context, id cases.ID) (*telling, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	t := &telling{f: c.Facts()}
	if t.parties, err = w.Tx.Parties.OfCase(ctx, id); err != nil {
		return nil, err
	}
	if t.book, err = w.book(ctx, id); err != nil {
		return nil, err
	}
	if t.accused, err = w.accused(ctx, t.f); err != nil {
		return nil, err
	}
	t.leaders, err = w.Tx.Directory.Leaders(ctx)
	return t, err
}

// written makes the notices of one event.
func (w *Work) written(ctx context.Context, t telling, h happening, rows []notice.Row) ([]notice.Notice, error) {
	var r referral.Facts
	if id, ok := strings.CutPrefix(h.Subject, "referral/"); ok && id != "" {
		x, err := w.Tx.Referrals.Get(ctx, referral.ID(id))
		if err != nil {
			return nil, err
		}
		r = x.Facts()
		h.Organization, h.Other = r.From, r.To
	}
	said, err := w.said(ctx, t, h, r)
	if err != nil {
		return nil, err
	}
	var all []notice.Notice
	for _, row := range rows {
		n := notice.Notice{
			CaseID: t.f.ID, EventID: h.ID, Subject: h.Subject, Event: row.Event, To: row.To, From: h.Organization, Said: said,
			Cite: h.cite, Remedies: h.remedies(), MadeAt: w.Now, Version: 1,
		}
		if n.Cite == "" && !row.Cite.Empty() {
			n.Cite = row.Cite.String()
		}
		switch row.To {
		case notice.Applicant, notice.Respondent, notice.Parties:
			all = append(all, w.toParties(t, n, row, h.served)...)
		default:
			if to := w.organizationOf(t, row.To, h, r); to != "" && !t.bars(to) {
				n.ID, n.Organization, n.Way, n.State, n.Remedies = notice.ID(w.NewID()), to, notice.Inbox, notice.Arrived, nil
				all = append(all, n)
			}
		}
	}
	return all, nil
}

// said names the organisations and the day of which a notice speaks.
func (w *Work) said(ctx context.Context, t telling, h happening, r referral.Facts) (notice.Said, error) {
	s := notice.Said{Number: t.f.Number, Due: r.AnswerDueOn, Detail: h.detail}
	for id, name := range map[org.ID]*string{h.Organization: &s.Org, h.Other: &s.Other} {
		if id == "" {
			continue
		}
		o, err := w.Tx.Directory.Get(ctx, id)
		if err != nil {
			return s, err
		}
		*name = o.Name
	}
	if s.Org == "" {
		o, err := w.Tx.Directory.Get(ctx, t.f.Custodian)
		if err != nil {
			return s, err
		}
		s.Org = o.Name
	}
	return s, nil
}

// bars tells whether nothing of an accusation may reach an organisation (条例 30).
func (t telling) bars(id org.ID) bool {
	return slices.ContainsFunc(t.accused, func(a org.ID) bool { return t.leaders.Belongs(id, a) })
}

// organizationOf finds the one organisation a row means; empty where there is
// none, or where it has just done the thing itself.
func (w *Work) organizationOf(t telling, to notice.Whom, h happening, r referral.Facts) org.ID {
	var id org.ID
	switch to {
	case notice.Sender:
		id = h.Organization
	case notice.Receiver:
		id = h.Other
	case notice.Holder:
		id = t.f.Custodian
	case notice.Superior:
		id = r.Superior
		if id == "" {
			if above := t.leaders.Above(t.f.Custodian); len(above) > 0 {
				id = above[0]
			}
		}
	}
	if id == w.Actor.Organization && to != notice.Superior {
		return ""
	}
	return id
}

// remedies lists what the recipient may do and by when, as far as it is known.
func (h happening) remedies() []notice.Remedy {
	var all []notice.Remedy
	for _, rule := range h.rights {
		all = append(all, notice.Remedy{Rule: rule})
	}
	return all
}

// held keeps the remedies a party has: some the law gives to a person or to an organisation only.
func (w *Work) held(all []notice.Remedy, p party.Party) []notice.Remedy {
	return slices.DeleteFunc(slices.Clone(all), func(x notice.Remedy) bool {
		r, err := w.Rules.InForce(x.Rule, w.Today())
		return err == nil && r.Holder != "" && r.Holder != string(p.Kind)
	})
}

// dueFor is the last day of a party's right, once it runs.
func (w *Work) dueFor(rule string, id party.ID) calendar.Date {
	due := calendar.Date("")
	for _, x := range w.clocks {
		if x.Rule == rule && x.Live() && (x.PartyID == "" || x.PartyID == string(id)) {
			due = x.DueOn
			if x.PartyID != "" {
				return due
			}
		}
	}
	return due
}

// toParties makes a party's notices, one for each way. Exactly one of them is
// the one that is served: on paper, or in the inbox where the party agreed to
// electronic service (民事诉讼法 90).
func (w *Work) toParties(t telling, n notice.Notice, row notice.Row, served []procedure.Service) []notice.Notice {
	var all []notice.Notice
	for _, p := range t.parties {
		if row.To != notice.Parties && string(p.Role) != string(row.To) || complainedOf(t.f, p) {
			continue
		}
		online := t.book.Answer(p.ID, consent.ElectronicService, "") == consent.Yes
		n := n
		n.PartyID, n.Remedies = p.ID, w.held(n.Remedies, p)
		for i := range n.Remedies {
			n.Remedies[i].DueOn = w.dueFor(n.Remedies[i].Rule, p.ID)
		}
		add := func(way notice.Way, state notice.State, address string, serve bool) {
			n.ID, n.Way, n.State, n.Address, n.Serve = notice.ID(w.NewID()), way, state, address, serve
			all = append(all, n)
		}
		due := row.Serve && !slices.ContainsFunc(served, func(s procedure.Service) bool { return s.PartyID == string(p.ID) })
		paper := due && !online || p.Phone == "" && p.Email == ""
		add(notice.Inbox, notice.Arrived, "", due && !paper)
		if p.Phone != "" {
			add(notice.SMS, notice.Waiting, p.Phone, false)
		}
		if p.Email != "" {
			add(notice.Email, notice.Waiting, p.Email, false)
		}
		if paper {
			add(notice.Paper, notice.ToPrint, "", due)
		}
	}
	return all
}

// tellStep adds a proceeding's step to the timeline, with what its notices say.
func (w *Work) tellStep(e journal.Event, f procedure.Facts, row procedure.Row, detail string) {
	h := happening{Event: e, life: procedure.LifeOf(f).Name, detail: detail}
	if !row.Cite.Empty() {
		h.cite = row.Cite.String()
	}
	for _, rule := range row.Starts {
		if r, err := w.Rules.InForce(rule, w.Today()); err == nil && r.Kind == clock.Right {
			h.rights = append(h.rights, rule)
		}
	}
	h.ID, h.served = w.NewID(), f.Served
	w.events = append(w.events, h)
}
