package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/wall"
)

type statement = bundle.Statement

// knowing gathers what is known for one letter: words by field, and days by field.
type knowing struct {
	letter.Values
	days map[string]calendar.Date
}

func (k *knowing) put(code, value string) {
	if value != "" {
		k.Values[code] = value
	}
}

func (k *knowing) day(code string, d calendar.Date) {
	if d.Valid() {
		k.days[code] = d
		k.Values[code] = letter.Day(d)
	}
}

// fill prints what is known into the office's version of the letter, or the standard.
func (w *Work) fill(ctx context.Context, m *matter, number, check string) (DraftLetter, error) {
	k := &knowing{letter.Values{}, map[string]calendar.Date{}}
	for _, learn := range []func(context.Context, *matter, *knowing) error{w.ofCase, w.ofParties, w.ofProceeding, w.ofMediation, w.ofReferral, w.ofPapers, w.ofRoutes} {
		if err := learn(ctx, m, k); err != nil {
			return DraftLetter{}, err
		}
	}
	if m.accusation() {
		k.withhold()
	}
	if err := k.typed(m.in.Fields); err != nil {
		return DraftLetter{}, err
	}
	if err := w.made(ctx, m, k, number, check); err != nil {
		return DraftLetter{}, err
	}
	template, version := m.l.Template(m.form), 0
	if m.form != letter.Plain {
		own, err := w.Tx.Letters.Versions(ctx, string(w.Actor.Organization), m.l.Code)
		if err != nil {
			return DraftLetter{}, err
		}
		if len(own) > 0 && !own[0].Back() {
			template, version = own[0].Blocks, own[0].Number
		}
	}
	d := DraftLetter{Letter: m.l, Version: version, Class: m.class, Party: m.to.ID, about: m}
	d.Page = letter.Page{Title: k.Values["title"], Issuer: k.Values["issuer"], On: w.Today(), Form: m.form, Draft: check == ""}
	if check != "" {
		d.Page.CheckURL = w.CheckURL(check)
	}
	d.Page.Blocks, d.Missing = letter.Fill(template, k.Values)
	return d, nil
}

// withhold keeps the accused and what is told of them off the paper (条例 30).
func (k *knowing) withhold() {
	for _, f := range letter.Fields {
		if f.Kind == "other" || f.Code == "summary" || f.Code == "claims" || f.Code == "case_title" || f.Code == "open_routes" {
			k.Values[f.Code] = letter.Withheld
		}
	}
}

// typed adds what a person wrote. What the case knows is not typed over: it is
// put right in the case.
func (k *knowing) typed(fields map[string]string) error {
	var c fault.Check
	for _, code := range sortedKeys(fields) {
		f, _ := letter.FieldOf(code)
		value := strings.TrimSpace(fields[code])
		known := k.Values[code]
		switch {
		case code == "number" || value == "":
		case f.Kind != "typed" && known != "" && known != value:
			c.Add("/fields/"+code, "known", "本案已登记“"+f.Name.ZH+"”，需要改动请在案件中更正", "the case knows this: put it right there")
		case strings.HasSuffix(code, "_on"):
			d := calendar.Date(value)
			if !d.Valid() {
				c.Add("/fields/"+code, "date_invalid", "日期应为 年-月-日，如 2026-11-24", "give the day as YYYY-MM-DD")
				continue
			}
			k.day(code, d)
		default:
			k.Values[code] = value
		}
	}
	return c.Err()
}

// made writes what nobody types: title, number, basis, remedy and check.
func (w *Work) made(ctx context.Context, m *matter, k *knowing, number, check string) error {
	mine, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return err
	}
	k.put("issuer", mine.Name)
	k.put("title", m.l.Title(m.life))
	k.put("basis", letter.Formal(m.l.Basis(m.life)))
	k.Values["fees"] = letter.Fee(m.life)
	k.day("issued_on", w.Today())
	if life := procedure.Lives[m.life]; life != nil {
		k.put("procedure", life.Title.ZH)
	}
	if check == "" {
		number, check = "（出具时编号）", "（出具时生成）"
		k.put("check_url", check)
	} else {
		k.put("check_url", w.CheckURL(check))
	}
	k.put("number", number)
	k.put("check_code", check)
	k.Values["remedy"], err = w.remedies(m, k)
	return err
}

// remedies says what the addressee may do and until when; empty where the law gives nothing.
func (w *Work) remedies(m *matter, k *knowing) (string, error) {
	var all []string
	for _, r := range m.l.Remedy(m.life) {
		sentence, cite := r.Opening, r.Cite
		if cite.Empty() {
			cite = m.l.Basis(m.life)
		}
		if r.Rule != "" {
			start := k.days[r.From]
			rule, err := w.Rules.InForce(r.Rule, max(start, w.Today()))
			if err != nil {
				return "", err
			}
			cite = rule.Cite
			if sentence, err = r.Last(rule, start, func(d calendar.Date) (calendar.Date, error) { return w.lastDay(r.Rule, d) }); err != nil {
				return "", err
			}
		}
		if m.form == letter.Plain {
			all = append(all, strings.Replace(sentence, "，最迟", "。最后一天是", 1)+"。")
			continue
		}
		all = append(all, sentence+"（"+letter.Formal(cite)+"）。")
	}
	return strings.Join(all, "\n"), nil
}

