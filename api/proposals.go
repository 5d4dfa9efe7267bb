package api

import (
	"encoding/json"
	"time"

	"liandong/api/problem"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/proposal"
	"liandong/domain/who"
)

func (a *App) proposalRoutes() []Route {
	box := Parameter{Name: "box", Doc: "mine by default; to_confirm: what waits for the caller", Codes: []string{"mine", "to_confirm"}}
	return []Route{
		list("/proposals", "需两人办理的申请 · what needs a second person: one's own, or what one may confirm", who.ProposalRead, ofNothing, proposals, box),
		act("POST", "/proposals", "提出申请 · propose what needs a second person", who.ProposalMake, ofNothing, propose).creates().stepUp(),
		look("/proposals/:id", "查看申请 · one proposal, and what exactly would be done", who.ProposalRead, ofProposal, func(c *Call) (proposalView, error) {
			f, err := c.Proposal(c.ctx, c.proposalID())
			return c.proposal(f), err
		}),
		act("POST", "/proposals/:id/confirm", "确认 · agree as the second person", who.ProposalConfirm, ofProposal, func(c *Call, _ none) (proposalView, error) {
			if c.scope != nil {
				return proposalView{}, errTokenHand
			}
			f, err := c.ConfirmProposal(c.ctx, c.proposalID(), c.wouldDo, c.doProposed)
			return c.proposal(f), err
		}).stepUp(),
		act("POST", "/proposals/:id/decline", "不同意 · refuse as the second person", who.ProposalConfirm, ofProposal, func(c *Call, in textIn) (proposalView, error) {
			if c.scope != nil {
				return proposalView{}, errTokenHand
			}
			f, err := c.DeclineProposal(c.ctx, c.proposalID(), in.Text)
			return c.proposal(f), err
		}).stepUp(),
		act("POST", "/proposals/:id/withdraw", "撤回申请 · take back what one proposed", who.ProposalMake, ofProposal, func(c *Call, _ none) (proposalView, error) {
			f, err := c.WithdrawProposal(c.ctx, c.proposalID())
			return c.proposal(f), err
		}),
		look("/policy", "现行权限策略 · the rows of the policy in force", who.SecurityAdminister, ofNothing, policyNow),
	}
}

func (c *Call) proposalID() proposal.ID { return proposal.ID(c.req.Params["id"]) }

type proposalView struct {
	ID             proposal.ID      `json:"id"`
	Act            proposal.Act     `json:"act"`
	ActName        string           `json:"act_name"`
	Effect         string           `json:"effect" doc:"what follows once it is confirmed"`
	Subject        string           `json:"subject"`
	What           []string         `json:"what" doc:"what exactly would be done, line by line"`
	Digest         string           `json:"digest"`
	Reason         string           `json:"reason"`
	State          proposal.State   `json:"state"`
	StateName      string           `json:"state_name"`
	By             personView       `json:"by"`
	ByRole         string           `json:"by_role"`
	Organization   orgView          `json:"organization"`
	MadeAt         *time.Time       `json:"made_at"`
	Until          *time.Time       `json:"until" doc:"until when it may be confirmed, or carried out"`
	Second         *personView      `json:"second" doc:"who confirmed or declined"`
	AnsweredAt     *time.Time       `json:"answered_at"`
	Answer         string           `json:"answer,omitempty"`
	EndedAt        *time.Time       `json:"ended_at"`
	Mine           bool             `json:"mine"`
	AllowedActions []problem.Action `json:"allowed_actions"`
	Version        int              `json:"version"`
}

func (v proposalView) etag() string { return etagOf(v.Version) }

func (c *Call) proposal(f proposal.Facts) proposalView {
	rule, _ := proposal.Find(f.Act)
	if late, err := f.Expire(c.Now); err == nil {
		f.State = late.State // its time is over; the clock writes it down
	}
	mine := f.By == c.Actor.User
	v := proposalView{
		ID: f.ID, Act: f.Act, ActName: c.say(rule.Name), Effect: c.say(rule.Effect), Subject: f.Subject, What: c.planned(f), Digest: f.Digest, Reason: f.Reason, State: f.State, StateName: c.say(proposal.States[f.State]),
		By: personView{f.By, f.ByName}, ByRole: c.say(who.Roles[f.ByRole]), Organization: c.org(f.Organization), MadeAt: instant(f.MadeAt), Until: instant(f.Until), AnsweredAt: instant(f.AnsweredAt),
		Answer: f.Answer, EndedAt: instant(f.EndedAt), Mine: mine, AllowedActions: []problem.Action{}, Version: f.Version,
	}
	if f.Second != "" {
		v.Second = &personView{f.Second, f.SecondName}
	}
	add := func(action string, title lang.Text, effect string) {
		v.AllowedActions = append(v.AllowedActions, problem.Action{Action: action, Method: "POST", Href: prefix + "/proposals/" + string(f.ID) + "/" + action, Title: c.say(title), Effect: effect})
	}
	switch {
	case mine && f.Open():
		add("withdraw", lang.T("撤回", "take back"), "")
	case !mine && f.State == proposal.Pending && f.MayAnswer(proposal.Person{Actor: c.Actor}):
		add("confirm", lang.T("确认", "confirm"), v.Effect)
		add("decline", lang.T("不同意", "decline"), "")
	}
	return v
}

