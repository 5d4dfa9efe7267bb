package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// AskToTable asks an organisation to sit at a joint reception (联合接访): courts and
// tribunals are asked like others, and nobody is ordered to come. It returns
// who.ErrNotVisible to who does not plan there, what reception.Ask returns, or an
// Invalid fault naming the organisation.
func (w *Work) AskToTable(ctx context.Context, id string, guest org.ID) (reception.Reception, error) {
	r, err := w.plansAt(ctx, id)
	if err != nil {
		return r, err
	}
	o, err := w.organization(ctx, guest, "/organization_id")
	switch {
	case err != nil:
		return r, err
	case guest == r.Host:
		return r, fault.Invalid("/organization_id", "is_host", "本单位就是接访单位，不用邀请", "the host sits at its own table")
	case o.Kind == org.LawFirm:
		return r, fault.Invalid("/organization_id", "is_law_firm", "律师自行报名参加接访，不由单位邀请", "lawyers join by themselves")
	}
	if err := r.Ask(guest, w.Now); err != nil {
		return r, err
	}
	if err := w.Tx.Receptions.PutGuest(ctx, id, *r.Guest(guest)); err != nil {
		return r, err
	}
	return r, w.record(ctx, "", deed{action: "reception.asked", subject: "reception/" + id, payload: map[string]any{"organization": guest}})
}

// ReleaseFromTable takes back what an organisation was asked. It returns
// who.ErrNotVisible, an Invalid fault, or reception.ErrSpoken where it is called to a visitor.
func (w *Work) ReleaseFromTable(ctx context.Context, id string, guest org.ID) (reception.Reception, error) {
	r, err := w.plansAt(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Guest(guest) == nil {
		return r, fault.Invalid("/organization_id", "not_asked", "没有邀请过该单位", "this organisation was not asked")
	}
	if busy, err := w.Tx.Receptions.CalledTo(ctx, id, guest); err != nil || busy {
		if err == nil {
			err = reception.ErrCalled
		}
		return r, err
	}
	r.Table = slices.DeleteFunc(r.Table, func(g reception.Guest) bool { return g.Organization == guest })
	if err := w.Tx.Receptions.DeleteGuest(ctx, id, guest); err != nil {
		return r, err
	}
	return r, w.record(ctx, "", deed{action: "reception.released", subject: "reception/" + id, payload: map[string]any{"organization": guest}})
}

// plansAt opens a reception for who plans at its host.
func (w *Work) plansAt(ctx context.Context, id string) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionPlan); err != nil {
		return reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return r, err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err == nil && w.Actor.Organization != r.Host && !leaders.Leads(w.Actor.Organization, r.Host) {
		err = who.ErrNotVisible
	}
	return r, err
}

// AnswerInvitation says whether one's organisation comes to a joint reception, and
// who sits there for it, or why not. It returns who.ErrNotVisible to who was not
// asked, reception.ErrCancelled or ErrOver.
func (w *Work) AnswerInvitation(ctx context.Context, id string, coming bool, people []string, words string) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionAttend); err != nil {
		return reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return r, err
	}
	g := r.Guest(w.Actor.Organization)
	if g == nil {
		return r, who.ErrNotVisible
	}
	var c fault.Check
	people = lines(&c, "/people", people)
	if coming && len(people) == 0 {
		c.Add("/people", "required", "请填写谁来参加", "say who comes")
	}
	if !coming {
		c.Words("/text", words, 500)
		busy, err := w.Tx.Receptions.CalledTo(ctx, id, w.Actor.Organization)
		if err != nil {
			return r, err
		}
		if busy {
			return r, reception.ErrCalled
		}
	}
	if err := c.Err(); err != nil {
		return r, err
	}
	if err := r.Answer(g, coming, people, strings.TrimSpace(words), w.Now); err != nil {
		return r, err
	}
	if err := w.Tx.Receptions.PutGuest(ctx, id, *g); err != nil {
		return r, err
	}
	return r, w.record(ctx, "", deed{action: "reception.answered", subject: "reception/" + id, payload: map[string]any{"coming": coming, "people": people}})
}

