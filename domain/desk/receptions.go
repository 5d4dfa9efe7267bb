package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/procedure"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// JoinReception seats a lawyer. It returns reception.ErrOver, ErrJoined or ErrFull.
func (w *Work) JoinReception(ctx context.Context, id string) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionJoin); err != nil {
		return reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return r, err
	}
	firm, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return r, err
	}
	if err := r.Join(reception.Seat{User: w.Actor.User, Name: w.Actor.Name, Organization: firm.ID, Firm: firm.Name}, w.Now); err != nil {
		return r, err
	}
	if err := w.Tx.Receptions.Seat(ctx, id, r.Lawyers[len(r.Lawyers)-1]); err != nil {
		return r, err
	}
	return r, w.record(ctx, "", deed{action: "reception.joined", subject: "reception/" + id})
}

// Arrival is a visitor at the desk.
type Arrival struct {
	Name, Phone, Matter string
	CaseID              cases.ID
}

// CheckIn takes a visitor into the day's queue. Only the host's windows do so.
func (w *Work) CheckIn(ctx context.Context, id string, in Arrival) (reception.Visit, error) {
	if err := w.MayOwn(who.VisitCheckIn); err != nil {
		return reception.Visit{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return reception.Visit{}, err
	}
	if err := w.atTable(ctx, r); err != nil {
		return reception.Visit{}, err
	}
	if r.Off() {
		return reception.Visit{}, reception.ErrCancelled
	}
	var c fault.Check
	if in.Name == "" {
		c.Add("/visitor/name", "required", "请填写来访人姓名", "give the visitor's name")
	}
	limit(&c, "/visitor/name", in.Name, 200)
	limit(&c, "/visitor/phone", in.Phone, 40)
	text(&c, "/matter", in.Matter)
	if in.CaseID != "" {
		if _, err := w.Case(ctx, in.CaseID, who.CaseFile); err != nil {
			if fault.Of(err) == nil {
				return reception.Visit{}, err
			}
			c.Add("/case_id", "unknown_case", "没有这件案件，或不属于本单位经办", "there is no such case within your organisation's sight")
		}
	}
	if err := c.Err(); err != nil {
		return reception.Visit{}, err
	}
	v := reception.Visit{ID: w.NewID(), ReceptionID: id, Host: r.Host, Name: in.Name, Phone: in.Phone, Matter: in.Matter, CaseID: string(in.CaseID), CheckedInAt: w.Now, Version: 1}
	if v.Number, err = w.Tx.Receptions.AddVisit(ctx, v); err != nil {
		return v, err
	}
	return v, w.record(ctx, "", deed{action: "visit.checked_in", subject: "visit/" + v.ID})
}

// atTable refuses a window that neither hosts the reception nor sits below or above its host.
func (w *Work) atTable(ctx context.Context, r reception.Reception) error {
	mine := w.Actor.Organization
	if mine == r.Host {
		return nil
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	if leaders.Leads(r.Host, mine) || leaders.Leads(mine, r.Host) {
		return nil
	}
	return who.ErrNotVisible
}

// Attend opens a reception's queue: for the host's windows, for an organisation
// that sits at the table, and for a lawyer who joined, until reception.AccessDays after it.
func (w *Work) Attend(ctx context.Context, id string) error {
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return err
	}
	return w.attend(ctx, r, who.VisitRead)
}

func (w *Work) attend(ctx context.Context, r reception.Reception, p who.Permission) error {
	if w.Actor.Role != who.Lawyer {
		if err := w.atTable(ctx, r); err != nil && (fault.Of(err) == nil || !w.guestOf(r)) {
			return err
		}
		return w.may(p, who.Own)
	}
	if !r.Seated(w.Actor.User) || !r.Readable(w.Now) {
		return who.ErrNotVisible
	}
	return w.may(p, who.Invited)
}

// Visit opens a visit: for the host's own window, and for a lawyer who joined.
func (w *Work) Visit(ctx context.Context, id string, p who.Permission) (reception.Visit, reception.Reception, error) {
	v, err := w.Tx.Receptions.Visit(ctx, id)
	if err != nil {
		return v, reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, v.ReceptionID)
	if err != nil {
		return v, r, err
	}
	if err := w.attend(ctx, r, p); err != nil {
		return v, r, err
	}
	if w.guestOf(r) && w.atTable(ctx, r) != nil { // sees the visitors it is called to, and receives none by itself
		switch {
		case !slices.Contains(v.Called, w.Actor.Organization):
			return v, r, who.ErrNotVisible
		case p == who.VisitCheckIn:
			return v, r, who.ErrNotAllowed
		}
	}
	open, err := w.OpenVisit(ctx, v)
	if err == nil && !open {
		err = who.ErrNotVisible
	}
	return v, r, err
}

// OpenVisit tells whether a visit may be shown to whoever sits at its
// reception. Once an accusation was registered from it, the queue's other
// windows see nothing of it: only who handles the matter, and the lawyers who
// joined and do not belong to the accused (条例 30).
func (w *Work) OpenVisit(ctx context.Context, v reception.Visit) (bool, error) {
	if v.CaseID == "" {
		return true, nil
	}
	c, err := w.Tx.Cases.Get(ctx, cases.ID(v.CaseID))
	if err != nil || c.Facts().Purpose != cases.Accusation {
		return err == nil, err
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred || w.Actor.Role == who.Lawyer {
		return !barred, err
	}
	standings, err := w.standings(ctx, c.Facts().ID)
	return err == nil && w.may(who.CaseFile, standings...) == nil, err
}

// CheckConflict compares names only: the visitor's against everyone whom the
// lawyer's firm acts against.
func (w *Work) CheckConflict(ctx context.Context, id string) (reception.Conflict, error) {
	v, _, err := w.Visit(ctx, id, who.OpinionWrite)
	if err != nil {
		return reception.Conflict{}, err
	}
	found, err := w.conflictOf(ctx, v)
	if err != nil {
		return found, err
	}
	return found, w.record(ctx, "", deed{action: "visit.conflict_checked", subject: "visit/" + id, payload: map[string]any{"conflict": found.Conflict}})
}

func (w *Work) conflictOf(ctx context.Context, v reception.Visit) (reception.Conflict, error) {
	against, err := w.Tx.Parties.Against(ctx, w.Actor.Organization)
	if err != nil {
		return reception.Conflict{}, err
	}
	out := reception.Conflict{Names: []string{v.Name}}
	if v.CaseID != "" {
		parties, err := w.Tx.Parties.OfCase(ctx, cases.ID(v.CaseID))
		if err != nil {
			return out, err
		}
		c, err := w.Tx.Cases.Get(ctx, cases.ID(v.CaseID))
		if err != nil {
			return out, err
		}
		secret := c.Facts().Purpose == cases.Accusation // whom somebody accuses, and beside whom, is not a lawyer's to learn here
		for _, p := range parties {
			if !secret && !slices.Contains(out.Names, p.Name) {
				out.Names = append(out.Names, p.Name)
			}
			if p.RepresentedBy != nil && p.RepresentedBy.OrganizationID == w.Actor.Organization && p.Name != v.Name {
				out.Conflict = true
			}
		}
	}
	out.Conflict = out.Conflict || slices.Contains(against, v.Name)
	return out, nil
}

// Advice is a lawyer's opinion.
type Advice struct {
	Facts    string
	Law      []string
	Text     string
	Routes   []string
	Bring    []string
	ForParty string
}

// The most lines of an opinion's lists, and the longest of them.
const (
	mostAdvice    = 20
	longestAdvice = 200
)

// lines checks a list of short texts, and drops the empty ones.
func lines(c *fault.Check, pointer string, all []string) []string {
	kept := []string{}
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			limit(c, pointer, s, longestAdvice)
			kept = append(kept, s)
		}
	}
	if len(kept) > mostAdvice {
		c.Add(pointer, "too_many", "最多20项", "at most twenty")
	}
	return kept
}

