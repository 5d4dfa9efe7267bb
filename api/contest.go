package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/referral"
	"liandong/domain/statute"
	"liandong/domain/supervision"
)

type contestView struct {
	ID       referral.ID    `json:"referral_id"`
	CaseID   cases.ID       `json:"case_id"`
	Number   string         `json:"case_number"`
	State    referral.State `json:"state"`
	DueOn    *calendar.Date `json:"due_on" doc:"the superior's own last day; null once it is decided"`
	Workdays *int           `json:"working_days_left"`
	Sender   sideView       `json:"sender"`
	Receiver sideView       `json:"receiver"`
	Cause    desk.Cause     `json:"cause" doc:"overruled: the receiver did not accept the overruling; silent: the sender did not answer; bounced: it would be returned a third time, or in a circle"`
	Decision string         `json:"decision,omitempty" doc:"the superior's words, once it is decided"`
	Cite     string         `json:"cite"`
	Custody  []heldView     `json:"custody"`
	Earlier  []earlierView  `json:"earlier" doc:"earlier disputes of the case, without words where another superior stood above them"`
}

type sideView struct {
	Organization orgView    `json:"organization"`
	Words        []saidView `json:"words" doc:"what it said, in the order of time"`
	Cite         string     `json:"cite"`
}

type saidView struct {
	At   *time.Time `json:"at"`
	Code string     `json:"code,omitempty"`
	Text string     `json:"text"`
}

type heldView struct {
	Organization orgView    `json:"organization"`
	From         *time.Time `json:"from"`
	Until        *time.Time `json:"until"`
	Days         int        `json:"days" doc:"calendar days, the first one not counted"`
}

type earlierView struct {
	ID         referral.ID    `json:"referral_id"`
	From       orgView        `json:"from"`
	To         orgView        `json:"to"`
	State      referral.State `json:"state"`
	SentAt     *time.Time     `json:"sent_at"`
	Designated bool           `json:"designated"`
	Code       string         `json:"code,omitempty"`
	Said       string         `json:"said,omitempty"`
	Decision   string         `json:"decision,omitempty"`
}

func showContest(c *Call) (contestView, error) {
	x, err := c.ContestOf(c.ctx, c.referralID())
	if err != nil {
		return contestView{}, err
	}
	f := x.This
	v := contestView{
		ID: f.ID, CaseID: f.CaseID, Number: x.Case.Number, State: f.State, Cause: x.Cause,
		Sender:   sideView{Organization: c.org(f.From), Cite: statute.Petition("22条").String(), Words: speak(nil, f.SentAt, "", f.Reason)},
		Receiver: sideView{Organization: c.org(f.To), Cite: statute.Petition("23条3款").String(), Words: speak(nil, f.ObjectedAt, f.AnswerCode, f.ObjectionText)},
		Cite:     statute.Petition("24条").String(), Custody: c.held(x.Custody), Earlier: []earlierView{},
	}
	v.Sender.Words = speak(v.Sender.Words, f.OverruledAt, "", f.OverruledText)
	if f.AnswerText != f.ObjectionText {
		v.Receiver.Words = speak(v.Receiver.Words, f.ContestedAt, "", f.AnswerText)
	}
	if f.State == referral.Contested {
		v.DueOn, v.Workdays = day(f.AnswerDueOn), supervision.WorkdaysLeft(c.Calendar, c.Today(), f.AnswerDueOn)
	} else {
		v.Decision = f.DecisionText
	}
	for _, e := range x.Earlier {
		v.Earlier = append(v.Earlier, earlierView{e.ID, c.org(e.From), c.org(e.To), e.State, instant(e.SentAt), e.Final, e.AnswerCode, e.AnswerText, e.DecisionText})
	}
	return v, c.notice(string(f.CaseID), "referral.contest_viewed", "referral/"+string(f.ID))
}

// speak adds what one side said, where it said something.
func speak(all []saidView, at time.Time, code, text string) []saidView {
	if text == "" && code == "" {
		return all
	}
	return append(all, saidView{instant(at), code, text})
}