// CallToVisit says which organisations at the table receive a visitor with the
// host; they alone then read the visit. It returns reception.ErrNotComing,
// reception.ErrSpoken for one that would be left out after it answered, or an Invalid fault.
func (w *Work) CallToVisit(ctx context.Context, id string, organizations []org.ID) (reception.Visit, error) {
	v, r, err := w.Visit(ctx, id, who.VisitCheckIn)
	if err != nil {
		return v, err
	}
	if v.Outcome != "" {
		return v, reception.ErrEnded
	}
	wanted := slices.Compact(slices.Sorted(slices.Values(organizations)))
	if len(wanted) > reception.MostGuests {
		return v, reception.ErrTableFull
	}
	for _, o := range wanted {
		if !r.Comes(o) {
			return v, reception.ErrNotComing
		}
	}
	said, err := w.Tx.Receptions.Statements(ctx, id)
	if err != nil {
		return v, err
	}
	for _, s := range said {
		if s.Organization != r.Host && !slices.Contains(wanted, s.Organization) {
			return v, reception.ErrSpoken
		}
	}
	v.Called = wanted
	if err := w.Tx.Receptions.Call(ctx, id, wanted); err != nil {
		return v, err
	}
	return v, w.record(ctx, "", deed{action: "visit.called", subject: "visit/" + id, payload: map[string]any{"organizations": wanted}})
}

// Say leaves with a visitor what one's organisation answers: the host's, or one
// that was called. It returns who.ErrNotVisible, reception.ErrManyStatements or an Invalid fault.
func (w *Work) Say(ctx context.Context, id, words string) (reception.Statement, error) {
	v, _, err := w.Visit(ctx, id, who.ReceptionAttend)
	if err != nil {
		return reception.Statement{}, err
	}
	var c fault.Check
	c.Words("/text", words, 2000)
	if err := c.Err(); err != nil {
		return reception.Statement{}, err
	}
	said, err := w.Tx.Receptions.Statements(ctx, id)
	if err != nil {
		return reception.Statement{}, err
	}
	if len(said) >= reception.MostStatements {
		return reception.Statement{}, reception.ErrManyStatements
	}
	s := reception.Statement{ID: w.NewID(), VisitID: v.ID, Organization: w.Actor.Organization, Author: w.Actor.User, Text: strings.TrimSpace(words), At: w.Now}
	if err := w.Tx.Receptions.AddStatement(ctx, s); err != nil {
		return s, err
	}
	return s, w.record(ctx, "", deed{action: "visit.answered", subject: "visit/" + id})
}

// Statements lists what was answered to a visitor, for who may read the visit; a
// lawyer whose firm acts against the visitor is refused with reception.ErrConflict.
func (w *Work) Statements(ctx context.Context, id string) ([]reception.Statement, error) {
	v, _, err := w.Visit(ctx, id, who.VisitRead)
	if err != nil {
		return nil, err
	}
	if w.Actor.Role == who.Lawyer {
		if barred, err := w.Barred(ctx, v); err != nil || barred {
			if err == nil {
				err = reception.ErrConflict
			}
			return nil, err
		}
	}
	return w.Tx.Receptions.Statements(ctx, id)
}

// guestOf tells whether the actor's organisation sits at the table without hosting
// the reception, and may still read what it was called to (reception.Readable).
func (w *Work) guestOf(r reception.Reception) bool {
	return w.Actor.Role != who.Lawyer && w.Actor.Organization != r.Host && r.Comes(w.Actor.Organization) && r.Readable(w.Now)
}

// OnlyCalled names the organisation whose calls bound what it sees of a queue; none for who hosts it.
func (w *Work) OnlyCalled(ctx context.Context, id string) (org.ID, error) {
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil || !w.guestOf(r) || w.atTable(ctx, r) == nil {
		return "", err
	}
	return w.Actor.Organization, nil
}
