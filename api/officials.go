package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/official"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
)

func officialRoutes() []Route {
	return []Route{
		act("POST", "/cases/:id/lead-officials", "确定包案领导 · put a hard case into the hands of a lead official", who.OfficialName, ofCase, nameOfficial).creates(),
		list("/cases/:id/lead-officials", "本案包案领导 · the lead officials of a case, for who named them and who has it", who.CaseCard, ofCase, func(c *Call) (Items[officialView], error) {
			x, _, err := c.See(c.ctx, c.caseID(), who.CaseCard)
			if err != nil {
				return Items[officialView]{}, err
			}
			all, err := c.OfficialsOf(c.ctx, x.Facts())
			views := make([]officialView, 0, len(all))
			for _, f := range all {
				v, err := c.official(f)
				if err != nil {
					return Items[officialView]{}, err
				}
				views = append(views, v)
			}
			return page(views, ""), err
		}),
		look("/lead-officials/:id", "包案 · one naming of a lead official, with what was done", who.OfficialRead, ofOfficial, func(c *Call) (officialView, error) {
			f, _, err := c.Official(c.ctx, c.officialID(), who.OfficialRead)
			if err != nil {
				return officialView{}, err
			}
			return c.official(f)
		}),
		act("POST", "/lead-officials/:id/steps", "记录包案工作 · write down what the official did", who.OfficialRecord, ofOfficial, func(c *Call, in officialStepIn) (officialView, error) {
			f, err := c.OfficialStep(c.ctx, c.officialID(), official.Step{Code: in.Code, On: in.On, Text: in.Text}, in.ReviewOn, c.version())
			if err != nil {
				return officialView{}, err
			}
			return c.official(f)
		}).creates(),
		act("POST", "/lead-officials/:id/end", "结束包案 · the official leads the case no more", who.OfficialEnd, ofOfficial, func(c *Call, in endOfficialIn) (officialView, error) {
			f, err := c.EndOfficial(c.ctx, c.officialID(), in.Code, in.Reason, c.version())
			if err != nil {
				return officialView{}, err
			}
			return c.official(f)
		}),
	}
}

func (c *Call) officialID() official.ID { return official.ID(c.req.Params["id"]) }

type officialIn struct {
	Organization org.ID        `json:"organization_id" doc:"the official's: one's own, the one that has the case, or one that leads that"`
	Name         string        `json:"name"`
	Post         string        `json:"post"`
	Reason       string        `json:"reason" doc:"why the case is taken in hand"`
	FromOn       calendar.Date `json:"from_on,omitempty" doc:"today by default; at most thirty days ahead"`
	ReviewOn     calendar.Date `json:"review_on" doc:"when it is looked at again, at most a hundred and eighty days away"`
}

type officialStepIn struct {
	Code     official.Code `json:"code"`
	On       calendar.Date `json:"on,omitempty" doc:"today by default"`
	Text     string        `json:"text"`
	ReviewOn calendar.Date `json:"review_on,omitempty" doc:"the next review day, where it moves"`
}

type endOfficialIn struct {
	Code   official.Ending `json:"code"`
	Reason string          `json:"reason"`
}

type officialStepView struct {
	Code         official.Code `json:"code"`
	On           calendar.Date `json:"on"`
	Text         string        `json:"text"`
	Organization orgView       `json:"recorded_by"`
	At           *time.Time    `json:"recorded_at"`
}

type officialView struct {
	ID           official.ID        `json:"id"`
	CaseID       cases.ID           `json:"case_id"`
	From         orgView            `json:"from" doc:"who named the official"`
	Organization orgView            `json:"organization" doc:"the official's own"`
	Name         string             `json:"name"`
	Post         string             `json:"post"`
	Reason       string             `json:"reason"`
	FromOn       calendar.Date      `json:"from_on"`
	ReviewOn     calendar.Date      `json:"review_on"`
	Due          bool               `json:"review_over" doc:"the review day is over and the official still leads the case"`
	State        official.State     `json:"state"`
	NamedAt      *time.Time         `json:"named_at"`
	Ending       official.Ending    `json:"end_code,omitempty"`
	EndingName   string             `json:"end_name,omitempty"`
	EndReason    string             `json:"end_reason,omitempty"`
	EndedAt      *time.Time         `json:"ended_at"`
	Steps        []officialStepView `json:"steps" doc:"what the official did, by day; at most two hundred"`
	Cite         string             `json:"cite"`
	Actions      []problem.Action   `json:"allowed_actions"`
	Version      int                `json:"version"`
}

