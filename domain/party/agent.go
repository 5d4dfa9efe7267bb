package party

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/fault"
)

// AgentID names who acts for a party of one case.
type AgentID string

// The kinds of those who act for a party: by law, or by an authority paper.
const (
	Guardian   = "guardian"
	Authorised = "agent"
)

// AgentKinds lists the kinds.
var AgentKinds = []string{Guardian, Authorised}

// Power is one thing that may be done for a party, beside reading.
type Power string

// The powers an authority paper may give. A rating is the party's own and is given to nobody.
const (
	PowerConsent  Power = "consent"  // to mediate, disclose, confirm facts, share data
	PowerSign     Power = "sign"     // a settlement
	PowerWithdraw Power = "withdraw" // the matter
)

// Powers lists every power.
var Powers = []Power{PowerConsent, PowerSign, PowerWithdraw}

// Agent is who acts for a party, with a way in of their own. Until the party
// has confirmed what the paper allows with a factor of their own, an agent whom
// staff added reads and does nothing else.
type Agent struct {
	ID          AgentID
	CaseID      string
	PartyID     ID
	Kind        string
	Name        string
	Phone       string
	IDNumber    string
	Powers      []Power
	AuthorityID string        // the authority paper among the documents
	UntilOn     calendar.Date // its last day; empty: until revoked
	AtFiling    bool          // named when the matter was registered
	AddedAt     time.Time
	ConfirmedAt time.Time
	RevokedAt   time.Time

	CodeHash   string
	SecretHash string
	Version    int
}

// The refusals of acting for somebody.
var (
	ErrPower     = fault.New(fault.Denied, "agent.power", "授权书没有写明可以代办这一步，或者当事人还没有确认", "the authority paper does not allow this, or the party has not confirmed it")
	ErrRevoked   = fault.New(fault.Conflict, "agent.revoked", "该代理关系已经解除", "this representation has ended")
	ErrConfirmed = fault.New(fault.Conflict, "agent.confirmed", "当事人已经确认过", "the party has confirmed this already")
)

// Live tells whether the agent still acts on a day.
func (a Agent) Live(on calendar.Date) bool {
	return a.RevokedAt.IsZero() && (a.UntilOn == "" || on <= a.UntilOn)
}

// May returns ErrPower unless the agent may do a thing for the party on a day.
// A guardian named when the matter was registered acts by law; everybody else
// by a paper that the party confirmed.
func (a Agent) May(p Power, on calendar.Date) error {
	byLaw := a.Kind == Guardian && a.AtFiling
	byPaper := !a.ConfirmedAt.IsZero() && slices.Contains(a.Powers, p)
	if a.Live(on) && (byLaw || byPaper) {
		return nil
	}
	return ErrPower
}

// LastFour is what an agent types beside the code.
func (a Agent) LastFour() []string { return lastFour(a.IDNumber, a.Phone) }

// Validate checks the shape of an agent.
func (a Agent) Validate(c *fault.Check) {
	if !slices.Contains(AgentKinds, a.Kind) {
		c.Add("/kind", "unknown_code", "请选择监护人或者代理人", "kind is guardian or agent")
	}
	if a.Name == "" {
		c.Add("/name", "required", "请填写姓名", "give the name")
	}
	for field, value := range map[string]string{"/name": a.Name, "/phone": a.Phone, "/id_number": a.IDNumber} {
		if len([]rune(value)) > 200 {
			c.Add(field, "too_long", "内容过长", "this is too long")
		}
	}
	for _, p := range a.Powers {
		if !slices.Contains(Powers, p) {
			c.Add("/powers", "unknown_code", "没有这种权限："+string(p), "unknown power: "+string(p))
		}
	}
	if len(a.Powers) > 0 && a.AuthorityID == "" {
		c.Add("/authority_document_id", "required", "代办权限须有授权书：请先上传授权书", "powers rest on an authority paper: upload it first")
	}
	if a.UntilOn != "" && !a.UntilOn.Valid() {
		c.Add("/until_on", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
}
