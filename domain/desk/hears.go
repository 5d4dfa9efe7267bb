package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// in is the actor as a reader of what one proceeding keeps: whoever handles
// another channel in the same house does not handle this one.
func (r Reader) in(id procedure.ID) wall.Viewer {
	v := r.viewer
	if p, ok := r.channels[id]; ok {
		v.Handles = r.heirs.Of(p.Organization) == v.Organization && slices.Contains(Handlers[string(p.Channel)], r.role)
	}
	return v
}

// Hears tells whether the actor may read words that only the team of a
// proceeding heard: why it ended, on what ground it stands still. Of a
// mediation they are channel text.
func (r Reader) Hears(id procedure.ID) bool {
	p := r.channels[id]
	team := p.Team
	if team == "" {
		team = r.viewer.Team // nobody took it up yet
	}
	if !p.Channel.Mediation() {
		return r.heirs.Of(p.Organization) == r.viewer.Organization && team == r.viewer.Team
	}
	return wall.Permits(r.in(id), wall.Record{Class: wall.Channel, Organization: r.heirs.Of(p.Organization), Team: team})
}

// kept tells whether the actor may read words that a team wrote down for itself
// while it sought or held a mediation.
func (r Reader) kept(at org.ID, team string) bool {
	v := r.viewer
	v.Handles = handles([]who.Role{r.role})
	return wall.Permits(v, wall.Record{Class: wall.Channel, Organization: r.heirs.Of(at), Team: team})
}

// mediates tells whether a role conducts mediations.
func mediates(r who.Role) bool {
	for c, roles := range Handlers {
		if channel.Channel(c).Mediation() && slices.Contains(roles, r) {
			return true
		}
	}
	return false
}

// SaidOfClocks takes from the clocks of a case the words that the actor may not
// read: why a mediation stands still, what was promised in one, and of an
// accusation why anything stands still. That a clock runs or stands, and until
// when, is left.
func (w *Work) SaidOfClocks(ctx context.Context, id cases.ID, all []clock.Running) ([]clock.Running, error) {
	if !slices.ContainsFunc(all, func(x clock.Running) bool { return x.Ground != "" || x.Rule == clock.PerformanceRule }) {
		return all, nil
	}
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := w.Reader(ctx, c.Facts())
	if err != nil {
		return nil, err
	}
	agreements, err := w.Tx.Agreements.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	from := map[string]procedure.ID{}
	for _, a := range agreements {
		from[a.ID] = a.ProceedingID
	}
	said := slices.Clone(all)
	for i, x := range said {
		if x.Ground != "" && x.ReviewOn != "" && !r.hearsGround(c.Facts(), procedure.ID(strings.TrimPrefix(x.Of, "proceeding/"))) {
			said[i].Ground = ""
		}
		agreement, _, _ := strings.Cut(strings.TrimPrefix(x.Of, "agreement/"), "/")
		if x.Rule == clock.PerformanceRule && !r.Hears(from[agreement]) {
			said[i].Label = ""
		}
	}
	return said, nil
}

// hearsGround: a supervisor reads why work stands still, but for mediations and accusations.
func (r Reader) hearsGround(f cases.Facts, id procedure.ID) bool {
	if r.channels[id].Channel.Mediation() {
		return r.Hears(id)
	}
	return f.Purpose != cases.Accusation || r.viewer.Full
}