func (v officialView) etag() string { return etagOf(v.Version) }

func (c *Call) official(f official.Facts) (officialView, error) {
	v := officialView{
		ID: f.ID, CaseID: f.CaseID, From: c.org(f.From), Organization: c.org(f.Organization), Name: f.Name, Post: f.Post, Reason: f.Reason, FromOn: f.FromOn, ReviewOn: f.ReviewOn,
		Due: f.State == official.Live && f.ReviewOn < c.Today(), State: f.State, NamedAt: instant(f.NamedAt), Ending: f.Ending, EndReason: f.EndReason, EndedAt: instant(f.EndedAt),
		Steps: []officialStepView{}, Cite: official.Cite.String(), Actions: []problem.Action{}, Version: f.Version,
	}
	if f.Ending != "" {
		v.EndingName = c.say(official.Endings[f.Ending])
	}
	all, err := c.Tx.Officials.Steps(c.ctx, f.ID)
	if err != nil {
		return v, err
	}
	for _, s := range all {
		v.Steps = append(v.Steps, officialStepView{Code: s.Code, On: s.On, Text: s.Text, Organization: c.org(s.Organization), At: instant(s.At)})
	}
	if f.State != official.Live {
		return v, nil
	}
	at := prefix + "/lead-officials/" + string(f.ID)
	if _, _, err := c.Official(c.ctx, f.ID, who.OfficialRecord); err == nil {
		v.Actions = append(v.Actions, problem.Action{Action: "step", Method: "POST", Href: at + "/steps", Title: c.say(lang.T("记录包案工作", "write down what was done"))})
	}
	if _, _, err := c.Official(c.ctx, f.ID, who.OfficialEnd); err == nil {
		v.Actions = append(v.Actions, problem.Action{Action: "end", Method: "POST", Href: at + "/end", Title: c.say(lang.T("结束包案", "end it"))})
	}
	return v, nil
}

func nameOfficial(c *Call, in officialIn) (officialView, error) {
	f, err := c.NameOfficial(c.ctx, c.caseID(), official.Facts{Organization: in.Organization, Name: in.Name, Post: in.Post, Reason: in.Reason, FromOn: in.FromOn, ReviewOn: in.ReviewOn})
	if err != nil {
		return officialView{}, err
	}
	c.location = prefix + "/lead-officials/" + string(f.ID)
	return c.official(f)
}

// ownOfficialView is all that a party learns: that somebody leads the case, and who.
type ownOfficialView struct {
	Name         string        `json:"name"`
	Post         string        `json:"post"`
	Organization orgView       `json:"organization"`
	FromOn       calendar.Date `json:"from_on"`
}

// ownOfficial finds who leads a party's case. Of an accusation only its applicants learn.
func (c *Call) ownOfficial(own desk.Own) (*ownOfficialView, error) {
	if own.Case.Purpose == cases.Accusation && own.Party.Role != party.Applicant {
		return nil, nil
	}
	all, err := c.Tx.Officials.OfCase(c.ctx, own.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.State == official.Live {
			return &ownOfficialView{Name: f.Name, Post: f.Post, Organization: c.org(f.Organization), FromOn: f.FromOn}, nil
		}
	}
	return nil, nil
}

func codesOfOfficials() []word {
	var all []word
	for _, x := range official.Codes {
		all = append(all, word{string(x), official.Names[x]})
	}
	return all
}

func endingsOfOfficials() []word {
	var all []word
	for _, x := range official.Said {
		all = append(all, word{string(x), official.Endings[x]})
	}
	return all
}