// Opine leaves a lawyer's opinion with the visitor. It returns
// reception.ErrConflict where the firm acts against the visitor.
func (w *Work) Opine(ctx context.Context, id string, in Advice) (reception.Opinion, error) {
	v, _, err := w.Visit(ctx, id, who.OpinionWrite)
	if err != nil {
		return reception.Opinion{}, err
	}
	var c fault.Check
	text(&c, "/text", in.Text)
	limit(&c, "/for_party", in.ForParty, MaxText)
	limit(&c, "/facts", in.Facts, MaxText)
	law, bring := lines(&c, "/law", in.Law), lines(&c, "/bring", in.Bring)
	for _, r := range in.Routes {
		if _, ok := channel.Find(channel.Route(r)); !ok {
			c.Add("/routes", "unknown_code", "没有这个途径："+r, "unknown route: "+r)
		}
	}
	if err := c.Err(); err != nil {
		return reception.Opinion{}, err
	}
	found, err := w.conflictOf(ctx, v)
	if err != nil {
		return reception.Opinion{}, err
	}
	if found.Conflict {
		return reception.Opinion{}, reception.ErrConflict
	}
	if err := w.mayAdvise(ctx, cases.ID(v.CaseID)); err != nil {
		return reception.Opinion{}, err
	}
	o := reception.Opinion{ID: w.NewID(), VisitID: id, Facts: strings.TrimSpace(in.Facts), Law: law, Text: in.Text, Routes: in.Routes, Bring: bring, ForParty: in.ForParty, Author: w.Actor.User, Firm: w.Actor.Organization, At: w.Now}
	if err := w.Tx.Receptions.AddOpinion(ctx, o); err != nil {
		return o, err
	}
	return o, w.record(ctx, "", deed{action: "opinion.written", subject: "visit/" + id, payload: map[string]any{"routes": in.Routes}})
}

