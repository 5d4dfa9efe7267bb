package api

import (
	"liandong/domain/desk"
	"liandong/domain/party"
)

type changeCaseIn struct {
	Title        *string           `json:"title,omitempty"`
	Summary      *string           `json:"summary,omitempty"`
	ExternalRefs map[string]string `json:"external_refs,omitempty"`
	Reason       string            `json:"reason"`
}

func changeCase(c *Call, in changeCaseIn) (caseView, error) {
	x, err := c.Change(c.ctx, c.caseID(), desk.CaseChange{Title: in.Title, Summary: in.Summary, ExternalRefs: in.ExternalRefs, Reason: in.Reason}, c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}

type partyAddedView struct {
	partyView
	Warnings []warningView `json:"warnings"`
	Version  int           `json:"version" doc:"the case's new version"`
}

func (v partyAddedView) etag() string { return etagOf(v.Version) }

func addParty(c *Call, in partyIn) (partyAddedView, error) {
	p, warnings, x, err := c.AddParty(c.ctx, c.caseID(), in.party(), c.version())
	if err != nil {
		return partyAddedView{}, err
	}
	return partyAddedView{partyView: partyFull(p), Warnings: c.warnings(warnings), Version: x.Facts().Version}, nil
}

type changePartyIn struct {
	Name          *string           `json:"name,omitempty"`
	IDKind        *string           `json:"id_kind,omitempty"`
	IDNumber      *string           `json:"id_number,omitempty"`
	Phone         *string           `json:"phone,omitempty"`
	Address       *string           `json:"address,omitempty"`
	Email         *string           `json:"email,omitempty"`
	RepresentedBy *representativeIn `json:"represented_by,omitempty"`
	Needs         *party.Needs      `json:"needs,omitempty"`
	Protect       *bool             `json:"protect_address,omitempty" doc:"true: the address is looked at by the custodian's handlers only, and follows nowhere; false: it is again as any other"`
	Reason        string            `json:"reason"`
}

func changeParty(c *Call, in changePartyIn) (partyAddedView, error) {
	p, x, err := c.ChangeParty(c.ctx, c.caseID(), party.ID(c.req.Params["pid"]), desk.PartyChange{
		Name: in.Name, IDKind: in.IDKind, IDNumber: in.IDNumber, Phone: in.Phone, Address: in.Address, Email: in.Email, RepresentedBy: (*party.Representative)(in.RepresentedBy), Needs: in.Needs, ProtectAddress: in.Protect, Reason: in.Reason,
	}, c.version())
	if err != nil {
		return partyAddedView{}, err
	}
	return partyAddedView{partyView: partyFull(p), Warnings: []warningView{}, Version: x.Facts().Version}, nil
}

type codeView struct {
	QueryCode    string `json:"query_code" doc:"shown once; the old one is dead"`
	SecondSecret string `json:"second_secret,omitempty"`
}

// identityIn is how the window made sure of who stands before it.
type identityIn struct {
	How  string `json:"how" doc:"original_paper, temporary_paper, two_witnesses; known_to_handler in one's own case"`
	Text string `json:"text,omitempty"`
}

type reissueIn struct {
	Identity identityIn `json:"identity,omitzero"`
}

func reissueCode(c *Call, in reissueIn) (codeView, error) {
	out, err := c.ReissueCode(c.ctx, c.caseID(), party.ID(c.req.Params["pid"]), desk.Identity(in.Identity), c.app.wall())
	return codeView{out.QueryCode, out.PaperSecret}, err
}
