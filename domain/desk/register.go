package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/routing"
	"liandong/domain/who"
)

// Registration is what a window takes down.
type Registration struct {
	Title, Purpose, Category, Source, Region, Summary string

	Received     Day
	Claims       []cases.ClaimLine
	Asking       [][]int // for each claim the parties who make it, by their place; none: every applicant
	Facts        routing.Facts
	Parties      []party.Party
	VisitID      string
	ExternalRefs map[string]string
	Safety       *cases.Safety
	ImportDigest string
	quiet        bool // the applicants were told when the matter was new

	// A case that comes from another installation: the channel it was sent into,
	// and what arrives with it, kept in the same unit of work.
	channel channel.Channel
	route   channel.Route
	arrive  func(ctx context.Context, f cases.Facts, parties []party.Party) error
}

// Registered is a new case with what is shown once.
type Registered struct {
	Case      cases.Facts
	Warnings  []party.Warning
	QueryCode string
	// PaperSecret is set where the applicant has neither id number nor phone.
	PaperSecret string
}

// Limits of a registration, in characters and items.
const (
	maxTitle   = 200
	maxSummary = 10000
	maxParties = 100
	maxClaims  = 50
)

// Register takes a dispute in: the actor's organisation becomes first receiver
// and custodian, and its own proceeding begins. Odd or missing papers are
// warnings (条例 44). It returns an Invalid fault naming every field at fault.
func (w *Work) Register(ctx context.Context, in Registration) (Registered, error) {
	if err := w.MayOwn(who.CaseRegister); err != nil {
		return Registered{}, err
	}
	return w.register(ctx, in)
}

func (w *Work) register(ctx context.Context, in Registration) (Registered, error) {
	var out Registered
	if err := w.checkRegistration(ctx, &in); err != nil {
		return out, err
	}
	received, err := w.occurred(in.Received, "/received_on", "")
	if err != nil {
		return out, err
	}
	answer, err := w.judgeRegistration(in)
	if err != nil {
		return out, err
	}
	if err := w.judgeClaims(in); err != nil {
		return out, err
	}
	w.nameParties(&in)
	first, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return out, err
	}
	id := cases.ID(w.NewID())
	year, _, _ := w.Today().Civil()
	c := cases.Register(cases.Facts{
		ID: id, Number: w.Number(in.Region, year), Title: in.Title, Purpose: in.Purpose, Category: in.Category,
		Source: in.Source, Region: in.Region, Summary: in.Summary, Claims: in.Claims, Routing: in.Facts,
		ExternalRefs: in.ExternalRefs, Safety: in.Safety, VisitID: in.VisitID, FirstReceiver: first.ID,
		Received: received, PackVersion: answer.Pack.Version, PackDigest: answer.Pack.Digest, ImportDigest: in.ImportDigest,
	}, w.Now)
	if err := w.Tx.Cases.Add(ctx, c); err != nil {
		return out, err
	}
	w.touch("custody/%s/1", id)
	if err := w.addParties(ctx, c.Facts(), in.Parties, &out); err != nil {
		return out, err
	}
	if err := w.openOwn(ctx, c, first, in); err != nil {
		return out, err
	}
	if in.arrive != nil {
		if err := in.arrive(ctx, c.Facts(), in.Parties); err != nil {
			return out, err
		}
	}
	if err := w.rights(ctx, c); err != nil {
		return out, err
	}
	if err := w.keepRefs(ctx, c.Facts()); err != nil {
		return out, err
	}
	if err := w.linkVisit(ctx, in.VisitID, id); err != nil {
		return out, err
	}
	if err := w.keepFromAccused(ctx, c); err != nil {
		return out, err
	}
	out.Warnings = append(out.Warnings, mixed(c.Facts())...)
	w.tell(event("case.registered", c.Facts(), "case/"+string(id), received.On))
	w.events[len(w.events)-1].silent = in.quiet
	err = w.settle(ctx, c, deed{action: "case.registered", subject: "case/" + string(id), reason: received.Reason,
		payload: map[string]any{"number": c.Facts().Number, "title": in.Title, "category": in.Category, "received_on": received.On, "import": in.ImportDigest}})
	out.Case = c.Facts()
	return out, err
}

// checkRegistration names every field at fault at once, in the request's order.
func (w *Work) checkRegistration(ctx context.Context, in *Registration) error {
	var c fault.Check
	title, summary := strings.TrimSpace(in.Title), strings.TrimSpace(in.Summary)
	for _, required := range []struct{ pointer, value string }{
		{"/title", title}, {"/purpose", in.Purpose}, {"/category", in.Category}, {"/source", in.Source},
		{"/region", in.Region}, {"/summary", summary},
	} {
		if required.value == "" {
			c.Add(required.pointer, "required", "请填写", "this is required")
		}
	}
	limit(&c, "/title", in.Title, maxTitle)
	limit(&c, "/summary", in.Summary, maxSummary)
	if in.Source != "" {
		code(&c, "/source", in.Source, cases.Sources)
	}
	if in.Region != "" {
		known, err := w.Tx.Directory.Region(ctx, in.Region)
		if err != nil {
			return err
		}
		if !known {
			c.Add("/region", "unknown_region", "没有这个区划代码", "there is no such region")
		}
	}
	checkFacts(&c, in)
	checkClaims(&c, in)
	if err := w.checkParties(ctx, &c, in.Parties); err != nil {
		return err
	}
	return c.Err()
}