// mayAdvise refuses a lawyer who is recused from the visitor's case, or who mediated it.
func (w *Work) mayAdvise(ctx context.Context, id cases.ID) error {
	if id == "" {
		return nil
	}
	if err := w.notRecused(ctx, id, who.OpinionWrite); err != nil {
		return err
	}
	return w.notBarred(ctx, id, procedure.PartAgent, named{user: w.Actor.User, name: w.Actor.Name})
}

// linkVisit ties a visit to the case registered from it.
func (w *Work) linkVisit(ctx context.Context, visit string, id cases.ID) error {
	if visit == "" {
		return nil
	}
	v, r, err := w.visitOf(ctx, visit)
	if err == nil {
		err = w.atTable(ctx, r)
	}
	if fault.Of(err) != nil {
		return fault.Invalid("/visit_id", "unknown_visit", "没有这次来访的登记", "there is no such visit at your window")
	}
	if err != nil {
		return err
	}
	if v.CaseID != "" {
		return nil // a second matter from one visit keeps the visit's first link
	}
	v.CaseID = string(id)
	v.Outcome, v.Route, v.EndedAt = reception.Registered, "", w.Now // whatever the desk wrote before
	w.touch("visit/%s", visit)
	return w.Tx.Receptions.PutVisit(ctx, v)
}

func (w *Work) visitOf(ctx context.Context, id string) (reception.Visit, reception.Reception, error) {
	v, err := w.Tx.Receptions.Visit(ctx, id)
	if err != nil {
		return v, reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, v.ReceptionID)
	return v, r, err
}

// Barred tells whether the lawyer's firm acts against the visitor.
func (w *Work) Barred(ctx context.Context, v reception.Visit) (bool, error) {
	found, err := w.conflictOf(ctx, v)
	return found.Conflict, err
}

// Opinions lists the opinions on a visit for a lawyer: their own, and those of
// others where the visitor, as a party of the linked case, agreed to share them.
func (w *Work) Opinions(ctx context.Context, id string) ([]reception.Opinion, error) {
	v, _, err := w.Visit(ctx, id, who.OpinionRead)
	if err != nil {
		return nil, err
	}
	found, err := w.conflictOf(ctx, v)
	if err != nil {
		return nil, err
	}
	if found.Conflict {
		return nil, reception.ErrConflict
	}
	shared, err := w.shared(ctx, v)
	if err != nil {
		return nil, err
	}
	all, err := w.Tx.Receptions.Opinions(ctx, id)
	return slices.DeleteFunc(all, func(o reception.Opinion) bool { return o.Author != w.Actor.User && !shared }), err
}

func (w *Work) shared(ctx context.Context, v reception.Visit) (bool, error) {
	if v.CaseID == "" {
		return false, nil
	}
	parties, err := w.Tx.Parties.OfCase(ctx, cases.ID(v.CaseID))
	if err != nil {
		return false, err
	}
	book, err := w.book(ctx, cases.ID(v.CaseID))
	for _, p := range parties {
		if p.Name == v.Name && book.Answer(p.ID, consent.OpinionSharing, w.Actor.Organization) == consent.Yes {
			return true, err
		}
	}
	return false, err
}
