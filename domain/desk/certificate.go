package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/statute"
	"liandong/domain/who"
)

// Request is one thing that was asked of one organisation.
type Request struct {
	AskedOn    calendar.Date
	EnteredAt  time.Time
	Of         org.ID
	AcceptedOn calendar.Date
	What       []string
	Against    []string
}

// LawNote is a sentence of law with its article.
type LawNote struct {
	Text lang.Text
	Cite statute.Citation
}

// Certificate is what a party may show elsewhere: facts, and no view of them.
type Certificate struct {
	Number   string
	Party    party.Party
	Requests []Request
	Notes    []LawNote
}

// What a request does to time limits, as far as it was read.
var (
	interrupts = LawNote{lang.T("向人民调解委员会或者其他依法有权解决相关民事纠纷的国家机关、事业单位、社会团体等提出保护民事权利的请求，诉讼时效从提出请求之日起中断。是否中断由受理的法院认定。", "A request to a people's mediation committee or a competent organ, unit or social organisation interrupts civil limitation from the day of the request. Whether it did is for the court to find."),
		statute.Citation{Law: "最高人民法院关于审理民事案件适用诉讼时效制度若干问题的规定", Version: "2020", Article: "12条"}}
	interruptsLabour = LawNote{lang.T("劳动争议：向有关部门请求权利救济，仲裁时效中断，从中断时起重新计算。", "Labour disputes: asking the department concerned for relief interrupts the arbitration limitation, which runs afresh."),
		statute.Citation{Law: "劳动争议调解仲裁法", Version: "2007", Article: "27条2款"}}
	doesNotStop = LawNote{lang.T("对行政行为不服的：信访不停止行政复议、行政诉讼的期限。", "Against an administrative act: a petition does not stop the time for reconsideration or suit."),
		statute.Citation{Law: "行政复议法", Version: "2023", Article: "20条"}}
)

// Certificate gathers what a party asked of whom, against whom, and when. Who
// did not ask, as a respondent, gets what was asked in the case all the same:
// it concerns them. Nothing of what was said in mediation is in it.
func (w *Work) Certificate(ctx context.Context) (Certificate, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return Certificate{}, err
	}
	id := cases.ID(w.Actor.Case)
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return Certificate{}, err
	}
	f := c.Facts()
	out := Certificate{Number: f.Number, Notes: []LawNote{interrupts}}
	if out.Party, err = w.Tx.Parties.Get(ctx, id, party.ID(w.Actor.Party)); err != nil {
		return out, err
	}
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return out, err
	}
	what, against := []string{}, []string{}
	for _, x := range f.Claims {
		what = append(what, x.Text)
	}
	if len(what) == 0 {
		what = append(what, f.Title)
	}
	for _, p := range parties {
		if p.Role == party.Respondent {
			against = append(against, p.Name)
		}
	}
	if strings.HasPrefix(f.Category, "labour.") {
		out.Notes = append(out.Notes, interruptsLabour)
	}
	if strings.HasPrefix(f.Category, "administrative.") {
		out.Notes = []LawNote{doesNotStop}
	}
	out.Requests = []Request{{AskedOn: f.Received.On, EnteredAt: f.RegisteredAt, Of: f.FirstReceiver, What: what, Against: against}}
	referrals, err := w.Tx.Referrals.OfCase(ctx, id)
	if err != nil {
		return out, err
	}
	for _, r := range referrals {
		if at := asked(r); !at.IsZero() {
			q := Request{AskedOn: calendar.DayOf(at), EnteredAt: r.SentAt, Of: r.To, What: what, Against: against}
			if !r.AcceptedAt.IsZero() {
				q.AcceptedOn = calendar.DayOf(r.AcceptedAt)
			}
			out.Requests = append(out.Requests, q)
		}
	}
	slices.SortStableFunc(out.Requests, func(a, b Request) int { return strings.Compare(string(a.AskedOn), string(b.AskedOn)) })
	return out, nil
}

// asked is when a handoff reached the body; a guided one asks nothing of it
// until the party has filed.
func asked(r referral.Facts) time.Time {
	if r.Mode == referral.ByGuidance {
		return r.AcceptedAt
	}
	return r.DeliveredAt
}
