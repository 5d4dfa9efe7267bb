package api

import (
	"maps"
	"slices"
	"strings"

	"liandong/domain/channel"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/notice"
	"liandong/domain/official"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/reception"
	"liandong/domain/referral"
	"liandong/domain/safety"
	"liandong/domain/who"
	"liandong/infra/rulepack"
)

// codeRoutes say every code in words, so that no client keeps a list of its own.
func (a *App) codeRoutes() []Route {
	return []Route{
		look("/public/codes", "代码表 · the codes in words", who.Public, ofPublic, a.codes),
		list("/regions", "区划 · regions", who.OrganizationRead, ofNothing, listRegions,
			Parameter{Name: "under", Doc: "a code: this division and everything below it; the caller's own by default"}),
	}
}

type termView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Family string `json:"family,omitempty" doc:"the group that a category stands in"`
}

type factView struct {
	Fact    string     `json:"fact"`
	Name    string     `json:"name"`
	Kind    string     `json:"kind" doc:"choice, yes_no, circumstance, consent, history or day"`
	Options []termView `json:"options" doc:"of a choice; of a history «procedure:status»"`
}

type codesView struct {
	Lists map[string][]termView `json:"lists" doc:"by the name of the field they stand in"`
	Facts []factView            `json:"facts"`
}

