// Package org describes the organisations that hold and handle cases, the
// regions they serve and who leads whom.
package org

import (
	"maps"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/lang"
)

// ID names an organisation.
type ID string

// Kind says what an organisation is.
type Kind string

// The kinds of organisation.
const (
	PetitionOffice      Kind = "petition_office"
	MediationCommittee  Kind = "mediation_committee"
	Agency              Kind = "agency"
	Police              Kind = "police"
	Street              Kind = "street"
	Community           Kind = "community"
	LabourArbitration   Kind = "labour_arbitration"
	ArbitrationComm     Kind = "arbitration_commission"
	LandArbitration     Kind = "land_arbitration"
	ReconsiderationBody Kind = "reconsideration_body"
	Court               Kind = "court"
	JointConference     Kind = "joint_conference"
	Government          Kind = "government"
	DisciplineOrgan     Kind = "discipline_organ"
	LegalAidCentre      Kind = "legal_aid_centre"
	LawFirm             Kind = "law_firm"
)

// Kinds lists every kind with its name on screen.
var Kinds = map[Kind]lang.Text{
	PetitionOffice:      lang.T("信访部门", "petition office"),
	MediationCommittee:  lang.T("人民调解委员会", "people's mediation committee"),
	Agency:              lang.T("行政机关", "agency"),
	Police:              lang.T("公安机关", "police"),
	Street:              lang.T("乡镇、街道", "street or township"),
	Community:           lang.T("社区、村", "community or village"),
	LabourArbitration:   lang.T("劳动人事争议仲裁委员会", "labour arbitration commission"),
	ArbitrationComm:     lang.T("仲裁委员会", "arbitration commission"),
	LandArbitration:     lang.T("农村土地承包仲裁委员会", "rural land arbitration commission"),
	ReconsiderationBody: lang.T("行政复议机构", "reconsideration body"),
	Court:               lang.T("人民法院", "court"),
	JointConference:     lang.T("信访工作联席会议办公室", "joint conference"),
	Government:          lang.T("人民政府", "government"),
	DisciplineOrgan:     lang.T("纪检监察机关", "discipline organ"),
	LegalAidCentre:      lang.T("法律援助机构", "legal-aid centre"),
	LawFirm:             lang.T("律师事务所", "law firm"),
}

// Organization is who can hold or handle a case.
type Organization struct {
	ID         ID
	Name       string
	Kind       Kind
	Region     string // administrative division code down to a grid cell
	Channels   []channel.Channel
	Routes     []channel.Route
	Categories []string // empty: every category
	Outside    bool     // works in its own system
	Teams      []string
	Ended      bool
	EndedOn    calendar.Date // the legal day it ended
	Heir       ID            // who took over from it
	Version    int
}

// ErrUnknown refuses an organisation that does not exist or has ended.
var ErrUnknown = fault.New(fault.Violation, "organization.unknown", "没有这个单位，请重新选择", "there is no such organisation: choose another")

// Takes tells whether the organisation takes cases of a channel, or, where the channel is empty, of a guide route.
func (o Organization) Takes(c channel.Channel, r channel.Route) bool {
	if c == "" {
		return slices.Contains(o.Routes, r)
	}
	return slices.Contains(o.Channels, c) && (len(o.Routes) == 0 || r == "" || slices.Contains(o.Routes, r))
}

// ActsOnApplication tells whether the organisation is a court, tribunal,
// reconsideration body or mediation committee: nothing can be assigned to it
// and nobody can designate it.
func (o Organization) ActsOnApplication() bool {
	switch o.Kind {
	case Court, LabourArbitration, ArbitrationComm, LandArbitration, ReconsiderationBody, MediationCommittee:
		return true
	}
	return false
}

// OwnChannel is the channel in which the organisation handles what it registers itself.
func (o Organization) OwnChannel() channel.Channel {
	switch o.Kind {
	case MediationCommittee:
		return channel.PeopleMediation
	case LabourArbitration, ArbitrationComm, LandArbitration:
		return channel.Arbitration
	case ReconsiderationBody:
		return channel.AdministrativeReconsideration
	case Court:
		return channel.Litigation
	}
	return channel.Petition
}

// Relation is a kind of leadership.
type Relation string

// The relations of leadership.
const (
	Tree     Relation = "tree"
	Vertical Relation = "vertical"
	Dual     Relation = "dual"
	Guidance Relation = "guidance"
)

// Leadership says that one organisation leads another.
type Leadership struct {
	Superior, Subordinate ID
	Relation              Relation
}

// Leaders tells who leads an organisation, nearest first.
type Leaders struct {
	direct map[ID][]ID
	ties   map[ID][]ID // with guidance
}

// NewLeaders gathers leadership relations. Guidance (业务指导) is none: who
// guides a mediation committee's work neither sees its cases nor decides about them.
func NewLeaders(rows []Leadership) Leaders {
	l := Leaders{direct: map[ID][]ID{}, ties: map[ID][]ID{}}
	for _, r := range rows {
		l.ties[r.Subordinate] = append(l.ties[r.Subordinate], r.Superior)
		if r.Relation == Guidance {
			continue
		}
		l.direct[r.Subordinate] = append(l.direct[r.Subordinate], r.Superior)
	}
	for _, s := range l.direct {
		slices.Sort(s)
	}
	return l
}

// Above lists every organisation above id, nearest first, each once.
func (l Leaders) Above(id ID) []ID { return climb(l.direct, id) }

// climb gathers everything above id, nearest first, each once.
func climb(direct map[ID][]ID, id ID) []ID {
	var above []ID
	seen := map[ID]bool{id: true}
	for level := []ID{id}; len(level) > 0; {
		var next []ID
		for _, o := range level {
			for _, s := range direct[o] {
				if !seen[s] {
					seen[s] = true
					above = append(above, s)
					next = append(next, s)
				}
			}
		}
		level = next
	}
	return above
}

// Common returns the lowest organisation above both, 条例24; ok is false if there is none.
// An organisation that leads the other is itself the common superior.
func (l Leaders) Common(a, b ID) (ID, bool) {
	aboveB := append([]ID{b}, l.Above(b)...)
	for _, s := range append([]ID{a}, l.Above(a)...) {
		if s != a && s != b && slices.Contains(aboveB, s) {
			return s, true
		}
	}
	return "", false
}

// Belongs tells whether id is the organisation, is below it, or is an affiliate
// whose work it guides: who must not meet an accusation against it (条例 30).
func (l Leaders) Belongs(id, to ID) bool { return slices.Contains(l.Houses(id), to) }

// Houses lists the organisation and all it belongs to.
func (l Leaders) Houses(id ID) []ID { return append([]ID{id}, climb(l.ties, id)...) }

// Led lists what is below an organisation, in order of id; what it only guides is not.
func (l Leaders) Led(id ID) []ID {
	below := map[ID][]ID{}
	for o, above := range l.direct {
		for _, s := range above {
			below[s] = append(below[s], o)
		}
	}
	all := climb(below, id)
	slices.Sort(all)
	return all
}

// Under lists what belongs to an organisation, in order of id: what is below it,
// and what it guides.
func (l Leaders) Under(id ID) []ID {
	var all []ID
	for _, o := range slices.Sorted(maps.Keys(l.ties)) {
		if o != id && l.Belongs(o, id) {
			all = append(all, o)
		}
	}
	return all
}

// Leads tells whether superior is above id.
func (l Leaders) Leads(superior, id ID) bool { return slices.Contains(l.Above(id), superior) }
