package api

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/frontend"
	"liandong/infra/rulepack"
)

var lawTemplate = template.Must(template.ParseFS(frontend.Law, "law/law.html"))

// longestForm bounds what the page is sent, in bytes.
const longestForm = 16 << 10

// lawPage asks a few things and shows which ways the law offers. It keeps nothing.
func (a *App) lawPage(c *fiber.Ctx) error {
	p := &lawView{Lang: lang.Tag(c.Query("lang")), values: map[string]string{}}
	if p.Lang != lang.EN {
		p.Lang = lang.ZH
	}
	var missing []string
	if c.Method() == fiber.MethodPost {
		if foreign(c) {
			return errOrigin
		}
		if len(c.Body()) > longestForm {
			return fiber.ErrRequestEntityTooLarge
		}
		for key, value := range c.Request().PostArgs().All() {
			p.values[string(key)] = string(value)
		}
		missing = a.judgePage(p)
	} else {
		p.values["purpose"] = "claim"
	}
	p.ask(a.pack.Codes, missing)
	var b bytes.Buffer
	if err := lawTemplate.Execute(&b, p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderReferrerPolicy, "same-origin") // a browser without Sec-Fetch-Site then names the origin of the form
	return c.Send(b.Bytes())
}

func (a *App) lawStyle(c *fiber.Ctx) error {
	css, err := frontend.Law.ReadFile("law/law.css")
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	return c.Send(css)
}

// lawView is what the page shows.
type lawView struct {
	Lang     lang.Tag
	Error    string
	Fields   []lawField
	Sections []lawSection
	Pack     string

	values map[string]string
}

type lawField struct {
	Name, Label, Hint, Value string
	Date                     bool
	Groups                   []lawGroup
}

type lawGroup struct {
	Name    string
	Options []lawOption
}

type lawOption struct{ Code, Text string }

type lawSection struct {
	Title  string
	Routes []lawRoute
}

type lawRoute struct {
	Name, Verdict, Said       string
	Reasons                   []lawReason
	Missing                   []lawField
	Clocks, Changes, Warnings []string
}

type lawReason struct{ Text, Cite string }

// T chooses between the two languages.
func (p *lawView) T(zh, en string) string { return lang.T(zh, en).In(p.Lang) }

func (p *lawView) say(t lang.Text) string { return t.In(p.Lang) }

func (p *lawView) cited(all []statute.Citation) string {
	words := make([]string, 0, len(all))
	for _, c := range all {
		words = append(words, c.String())
	}
	return strings.Join(words, "；")
}

// factNames says each fact that may be missing as a question.
var factNames = map[string]lang.Text{
	"purpose": lang.T("您想要什么", "what you ask for"), "category": lang.T("是什么事", "what it is about"), "relation": lang.T("双方是什么关系", "how the two sides are related"),
	"event_on": lang.T("哪一天知道的（或收到决定）", "the day you knew of it, or received the decision"), "history": lang.T("已经找过哪里", "what was done already"),
	"history.on": lang.T("那一步是哪一天", "the day of that step"), "arbitration_clause": lang.T("有没有仲裁约定", "is there an arbitration clause"),
	"consent.applicant": lang.T("您愿意调解吗", "do you agree to mediation"), "consent.respondent": lang.T("对方愿意调解吗", "does the other side agree to mediation"),
	"informed_of_remedies": lang.T("决定里告知了复议、起诉的权利吗", "did the decision tell of reconsideration and suit"), "joint_application": lang.T("双方一起申请吗", "do both sides apply together"),
	"acting_party": lang.T("您是哪一方", "which side you are"), "petition.mode": lang.T("用什么方式信访", "how you petition"),
	"petition.skips_levels": lang.T("是否越级走访", "does the visit skip levels"), "petition.pending_at_lower_level": lang.T("下级是否正在办理", "is it being handled at a lower level"),
}

func (p *lawView) named(fact string, codes rulepack.Codes) string {
	if code, ok := strings.CutPrefix(fact, "circumstances."); ok {
		return p.say(codes.Name("circumstance", code)) + p.T("？", "?")
	}
	return p.say(factNames[fact])
}

