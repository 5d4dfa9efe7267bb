package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/letter"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/wall"
)

// ofMediation takes what was said there, only for a paper that stays with the team.
func (w *Work) ofMediation(ctx context.Context, m *matter, k *knowing) error {
	facts, err := w.undisputedOf(ctx, m)
	if err != nil {
		return err
	}
	var words []string
	for _, s := range facts {
		words = append(words, s.Text)
	}
	k.put("undisputed", numbered(words))
	if m.class != wall.Channel || m.p.ID == "" {
		return nil
	}
	sessions, err := w.Tx.Proceedings.Sessions(ctx, m.p.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.Held != nil {
			k.day("held_on", s.Held.On)
			k.put("present", strings.Join(s.Present, "、"))
			k.put("session_text", s.Text)
		}
	}
	all, err := w.Tx.Agreements.OfCase(ctx, m.c.ID)
	for _, a := range all {
		if a.ProceedingID != m.p.ID {
			continue
		}
		k.put("terms", a.Terms)
		var duties []string
		for _, d := range a.Performance {
			duties = append(duties, d.What+"（"+letter.Day(d.ByOn)+"前）")
		}
		k.put("duties", numbered(duties))
		k.day("effective_on", a.EffectiveOn)
	}
	return err
}

// undisputedOf lists the facts a letter may state: on their own sheet those of
// the proceeding, anywhere else those that every side confirmed in writing.
func (w *Work) undisputedOf(ctx context.Context, m *matter) ([]statement, error) {
	all, err := w.Undisputed(ctx, m.c)
	return slices.DeleteFunc(all, func(s statement) bool {
		if m.l.Code == "undisputed_facts" {
			return s.ProceedingID != m.p.ID
		}
		return s.ConfirmedOn == ""
	}), err
}

// appliesTo tells whether a party's paper goes to the receiver of a handoff: who
// asks for legal aid asks the centre, whatever body the suit is brought before.
func (m *matter) appliesTo(r referral.Facts, kind org.Kind) bool {
	if m.l.Code == "legal_aid_application" {
		return kind == org.LegalAidCentre
	}
	return r.Channel.OnApplication()
}

func (w *Work) ofReferral(ctx context.Context, m *matter, k *knowing) error {
	r := m.r
	if r.ID == "" {
		return nil
	}
	names, kinds := map[org.ID]string{}, map[org.ID]org.Kind{}
	for _, id := range []org.ID{r.From, r.To} {
		o, err := w.Tx.Directory.Get(ctx, id)
		if err != nil {
			return err
		}
		names[id], kinds[id] = o.Name, o.Kind
	}
	k.put("sender", names[r.From])
	k.put("receiver", names[r.To])
	switch m.l.To {
	case "receiver":
		k.put("recipient", names[r.To])
	case "sender", "organization":
		k.put("recipient", names[r.From])
	}
	if r.From == w.Actor.Organization {
		k.put("destination", names[r.To])
		if m.appliesTo(r, kinds[r.To]) {
			k.put("body", names[r.To])
		}
	}
	k.put("referral_reason", r.Reason)
	k.put("channel", channel.Names[r.Channel].ZH)
	k.day("sent_on", calendar.DayOf(r.SentAt))
	k.day("answer_due_on", r.AnswerDueOn)
	k.put("answer_text", r.AnswerText)
	if r.Outcome != "" {
		k.put("outcome", referral.OutcomeNames[r.Outcome].ZH)
	}
	if m.l.Code == "receipt" && !r.AcceptedAt.IsZero() {
		k.day("accepted_on", calendar.DayOf(r.AcceptedAt))
	}
	b, err := w.Tx.Bundles.Get(ctx, r.ID)
	var no, title, form, digest []string
	for i, x := range b.Goes {
		no = append(no, fmt.Sprint(i+1))
		title, digest = append(title, x.Title), append(digest, shortDigest(x.Digest))
		form = append(form, formOf(x.Original))
	}
	k.put("list_no", strings.Join(no, "\n"))
	k.put("list_title", strings.Join(title, "\n"))
	k.put("list_form", strings.Join(form, "\n"))
	k.put("list_digest", strings.Join(digest, "\n"))
	return err
}

func formOf(original bool) string {
	if original {
		return "原件"
	}
	return "复印件"
}

// shortDigest is enough to compare by eye.
func shortDigest(d string) string {
	name, hex, _ := strings.Cut(d, ":")
	return name + ":" + hex[:min(16, len(hex))]
}

// ofPapers lists the evidence and the volume: what follows the case, never what stays in a mediation.
func (w *Work) ofPapers(ctx context.Context, m *matter, k *knowing) error {
	all, err := w.Tx.Documents.OfCase(ctx, m.c.ID)
	if err != nil {
		return err
	}
	r, err := w.Reader(ctx, m.c)
	if err != nil {
		return err
	}
	var evidence, no, title, on []string
	for _, d := range all {
		if d.Class != wall.Open && d.Class != wall.CaseClass || !r.Sees(d) {
			continue
		}
		if d.Kind == "evidence" {
			evidence = append(evidence, d.Title)
		}
		no, title, on = append(no, fmt.Sprint(len(no)+1)), append(title, paperName(d)), append(on, letter.Day(calendar.DayOf(d.At)))
	}
	k.put("evidence", strings.Join(evidence, "；"))
	k.put("volume_no", strings.Join(no, "\n"))
	k.put("volume_title", strings.Join(title, "\n"))
	k.put("volume_on", strings.Join(on, "\n"))
	return nil
}

func paperName(d document.Document) string {
	if d.Number != "" {
		return d.Title + "（" + d.Number + "）"
	}
	return d.Title
}

// ofRoutes names the ways that are open, with their last days.
func (w *Work) ofRoutes(ctx context.Context, m *matter, k *knowing) error {
	if m.accusation() {
		return nil
	}
	answer, _, err := w.Routes(ctx, m.c, w.Today())
	if err != nil {
		return err
	}
	var open []string
	for _, j := range answer.Routes {
		if j.Verdict != routing.Open || j.Route == channel.RoutePetition {
			continue
		}
		step, _ := channel.Find(j.Route)
		words := step.Name.ZH
		for _, h := range j.Clocks {
			rule, err := w.Rules.InForce(h.Rule, h.StartOn)
			if err == nil && rule.Kind == clock.Right && h.DueOn != "" {
				words += "（" + rule.Name.ZH + "，至" + letter.Day(h.DueOn) + "）"
				break
			}
		}
		open = append(open, words)
	}
	k.put("open_routes", strings.Join(open, "；"))
	return nil
}
