package desk

import (
	"context"
	"strconv"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/filing"
	"liandong/domain/party"
	"liandong/domain/procedure"
)

// Result is what a body issues.
type Result struct {
	Text       string
	DocumentID string
	Decided    Day
	Served     []procedure.Service
}

// Issue ends the proceeding with an opinion, award, decision, judgment or ruling.
func (w *Work) Issue(ctx context.Context, id procedure.ID, do procedure.Action, in Result, version int) (*procedure.Proceeding, error) {
	var decided cases.Occurred
	check := func(_ procedure.Facts, c cases.Facts) error {
		var f fault.Check
		text(&f, "/text", in.Text)
		if err := f.Err(); err != nil {
			return err
		}
		var err error
		if decided, err = w.occurred(in.Decided, "/decided_on", c.Received.On); err != nil {
			return err
		}
		if err := w.checkDocument(ctx, c, document.ID(in.DocumentID), "/document_id"); err != nil {
			return err
		}
		return w.checkServed(ctx, c.ID, in.Served, decided.On)
	}
	return w.proceed(ctx, id, do, version, check, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		return deed{on: decided.On, served: in.Served, reason: decided.Reason, payload: map[string]any{"decided_on": decided.On, "document_id": in.DocumentID}},
			p.Issue(do, in.Text, decided.On, in.Served, w.Now)
	})
}

func (w *Work) checkServed(ctx context.Context, id cases.ID, served []procedure.Service, decided calendar.Date) error {
	var c fault.Check
	for i, s := range served {
		at := "/served/" + strconv.Itoa(i)
		if _, err := w.party(ctx, id, party.ID(s.PartyID), at+"/party_id"); err != nil {
			if fault.Of(err) == nil {
				return err
			}
			c.Add(at+"/party_id", "unknown_party", "本案没有这位当事人", "this case has no such party")
		}
		switch {
		case !s.ServedOn.Valid():
			c.Add(at+"/served_on", "date_invalid", "请填写送达日期", "give the day of service")
		case s.ServedOn > w.Today():
			c.Add(at+"/served_on", "date_in_future", "日期不能晚于今天", "the day lies in the future")
		case s.ServedOn < decided:
			c.Add(at+"/served_on", "date_too_early", "送达不能早于作出之日", "service cannot be before the decision")
		}
	}
	return c.Err()
}

// FileNumber records the body's own number of a proceeding that is here already.
func (w *Work) FileNumber(ctx context.Context, id procedure.ID, in Filing, version int) (*procedure.Proceeding, error) {
	var filed cases.Occurred
	check := func(_ procedure.Facts, c cases.Facts) error {
		var f fault.Check
		text(&f, "/number", in.Number)
		limit(&f, "/number", in.Number, maxNumber)
		if err := f.Err(); err != nil {
			return err
		}
		var err error
		filed, err = w.occurred(in.Filed, "/filed_on", c.Received.On)
		return err
	}
	return w.proceed(ctx, id, procedure.FileNo, version, check, func(p *procedure.Proceeding, c *cases.Case) (deed, error) {
		d := deed{on: filed.On, reason: filed.Reason, payload: map[string]any{"number": in.Number, "filed_on": filed.On}}
		if err := p.File(in.Number, filed.On, w.Now); err != nil {
			return d, err
		}
		f := p.Facts()
		return d, w.keepNumber(ctx, c, filing.Number{Kind: procedure.LifeOf(f).Name, Number: in.Number, Organization: f.Organization, On: filed})
	})
}

// CloseProceeding ends the proceeding; an agreement stays its outcome.
func (w *Work) CloseProceeding(ctx context.Context, id procedure.ID, version int) (*procedure.Proceeding, error) {
	return w.proceed(ctx, id, procedure.Close, version, nil, func(p *procedure.Proceeding, _ *cases.Case) (deed, error) {
		return deed{action: "proceeding.closed"}, p.Close(w.Now)
	})
}
