// Package routing says which next steps the law offers in a case, with the
// reason, the article, the facts used and the facts still missing for each.
// The platform shows; a person decides.
package routing

import (
	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/lang"
	"liandong/domain/statute"
)

// Verdict says whether a route may be taken now.
type Verdict string

// The verdicts.
const (
	Open        Verdict = "open"
	Conditional Verdict = "conditional"
	Closed      Verdict = "closed"
)

// Known says how sure the text behind a rule is.
type Known string

// How the text of a rule is known: read whole, reported by another source, or not confirmed.
const (
	Read        Known = "read"
	Secondary   Known = "secondary"
	Unconfirmed Known = "unconfirmed"
)

// Step is one earlier procedure in the matter; On is the day its periods run from.
type Step struct {
	Procedure string        `json:"procedure"`
	Status    string        `json:"status"`
	On        calendar.Date `json:"on"`
}

// Consent is what each side has said about mediation; empty is unknown.
type Consent struct {
	Applicant  string `json:"applicant,omitempty"`
	Respondent string `json:"respondent,omitempty"`
}

// Petition describes how a petition was lodged.
type Petition struct {
	Mode                string `json:"mode,omitempty"`
	SkipsLevels         *bool  `json:"skips_levels,omitempty"`
	PendingAtLowerLevel *bool  `json:"pending_at_lower_level,omitempty"`
}

// Facts is what is known of a matter. What is absent is unknown, never false.
type Facts struct {
	Purpose               string        `json:"purpose,omitempty"`
	Category              string        `json:"category,omitempty"`
	Relation              string        `json:"relation,omitempty"`
	EventOn               calendar.Date `json:"event_on,omitempty"`
	InformedOfRemedies    *bool         `json:"informed_of_remedies,omitempty"`
	ArbitrationClause     string        `json:"arbitration_clause,omitempty"`
	History               *[]Step       `json:"history,omitempty"` // nil is unknown, empty is «nothing yet»
	Circumstances         []string      `json:"circumstances,omitempty"`
	CircumstancesRuledOut []string      `json:"circumstances_ruled_out,omitempty"`
	Consent               *Consent      `json:"consent,omitempty"`
	JointApplication      *bool         `json:"joint_application,omitempty"`
	ActingParty           string        `json:"acting_party,omitempty"`
	Petition              *Petition     `json:"petition,omitempty"`
	HistoryIncomplete     bool          `json:"history_incomplete,omitempty"` // there may be steps nobody has told of
	Wish                  channel.Route `json:"wish,omitempty"`               // the route the party asks for
}

// Reason is one rule that bears on a route.
type Reason struct {
	Rule      string
	Text      lang.Text
	Cite      []statute.Citation
	FactsUsed []string
	Known     Known

	Reviewer   string // who reviewed the rule for this place, where somebody did
	ReviewedOn calendar.Date
}

// ClockHint is a time limit that runs if the route is taken, or for taking it.
type ClockHint struct {
	Rule              string
	StartOn           calendar.Date // the day it runs from; empty where that is unknown
	DueOn, LiteralOn  calendar.Date // empty where the calendar is missing or the start day unknown
	StopsWhileWaiting bool
	Text              lang.Text
}

// Change is something that would open a closed or conditional route.
type Change struct {
	What string
	Text lang.Text
	Cite []statute.Citation
}

// Warning is something a person should know before taking a route.
type Warning struct {
	Code  string
	Text  lang.Text
	Cite  []statute.Citation
	Known Known
	Loses channel.Route // the route that taking this one costs
}

// Judged is the answer for one route.
type Judged struct {
	Route        channel.Route
	Channel      channel.Channel
	Verdict      Verdict
	Rank         int
	Reasons      []Reason
	MissingFacts []string
	Conditions   []lang.Text
	Clocks       []ClockHint
	WouldChange  []Change
	Warnings     []Warning
	Preferred    []Reason // the rules by which it is ranked
}

// Pack names the rules an answer was given by.
type Pack struct {
	Version string
	Digest  string
}

// Answer holds every route of channel.Steps once.
type Answer struct {
	Pack   Pack
	Routes []Judged
}

// Of returns what was judged of a route.
func (a Answer) Of(r channel.Route) (Judged, bool) {
	for _, j := range a.Routes {
		if j.Route == r {
			return j, true
		}
	}
	return Judged{}, false
}

// Judge evaluates every route for facts on a day.
type Judge interface {
	// Evaluate returns an Invalid fault that names the pointer of an unknown code or impossible value.
	Evaluate(asOf calendar.Date, f Facts) (Answer, error)
	// Pack names the rules in use.
	Pack() Pack
}