func (w *Work) ofCase(_ context.Context, m *matter, k *knowing) error {
	k.put("case_number", m.c.Number)
	k.put("case_title", m.c.Title)
	k.put("summary", m.c.Summary)
	k.day("received_on", m.c.Received.On)
	k.day("act_known_on", m.c.Routing.EventOn)
	var claims []string
	for _, c := range m.c.Claims {
		claims = append(claims, c.Text)
	}
	k.put("claims", numbered(claims))
	k.put("handler", w.Actor.Name)
	return nil
}

// numbered writes lines with their numbers; one alone has none.
func numbered(all []string) string {
	if len(all) == 1 {
		return all[0]
	}
	lines := make([]string, len(all))
	for i, s := range all {
		lines[i] = fmt.Sprintf("%d. %s", i+1, s)
	}
	return strings.Join(lines, "\n")
}

func (w *Work) ofParties(_ context.Context, m *matter, k *knowing) error {
	names := map[party.Role][]string{}
	details := map[party.Role][]string{}
	var sides []string
	// Where there is violence, or a child, the other side does not learn where somebody lives.
	guarded := m.c.Safety != nil && (m.c.Safety.Violence || m.c.Safety.Child)
	for _, p := range m.parties {
		names[p.Role] = append(names[p.Role], p.Name)
		details[p.Role] = append(details[p.Role], particulars(p, m.l.Frame, guarded && p.Role == party.Applicant))
		sides = append(sides, p.Name)
		if p.Role != party.Applicant || guarded {
			continue
		}
		k.put("applicant_phone", p.Phone)
		k.put("applicant_address", p.Address)
		if p.RepresentedBy != nil {
			k.put("representative", p.RepresentedBy.Name)
		}
	}
	k.put("applicant", strings.Join(names[party.Applicant], "、"))
	k.put("respondent", strings.Join(names[party.Respondent], "、"))
	k.put("third_party", strings.Join(names[party.ThirdParty], "、"))
	k.put("applicant_details", strings.Join(details[party.Applicant], "\n"))
	k.put("respondent_details", strings.Join(details[party.Respondent], "\n"))
	k.put("sides", strings.Join(sides, "、"))
	k.put("recipient", m.to.Name)
	return nil
}

// particulars say who a party is, as far as the paper needs: the number of an
// identity paper stands only in the party's own application.
func particulars(p party.Party, f letter.Frame, guarded bool) string {
	parts := []string{p.Name}
	if p.IDNumber != "" && f == letter.Party && p.Role == party.Applicant {
		parts = append(parts, "证件号码："+p.IDNumber)
	}
	if guarded {
		return strings.Join(append(parts, "住址和联系电话受保护，另行提供"), "，")
	}
	or := func(s string) string {
		if s == "" {
			return letter.Blank
		}
		return s
	}
	return strings.Join(append(parts, "联系电话："+or(p.Phone), "住址："+or(p.Address)), "，")
}

func (w *Work) ofProceeding(ctx context.Context, m *matter, k *knowing) error {
	p := m.p
	if p.ID == "" {
		return nil
	}
	k.put("result", p.ResultText)
	k.day("decided_on", p.DecidedOn)
	k.put("filing_number", p.Number)
	k.day("filed_on", p.FiledOn)
	k.put("correction_items", numbered(p.Asked))
	for _, s := range p.Served {
		if s.PartyID == string(m.to.ID) {
			k.day("served_on", s.ServedOn)
		}
	}
	if p.ReferralID != "" {
		k.day("accepted_on", calendar.DayOf(p.OpenedAt))
	}
	if err := w.ofClocks(ctx, m, k); err != nil {
		return err
	}
	sessions, err := w.Tx.Proceedings.Sessions(ctx, p.ID)
	for _, s := range sessions {
		if !s.At.IsZero() {
			at := s.At.In(calendar.Shanghai)
			k.put("session_at", fmt.Sprintf("%s%d时%02d分", letter.Day(calendar.DayOf(at)), at.Hour(), at.Minute()))
			k.days["session_on"] = calendar.DayOf(at)
			k.put("session_place", s.Place)
		}
	}
	if w.Actor.Role == "mediator" {
		k.put("mediator", w.Actor.Name)
	}
	return err
}

// ofClocks tells since when and until when the proceeding is handled.
func (w *Work) ofClocks(ctx context.Context, m *matter, k *knowing) error {
	if err := w.watch(ctx, m.c.ID); err != nil {
		return err
	}
	opening := procedure.LifeOf(m.p).Opens[procedure.Accepted]
	due := calendar.Date("")
	for _, x := range w.clocks {
		if x.Of != "proceeding/"+string(m.p.ID) || x.Kind != clock.Procedure {
			continue
		}
		if slices.Contains(opening, x.Rule) {
			k.day("accepted_on", x.StartOn)
		}
		if x.State == clock.Ticking && x.DueOn != "" && (due == "" || x.DueOn < due) {
			due = x.DueOn
		}
		if x.Extension != nil {
			k.put("extension", letter.Length(*x.Extension))
		}
	}
	k.day("due_on", due)
	return nil
}

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

func (w *Work) ofReferral(ctx context.Context, m *matter, k *knowing) error {
	r := m.r
	if r.ID == "" {
		return nil
	}
	names := map[org.ID]string{}
	for _, id := range []org.ID{r.From, r.To} {
		o, err := w.Tx.Directory.Get(ctx, id)
		if err != nil {
			return err
		}
		names[id] = o.Name
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
		if r.Channel.OnApplication() {
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
