package procedure

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/org"
)

// move applies one row. It returns ErrEnded or ErrNotOpen, and then nothing has changed.
func (p *Proceeding) move(do Action, by Side, at time.Time) error {
	life := LifeOf(p.f)
	row, ok := life.Find(p.f.State, do, by)
	switch {
	case !ok && !p.f.Open():
		return ErrEnded
	case !ok:
		return ErrNotOpen
	}
	switch {
	case row.To == back:
		p.f.State, p.f.Before = p.f.Before, ""
		if p.f.State == "" {
			p.f.State = Accepted
		}
	case life.Returns(row.To) && !life.Returns(p.f.State):
		p.f.State, p.f.Before = row.To, p.f.State
	default:
		p.f.State = row.To
	}
	outcome, result := life.Results[p.f.State]
	if result && p.f.Open() {
		p.f.EndedAt = at
		if outcome != "" {
			p.f.Outcome = outcome
		}
	}
	return nil
}

// Step takes a step that needs nothing but its words.
func (p *Proceeding) Step(do Action, by Side, text string, at time.Time) error {
	if err := p.move(do, by, at); err != nil {
		return err
	}
	if !p.f.Open() && text != "" && p.f.ResultText == "" {
		p.f.ResultText = text
	}
	return nil
}

// Take takes up what the first receiver registered itself, for a team.
func (p *Proceeding) Take(team string, at time.Time) error {
	if err := p.move(Take, Handler, at); err != nil {
		return err
	}
	p.f.Team = team
	return nil
}

// Succeed lets the organisation that took over from its own go on with the
// proceeding, with its team.
func (p *Proceeding) Succeed(to org.ID) { p.f.Organization = to }

// Pass notes that the case went to another organisation, or is here again,
// and returns the row that was applied. A proceeding that knows no such step is
// left as it is; ok is false.
func (p *Proceeding) Pass(do Action, at time.Time) (row Row, ok bool) {
	row, _ = LifeOf(p.f).Find(p.f.State, do, Handoff)
	return row, p.move(do, Handoff, at) == nil
}

// Schedule notes that a session is planned.
func (p *Proceeding) Schedule(at time.Time) error { return p.move(Schedule, Handler, at) }

// Hold notes that a session was held.
func (p *Proceeding) Hold(at time.Time) error { return p.move(Hold, Handler, at) }

// Agree notes that the parties came to an agreement.
func (p *Proceeding) Agree(at time.Time) error {
	if err := p.move(Agree, Handler, at); err != nil {
		return err
	}
	p.f.Outcome = OutcomeAgreed
	return nil
}

// Terminate ends the proceeding without a result.
func (p *Proceeding) Terminate(code, text string, at time.Time) error {
	if err := p.move(Terminate, Handler, at); err != nil {
		return err
	}
	p.f.Outcome, p.f.EndCode, p.f.EndText = OutcomeUnsettled, code, text
	return nil
}

// Suspend stops the proceeding on a ground, until a review day.
func (p *Proceeding) Suspend(ground, text string, reviewOn calendar.Date, at time.Time) error {
	if err := p.move(Suspend, Handler, at); err != nil {
		return err
	}
	p.f.Ground, p.f.EndText, p.f.ReviewOn = ground, text, reviewOn
	return nil
}

// Resume goes on where the suspension interrupted.
func (p *Proceeding) Resume(at time.Time) error {
	if err := p.move(Resume, Handler, at); err != nil {
		return err
	}
	p.f.Ground, p.f.EndText, p.f.ReviewOn = "", "", ""
	return nil
}

// Extend checks that the proceeding's clock may be extended now.
func (p *Proceeding) Extend(at time.Time) error { return p.move(Extend, Handler, at) }

// File records the body's own number and the day of filing.
func (p *Proceeding) File(number string, on calendar.Date, at time.Time) error {
	if err := p.move(FileNo, Handler, at); err != nil {
		return err
	}
	p.f.Number, p.f.FiledOn = number, on
	return nil
}

// AskCorrection asks once for every defect to be mended. It returns ErrAsked the second time.
func (p *Proceeding) AskCorrection(items []string, at time.Time) error {
	if len(p.f.Asked) > 0 {
		return ErrAsked
	}
	if err := p.move(AskCorrection, Handler, at); err != nil {
		return err
	}
	p.f.Asked = items
	return nil
}

// outcomes ties each deciding action to what it leaves.
var outcomes = map[Action]Outcome{
	Opine: OutcomeOpinion, Award: OutcomeAward, AwardLast: OutcomeAward, Decide: OutcomeDecision,
	Judge: OutcomeJudgment, Rule: OutcomeJudgment, SettleByMediation: OutcomeMediated, Confirm: OutcomeConfirmed, Deny: OutcomeDenied,
}

// Issuing lists the actions that issue a result: an opinion, award, decision,
// judgment, ruling or mediation paper.
func Issuing() []Action {
	return []Action{Opine, Award, AwardLast, Decide, Judge, Rule, SettleByMediation, Confirm, Deny}
}

// HandlersActions lists every action a handler may take in any life, sorted.
func HandlersActions() []Action {
	seen := map[Action]bool{}
	for _, l := range Lives {
		for _, r := range l.Rows {
			seen[r.Do] = seen[r.Do] || r.By == Handler
		}
	}
	var all []Action
	for do, ok := range seen {
		if ok {
			all = append(all, do)
		}
	}
	slices.Sort(all)
	return all
}

// Issue ends the proceeding with an opinion, award, decision, judgment or ruling.
func (p *Proceeding) Issue(do Action, text string, decidedOn calendar.Date, served []Service, at time.Time) error {
	if err := p.move(do, Handler, at); err != nil {
		return err
	}
	p.f.Outcome, p.f.ResultText, p.f.DecidedOn, p.f.Served = outcomes[do], text, decidedOn, served
	if do == AwardLast {
		p.f.EndCode = "final"
	}
	return nil
}

// Serve notes the day a result reached one party. It tells whether that was new.
func (p *Proceeding) Serve(partyID string, on calendar.Date) bool {
	if slices.ContainsFunc(p.f.Served, func(s Service) bool { return s.PartyID == partyID }) {
		return false
	}
	p.f.Served = append(slices.Clone(p.f.Served), Service{PartyID: partyID, ServedOn: on})
	return true
}

// Close ends the proceeding; an agreement stays its outcome.
func (p *Proceeding) Close(at time.Time) error {
	if err := p.move(Close, Handler, at); err != nil {
		return err
	}
	if p.f.Outcome == "" {
		p.f.Outcome = OutcomeClosed
	}
	return nil
}

// EndWith ends the proceeding because its referral was completed or its case
// closed, whatever its state.
func (p *Proceeding) EndWith(o Outcome, code string, at time.Time) {
	if !p.f.Open() {
		return
	}
	p.f.State, p.f.EndedAt = Ended, at
	if p.f.Outcome == "" {
		p.f.Outcome = o
	}
	if p.f.EndCode == "" {
		p.f.EndCode = code
	}
}
