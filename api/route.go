package api

import (
	"reflect"

	"liandong/domain/who"
)

// subject is what a route is about: it decides how the caller's standing is found.
type subject string

const (
	ofNothing    subject = "own" // what is no case
	ofCase       subject = "case"
	ofReferral   subject = "referral"
	ofProceeding subject = "proceeding"
	ofReception  subject = "reception"
	ofVisit      subject = "visit"
	ofSeatOffer  subject = "seat_offer" // between two lawyers
	ofDocument   subject = "document"
	ofNotice     subject = "notice"
	ofRecusal    subject = "recusal"
	ofAgreement  subject = "agreement"
	ofGroup      subject = "group"
	ofDirective  subject = "directive"
	ofOfficial   subject = "official"
	ofDecision   subject = "decision"
	ofTrendNote  subject = "trend_note"
	ofConference subject = "conference"
	ofJob        subject = "job"
	ofProposal   subject = "proposal"
	ofEntry      subject = "entry" // of the log, which an auditor reads whole
	ofParty      subject = "party" // a party's own case
	ofPublic     subject = "public"
)

// Route is one line of the API. The table of them is what the server serves,
// what OpenAPI describes, and what the tests walk.
type Route struct {
	Method string
	Path   string // under /api/v1, with :parameters
	Title  string
	May    who.Permission
	Of     subject
	Status int // of success

	Write   bool // changes something: needs a CSRF token and an Idempotency-Key
	Keyless bool // logins and logout
	Unkept  bool // answers with what is shown once: the answer is stored nowhere
	StepUp  bool // needs the second factor, of whoever has one, shown within who.FactorFresh
	Logged  bool // a look at personal data, written down like a deed
	List    bool
	Outside bool   // runs units of work of its own
	Counted bool   // reads figures: what happened before it is counted first
	Proved  bool   // shows the log's checkpoint, which first covers what happened before
	Merged  bool   // reads in the order of the log: what happened before is put into it first
	Stream  string // goes on answering: the path of the route that what it sends is asked of
	Form    bool   // takes a multipart form with one file instead of JSON

	Query []Parameter
	In    reflect.Type // nil without a body
	Out   reflect.Type

	fresh func() any
	do    func(c *Call, in any) (any, error)
}

// Parameter is one query parameter.
type Parameter struct {
	Name, Doc string
	Codes     []string // the only values, where there are some
}

// look makes a route that reads.
func look[Out any](path, title string, may who.Permission, of subject, do func(c *Call) (Out, error)) Route {
	return Route{
		Method: "GET", Path: path, Title: title, May: may, Of: of, Status: 200, Out: reflect.TypeFor[Out](),
		do: func(c *Call, _ any) (any, error) { return do(c) },
	}
}

// list makes a route that reads page by page.
func list[Item any](path, title string, may who.Permission, of subject, do func(c *Call) (Items[Item], error), query ...Parameter) Route {
	r := look(path, title, may, of, do)
	r.List = true
	r.Query = append(query, Parameter{Name: "limit", Doc: "1 to 100; 50 by default"}, Parameter{Name: "cursor", Doc: "next_cursor of the page before"})
	return r
}

// act makes a route that changes something.
func act[In, Out any](method, path, title string, may who.Permission, of subject, do func(c *Call, in In) (Out, error)) Route {
	return Route{
		Method: method, Path: path, Title: title, May: may, Of: of, Status: 200, Write: true,
		In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](),
		fresh: func() any { return new(In) },
		do:    func(c *Call, in any) (any, error) { return do(c, *in.(*In)) },
	}
}

// creates makes success a 201.
func (r Route) creates() Route { r.Status = 201; return r }

// keyless lets a route go without an Idempotency-Key.
func (r Route) keyless() Route { r.Keyless = true; return r }

// unkept makes a route forget its answer: who asks again asks anew.
func (r Route) unkept() Route { r.Keyless, r.Unkept = true, true; return r }

// stepUp asks who has a second factor to have just shown it.
func (r Route) stepUp() Route { r.StepUp = true; return r }

// multipart takes a form with one file.
func (r Route) multipart() Route { r.Form = true; return r }

// logged writes the look down.
func (r Route) logged() Route { r.Logged = true; return r }

// counted has the figures brought up to date first.
func (r Route) counted() Route { r.Counted = true; return r }

// proved has a checkpoint signed first that covers what was entered before.
func (r Route) proved() Route { r.Proved = true; return r }

// merged has what was entered before put into the log's order first.
func (r Route) merged() Route { r.Merged = true; return r }

// streams lets a route go on answering with what another one says, as it happens.
func (r Route) streams(page string) Route { r.Stream = page; return r }

// with adds query parameters.
func (r Route) with(q ...Parameter) Route { r.Query = append(r.Query, q...); return r }

// Items is one page of a list.
type Items[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// page wraps what a list found; an empty page is [], never null.
func page[T any](items []T, next string) Items[T] {
	if items == nil {
		items = []T{}
	}
	p := Items[T]{Items: items}
	if next != "" {
		p.NextCursor = &next
	}
	return p
}

// none is the body of a route that takes nothing.
type none struct{}
