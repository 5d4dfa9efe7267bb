package api

import (
	"encoding/json"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/wall"
	"liandong/domain/who"
)

func proceedingRoutes() []Route {
	routes := []Route{
		list("/cases/:id/proceedings", "本案程序 · proceedings of a case", who.CaseFile, ofCase, caseProceedings),
		look("/proceedings/:id", "程序 · a proceeding", who.ProceedingRead, ofProceeding, func(c *Call) (proceedingView, error) {
			p, _, err := c.Proceeding(c.ctx, c.proceedingID(), who.ProceedingRead)
			return c.proceeded(p, err)
		}),
		list("/proceedings/:id/sessions", "调解会 · mediation sessions", who.Confidential, ofProceeding, sessions),
		list("/proceedings/:id/notes", "记录 · notes", who.ProceedingRead, ofProceeding, notes),
		act("POST", "/proceedings/:id/notes", "写记录 · write a note", who.Confidential, ofProceeding, writeNote).creates(),
		look("/proceedings/:id/agreement", "协议 · the agreement", who.Confidential, ofProceeding, showAgreement),
		act("POST", "/proceedings/:id/agreement", "登记协议 · record an agreement", who.ProceedingAct, ofProceeding, recordAgreement).creates(),
		act("POST", "/proceedings/:id/agreement/sign", "签署 · sign", who.ProceedingAct, ofProceeding, signAgreement),
	}
	step := func(action string, title string, do any) {
		routes = append(routes, do.(func(string, string) Route)("/proceedings/:id/"+action, title))
	}
	step("accept", "受理 · accept", proceedingAct(func(c *Call, _ none) (*procedure.Proceeding, error) {
		return c.Take(c.ctx, c.proceedingID(), c.version())
	}))
	step("schedule", "安排调解会 · schedule a session", proceedingAct(func(c *Call, in scheduleIn) (*procedure.Proceeding, error) {
		return c.Schedule(c.ctx, c.proceedingID(), desk.Meeting(in), c.version())
	}))
	step("hold", "记录调解会 · record a session", proceedingAct(func(c *Call, in holdIn) (*procedure.Proceeding, error) {
		return c.Hold(c.ctx, c.proceedingID(), desk.Held{Held: desk.Day{On: in.HeldOn, Proof: in.Proof, Reason: in.Reason}, Present: in.Present, Text: in.Text}, c.version())
	}))
	step("agree", "达成协议 · an agreement was reached", proceedingAct(func(c *Call, in agreeIn) (*procedure.Proceeding, error) {
		return c.Agree(c.ctx, c.proceedingID(), in.AgreementID, c.version())
	}))
	step("terminate", "终止 · end without agreement", proceedingAct(func(c *Call, in reasonIn) (*procedure.Proceeding, error) {
		return c.Terminate(c.ctx, c.proceedingID(), desk.Reason(in), c.version())
	}))
	step("suspend", "中止 · suspend", proceedingAct(func(c *Call, in suspendIn) (*procedure.Proceeding, error) {
		return c.Suspend(c.ctx, c.proceedingID(), desk.Pause(in), c.version())
	}))
	step("resume", "恢复 · resume", proceedingAct(func(c *Call, _ none) (*procedure.Proceeding, error) {
		return c.Resume(c.ctx, c.proceedingID(), c.version())
	}))
	step("extend", "延长 · extend", proceedingAct(func(c *Call, in extendIn) (*procedure.Proceeding, error) {
		e := desk.Extension{Span: clock.Span{Amount: in.Amount, Unit: in.Unit}, Ground: in.Ground, ApprovedBy: in.ApprovedBy}
		return c.Extend(c.ctx, c.proceedingID(), e, c.version())
	}))
	step("file", "登记案号 · record the body's number", proceedingAct(func(c *Call, in filingIn) (*procedure.Proceeding, error) {
		return c.FileNumber(c.ctx, c.proceedingID(), in.filing(), c.version())
	}))
	for _, do := range procedure.Issuing() {
		step(dashed(do), procedure.Titles[do].ZH+" · "+procedure.Titles[do].EN, proceedingAct(func(c *Call, in resultIn) (*procedure.Proceeding, error) {
			return c.Issue(c.ctx, c.proceedingID(), do, in.result(), c.version())
		}))
	}
	step("close", "结束程序 · close the proceeding", proceedingAct(func(c *Call, _ none) (*procedure.Proceeding, error) {
		return c.CloseProceeding(c.ctx, c.proceedingID(), c.version())
	}))
	return append(routes, stepRoutes()...)
}

// proceedingAct makes the route of one act in a proceeding.
func proceedingAct[In any](do func(c *Call, in In) (*procedure.Proceeding, error)) func(path, title string) Route {
	return func(path, title string) Route {
		return act("POST", path, title, who.ProceedingAct, ofProceeding, func(c *Call, in In) (proceedingView, error) {
			return c.proceeded(do(c, in))
		})
	}
}

