package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/party"
	"liandong/domain/procedure"
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
	if k.Values["body"] == "" && m.l.For(m.life) && m.l.Opens() { // a party applies to who handles it
		k.put("body", mine.Name)
	}
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
	k.Values["remedy"], err = m.l.Tell(m.life, m.form, k.days, w.Today(), w.Rules, w.safeDay)
	return err
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
