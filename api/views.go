package api

import (
	"strconv"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
)

// etagOf is the ETag of a version.
func etagOf(version int) string { return `"` + strconv.Itoa(version) + `"` }

// instant shows a time, null where there is none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

// day shows a legal day, null where there is none.
func day(d calendar.Date) *calendar.Date {
	if d == "" {
		return nil
	}
	return &d
}

func optional[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

type orgView struct {
	ID   org.ID `json:"id"`
	Name string `json:"name"`
}

func (c *Call) org(id org.ID) orgView {
	if id == "" {
		return orgView{}
	}
	o, err := c.Tx.Directory.Get(c.ctx, id)
	if err != nil {
		return orgView{ID: id}
	}
	return orgView{ID: o.ID, Name: o.Name}
}

func (c *Call) orgOrNil(id org.ID) *orgView {
	if id == "" {
		return nil
	}
	v := c.org(id)
	return &v
}

type clockView struct {
	ID                string         `json:"id"`
	Rule              string         `json:"rule"`
	RuleVersion       string         `json:"rule_version,omitempty"`
	Name              string         `json:"name"`
	Kind              clock.Kind     `json:"kind"`
	State             clock.State    `json:"state"`
	Subject           string         `json:"subject" doc:"what it belongs to: case, referral/…, proceeding/…, agreement/…"`
	StartOn           calendar.Date  `json:"start_on"`
	DueOn             *calendar.Date `json:"due_on"`
	LiteralOn         *calendar.Date `json:"literal_on"`
	LatestOn          *calendar.Date `json:"latest_on,omitempty"`
	CalendarMissing   bool           `json:"calendar_missing"`
	StopsWhileWaiting bool           `json:"stops_while_waiting"`
	Waiting           string         `json:"waiting,omitempty" doc:"of a right: what waiting in the present channel does to it"`
	Cite              string         `json:"cite,omitempty"`
	PausedOn          *calendar.Date `json:"paused_on,omitempty"`
	ReviewOn          *calendar.Date `json:"review_on,omitempty"`
	Ground            string         `json:"ground,omitempty"`
}

func (c *Call) clock(x clock.Running) clockView {
	v := clockView{
		ID: x.ID, Rule: x.Rule, RuleVersion: x.RuleVersion, Name: x.Label, Kind: x.Kind, State: x.State, Subject: x.Of, StartOn: x.StartOn,
		DueOn: day(x.DueOn), LiteralOn: day(x.LiteralOn), LatestOn: day(x.LatestOn), CalendarMissing: x.CalendarMissing,
		StopsWhileWaiting: x.StopsWhileWaiting, PausedOn: day(x.PausedOn), ReviewOn: day(x.ReviewOn), Ground: x.Ground,
	}
	if rule, err := c.Rules.InForce(x.Request().Rule, x.StartOn); err == nil {
		v.Name = c.say(rule.Name)
		v.Cite = rule.Cite.String()
	}
	if v.Name == "" {
		v.Name = c.say(promisedDay)
	}
	if x.Kind == clock.Right {
		v.Waiting = c.say(waiting(x))
	}
	return v
}

// promisedDay names a promise to who may not read what was promised.
var promisedDay = lang.T("协议约定的履行期限", "a day of performance that was agreed")

// waiting says whether waiting in the present channel stops a party's own time limit.
func waiting(x clock.Running) lang.Text {
	if x.StopsWhileWaiting {
		return lang.T("向这里提出请求，这个期限中断，重新计算", "asking here interrupts this time limit: it begins anew")
	}
	return lang.T("在这里等待不会停止这个期限", "waiting here does not stop this time limit")
}

func (c *Call) clocksOf(id cases.ID) ([]clockView, error) {
	all, err := c.Tx.Clocks.OfCase(c.ctx, id)
	if err == nil {
		all, err = c.SaidOfClocks(c.ctx, id, all)
	}
	if err != nil {
		return nil, err
	}
	views := make([]clockView, 0, len(all))
	for _, x := range all {
		if x.Rule == clock.ReminderRule || x.Rule == clock.DirectiveRule {
			continue // no time limit of the case: the one says that one is near, the other is between two organisations
		}
		views = append(views, c.clock(x))
	}
	return views, nil
}

type warningView struct {
	Code    string `json:"code"`
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

func (c *Call) warnings(all []party.Warning) []warningView {
	views := make([]warningView, 0, len(all))
	for _, x := range all {
		views = append(views, warningView{x.Code, x.Pointer, c.say(x.Detail)})
	}
	return views
}

// caseHead is what every answer about a case begins with.
type caseHead struct {
	ID            cases.ID       `json:"id"`
	Number        string         `json:"number"`
	State         cases.State    `json:"state"`
	Outcome       *string        `json:"outcome"`
	Custodian     orgView        `json:"custodian"`
	FirstReceiver orgView        `json:"first_receiver"`
	Version       int            `json:"version"`
	ReceivedOn    calendar.Date  `json:"received_on"`
	NextDueOn     *calendar.Date `json:"next_due_on"`
	Title         string         `json:"title"`
	Purpose       string         `json:"purpose"`
	Category      string         `json:"category"`
	Source        string         `json:"source"`
	Region        string         `json:"region"`
}

func (h caseHead) etag() string { return etagOf(h.Version) }

func (c *Call) head(f cases.Facts) caseHead {
	return caseHead{
		ID: f.ID, Number: f.Number, State: f.State, Outcome: optional(string(f.Outcome)), Custodian: c.org(f.Custodian), FirstReceiver: c.org(f.FirstReceiver),
		Version: f.Version, ReceivedOn: f.Received.On, NextDueOn: day(f.NextDueOn), Title: f.Title, Purpose: f.Purpose, Category: f.Category, Source: f.Source, Region: f.Region,
	}
}

// cardOf keeps a title off the card: it may name people.
func (c *Call) cardHead(f cases.Facts) caseHead {
	h := c.head(f)
	h.Title = ""
	return h
}

type partyView struct {
	ID             party.ID              `json:"id"`
	Role           party.Role            `json:"role"`
	Kind           party.Kind            `json:"kind"`
	Name           string                `json:"name"`
	IDKind         string                `json:"id_kind,omitempty"`
	IDNumber       string                `json:"id_number,omitempty" doc:"masked"`
	Phone          string                `json:"phone,omitempty"`
	Address        string                `json:"address,omitempty"`
	Email          string                `json:"email,omitempty"`
	OrganizationID org.ID                `json:"organization_id,omitempty"`
	RepresentedBy  *party.Representative `json:"represented_by,omitempty"`
	Needs          *party.Needs          `json:"needs,omitempty"`
}

// mask keeps the first and last characters of a value.
func mask(s string, head, tail int) string {
	r := []rune(s)
	if len(r) <= head+tail {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", len(r)-head-tail) + string(r[len(r)-tail:])
}

// partyFull is for those who handle the case; an id number is masked for everyone.
func partyFull(p party.Party) partyView {
	return partyView{
		ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name, IDKind: p.IDKind, IDNumber: mask(p.IDNumber, 3, 4), Phone: p.Phone,
		Address: p.Address, Email: p.Email, OrganizationID: p.OrganizationID, RepresentedBy: p.RepresentedBy, Needs: p.Needs,
	}
}

// partyCard is for those who see only that there are parties.
func partyCard(p party.Party) partyView {
	v := partyView{ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name}
	if p.Kind == party.Person {
		v.Name = mask(p.Name, 1, 0)
	}
	return v
}
