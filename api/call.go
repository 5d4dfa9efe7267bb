package api

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// Request is what arrived, copied out of the server's reused memory.
type Request struct {
	ID          string
	Path        string // as asked, for links
	Params      map[string]string
	Query       map[string]string
	Repeated    string // a query parameter given twice
	Token       string
	CSRF        string
	Key         string
	IfMatch     string
	ContentType string
	Language    lang.Tag
	Source      string // the caller's address
	Device      string // its kind, as it says itself
	Bearer      string // a machine's token
	Steady      bool   // page after page while people work
	Quiet       bool   // asked by the program for somebody who listens: it is no sign of life
	Body        []byte
}

// Call is one request being answered: who asks, in which unit of work.
type Call struct {
	*desk.Work
	ctx     context.Context
	app     *App
	req     Request
	tx      *gorm.DB
	session gormdb.Session
	holder  gormdb.Holder
	scope   []who.Permission // of a machine's token; nil for a person

	location string
	cookie   *cookie // set or cleared by logins and logout
}

type cookie struct {
	value string
	clear bool
}

// Lists reads page by page, in this unit of work.
func (c *Call) lists() gormdb.Lists { return gormdb.Lists{TX: c.tx} }

func (c *Call) accounts() gormdb.Accounts { return gormdb.Accounts{TX: c.tx} }

func (c *Call) registry() gormdb.Registry { return gormdb.Registry{TX: c.tx} }

// say gives a sentence in the caller's language.
func (c *Call) say(t lang.Text) string { return t.In(c.req.Language) }

func (c *Call) caseID() cases.ID           { return cases.ID(c.req.Params["id"]) }
func (c *Call) referralID() referral.ID    { return referral.ID(c.req.Params["id"]) }
func (c *Call) proceedingID() procedure.ID { return procedure.ID(c.req.Params["id"]) }

// version is the version the caller saw, zero where If-Match was not sent, and
// one that never matches where it is none of ours.
func (c *Call) version() int {
	tag := strings.TrimSpace(c.req.IfMatch)
	if tag == "" || tag == "*" {
		return 0
	}
	n, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`))
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

// page reads limit and cursor.
func (c *Call) page() (gormdb.Page, error) {
	p := gormdb.Page{Limit: 50, Cursor: c.req.Query["cursor"], Steady: c.req.Steady}
	if raw, ok := c.req.Query["limit"]; ok {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > 100 {
			return p, fault.Invalid("/limit", "out_of_range", "每页条数应在1至100之间", "limit is between 1 and 100")
		}
		p.Limit = n
	}
	return p, nil
}

// gate asks only whether the caller may do what the route is for, so that a
// stranger learns nothing from how a bad body is refused.
func (c *Call) gate(r Route) error {
	switch r.Of {
	case ofCase:
		_, err := c.Case(c.ctx, c.caseID(), r.May)
		return err
	case ofReferral:
		_, _, err := c.Referral(c.ctx, c.referralID(), r.May)
		return err
	case ofProceeding:
		_, _, err := c.Proceeding(c.ctx, c.proceedingID(), r.May)
		return err
	case ofVisit:
		_, _, err := c.Visit(c.ctx, c.req.Params["id"], r.May)
		return err
	case ofReception:
		return c.receptionGate(r.May)
	case ofSeatOffer:
		_, _, err := c.SeatOffer(c.ctx, c.req.Params["id"], r.May)
		return err
	case ofRecusal:
		_, _, err := c.Recusal(c.ctx, c.req.Params["id"], r.May)
		return err
	case ofAgreement:
		_, _, _, err := c.Agreement(c.ctx, c.req.Params["id"], r.May)
		return err
	case ofDocument:
		_, err := c.Document(c.ctx, c.documentID())
		return err
	case ofNotice:
		return c.noticeGate(r.May)
	case ofGroup:
		_, err := c.OpenGroup(c.ctx, c.groupID(), r.May)
		return err
	case ofDirective:
		_, _, err := c.Directive(c.ctx, c.directiveID(), r.May)
		return err
	case ofOfficial:
		_, _, err := c.Official(c.ctx, c.officialID(), r.May)
		return err
	case ofDecision:
		_, err := c.Decision(c.ctx, c.decisionID(), r.May)
		return err
	case ofTrendNote:
		_, err := c.TrendNote(c.ctx, c.trendNoteID(), r.May)
		return err
	case ofConference:
		_, _, err := c.ConferenceDecision(c.ctx, c.conferenceID())
		return err
	case ofJob:
		_, err := c.Job(c.ctx, c.jobID(), r.May)
		return err
	case ofProposal:
		if _, err := c.Proposal(c.ctx, c.proposalID()); err != nil {
			return err
		}
	case ofEntry:
		if err := c.MayOwn(r.May); err != nil {
			return err
		}
		_, _, err := c.app.tree(c.tx).Entry(c.ctx, c.req.Params["id"])
		return err
	case ofPublic:
		return nil
	}
	return c.MayOwn(r.May)
}

// receptionGate opens a reception for who plans or joins it, and its queue for who sits there, lawyers too.
func (c *Call) receptionGate(may who.Permission) error {
	id := c.req.Params["id"]
	if may == who.VisitRead {
		return c.Attend(c.ctx, id)
	}
	if err := c.MayOwn(may); err != nil {
		return err
	}
	if may == who.VisitCheckIn {
		return c.Attend(c.ctx, id)
	}
	_, err := c.Tx.Receptions.Get(c.ctx, id)
	return err
}
