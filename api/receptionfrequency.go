package api

import (
	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// longestFrequency is how many days are looked at at once.
const longestFrequency = 366

type frequencyView struct {
	Organization orgView         `json:"organization"`
	Level        reception.Level `json:"level"`
	Days         int             `json:"days" doc:"on how many different days its leaders are to receive"`
	Each         string          `json:"each" doc:"in each week or month"`
	Known        string          `json:"known" doc:"read, secondary or unconfirmed: how the rule is known"`
	Basis        string          `json:"basis"`
	Stretches    []stretchView   `json:"stretches"`
}

type stretchView struct {
	From  calendar.Date          `json:"from"`
	To    calendar.Date          `json:"to"`
	Days  int                    `json:"days"`
	State reception.StretchState `json:"state"`
}

// receptionFrequency shows one's own organisation and those below it, by name,
// how often their leaders received people and how often they are to.
func receptionFrequency(c *Call) (Items[frequencyView], error) {
	if err := c.MayOwn(who.ReceptionRead); err != nil {
		return Items[frequencyView]{}, err
	}
	from, to, err := c.stretch()
	if err != nil {
		return Items[frequencyView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[frequencyView]{}, err
	}
	leaders, err := c.Tx.Directory.Leaders(c.ctx)
	if err != nil {
		return Items[frequencyView]{}, err
	}
	among := append([]org.ID{c.Actor.Organization}, leaders.Led(c.Actor.Organization)...)
	all, next, err := c.lists().Organizations(c.ctx, gormdb.OrganizationFilter{Among: among}, p)
	if err != nil {
		return Items[frequencyView]{}, err
	}
	views, err := c.frequencies(all, from, to)
	return page(views, next), err
}

// stretch reads from and to: this month where they are left out.
func (c *Call) stretch() (from, to calendar.Date, err error) {
	today := c.Today()
	from, to = today[:len(today)-2]+"01", today
	var check fault.Check
	for _, bound := range []struct {
		name string
		into *calendar.Date
	}{{"from", &from}, {"to", &to}} {
		raw := calendar.Date(c.req.Query[bound.name])
		if raw == "" {
			continue
		}
		if !raw.Valid() {
			check.Add("/"+bound.name, "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
			continue
		}
		*bound.into = raw
	}
	if check.Err() == nil && (to < from || to > from.AddDays(longestFrequency)) {
		check.Add("/to", "out_of_range", "结束日期应在开始日期之后的一年以内", "the last day is within a year of the first")
	}
	return from, to, check.Err()
}

func (c *Call) frequencies(all []org.Organization, from, to calendar.Date) ([]frequencyView, error) {
	var hosts []org.ID
	for _, o := range all {
		if _, ok := reception.FrequencyOf(c.app.often, o.Kind); ok {
			hosts = append(hosts, o.ID)
		}
	}
	if len(hosts) == 0 {
		return nil, nil
	}
	// A week or month may begin before the first day and end after the last.
	held, err := c.lists().LedDays(c.ctx, hosts, from.AddDays(-31), to.AddDays(31))
	if err != nil {
		return nil, err
	}
	works := func(d calendar.Date) bool {
		day, _ := calendar.NextWorkday(c.Calendar, d)
		return day == d
	}
	var views []frequencyView
	for _, o := range all {
		f, ok := reception.FrequencyOf(c.app.often, o.Kind)
		if !ok {
			continue
		}
		v := frequencyView{Organization: c.org(o.ID), Level: f.Level, Days: f.Days, Each: f.Each, Known: f.Known, Basis: f.Basis, Stretches: []stretchView{}}
		for _, s := range f.Stretches(from, to, c.Today(), held[o.ID], works) {
			v.Stretches = append(v.Stretches, stretchView(s))
		}
		views = append(views, v)
	}
	return views, nil
}