// words of the codes that the domain does not put on a button itself.
var words = map[string][]word{
	"referral_state": {
		{"offered", lang.T("待接受", "waiting for an answer")}, {"guided", lang.T("已引导，尚未立案", "guided, not yet filed")}, {"assigned", lang.T("已转送，待受理", "assigned, not yet taken on")},
		{"accepted", lang.T("办理中", "in hand")}, {"objected", lang.T("有异议，待答复", "objected to")}, {"contested", lang.T("待指定管辖", "waiting for a designation")},
		{"declined", lang.T("不予接受", "declined")}, {"lapsed", lang.T("逾期未答复", "lapsed without an answer")}, {"recalled", lang.T("已撤回", "recalled")}, {"returned", lang.T("已退回", "returned")},
		{"redirected", lang.T("已改由其他单位办理", "given to another unit")}, {"completed", lang.T("已反馈，待确认", "completed, to be acknowledged")}, {"closed", lang.T("已闭环", "closed")},
	},
	"mode":           {{"assigned", lang.T("转送、交办", "assigned")}, {"offered", lang.T("移送协商、委托", "offered")}, {"guided", lang.T("引导", "guided")}},
	"custody":        {{"moves", lang.T("责任随案转移", "custody moves")}, {"stays", lang.T("责任留在本单位", "custody stays")}},
	"case_state":     {{"open", lang.T("办理中", "open")}, {"closed", lang.T("已办结", "closed")}},
	"clock_kind":     {{"procedure", lang.T("办理期限", "time to handle")}, {"right", lang.T("当事人权利期限", "a party's own time limit")}, {"answer", lang.T("答复期限", "time to answer")}, {"office", lang.T("本单位复核提醒", "the office's own review")}},
	"party_role":     {{"applicant", lang.T("申请人", "applicant")}, {"respondent", lang.T("被申请人", "respondent")}, {"third_party", lang.T("第三人", "third party")}},
	"party_kind":     {{"person", lang.T("自然人", "person")}, {"organization", lang.T("单位", "organisation")}},
	"source":         {{"visit", lang.T("来访", "visit")}, {"letter", lang.T("来信", "letter")}, {"phone", lang.T("来电", "phone")}, {"online", lang.T("网上", "online")}, {"grid", lang.T("网格上报", "grid")}, {"court", lang.T("法院移送", "court")}, {"transfer", lang.T("转来", "transfer")}},
	"proof_kind":     {{"receipt", lang.T("收件回执", "receipt")}, {"stamp", lang.T("收件章", "stamp")}, {"postmark", lang.T("邮戳", "postmark")}, {"notice", lang.T("通知书", "notice")}, {"signature", lang.T("签名", "signature")}},
	"terminate_code": {{"no_agreement", lang.T("未达成协议", "no agreement")}, {"party_refuses", lang.T("当事人不同意调解", "a party refuses mediation")}, {"no_show", lang.T("当事人不到场", "a party did not come")}, {"outside_scope", lang.T("不属于受理范围", "outside the scope")}, {"other", lang.T("其他", "other")}},
	"case_outcome": {
		{"settled", lang.T("达成协议", "settled")}, {"settled_confirmed", lang.T("达成协议并经司法确认", "settled and confirmed")}, {"handled", lang.T("已办理", "handled")}, {"filed", lang.T("已立案", "filed")},
		{"decided", lang.T("已作决定", "decided")}, {"withdrawn", lang.T("当事人撤回", "withdrawn")}, {"guided", lang.T("已引导", "guided")}, {"not_accepted", lang.T("不予受理", "not accepted")},
	},
	"visit_outcome":    outcomesOfVisits(),
	"attention":        reasonsOfAttention(),
	"directive_ground": groundsOfDirectives(),
	"decision_step":    stepsOfDecisions(),
	"trend_by":         waysOfTrends(),
	"directive_state":  {{"open", directive.States[directive.Open]}, {"answered", directive.States[directive.Answered]}},
	"official_code":    codesOfOfficials(),
	"official_end":     endingsOfOfficials(),
	"official_state":   {{"live", official.States[official.Live]}, {"ended", official.States[official.Ended]}},
	"reopen_ground": {
		{"not_settled", lang.T("没有解决", "not settled")}, {"breach", lang.T("对方没有履行", "what was promised was not performed")}, {"confirmation_refused", lang.T("法院没有确认调解协议", "the court did not confirm the agreement")},
		{"new_facts", lang.T("有新的情况", "there are new facts")}, {"other", lang.T("其他", "another reason")},
	},
	"consent_subject": {
		{"mediation", lang.T("调解", "mediation")}, {"disclosure", lang.T("向特定单位提供材料", "disclosure")}, {"undisputed_facts", lang.T("无争议事实记载", "undisputed facts")},
		{"judicial_confirmation", lang.T("申请司法确认", "judicial confirmation")}, {"opinion_sharing", lang.T("提供律师意见", "sharing a lawyer's opinion")}, {"data", lang.T("个人信息", "personal data")}, {"electronic_service", lang.T("电子送达", "electronic service")}, {"group_plan", lang.T("串并办理方案", "the plan of the group")},
	},
	"identity_check": {{"original_paper", lang.T("核对证件原件", "the original paper")}, {"temporary_paper", lang.T("核对临时证件", "a temporary paper")}, {"two_witnesses", lang.T("两名见证人", "two witnesses")}},
	"oral_confirm":   {{"signature", lang.T("签字", "signature")}, {"fingerprint", lang.T("按指印", "fingerprint")}},
	"agent_kind":     {{"guardian", lang.T("监护人", "guardian")}, {"agent", lang.T("代理人", "agent")}},
	"party_power":    {{"consent", lang.T("表示意愿", "agree or refuse")}, {"sign", lang.T("签署协议", "sign")}, {"withdraw", lang.T("撤回", "withdraw")}},
	"consent_form":   {{"written", lang.T("书面", "written")}, {"recorded", lang.T("笔录", "recorded")}, {"phone", lang.T("电话", "phone")}, {"online", lang.T("网上", "online")}},
	"document_kind": {
		{"claim", lang.T("申请书、起诉状", "claim")}, {"evidence", lang.T("证据", "evidence")}, {"identity", lang.T("身份证明", "identity papers")}, {"service_address", lang.T("送达地址确认书", "address for service")},
		{"undisputed_facts", lang.T("无争议事实记载", "undisputed facts")}, {"end_report", lang.T("终结报告", "end report")}, {"result", lang.T("处理结果文书", "result")}, {"letter", lang.T("函件、告知书", "letter")},
		{"recording", lang.T("录音录像", "recording")}, {"other", lang.T("其他", "other")},
	},
	"notice_way": {{"inbox", lang.T("查询页面", "own page")}, {"sms", lang.T("短信", "text message")}, {"email", lang.T("电子邮件", "e-mail")}, {"paper", lang.T("纸质", "on paper")}},
	"notice_state": {
		{"arrived", lang.T("已到达", "arrived")}, {"waiting", lang.T("等待发送", "waiting")}, {"sent", lang.T("已发送", "sent")}, {"failed", lang.T("发送失败", "failed")},
		{"to_print", lang.T("待打印", "to be printed")}, {"printed", lang.T("已打印寄出", "printed and sent")},
	},
	"answer":         {{"yes", lang.T("同意", "agrees")}, {"no", lang.T("拒绝", "refuses")}},
	"grade":          {{"paper", lang.T("纸质签名", "on paper")}, {"attended", lang.T("工作人员在场签名", "attended")}, {"code", lang.T("验证码", "by code")}, {"certificate", lang.T("数字证书", "by certificate")}},
	"agreement_form": {{"written", lang.T("书面协议", "written")}, {"oral", lang.T("口头协议并记录", "oral and recorded")}},
}