func proposals(c *Call) (Items[proposalView], error) {
	if err := c.MayOwn(who.ProposalRead); err != nil {
		return Items[proposalView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[proposalView]{}, err
	}
	find := func() ([]proposal.Facts, string, error) { return c.lists().Proposals(c.ctx, c.Actor.User, p) }
	if c.req.Query["box"] == "to_confirm" {
		var acts []proposal.Act
		house := org.ID("")
		for _, r := range proposal.Rules {
			if (proposal.Facts{Act: r.Act, Organization: c.Actor.Organization}).MayAnswer(proposal.Person{Actor: c.Actor}) {
				acts = append(acts, r.Act)
			}
		}
		if c.Actor.Role == who.Head {
			house = c.Actor.Organization
		}
		if len(acts) == 0 {
			return page([]proposalView{}, ""), nil
		}
		find = func() ([]proposal.Facts, string, error) {
			return c.lists().ToConfirm(c.ctx, c.Actor.User, acts, house, c.Now, p)
		}
	}
	all, next, err := find()
	views := make([]proposalView, 0, len(all))
	for _, f := range all {
		views = append(views, c.proposal(f))
	}
	return page(views, next), err
}

var errTokenHand = fault.New(fault.Denied, "token.proposal", "接口令牌不能提出或者确认申请：须由两个人分别登录办理", "a token proposes and confirms nothing: two persons do, each signed in")

type proposeIn struct {
	Act     proposal.Act `json:"act" doc:"export.release, policy.change or keys.rotate"`
	Reason  string       `json:"reason" doc:"why; no words of a case"`
	JobID   job.ID       `json:"job_id,omitempty" doc:"the export that is to be taken"`
	Policy  *policyIn    `json:"policy,omitempty" doc:"the rows to add and to take away"`
	Profile string       `json:"profile,omitempty" doc:"of the new data key: aes-256-gcm or sm4-gcm; the one in use by default"`
}

func propose(c *Call, in proposeIn) (proposalView, error) {
	if _, ok := proposal.Find(in.Act); !ok {
		return proposalView{}, proposal.ErrUnknown
	}
	if c.scope != nil {
		return proposalView{}, errTokenHand
	}
	f, err := plans[in.Act].make(c, in)
	if err != nil {
		return proposalView{}, err
	}
	f.Act, f.Reason = in.Act, in.Reason
	if f, err = c.Propose(c.ctx, f); err != nil {
		return proposalView{}, err
	}
	c.location = prefix + "/proposals/" + string(f.ID)
	return c.proposal(f), nil
}

// plan is how an act is proposed, named, carried out and said.
type plan struct {
	// make checks what was asked and says what exactly would be done.
	make func(c *Call, in proposeIn) (proposal.Facts, error)
	// now is the digest of what would be done at this moment.
	now func(c *Call, f proposal.Facts) (string, error)
	do  func(c *Call, f proposal.Facts) error
	say func(c *Call, f proposal.Facts) []string
}

var plans = map[proposal.Act]plan{
	proposal.ReleaseExport: {releasePlan, releaseNow, func(*Call, proposal.Facts) error { return nil }, releaseSaid},
	proposal.ChangePolicy:  {policyPlan, policyDigest, policyDo, policySaid},
	proposal.RotateKeys:    {keysPlan, func(_ *Call, f proposal.Facts) (string, error) { return digestOf([]byte(f.Plan)), nil }, nil, keysSaid},
}

func (c *Call) wouldDo(f proposal.Facts) (string, error) { return plans[f.Act].now(c, f) }

func (c *Call) doProposed(f proposal.Facts) error { return plans[f.Act].do(c, f) }

func (c *Call) planned(f proposal.Facts) []string {
	if p, ok := plans[f.Act]; ok {
		return p.say(c, f)
	}
	return []string{}
}

// packedPlan writes a plan down; read takes it up again.
func packedPlan(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

func readPlan[T any](f proposal.Facts) (v T) {
	if err := json.Unmarshal([]byte(f.Plan), &v); err != nil {
		return *new(T)
	}
	return v
}

type keysPlanned struct {
	Profile string `json:"profile"`
}

func keysPlan(c *Call, in proposeIn) (proposal.Facts, error) {
	if err := c.MayOwn(who.SecurityAdminister); err != nil {
		return proposal.Facts{}, err
	}
	if in.Profile != "" && in.Profile != "aes-256-gcm" && in.Profile != "sm4-gcm" {
		return proposal.Facts{}, fault.Invalid("/profile", "unknown_code", "请选择 aes-256-gcm 或者 sm4-gcm", "choose aes-256-gcm or sm4-gcm")
	}
	text, err := packedPlan(keysPlanned{in.Profile})
	return proposal.Facts{Subject: "data_key", Plan: text, Digest: digestOf([]byte(text))}, err
}

func keysSaid(c *Call, f proposal.Facts) []string {
	p := readPlan[keysPlanned](f).Profile
	if p == "" {
		p = c.say(lang.T("与现用的相同", "as the one in use"))
	}
	return []string{c.say(lang.T("生成新的数据密钥，算法：", "a new data key; profile: ")) + p}
}