func checkFacts(c *fault.Check, in *Registration) {
	if in.Facts.Purpose != "" && in.Facts.Purpose != in.Purpose {
		c.Add("/facts/purpose", "disagrees", "与登记的信访目的不一致", "this differs from purpose")
	}
	if in.Facts.Category != "" && in.Facts.Category != in.Category {
		c.Add("/facts/category", "disagrees", "与登记的纠纷类别不一致", "this differs from category")
	}
	in.Facts.Purpose, in.Facts.Category = in.Purpose, in.Category
}

func (w *Work) checkParties(ctx context.Context, c *fault.Check, all []party.Party) error {
	applicant := false
	if len(all) > maxParties {
		c.Add("/parties", "too_many", "当事人不能超过100个，请使用群体登记", "at most 100 parties")
		return nil
	}
	for i, p := range all {
		at := "/parties/" + strconv.Itoa(i)
		p.Validate(c, at)
		applicant = applicant || p.Role == party.Applicant && p.Name != ""
		if p.OrganizationID == "" {
			continue
		}
		if _, err := w.organization(ctx, p.OrganizationID, at+"/organization_id"); err != nil {
			f := fault.Of(err)
			if f == nil {
				return err
			}
			c.Add(at+"/organization_id", "unknown_organization", "没有这个单位", "there is no such organisation")
		}
	}
	if !applicant {
		c.Add("/parties", "applicant_required", "至少登记一位申请人的姓名或名称", "name at least one applicant")
	}
	return nil
}

// judgeRegistration lets the rules look at the facts, so that an unknown code
// is refused at the field a person filled in.
func (w *Work) judgeRegistration(in Registration) (routing.Answer, error) {
	answer, err := w.Judge.Evaluate(w.Today(), in.Facts)
	f := fault.Of(err)
	if f == nil {
		return answer, err
	}
	fields := slices.Clone(f.Fields)
	for i := range fields {
		switch fields[i].Pointer {
		case "/facts/purpose", "/facts/category":
			fields[i].Pointer = strings.TrimPrefix(fields[i].Pointer, "/facts")
		}
	}
	return answer, f.WithFields(fields...)
}

// addParties gives every party an id and a code of its own; the first
// applicant's is shown, once.
func (w *Work) addParties(ctx context.Context, f cases.Facts, all []party.Party, out *Registered) error {
	for i := range all {
		p := &all[i]
		if p.ID == "" {
			p.ID = party.ID(w.NewID())
		}
		p.CaseID, p.Version = string(f.ID), 1
		shown, hash := w.Secrets.Code()
		p.CodeHash = hash
		paper := ""
		if len(p.LastFour()) == 0 {
			paper, p.SecretHash = w.Secrets.Paper()
		}
		if out.QueryCode == "" && p.Role == party.Applicant {
			out.QueryCode, out.PaperSecret = shown, paper
		}
		if err := w.shelter(ctx, f, p); err != nil {
			return err
		}
		if err := w.Tx.Parties.Add(ctx, *p); err != nil {
			return err
		}
		w.touch("party/%s", p.ID)
		if err := w.keepFactor(ctx, "party/"+string(p.ID), f.ID, p.Phone); err != nil {
			return err
		}
		if err := w.admitNamed(ctx, *p, true); err != nil {
			return err
		}
		out.Warnings = append(out.Warnings, p.Papers("/parties/"+strconv.Itoa(i), w.Today())...)
	}
	if !slices.ContainsFunc(all, func(p party.Party) bool { return p.Role == party.Respondent }) {
		out.Warnings = append(out.Warnings, party.Warning{Code: "respondent.absent", Pointer: "/parties",
			Detail: lang.T("尚未登记被申请人；调解、仲裁和诉讼都需要明确的对方", "no respondent is registered yet: mediation, arbitration and suit all need one")})
	}
	return nil
}

// openOwn begins the first receiver's own proceeding and its clock, in the
// channel the case was sent into where it came from another installation.
func (w *Work) openOwn(ctx context.Context, c *cases.Case, first org.Organization, in Registration) error {
	f := c.Facts()
	if err := w.watch(ctx, f.ID); err != nil {
		return err
	}
	own := first.OwnChannel()
	route := channel.RouteOf(own)
	if in.channel != "" {
		own, route = in.channel, in.route
	}
	state := procedure.Registered
	if own.Mediation() {
		state = procedure.Accepted // a committee may begin on its own (人民调解法 17)
	}
	life, err := w.lifeFor(ctx, f, first, own, route)
	if err != nil {
		return err
	}
	p := procedure.Open(procedure.Facts{
		ID: procedure.ID(w.NewID()), CaseID: f.ID, Channel: own, Route: route, Life: life, Organization: first.ID,
	}, state, w.Now)
	if err := w.Tx.Proceedings.Add(ctx, p); err != nil {
		return err
	}
	w.touch("proceeding/%s", p.Facts().ID)
	return w.open(p.Facts(), first.Kind, f.Received.On, f.Received.On)
}