type word struct {
	code string
	name lang.Text
}

func (a *App) codes(c *Call) (codesView, error) {
	v := codesView{Lists: map[string][]termView{}}
	for list, all := range words {
		for _, w := range all {
			v.Lists[list] = append(v.Lists[list], termView{Code: w.code, Name: c.say(w.name)})
		}
	}
	for _, ch := range channel.All {
		v.Lists["channel"] = append(v.Lists["channel"], termView{Code: string(ch), Name: c.say(channel.Names[ch])})
	}
	for _, s := range channel.Steps {
		v.Lists["route"] = append(v.Lists["route"], termView{Code: string(s.Route), Name: c.say(s.Name)})
	}
	named(c, v.Lists, "proceeding_state", procedure.StateNames)
	named(c, v.Lists, "document_class", classNames)
	named(c, v.Lists, "service_form", notice.FormNames)
	named(c, v.Lists, "part", procedure.PartNames)
	named(c, v.Lists, "role", who.Roles)
	named(c, v.Lists, "organization_kind", org.Kinds)
	named(c, v.Lists, "reception_level", reception.Levels)
	named(c, v.Lists, "seat_offer", reception.OfferStates)
	named(c, v.Lists, "guest_state", reception.GuestStates)
	named(c, v.Lists, "reception_stretch", reception.StretchStates)
	named(c, v.Lists, "decline_code", referral.Codes)
	named(c, v.Lists, "referral_outcome", referral.OutcomeNames)
	for _, q := range safety.Questions {
		v.Lists["safety_question"] = append(v.Lists["safety_question"], termView{Code: q.Code, Name: c.say(q.Text)})
	}
	p := &lawView{Lang: c.req.Language, values: map[string]string{}}
	v.Lists["category"] = flattened(p.categories(a.pack.Codes))
	v.Lists["purpose"] = flattened(p.options("purpose", a.pack.Codes))
	v.Facts = p.askable(a.pack.Codes)
	return v, nil
}

// named adds a list whose words the domain keeps, in the order of its codes.
func named[K ~string](c *Call, lists map[string][]termView, list string, words map[K]lang.Text) {
	for _, code := range slices.Sorted(maps.Keys(words)) {
		lists[list] = append(lists[list], termView{Code: string(code), Name: c.say(words[code])})
	}
}

func flattened(groups []lawGroup) []termView {
	all := []termView{}
	for _, g := range groups {
		for _, o := range g.Options {
			all = append(all, termView{Code: o.Code, Name: o.Text, Family: g.Name})
		}
	}
	return all
}

// askable says of every fact the rules ask for how it is asked.
func (p *lawView) askable(codes rulepack.Codes) []factView {
	var all []factView
	for _, fact := range slices.Sorted(maps.Keys(factNames)) {
		if fact == "history.on" {
			continue // a part of history
		}
		f := factView{Fact: fact, Name: p.named(fact, codes), Kind: "choice"}
		switch {
		case fact == "event_on":
			f.Kind, f.Options = "day", []termView{}
		case strings.HasPrefix(fact, "consent."):
			f.Kind = "consent"
		case fact == "history":
			f.Kind = "history"
		}
		if f.Options == nil {
			f.Options = flattened(p.options(fact, codes))
		}
		if f.Kind == "choice" && f.Options[0].Code == "yes" {
			f.Kind = "yes_no"
		}
		all = append(all, f)
	}
	for _, code := range slices.Sorted(maps.Keys(codes.Circumstance)) {
		fact := "circumstances." + code
		all = append(all, factView{Fact: fact, Name: p.named(fact, codes), Kind: "circumstance", Options: flattened(p.options(fact, codes))})
	}
	return all
}

type regionView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent"`
}

func listRegions(c *Call) (Items[regionView], error) {
	p, err := c.page()
	if err != nil {
		return Items[regionView]{}, err
	}
	under := c.req.Query["under"]
	if under == "" {
		own, err := c.Tx.Directory.Get(c.ctx, c.Actor.Organization)
		if err != nil {
			return Items[regionView]{}, err
		}
		under = own.Region
	}
	if strings.Trim(under, "0123456789") != "" {
		return Items[regionView]{}, fault.Invalid("/under", "unknown_region", "区划代码只有数字", "a region's code is digits")
	}
	all, next, err := c.lists().Regions(c.ctx, under, p)
	views := make([]regionView, 0, len(all))
	for _, r := range all {
		views = append(views, regionView(r))
	}
	return page(views, next), err
}
