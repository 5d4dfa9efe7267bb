package api

import (
	"net/url"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/volume"
	"liandong/domain/who"
)

func volumeRoutes() []Route {
	return []Route{
		look("/cases/:id/volume", "卷宗 · the volume of a mediation as one PDF", who.VolumeRead, ofCase, boundVolume).logged(),
		look("/cases/:id/volume/index", "卷内目录 · what the volume holds and what is missing", who.VolumeRead, ofCase, volumeIndex).logged(),
		list("/volumes", "卷宗清单 · volumes of a committee and a period, by number", who.VolumeList, ofNothing, listVolumes,
			Parameter{Name: "from", Doc: "first day, YYYY-MM-DD"}, Parameter{Name: "to", Doc: "last day, YYYY-MM-DD; today by default"},
			Parameter{Name: "organization", Doc: "a committee below, to a supervisor; one's own by default"}, Parameter{Name: "only", Codes: []string{"complete"}}),
		look("/volume-order", "卷宗顺序 · in which order the organisation binds its volumes", who.OrganizationRead, ofNothing, volumeOrder),
		act("PUT", "/volume-order", "设定卷宗顺序 · the organisation's own order; none for the standard", who.OrderKeep, ofNothing, keepVolumeOrder),
	}
}

func boundVolume(c *Call) (rawBody, error) {
	v, body, err := c.BindVolume(c.ctx, c.caseID())
	if err != nil {
		return rawBody{}, err
	}
	name := "卷宗-" + v.Case.Number + ".pdf"
	return rawBody{bytes: body, kind: "application/pdf", disposition: "attachment; filename*=UTF-8''" + url.PathEscape(name)}, c.notice(string(v.Case.ID), "volume.bound", "case/"+string(v.Case.ID))
}

type slotView struct {
	Code   string      `json:"code"`
	Name   string      `json:"name"`
	Gap    bool        `json:"gap" doc:"wanted, and missing"`
	Papers []paperLine `json:"papers"`
}

type paperLine struct {
	ID     document.ID   `json:"id"`
	Title  string        `json:"title"`
	Number string        `json:"number,omitempty"`
	On     calendar.Date `json:"on"`
	Digest string        `json:"digest"`
}

type volumeView struct {
	Number    string     `json:"number"`
	Committee orgView    `json:"committee"`
	Complete  bool       `json:"complete"`
	Slots     []slotView `json:"slots"`
}

func volumeIndex(c *Call) (volumeView, error) {
	v, err := c.Volume(c.ctx, c.caseID())
	if err != nil {
		return volumeView{}, err
	}
	out := volumeView{Number: v.Case.Number, Committee: c.org(v.Committee.ID), Complete: len(volume.Gaps(v.Placed)) == 0, Slots: []slotView{}}
	for _, p := range v.Placed {
		s := slotView{Code: p.Code, Name: c.say(p.Name), Gap: p.Gap, Papers: []paperLine{}}
		for _, d := range p.Papers {
			s.Papers = append(s.Papers, paperLine{ID: d.ID, Title: d.Title, Number: d.Number, On: calendar.DayOf(d.At), Digest: d.Digest})
		}
		out.Slots = append(out.Slots, s)
	}
	return out, c.notice(string(v.Case.ID), "volume.looked_at", "case/"+string(v.Case.ID))
}

type slotName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func (c *Call) slots(all []volume.Slot) []slotName {
	views := []slotName{}
	for _, s := range all {
		views = append(views, slotName{s.Code, c.say(s.Name)})
	}
	return views
}

type volumeLine struct {
	Number   string        `json:"number"`
	EndedOn  calendar.Date `json:"ended_on"`
	Complete bool          `json:"complete"`
	Gaps     []slotName    `json:"gaps"`
}

// listVolumes tells by number which volumes are complete: no names, no ranks.
func listVolumes(c *Call) (Items[volumeLine], error) {
	if err := c.MayOwn(who.VolumeList); err != nil {
		return Items[volumeLine]{}, err
	}
	from, to, err := c.period()
	if err != nil {
		return Items[volumeLine]{}, err
	}
	committees, err := c.committees()
	if err != nil {
		return Items[volumeLine]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[volumeLine]{}, err
	}
	all, next, err := c.lists().EndedMediations(c.ctx, committees, from, to, p)
	if err != nil {
		return Items[volumeLine]{}, err
	}
	views := []volumeLine{}
	for _, f := range all {
		x, err := c.Tx.Cases.Get(c.ctx, f.CaseID)
		if err != nil {
			return Items[volumeLine]{}, err
		}
		if barred, err := c.Barring(c.ctx, x.Facts()); err != nil || barred || x.Facts().Purpose == cases.Accusation {
			if err != nil {
				return Items[volumeLine]{}, err
			}
			continue
		}
		line, err := c.VolumeLine(c.ctx, x.Facts(), f)
		if err != nil {
			return Items[volumeLine]{}, err
		}
		v := volumeLine{Number: line.Number, EndedOn: line.EndedOn, Complete: len(line.Gaps) == 0, Gaps: c.slots(line.Gaps)}
		if v.Complete || c.req.Query["only"] != "complete" {
			views = append(views, v)
		}
	}
	return page(views, next), nil
}

// committees are those whose volumes are asked for: one's own, with those it
// took over from; to who leads it, a committee below.
func (c *Call) committees() ([]org.ID, error) {
	below := org.ID(c.req.Query["organization"])
	if below == "" || below == c.Actor.Organization {
		return c.Mine(c.ctx)
	}
	leaders, err := c.Tx.Directory.Leaders(c.ctx)
	if err == nil && (c.Actor.Role != who.Supervisor || !leaders.Leads(c.Actor.Organization, below)) {
		err = fault.Invalid("/organization", "unknown_organization", "只能查询本单位或者所辖调解组织", "ask for your own organisation, or as a supervisor for one below it")
	}
	return []org.ID{below}, err
}

type volumeOrderView struct {
	Slots []slotName `json:"slots"`
}

type volumeOrderIn struct {
	Slots []string `json:"slots" doc:"every slot's code once; empty for the standard order"`
}

func volumeOrder(c *Call) (volumeOrderView, error) {
	if err := c.MayOwn(who.OrganizationRead); err != nil {
		return volumeOrderView{}, err
	}
	all, err := c.VolumeOrder(c.ctx, c.Actor.Organization)
	return volumeOrderView{c.slots(all)}, err
}

func keepVolumeOrder(c *Call, in volumeOrderIn) (volumeOrderView, error) {
	all, err := c.KeepVolumeOrder(c.ctx, in.Slots)
	return volumeOrderView{c.slots(all)}, err
}