func (c *Call) proceeded(p *procedure.Proceeding, err error) (proceedingView, error) {
	if err != nil {
		return proceedingView{}, err
	}
	return c.proceeding(p.Facts())
}

type scheduleIn struct {
	At    time.Time `json:"at"`
	Place string    `json:"place,omitempty"`
}

type holdIn struct {
	HeldOn  calendar.Date `json:"held_on,omitempty"`
	Proof   *cases.Proof  `json:"proof,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Present []string      `json:"present,omitempty"`
	Text    string        `json:"text"`
}

type agreeIn struct {
	AgreementID string `json:"agreement_id"`
}

type suspendIn struct {
	Ground   string        `json:"ground"`
	Text     string        `json:"text"`
	ReviewOn calendar.Date `json:"review_on"`
}

type extendIn struct {
	Amount     int        `json:"amount"`
	Unit       clock.Unit `json:"unit"`
	Ground     string     `json:"ground"`
	ApprovedBy string     `json:"approved_by"`
}

type resultIn struct {
	DocumentID string              `json:"document_id,omitempty"`
	Text       string              `json:"text"`
	DecidedOn  calendar.Date       `json:"decided_on,omitempty"`
	Proof      *cases.Proof        `json:"proof,omitempty"`
	Reason     string              `json:"reason,omitempty"`
	Served     []procedure.Service `json:"served,omitempty"`
}

func (in resultIn) result() desk.Result {
	return desk.Result{Text: in.Text, DocumentID: in.DocumentID, Decided: desk.Day{On: in.DecidedOn, Proof: in.Proof, Reason: in.Reason}, Served: in.Served}
}

func caseProceedings(c *Call) (Items[proceedingView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return Items[proceedingView]{}, err
	}
	all, err := c.Tx.Proceedings.OfCase(c.ctx, c.caseID())
	if err != nil {
		return Items[proceedingView]{}, err
	}
	views := make([]proceedingView, 0, len(all))
	for _, f := range all {
		v, err := c.proceeding(f)
		if err != nil {
			return Items[proceedingView]{}, err
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

type meetingView struct {
	ID          string         `json:"id"`
	Seq         int            `json:"seq"`
	ScheduledAt *time.Time     `json:"scheduled_at"`
	Place       string         `json:"place,omitempty"`
	HeldOn      *calendar.Date `json:"held_on"`
	Present     []string       `json:"present"`
	Text        string         `json:"text,omitempty"`
}

// sessions are of class channel: only the team that heard them reads them.
func sessions(c *Call) (Items[meetingView], error) {
	if _, _, err := c.Proceeding(c.ctx, c.proceedingID(), who.Confidential); err != nil {
		return Items[meetingView]{}, err
	}
	all, err := c.Tx.Proceedings.Sessions(c.ctx, c.proceedingID())
	views := make([]meetingView, 0, len(all))
	for _, s := range all {
		v := meetingView{ID: s.ID, Seq: s.Seq, ScheduledAt: instant(s.At), Place: s.Place, Present: s.Present, Text: s.Text}
		if s.Held != nil {
			v.HeldOn = day(s.Held.On)
		}
		if v.Present == nil {
			v.Present = []string{}
		}
		views = append(views, v)
	}
	return page(views, ""), err
}

type noteIn struct {
	Class wall.Class `json:"class"`
	Text  string     `json:"text"`
}

type noteView struct {
	ID    string     `json:"id"`
	Class string     `json:"class"`
	Text  string     `json:"text"`
	At    *time.Time `json:"at"`
}

func writeNote(c *Call, in noteIn) (noteView, error) {
	n, err := c.WriteNote(c.ctx, c.proceedingID(), in.Class, in.Text)
	return noteView{ID: n.ID, Class: n.Class, Text: n.Text, At: instant(n.At)}, err
}

// notes shows each note only to those the wall lets read it.
func notes(c *Call) (Items[noteView], error) {
	p, x, err := c.Proceeding(c.ctx, c.proceedingID(), who.ProceedingRead)
	if err != nil {
		return Items[noteView]{}, err
	}
	all, err := c.Tx.Notes.OfProceeding(c.ctx, c.proceedingID())
	if err != nil {
		return Items[noteView]{}, err
	}
	reader, err := c.Reader(c.ctx, x.Facts())
	if err != nil {
		return Items[noteView]{}, err
	}
	views := []noteView{}
	for _, n := range all {
		if reader.SeesNote(n, p.Facts().Organization) {
			views = append(views, noteView{ID: n.ID, Class: n.Class, Text: n.Text, At: instant(n.At)})
		}
	}
	return page(views, ""), nil
}

// mayFile tells whether the caller reads the whole file of a case.
func (c *Call) mayFile(id cases.ID) bool {
	_, sight, err := c.See(c.ctx, id, who.CaseCard)
	return err == nil && sight.Full
}

type agreementIn struct {
	Terms       string           `json:"terms"`
	Performance []procedure.Duty `json:"performance,omitempty"`
	Form        string           `json:"form"`
	ReachedOn   calendar.Date    `json:"reached_on,omitempty"`
	Proof       *cases.Proof     `json:"proof,omitempty" doc:"of an oral one above all: how it is known"`
	Reason      string           `json:"reason,omitempty"`
}

type signatureView struct {
	Signer   string        `json:"signer" doc:"a party's id, mediator or seal"`
	SignedOn calendar.Date `json:"signed_on"`
	Grade    string        `json:"grade"`
}

type agreementView struct {
	ID           string          `json:"id"`
	ProceedingID procedure.ID    `json:"proceeding_id"`
	Terms        string          `json:"terms"`
	Performance  []dutyView      `json:"performance"`
	Form         string          `json:"form"`
	ReachedOn    *calendar.Date  `json:"reached_on"`
	Proof        *cases.Proof    `json:"proof,omitempty"`
	FiledID      *string         `json:"filed_document_id" doc:"the paper filed with the court that delegated the mediation"`
	Breached     bool            `json:"breached"`
	Signatures   []signatureView `json:"signatures"`
	Missing      []string        `json:"missing" doc:"who has still to sign"`
	EffectiveOn  *calendar.Date  `json:"effective_on"`
	Version      int             `json:"version"`
}

func (v agreementView) etag() string { return etagOf(v.Version) }

func (c *Call) agreementView(a procedure.Agreement) (agreementView, error) {
	lines, err := c.Tx.Follow.Performances(c.ctx, a.ID)
	if err != nil {
		return agreementView{}, err
	}
	v := agreementView{
		ID: a.ID, ProceedingID: a.ProceedingID, Terms: a.Terms, Performance: c.duties(a, lines), Form: a.Form, ReachedOn: day(a.Made.On), Proof: a.Made.Proof, FiledID: optional(a.FiledID),
		Breached: procedure.Breach(a, lines), Signatures: []signatureView{}, Missing: []string{}, EffectiveOn: day(a.EffectiveOn), Version: a.Version,
	}
	signed := map[string]bool{}
	for _, s := range a.Signatures {
		signed[s.Signer] = true
		v.Signatures = append(v.Signatures, signatureView{s.Signer, s.Signed.On, s.Grade})
	}
	parties, err := c.Tx.Parties.OfCase(c.ctx, a.CaseID)
	for _, s := range a.Signers(parties) {
		if !signed[s] {
			v.Missing = append(v.Missing, s)
		}
	}
	return v, err
}

func recordAgreement(c *Call, in agreementIn) (agreementView, error) {
	a, err := c.RecordAgreement(c.ctx, c.proceedingID(), desk.Terms{Terms: in.Terms, Performance: in.Performance, Form: in.Form, Reached: desk.Day{On: in.ReachedOn, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return agreementView{}, err
	}
	return c.agreementView(a)
}

func showAgreement(c *Call) (agreementView, error) {
	p, _, err := c.Proceeding(c.ctx, c.proceedingID(), who.Confidential)
	if err != nil {
		return agreementView{}, err
	}
	a, err := c.AgreementOf(c.ctx, p.Facts())
	if err != nil {
		return agreementView{}, err
	}
	return c.agreementView(a)
}

// flag is true, or the name of who it is true of.
type flag bool

// UnmarshalJSON reads true, false or a name.
func (f *flag) UnmarshalJSON(b []byte) error {
	var name string
	if json.Unmarshal(b, &name) == nil {
		*f = name != ""
		return nil
	}
	return json.Unmarshal(b, (*bool)(f))
}

type signIn struct {
	AgreementID string        `json:"agreement_id,omitempty"`
	PartyID     party.ID      `json:"party_id,omitempty"`
	Mediator    flag          `json:"mediator,omitempty"`
	Seal        flag          `json:"seal,omitempty"`
	SignedOn    calendar.Date `json:"signed_on,omitempty"`
	Proof       *cases.Proof  `json:"proof,omitempty"`
	Reason      string        `json:"reason,omitempty"`
	Grade       string        `json:"grade"`
}

func signAgreement(c *Call, in signIn) (agreementView, error) {
	s := desk.Signing{PartyID: in.PartyID, Mediator: bool(in.Mediator), Seal: bool(in.Seal), Grade: in.Grade, Signed: desk.Day{On: in.SignedOn, Proof: in.Proof, Reason: in.Reason}}
	switch in.PartyID {
	case procedure.SignerMediator:
		s.PartyID, s.Mediator = "", true
	case procedure.SignerSeal:
		s.PartyID, s.Seal = "", true
	}
	a, err := c.Sign(c.ctx, c.proceedingID(), in.AgreementID, s)
	if err != nil {
		return agreementView{}, err
	}
	return c.agreementView(a)
}