// judgePage answers what was asked, and returns the facts still missing.
func (a *App) judgePage(p *lawView) []string {
	today := calendar.DayOf(a.clock.Now())
	answer, err := a.office.Judge.Evaluate(today, p.facts())
	if err != nil {
		p.Error = p.T("有的选项无法识别，请重新选择。", "some choice is not known: choose again")
		if f := fault.Of(err); f != nil && len(f.Fields) > 0 {
			p.Error = p.say(f.Fields[0].Detail)
		}
		return nil
	}
	p.Pack = fmt.Sprintf("%s %s", answer.Pack.Version, today)
	var missing []string
	slices.SortStableFunc(answer.Routes, func(x, y routing.Judged) int { return x.Rank - y.Rank })
	for _, s := range []struct {
		verdict     routing.Verdict
		title, said lang.Text
	}{
		{routing.Open, lang.T("现在可以走的途径", "open to you now"), lang.T("● 可以走", "● open")},
		{routing.Conditional, lang.T("还不能确定的途径", "not certain yet"), lang.T("◐ 取决于还不知道的情况", "◐ it depends on what is not known yet")},
		{routing.Closed, lang.T("为什么不能走", "closed, and why"), lang.T("○ 现在走不通", "○ closed now")},
	} {
		section := lawSection{Title: p.say(s.title)}
		for _, j := range answer.Routes {
			if j.Verdict == s.verdict {
				section.Routes = append(section.Routes, a.pageRoute(p, j, p.say(s.said)))
				missing = append(missing, j.MissingFacts...)
			}
		}
		if len(section.Routes) > 0 {
			p.Sections = append(p.Sections, section)
		}
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

func (a *App) pageRoute(p *lawView, j routing.Judged, verdict string) lawRoute {
	step, _ := channel.Find(j.Route)
	r := lawRoute{Name: p.say(step.Name), Verdict: string(j.Verdict), Said: verdict}
	for _, x := range j.Reasons {
		text := p.say(x.Text)
		if x.Known == routing.Unconfirmed {
			text += p.T("（依据尚未核实）", " (its source is not confirmed)")
		}
		r.Reasons = append(r.Reasons, lawReason{text, p.cited(x.Cite)})
	}
	for _, m := range j.MissingFacts {
		r.Missing = append(r.Missing, lawField{Name: m, Label: p.named(m, a.pack.Codes)})
	}
	for _, h := range j.Clocks {
		rule, err := a.office.Rules.InForce(h.Rule, h.StartOn)
		if err != nil {
			continue
		}
		due := string(h.DueOn)
		if due == "" {
			due = p.T("日期待定", "the day is not certain yet")
		}
		r.Clocks = append(r.Clocks, p.say(rule.Name)+p.T("：截至 ", ": until ")+due+p.T("。", ". ")+p.say(h.Text))
	}
	for _, x := range j.WouldChange {
		r.Changes = append(r.Changes, p.say(x.Text)+" "+p.cited(x.Cite))
	}
	for _, x := range j.Warnings {
		r.Warnings = append(r.Warnings, p.say(x.Text)+" "+p.cited(x.Cite))
	}
	return r
}

// facts reads the form. What was left open stays unknown.
func (p *lawView) facts() routing.Facts {
	v := p.values
	truth := func(name string) *bool {
		if v[name] != "yes" && v[name] != "no" {
			return nil
		}
		yes := v[name] == "yes"
		return &yes
	}
	f := routing.Facts{
		Purpose: v["purpose"], Category: v["category"], Relation: v["relation"], EventOn: calendar.Date(v["event_on"]), ArbitrationClause: v["arbitration_clause"],
		ActingParty: v["acting_party"], InformedOfRemedies: truth("informed_of_remedies"), JointApplication: truth("joint_application"),
		Consent:  &routing.Consent{Applicant: v["consent.applicant"], Respondent: v["consent.respondent"]},
		Petition: &routing.Petition{Mode: v["petition.mode"], SkipsLevels: truth("petition.skips_levels"), PendingAtLowerLevel: truth("petition.pending_at_lower_level")},
	}
	if step := v["history"]; step == "none" {
		f.History = &[]routing.Step{}
	} else if procedure, status, ok := strings.Cut(step, ":"); ok {
		f.History = &[]routing.Step{{Procedure: procedure, Status: status, On: calendar.Date(v["history.on"])}}
	}
	for name, value := range v {
		code, ok := strings.CutPrefix(name, "circumstances.")
		switch {
		case ok && value == "yes":
			f.Circumstances = append(f.Circumstances, code)
		case ok && value == "no":
			f.CircumstancesRuledOut = append(f.CircumstancesRuledOut, code)
		}
	}
	return f
}
