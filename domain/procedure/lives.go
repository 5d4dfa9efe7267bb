package procedure

import (
	"strings"

	"liandong/domain/channel"
	"liandong/domain/org"
)

// Setting is what decides by which table a proceeding lives.
type Setting struct {
	Purpose  string
	Category string
	Kind     org.Kind // of the handling organisation
	Filed    bool     // a court has filed the matter already
	Opinions int      // petition opinions of units whose opinions this one reviews
}

// Choose names the table of a channel and route in a setting.
func Choose(c channel.Channel, r channel.Route, s Setting) string {
	in := func(family string) bool { return strings.HasPrefix(s.Category, family+".") }
	switch {
	case c == channel.Petition:
		return petitionLife(s)
	case c == channel.PeopleMediation && in("labour"):
		return "people_mediation_labour"
	case c == channel.PeopleMediation && in("medical"):
		return "people_mediation_medical"
	case c == channel.PeopleMediation && in("traffic"):
		return "people_mediation_traffic"
	case c == channel.AdministrativeMediation && in("traffic"):
		return "administrative_mediation_traffic"
	case c == channel.AdministrativeMediation && in("consumer"):
		return "administrative_mediation_market"
	case c == channel.AdministrativeMediation && in("medical"):
		return "administrative_mediation_medical"
	case c == channel.AdministrativeMediation && s.Kind == org.Police:
		return "administrative_mediation_police"
	case c == channel.JudicialMediation && s.Filed:
		return "judicial_mediation_entrusted"
	case c == channel.JudicialMediation:
		return "judicial_mediation_delegated"
	}
	if _, ok := Lives[string(r)]; ok {
		return string(r)
	}
	return ordinary[c]
}

// ordinary is the table of a channel whose route says nothing special.
var ordinary = map[channel.Channel]string{
	channel.Petition: "petition", channel.PeopleMediation: "people_mediation", channel.AdministrativeMediation: "administrative_mediation",
	channel.JudicialMediation: "judicial_mediation_delegated", channel.Arbitration: "labour_arbitration",
	channel.AdministrativeReconsideration: "administrative_reconsideration", channel.Litigation: "civil_litigation",
}

func petitionLife(s Setting) string {
	switch {
	case s.Kind == org.LegalAidCentre:
		return "legal_aid"
	case s.Purpose == "suggestion":
		return "petition_suggestion"
	case s.Purpose == "accusation":
		return "petition_accusation"
	case s.Opinions == 1:
		return "petition_review"
	case s.Opinions > 1:
		return "petition_recheck"
	}
	return "petition"
}

// LifeOf returns the table by which a proceeding lives.
func LifeOf(f Facts) *Life {
	if l, ok := Lives[f.Life]; ok {
		return l
	}
	return Lives[Choose(f.Channel, f.Route, Setting{})]
}
