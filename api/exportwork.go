package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/extract"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// writeList takes page after page of a list until its end, or until somebody
// stops it.
func (w *working) writeList(ctx context.Context, subject string) error {
	if l, ok := extract.FindList(subject); ok && w.a.listed(l).Counted {
		if err := w.a.keepBooks(ctx); err != nil {
			return err
		}
	}
	for {
		more, err := w.writePage(ctx)
		if errors.Is(err, job.ErrStopped) {
			return nil
		}
		if err != nil {
			return w.broken(ctx, err)
		}
		if !more {
			return nil
		}
	}
}

// broken stops a job that met what is no refusal, so that it holds up no other.
// Who lost the lease, and who was overtaken, changes nothing.
func (w *working) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, gormdb.ErrFenced) || errors.Is(err, cases.ErrStale) {
		return err
	}
	w.a.log.ErrorContext(ctx, "a job failed", "job", string(w.id), "error", err)
	return w.held(ctx, "window", func(_ *gorm.DB, outer *desk.Work, f job.Facts) error { return w.halt(ctx, outer, f, "trouble") })
}

// writePage takes one page in one unit of work with the progress of the job, in an
// order that does not change. A row that changes while others are read is there
// once, as it was when its page was read.
func (w *working) writePage(ctx context.Context) (more bool, err error) {
	at := w.at
	err = w.held(ctx, "export", func(tx *gorm.DB, outer *desk.Work, f job.Facts) error {
		l, ok := extract.FindList(f.Subject)
		if !ok {
			return w.halt(ctx, outer, f, "access")
		}
		c := &Call{Work: outer, ctx: ctx, app: w.a, tx: tx, req: exportRequest("job/"+string(f.ID), f.Language, f.Query, f.Cursor, job.PageRows)}
		rows, next, err := c.pageOf(l)
		if fault.Of(err) != nil {
			return w.halt(ctx, outer, f, "access")
		}
		if err != nil {
			return err
		}
		var body bytes.Buffer
		lines := json.NewEncoder(&body)
		for _, row := range rows {
			if err := lines.Encode(row); err != nil {
				return err
			}
		}
		n, err := outer.Tx.Jobs.AddParts(ctx, f.ID, f.At, body.Bytes())
		if err != nil {
			return err
		}
		f = f.Page(len(rows), n, next, outer.Now)
		at, more = f.At, f.Open()
		return outer.EndStep(ctx, f)
	})
	if err == nil {
		w.at = at
	}
	return more, err
}

// held begins a step: the lease is kept on, and the job's starter is the actor,
// from origin. A starter without that role any more stops the job.
func (w *working) held(ctx context.Context, origin string, do func(tx *gorm.DB, outer *desk.Work, f job.Facts) error) error {
	return w.a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := (gormdb.Relay{TX: tx}).Held(ctx, jobLease, w.a.relay.owner, w.token, w.a.wall().Add(shortLease)); err != nil {
			return err
		}
		outer := w.a.office.Begin(w.a.db.Bind(tx, true, w.a.journal), who.Actor{}, w.a.clock.Now(), "job/"+string(w.id))
		f, err := outer.BeginStep(ctx, w.id, w.at)
		if err != nil {
			return err
		}
		actor, still, err := w.starter(ctx, tx, f)
		if err != nil {
			return err
		}
		outer.Actor = actor
		outer.Actor.Origin = origin
		if !still {
			return w.halt(ctx, outer, f, "account")
		}
		return do(tx, outer, f)
	})
}

// pageOf asks the list's own address for a page and takes the columns out of the
// answer: nothing goes out that the caller could not read there.
func (c *Call) pageOf(l extract.List) (rows [][]string, next string, err error) {
	r := c.app.listed(l)
	if err := c.gate(r); err != nil {
		return nil, "", err
	}
	answer, err := r.do(c, nil)
	if err != nil {
		return nil, "", err
	}
	if id := c.req.Params["id"]; strings.HasPrefix(l.Address, "/cases/:id/") && c.req.Query["cursor"] == "" {
		// Its parties see that it left, as with a file of cases.
		if err := c.notice(id, "case.exported", "case/"+id); err != nil {
			return nil, "", err
		}
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return nil, "", err
	}
	var page map[string]any
	lines := json.NewDecoder(bytes.NewReader(raw))
	lines.UseNumber()
	if err := lines.Decode(&page); err != nil {
		return nil, "", err
	}
	said, err := c.saying()
	if err != nil {
		return nil, "", err
	}
	found, _ := within(page, l.Rows).([]any)
	for _, item := range found {
		row := make([]string, len(l.Columns))
		for i, column := range l.Columns {
			row[i] = said.cell(column.Say, within(item, column.Path))
		}
		rows = append(rows, row)
	}
	next, _ = page["next_cursor"].(string)
	return rows, next, nil
}

// within goes down a path of an answer; a list gives what each of its members has there.
func within(v any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	if path == "" {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		if !deeper {
			return v[name]
		}
		return within(v[name], rest)
	case []any:
		all := make([]any, 0, len(v))
		for _, x := range v {
			all = append(all, within(x, path))
		}
		return all
	}
	return nil
}

// sayings are the words of the codes in one language.
type sayings struct {
	language lang.Tag
	codes    map[string]map[string]string
}

func (c *Call) saying() (sayings, error) {
	all, err := c.app.codes(c)
	s := sayings{c.req.Language, map[string]map[string]string{}}
	for list, terms := range all.Lists {
		s.codes[list] = map[string]string{}
		for _, t := range terms {
			s.codes[list][t.Code] = t.Name
		}
	}
	return s, err
}

var (
	yes = lang.T("是", "yes")
	no  = lang.T("否", "no")
)

func (s sayings) cell(say string, v any) string {
	switch v := v.(type) {
	case string:
		return s.word(say, v)
	case json.Number:
		return v.String()
	case bool:
		if v {
			return yes.In(s.language)
		}
		return no.In(s.language)
	case []any:
		all := make([]string, 0, len(v))
		for _, x := range v {
			all = append(all, s.cell(say, x))
		}
		return strings.Join(all, "；")
	}
	return ""
}

func (s sayings) word(say, text string) string {
	if say == extract.SayAt {
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			return t.In(calendar.Shanghai).Format("2006-01-02 15:04")
		}
	}
	if name, ok := s.codes[say][text]; ok {
		return name
	}
	return text
}
