package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/who"
)

func agentRoutes() []Route {
	return []Route{
		list("/cases/:id/agents", "监护人、代理人 · who acts for the parties", who.CaseFile, ofCase, agents),
		act("POST", "/cases/:id/parties/:pid/agents", "登记监护人、代理人 · register who acts for a party", who.CaseAmend, ofCase, addAgent).creates(),
		act("POST", "/cases/:id/agents/:aid/query-code", "补发代理人查询码 · issue an agent's code anew", who.CaseAmend, ofCase, reissueAgent),
		act("POST", "/cases/:id/agents/:aid/revoke", "登记解除代理 · end a representation", who.CaseAmend, ofCase, revokeAgent),
		act("POST", "/credentials/reissue", "核实身份补发查询码 · a new code for who stands at this window", who.CredentialReissue, ofNothing, reissueHere),
	}
}

type agentView struct {
	ID          party.AgentID  `json:"id"`
	PartyID     party.ID       `json:"party_id"`
	Kind        string         `json:"kind" doc:"guardian or agent"`
	Name        string         `json:"name"`
	Phone       string         `json:"phone,omitempty"`
	Powers      []party.Power  `json:"powers" doc:"what the authority paper allows beside reading"`
	AuthorityID string         `json:"authority_document_id,omitempty"`
	UntilOn     *calendar.Date `json:"until_on"`
	AtFiling    bool           `json:"at_filing" doc:"named when the matter was registered"`
	ConfirmedAt *time.Time     `json:"confirmed_at" doc:"by the party, with a factor of their own; the powers hold from then on"`
	RevokedAt   *time.Time     `json:"revoked_at"`
}

func agentOf(a party.Agent) agentView {
	v := agentView{
		ID: a.ID, PartyID: a.PartyID, Kind: a.Kind, Name: a.Name, Phone: a.Phone, Powers: a.Powers, AuthorityID: a.AuthorityID, UntilOn: day(a.UntilOn),
		AtFiling: a.AtFiling, ConfirmedAt: instant(a.ConfirmedAt), RevokedAt: instant(a.RevokedAt),
	}
	if v.Powers == nil {
		v.Powers = []party.Power{}
	}
	return v
}

func agentsOf(all []party.Agent) Items[agentView] {
	views := []agentView{}
	for _, a := range all {
		views = append(views, agentOf(a))
	}
	return page(views, "")
}

func agents(c *Call) (Items[agentView], error) {
	all, err := c.AgentsOf(c.ctx, c.caseID())
	return agentsOf(all), err
}

func ownAgents(c *Call) (Items[agentView], error) {
	all, err := c.OwnAgents(c.ctx)
	return agentsOf(all), err
}

type agentIn struct {
	Kind        string        `json:"kind"`
	Name        string        `json:"name"`
	Phone       string        `json:"phone,omitempty"`
	IDNumber    string        `json:"id_number,omitempty"`
	Powers      []party.Power `json:"powers,omitempty" doc:"consent, sign, withdraw: as the paper says"`
	AuthorityID string        `json:"authority_document_id,omitempty"`
	UntilOn     calendar.Date `json:"until_on,omitempty"`
}

type agentAddedView struct {
	agentView
	codeView
}

func addAgent(c *Call, in agentIn) (agentAddedView, error) {
	a, out, err := c.AddAgent(c.ctx, c.caseID(), party.ID(c.req.Params["pid"]), party.Agent{
		Kind: in.Kind, Name: in.Name, Phone: in.Phone, IDNumber: in.IDNumber, Powers: in.Powers, AuthorityID: in.AuthorityID, UntilOn: in.UntilOn,
	})
	return agentAddedView{agentOf(a), codeView{out.QueryCode, out.PaperSecret}}, err
}

func reissueAgent(c *Call, in reissueIn) (codeView, error) {
	out, err := c.ReissueAgent(c.ctx, c.caseID(), party.AgentID(c.req.Params["aid"]), desk.Identity(in.Identity), c.app.wall())
	return codeView{out.QueryCode, out.PaperSecret}, err
}

type whyIn struct {
	Text string `json:"text"`
}

func revokeAgent(c *Call, in whyIn) (agentView, error) {
	a, err := c.RevokeAgent(c.ctx, c.caseID(), party.AgentID(c.req.Params["aid"]), in.Text)
	return agentOf(a), err
}

func confirmAgent(c *Call, _ none) (agentView, error) {
	a, err := c.ConfirmAgent(c.ctx, party.AgentID(c.req.Params["id"]))
	return agentOf(a), err
}

func dismissAgent(c *Call, _ none) (agentView, error) {
	a, err := c.DismissAgent(c.ctx, party.AgentID(c.req.Params["id"]))
	return agentOf(a), err
}

type reissueHereIn struct {
	Number   string     `json:"number" doc:"the case's full number"`
	Name     string     `json:"name"`
	IDNumber string     `json:"id_number,omitempty" doc:"whole; or"`
	Phone    string     `json:"phone,omitempty" doc:"whole"`
	Identity identityIn `json:"identity"`
}

// How often a window may ask for a person that is not there.
const (
	reissuesPerUser   = 10
	reissuesPerNumber = 10
)

func reissueHere(c *Call, in reissueHereIn) (codeView, error) {
	names := []string{"reissue/" + c.Actor.User, "reissued/" + in.Number}
	if err := c.throttled(names, reissuesPerUser, reissuesPerNumber); err != nil {
		return codeView{}, err
	}
	out, err := c.ReissueAnywhere(c.ctx, desk.Reissuing{Number: in.Number, Name: in.Name, IDNumber: in.IDNumber, Phone: in.Phone, Identity: desk.Identity(in.Identity)}, c.app.wall())
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		c.app.countFailure(c, names)
	}
	return codeView{out.QueryCode, out.PaperSecret}, err
}
