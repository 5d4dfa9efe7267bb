// Package channel names the seven channels of dispute resolution and the
// routes, the concrete next steps, within and beside them.
package channel

import "liandong/domain/lang"

// Channel is one of the seven ways a dispute is handled; empty for guide routes.
type Channel string

// The seven channels.
const (
	Petition                      Channel = "petition"
	PeopleMediation               Channel = "people_mediation"
	AdministrativeMediation       Channel = "administrative_mediation"
	JudicialMediation             Channel = "judicial_mediation"
	Arbitration                   Channel = "arbitration"
	AdministrativeReconsideration Channel = "administrative_reconsideration"
	Litigation                    Channel = "litigation"
)

// Mediation tells whether the channel needs the parties' will to go on.
func (c Channel) Mediation() bool {
	return c == PeopleMediation || c == AdministrativeMediation || c == JudicialMediation
}

// OnApplication tells whether the channel's bodies act only on the party's own application.
func (c Channel) OnApplication() bool {
	return c == Arbitration || c == AdministrativeReconsideration || c == Litigation
}

// Names says each channel as on screen.
var Names = map[Channel]lang.Text{
	Petition:                      lang.T("信访", "petition"),
	PeopleMediation:               lang.T("人民调解", "people's mediation"),
	AdministrativeMediation:       lang.T("行政调解", "administrative mediation"),
	JudicialMediation:             lang.T("司法调解", "judicial mediation"),
	Arbitration:                   lang.T("仲裁", "arbitration"),
	AdministrativeReconsideration: lang.T("行政复议", "administrative reconsideration"),
	Litigation:                    lang.T("诉讼", "litigation"),
}

// All lists the channels in their usual order.
var All = []Channel{Petition, PeopleMediation, AdministrativeMediation, JudicialMediation, Arbitration, AdministrativeReconsideration, Litigation}

// Known tells whether c is one of the seven.
func (c Channel) Known() bool { _, ok := Names[c]; return ok }

// Route is a concrete next step the law offers.
type Route string

// The routes. Those without a channel are guide routes.
const (
	RoutePetition                      Route = "petition"
	RoutePeopleMediation               Route = "people_mediation"
	RouteAdministrativeMediation       Route = "administrative_mediation"
	RouteJudicialMediation             Route = "judicial_mediation"
	RouteLabourArbitration             Route = "labour_arbitration"
	RouteCommercialArbitration         Route = "commercial_arbitration"
	RouteLandArbitration               Route = "land_arbitration"
	RouteAdministrativeReconsideration Route = "administrative_reconsideration"
	RouteCivilLitigation               Route = "civil_litigation"
	RouteAdministrativeLitigation      Route = "administrative_litigation"
	RouteJudicialConfirmation          Route = "judicial_confirmation"
	RouteEnforcement                   Route = "enforcement"
	RouteAdministrativeComplaint       Route = "administrative_complaint"
	RouteAdministrativeAdjudication    Route = "administrative_adjudication"
	RouteDisciplineReport              Route = "discipline_report"
	RouteOtherStatutory                Route = "other_statutory"
)

// Step ties a route to its channel and name.
type Step struct {
	Route   Route
	Channel Channel
	Name    lang.Text
}

// Steps lists every route once, in the order in which answers give them.
var Steps = []Step{
	{RoutePetition, Petition, lang.T("信访处理", "petition handling")},
	{RoutePeopleMediation, PeopleMediation, lang.T("人民调解", "people's mediation")},
	{RouteAdministrativeMediation, AdministrativeMediation, lang.T("行政调解", "administrative mediation")},
	{RouteJudicialMediation, JudicialMediation, lang.T("诉前委派、诉中委托调解", "court-delegated mediation")},
	{RouteLabourArbitration, Arbitration, lang.T("劳动人事争议仲裁", "labour arbitration")},
	{RouteCommercialArbitration, Arbitration, lang.T("商事仲裁", "commercial arbitration")},
	{RouteLandArbitration, Arbitration, lang.T("农村土地承包仲裁", "rural land arbitration")},
	{RouteAdministrativeReconsideration, AdministrativeReconsideration, lang.T("行政复议", "administrative reconsideration")},
	{RouteCivilLitigation, Litigation, lang.T("民事诉讼", "civil litigation")},
	{RouteAdministrativeLitigation, Litigation, lang.T("行政诉讼", "administrative litigation")},
	{RouteJudicialConfirmation, Litigation, lang.T("司法确认", "judicial confirmation")},
	{RouteEnforcement, Litigation, lang.T("申请执行", "enforcement")},
	{RouteAdministrativeComplaint, "", lang.T("投诉、举报、劳动监察", "complaint to the competent agency")},
	{RouteAdministrativeAdjudication, "", lang.T("行政裁决、政府处理权属", "administrative adjudication")},
	{RouteDisciplineReport, "", lang.T("纪检监察检举控告", "report to the discipline organ")},
	{RouteOtherStatutory, "", lang.T("其他法定途径", "another statutory way")},
}

// Find returns the step of a route; ok is false for an unknown route.
func Find(r Route) (Step, bool) {
	for _, s := range Steps {
		if s.Route == r {
			return s, true
		}
	}
	return Step{}, false
}

// RouteOf names the ordinary route of a channel where the caller names none.
func RouteOf(c Channel) Route {
	for _, s := range Steps {
		if s.Channel == c {
			return s.Route
		}
	}
	return ""
}
