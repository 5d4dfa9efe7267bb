package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/consent"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/routing"
)

// Known gathers the routing facts of a case: what was registered, and what
// consents, proceedings and agreements have added since.
func (w *Work) Known(ctx context.Context, f cases.Facts) (routing.Facts, error) {
	return w.knownTo(ctx, f, "")
}

// knownTo is Known as one party met it: a decision counts from the day on which
// that party was served.
func (w *Work) knownTo(ctx context.Context, f cases.Facts, of party.ID) (routing.Facts, error) {
	known := f.Routing
	known.Purpose, known.Category = f.Purpose, f.Category
	parties, err := w.Tx.Parties.OfCase(ctx, f.ID)
	if err != nil {
		return known, err
	}
	book, err := w.book(ctx, f.ID)
	if err != nil {
		return known, err
	}
	known.Consent = heard(known.Consent, book, parties)
	if book.BothSides(parties, consent.Confirmation, "") {
		yes := true
		known.JointApplication = &yes
	}
	steps, err := w.steps(ctx, f, of)
	if err != nil {
		return known, err
	}
	if len(steps) > 0 {
		var all []routing.Step
		if known.History != nil {
			all = append(all, *known.History...)
		}
		all = append(all, steps...)
		// What was never asked about may have happened before.
		known.HistoryIncomplete = known.HistoryIncomplete || known.History == nil
		known.History = &all
	}
	return known, nil
}

// heard lets what parties said here take the place of what was registered.
func heard(registered *routing.Consent, book consent.Book, parties []party.Party) *routing.Consent {
	var c routing.Consent
	if registered != nil {
		c = *registered
	}
	if a := book.Of(parties, party.Applicant); a != "" {
		c.Applicant = a
	}
	if r := book.Of(parties, party.Respondent); r != "" {
		c.Respondent = r
	}
	if c == (routing.Consent{}) {
		return nil
	}
	return &c
}

// steps turns the case's proceedings and agreements into history.
func (w *Work) steps(ctx context.Context, f cases.Facts, of party.ID) ([]routing.Step, error) {
	all, agreements, err := w.tried(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	performances, err := w.Tx.Follow.PerformancesOf(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	effective, breached := map[procedure.ID]calendar.Date{}, map[procedure.ID]bool{}
	for _, a := range agreements {
		if a.EffectiveOn != "" {
			effective[a.ProceedingID], breached[a.ProceedingID] = a.EffectiveOn, procedure.Breach(a, linesOf(a, performances))
		}
	}
	var steps []routing.Step
	for _, p := range all {
		s, ok := stepOf(p, effective[p.ID], of)
		if !ok {
			continue
		}
		if breached[p.ID] && s.Status == "agreement" {
			s.Status = "agreement_breached"
		}
		steps = append(steps, s)
	}
	turned, err := w.turnedAway(ctx, f.ID)
	return append(steps, turned...), err
}

// turnedAway is what became of applications that no proceeding followed: a
// body refused one, or let its time to say so pass (劳动争议调解仲裁法 29).
func (w *Work) turnedAway(ctx context.Context, id cases.ID) ([]routing.Step, error) {
	all, err := w.Tx.Referrals.OfCase(ctx, id)
	var steps []routing.Step
	for _, r := range all {
		switch {
		case r.Mode != referral.ByGuidance || r.Channel == "":
		case r.RefusedOn != "":
			steps = append(steps, routing.Step{Procedure: string(r.Route), Status: "refused", On: r.RefusedOn})
		case r.State == referral.Guided && r.Channel == channel.Arbitration && !r.Wanting() && r.AnswerDueOn != "" && !w.Now.Before(r.AnswerDueOn.End()):
			steps = append(steps, routing.Step{Procedure: string(r.Route), Status: "filed_no_decision", On: r.HandedInOn})
		}
	}
	return steps, err
}

// linesOf picks what was followed up of one agreement.
func linesOf(a procedure.Agreement, all []procedure.Performance) []procedure.Performance {
	return slices.DeleteFunc(slices.Clone(all), func(p procedure.Performance) bool { return p.AgreementID != a.ID })
}

// results says what each outcome is called in the history of routing facts.
var results = map[procedure.Outcome]string{
	procedure.OutcomeUnsettled: "failed",
	procedure.OutcomeOpinion:   "opinion",
	procedure.OutcomeAward:     "award_non_final",
	procedure.OutcomeDecision:  "decided",
	procedure.OutcomeConfirmed: "confirmed_valid",
	procedure.OutcomeDenied:    "refused",
	procedure.OutcomeRefused:   "refused",
	procedure.OutcomeWithdrawn: "withdrawn",
	procedure.OutcomeMediated:  "agreement",
}

// statusOf is results, with what the table of the proceeding adds.
func statusOf(p procedure.Facts) string {
	switch {
	case p.Outcome == procedure.OutcomeOpinion && p.Life == "petition_review":
		return "reviewed"
	case p.Outcome == procedure.OutcomeOpinion && p.Life == "petition_recheck":
		return "final_review"
	case p.Outcome == procedure.OutcomeAward && p.EndCode == "final":
		return "award_final"
	case p.Outcome == procedure.OutcomeJudgment && p.State == procedure.Effective:
		return "judgment_effective"
	}
	return results[p.Outcome]
}

// stepOf says what a proceeding adds to the history: nothing while it is only
// registered, or with another organisation.
func stepOf(p procedure.Facts, effective calendar.Date, of party.ID) (routing.Step, bool) {
	s := routing.Step{Procedure: procedureName(p), On: calendar.DayOf(p.OpenedAt)}
	if effective != "" {
		s.Status, s.On = "agreement", effective
		return s, true
	}
	if p.Open() {
		s.Status = "pending"
		return s, p.State != procedure.Registered && p.State != procedure.HandedOn
	}
	s.Status, s.On = statusOf(p), calendar.DayOf(p.EndedAt)
	if p.DecidedOn != "" {
		s.On = p.DecidedOn
	}
	if len(p.Served) > 0 && of != "" {
		s.On = "" // whoever is not served yet has no day that runs
	}
	for _, served := range p.Served {
		if of == "" || served.PartyID == string(of) {
			s.On = max(s.On, served.ServedOn)
		}
	}
	return s, s.Status != ""
}

func procedureName(p procedure.Facts) string {
	if p.Route != "" && p.Channel != "" && !p.Channel.Mediation() {
		return string(p.Route)
	}
	if p.Channel == channel.Petition {
		return "petition"
	}
	return string(p.Channel)
}

// Routes judges every route of a case as of a day.
func (w *Work) Routes(ctx context.Context, f cases.Facts, asOf calendar.Date) (routing.Answer, routing.Facts, error) {
	known, err := w.Known(ctx, f)
	if err != nil {
		return routing.Answer{}, known, err
	}
	answer, err := w.Judge.Evaluate(asOf, known)
	return answer, known, err
}
