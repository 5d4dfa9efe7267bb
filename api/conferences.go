package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/conference"
	"liandong/domain/desk"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
)

func conferenceRoutes() []Route {
	return []Route{
		act("POST", "/conference-decisions", "联席会议决定 · write down what a joint conference decided; what organisations are to do goes out as directives", who.ConferenceKeep, ofNothing, recordConference).creates(),
		list("/conference-decisions", "联席会议决定 · decisions of conferences that one's own organisation led or took part in, the last first", who.ConferenceRead, ofNothing, listConferences),
		look("/conference-decisions/:id", "联席会议决定 · a decision, as far as its cases are one's own", who.ConferenceRead, ofConference, func(c *Call) (conferenceView, error) {
			d, about, err := c.ConferenceDecision(c.ctx, c.conferenceID())
			return c.conference(d, about), err
		}),
		list("/cases/:id/conference-decisions", "本案联席会议决定 · what joint conferences decided about a case", who.CaseCard, ofCase, func(c *Call) (Items[conferenceView], error) {
			if _, _, err := c.See(c.ctx, c.caseID(), who.CaseCard); err != nil || c.MayOwn(who.ConferenceRead) != nil {
				return page([]conferenceView{}, ""), err
			}
			all, err := c.ConferencesOf(c.ctx, c.caseID())
			if err != nil {
				return Items[conferenceView]{}, err
			}
			var ids []conference.ID
			for _, d := range all {
				ids = append(ids, d.ID)
			}
			return c.conferences(ids, "")
		}),
	}
}

func (c *Call) conferenceID() conference.ID { return conference.ID(c.req.Params["id"]) }

type laidOnIn struct {
	To    org.ID        `json:"to" doc:"an organisation below that has or had to do with the case"`
	Text  string        `json:"text" doc:"what it is to do and to answer"`
	DueOn calendar.Date `json:"due_on" doc:"the last day for the answer, at most ninety days away"`
}

type matterIn struct {
	CaseID cases.ID   `json:"case_id"`
	Text   string     `json:"text" doc:"what was decided about this case"`
	Items  []laidOnIn `json:"items,omitempty" doc:"what organisations are to do: a directive each; at most ten"`
}

type conferenceIn struct {
	HeldOn   calendar.Date `json:"held_on"`
	TookPart []org.ID      `json:"took_part" doc:"the organisations that took part beside one's own; at most fifty"`
	Matters  []matterIn    `json:"matters" doc:"at most twenty cases"`
}

type laidOnView struct {
	DirectiveID directive.ID    `json:"directive_id"`
	To          orgView         `json:"to"`
	Text        string          `json:"text"`
	DueOn       calendar.Date   `json:"due_on"`
	State       directive.State `json:"state"`
	Late        bool            `json:"late" doc:"answered, or still waiting, after the last day"`
}

type matterView struct {
	CaseID cases.ID     `json:"case_id"`
	Number string       `json:"case_number"`
	Text   string       `json:"text"`
	Items  []laidOnView `json:"items"`
}

type conferenceView struct {
	ID       conference.ID `json:"id"`
	From     orgView       `json:"from" doc:"who led the conference"`
	HeldOn   calendar.Date `json:"held_on"`
	TookPart []orgView     `json:"took_part"`
	Matters  []matterView  `json:"matters" doc:"of the cases that one's own organisation may see"`
	At       *time.Time    `json:"recorded_at"`
	Cite     string        `json:"cite"`
}

func (c *Call) conference(d conference.Decision, about []desk.DecidedAbout) conferenceView {
	v := conferenceView{ID: d.ID, From: c.org(d.From), HeldOn: d.HeldOn, TookPart: []orgView{}, Matters: []matterView{}, At: instant(d.At), Cite: conference.Cite.String()}
	for _, id := range d.TookPart {
		v.TookPart = append(v.TookPart, c.org(id))
	}
	for _, m := range about {
		x := matterView{CaseID: m.CaseID, Number: m.Number, Text: m.Text, Items: []laidOnView{}}
		for _, f := range m.Items {
			x.Items = append(x.Items, laidOnView{DirectiveID: f.ID, To: c.org(f.To), Text: f.Text, DueOn: f.DueOn, State: f.State, Late: f.Late(c.Now)})
		}
		v.Matters = append(v.Matters, x)
	}
	return v
}

func recordConference(c *Call, in conferenceIn) (conferenceView, error) {
	d := conference.Decision{HeldOn: in.HeldOn, TookPart: in.TookPart}
	items := make([][]conference.Item, len(in.Matters))
	for i, m := range in.Matters {
		d.Matters = append(d.Matters, conference.Matter{CaseID: m.CaseID, Text: m.Text})
		for _, x := range m.Items {
			items[i] = append(items[i], conference.Item{To: x.To, Text: x.Text, DueOn: x.DueOn})
		}
	}
	d, err := c.RecordConference(c.ctx, d, items)
	if err != nil {
		return conferenceView{}, err
	}
	c.location = prefix + "/conference-decisions/" + string(d.ID)
	d, about, err := c.ConferenceDecision(c.ctx, d.ID)
	return c.conference(d, about), err
}

func listConferences(c *Call) (Items[conferenceView], error) {
	if err := c.MayOwn(who.ConferenceRead); err != nil {
		return Items[conferenceView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[conferenceView]{}, err
	}
	own, err := c.Mine(c.ctx)
	if err != nil {
		return Items[conferenceView]{}, err
	}
	ids, next, err := c.lists().Conferences(c.ctx, own, p)
	if err != nil {
		return Items[conferenceView]{}, err
	}
	return c.conferences(ids, next)
}

// conferences shows those of which a case is still one's own to see.
func (c *Call) conferences(ids []conference.ID, next string) (Items[conferenceView], error) {
	views := make([]conferenceView, 0, len(ids))
	for _, id := range ids {
		d, about, err := c.ConferenceDecision(c.ctx, id)
		if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
			continue
		}
		if err != nil {
			return Items[conferenceView]{}, err
		}
		views = append(views, c.conference(d, about))
	}
	return page(views, next), nil
}
