package desk

import (
	"context"
	"strings"

	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/trend"
	"liandong/domain/who"
)

// TrendNotes keeps notes about trends. Get returns who.ErrNotVisible if there is
// none; Put returns cases.ErrStale if it changed since it was read.
type TrendNotes interface {
	Get(ctx context.Context, id trend.ID) (trend.Note, error)
	Add(ctx context.Context, n trend.Note) error
	Put(ctx context.Context, n trend.Note) error
}

// WriteTrendNote writes to an organisation below about a row that the actor
// sees (提示函). It is of no case: the two organisations learn of it, nobody else.
// It returns an Invalid fault naming the field, or trend.ErrIndependent.
func (w *Work) WriteTrendNote(ctx context.Context, n trend.Note) (trend.Note, error) {
	if err := w.MayOwn(who.TrendNoteWrite); err != nil {
		return n, err
	}
	var c fault.Check
	text(&c, "/text", n.Text)
	n.Check(&c, w.Today())
	if err := c.Err(); err != nil {
		return n, err
	}
	to, err := w.organization(ctx, n.To, "/receiver")
	if err != nil {
		return n, err
	}
	if !trend.Receives(to.Kind) {
		return n, trend.ErrIndependent
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return n, err
	}
	if !leaders.Leads(w.Actor.Organization, n.To) {
		return n, fault.Invalid("/receiver", "not_led", "该单位不归本单位领导，不能发提示函", "your organisation does not lead this one")
	}
	n.ID, n.From, n.State, n.By, n.GivenAt, n.Version = trend.ID(w.NewID()), w.Actor.Organization, trend.Open, w.Actor.User, w.Now, 1
	n.Text = strings.TrimSpace(n.Text)
	if err := w.Tx.TrendNotes.Add(ctx, n); err != nil {
		return n, err
	}
	return n, w.noted(ctx, n, "trend_note.written", map[string]any{"to": n.To, "by": n.About.By, "code": n.About.Code, "due_on": n.DueOn})
}

// noted writes what was done down; it is of no case.
func (w *Work) noted(ctx context.Context, n trend.Note, action string, payload map[string]any) error {
	subject := "trend_note/" + string(n.ID)
	w.touch("%s", subject)
	w.tell(journal.Event{Kind: action, Subject: subject, Organization: n.From, Other: n.To, On: w.Today()})
	return w.record(ctx, "", deed{action: action, subject: subject, payload: payload})
}

// TrendNote opens a note for one of its two organisations, or whoever took over
// from them; to all others it is who.ErrNotVisible.
func (w *Work) TrendNote(ctx context.Context, id trend.ID, p who.Permission) (trend.Note, error) {
	if w.MayOwn(who.TrendNoteRead) != nil {
		return trend.Note{}, who.ErrNotVisible
	}
	n, err := w.Tx.TrendNotes.Get(ctx, id)
	if err != nil {
		return n, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return n, err
	}
	mine := func(o org.ID) bool { return heirs.Of(o) == w.Actor.Organization }
	if !mine(n.From) && !mine(n.To) {
		return n, who.ErrNotVisible
	}
	if p == who.TrendNoteAnswer && !mine(n.To) {
		return n, who.ErrNotAllowed
	}
	return n, w.MayOwn(p)
}

// AnswerTrendNote answers in words, once. It returns trend.ErrAnswered, cases.ErrStale, or an Invalid fault.
func (w *Work) AnswerTrendNote(ctx context.Context, id trend.ID, words string, version int) (trend.Note, error) {
	n, err := w.TrendNote(ctx, id, who.TrendNoteAnswer)
	if err != nil {
		return n, err
	}
	if err := matches(version, n.Version); err != nil {
		return n, err
	}
	if n.State == trend.Answered {
		return n, trend.ErrAnswered
	}
	var c fault.Check
	text(&c, "/text", words)
	if err := c.Err(); err != nil {
		return n, err
	}
	n.State, n.Answer, n.AnsweredBy, n.AnsweredAt = trend.Answered, strings.TrimSpace(words), w.Actor.User, w.Now
	if err := w.Tx.TrendNotes.Put(ctx, n); err != nil {
		return n, err
	}
	n.Version++
	return n, w.noted(ctx, n, "trend_note.answered", nil)
}
