// Package recusal (回避) says on which grounds who does not act in a case, who
// decides about it, and which parts a person who mediated may never take. A
// recusal is a fact of one case; it is counted for nobody.
package recusal

import (
	"slices"

	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/statute"
	"liandong/domain/who"
)

// Office is the capacity in which somebody works in a case.
type Office string

// The offices.
const (
	PetitionStaff          Office = "petition_staff"
	PeoplesMediator        Office = "peoples_mediator"
	InvitedMediator        Office = "invited_mediator"
	MarketMediator         Office = "market_mediator"
	AdministrativeMediator Office = "administrative_mediator"
	LabourArbitrator       Office = "labour_arbitrator"
	LandArbitrator         Office = "land_arbitrator"
	CommercialArbitrator   Office = "commercial_arbitrator"
	CourtStaff             Office = "court_staff"
	Counsel                Office = "counsel"
	Staff                  Office = "staff"
)

// Ground is why somebody should not act.
type Ground string

// The grounds.
const (
	Kin            Ground = "kin"
	Interest       Ground = "interest"
	OtherRelation  Ground = "other_relation"
	PrivateContact Ground = "private_contact"
	OtherSide      Ground = "other_side"
)

// GroundNames says each ground in plain words.
var GroundNames = map[Ground]lang.Text{
	Kin:            lang.T("是当事人或者代理人的近亲属", "close kin of a party or agent"),
	Interest:       lang.T("与本案有利害关系", "an interest in the matter"),
	OtherRelation:  lang.T("与当事人有其他关系，可能影响公正", "another relation that could affect fairness"),
	PrivateContact: lang.T("私下会见当事人或者接受请客送礼", "met a party in private, or took gifts"),
	OtherSide:      lang.T("同时为对方当事人办事", "acts for the other side"),
}

// Rule is what the law says of one office.
type Rule struct {
	Office   Office
	Name     lang.Text
	Grounds  []Ground
	Waivable bool // all sides together may let the person go on
	Decider  lang.Text
	Cite     statute.Citation
	Known    string // read, secondary, unconfirmed: how the text is known
	Note     lang.Text
}

var (
	place     = statute.Citation{Law: "本地办理规则", Version: "默认"}
	invited   = statute.Citation{Law: "最高人民法院关于人民法院特邀调解的规定", Version: "2016", Article: "15条"}
	itsHead   = lang.T("本单位负责人", "the head of the organisation")
	tribunal  = lang.T("仲裁委员会", "the arbitration commission")
	usual     = []Ground{Kin, Interest, OtherRelation}
	ofArbiter = []Ground{Kin, Interest, OtherRelation, PrivateContact}
	analogy   = lang.T("条文没有直接规定，比照办理，待核实", "no article says so directly: followed by analogy, to be confirmed")
	unread    = lang.T("条文待核实", "the text is to be confirmed")
)

// Rules is the table, one row for each office.
var Rules = []Rule{
	{PetitionStaff, lang.T("信访工作人员", "petition staff"), []Ground{Interest}, false, itsHead, statute.Petition("28条3款"), "read", lang.Text{}},
	{InvitedMediator, lang.T("特邀调解员", "invited mediator"), usual, true, itsHead, invited, "read", lang.Text{}},
	{PeoplesMediator, lang.T("人民调解员", "people's mediator"), usual, true, itsHead, invited, "unconfirmed", analogy},
	{MarketMediator, lang.T("市场监管调解人员", "market supervision mediator"), usual, false, itsHead,
		statute.Citation{Law: "市场监督管理投诉举报处理暂行办法", Version: "2022", Article: "19条"}, "unconfirmed", lang.T("2022年文本；现行文本待核实", "the text of 2022; that in force is to be confirmed")},
	{AdministrativeMediator, lang.T("行政调解人员", "administrative mediator"), usual, false, itsHead, place, "unconfirmed", analogy},
	{LabourArbitrator, lang.T("劳动人事争议仲裁员", "labour arbitrator"), ofArbiter, false, tribunal,
		statute.Citation{Law: "劳动争议调解仲裁法", Version: "2007", Article: "33条"}, "read", lang.Text{}},
	{LandArbitrator, lang.T("农村土地承包仲裁员", "land arbitrator"), ofArbiter, false, tribunal,
		statute.Citation{Law: "农村土地承包经营纠纷调解仲裁法", Version: "2009", Article: "28条"}, "read", lang.Text{}},
	{CommercialArbitrator, lang.T("商事仲裁员", "commercial arbitrator"), ofArbiter, false, tribunal, statute.Citation{Law: "仲裁法", Version: "2025"}, "unconfirmed", unread},
	{CourtStaff, lang.T("审判人员、法院工作人员", "judges and court staff"), usual, false, lang.T("人民法院", "the court"),
		statute.Citation{Law: "民事诉讼法", Version: "2023", Article: "47条"}, "unconfirmed", unread},
	{Counsel, lang.T("律师", "lawyer"), []Ground{OtherSide, Kin, Interest}, false, itsHead, statute.Citation{Law: "律师法", Version: "2017", Article: "39条"}, "read", lang.Text{}},
	{Staff, lang.T("其他经办人员", "other staff"), usual, false, itsHead, place, "unconfirmed", analogy},
}

// Of returns the row of an office.
func Of(o Office) Rule {
	for _, r := range Rules {
		if r.Office == o {
			return r
		}
	}
	return Rule{Office: o, Name: lang.T(string(o), string(o)), Cite: place, Known: "unconfirmed"}
}

// Has tells whether the rule knows a ground.
func (r Rule) Has(g Ground) bool { return slices.Contains(r.Grounds, g) }

// OfficeOf says in which capacity somebody of a role works at an organisation,
// given the proceeding they work in, where there is one.
func OfficeOf(role who.Role, kind org.Kind, p procedure.Facts) Office {
	switch {
	case role == who.Lawyer:
		return Counsel
	case p.Channel == channel.JudicialMediation:
		return InvitedMediator
	case p.Channel == channel.PeopleMediation, role == who.Mediator && kind == org.MediationCommittee:
		return PeoplesMediator
	case p.Life == "administrative_mediation_market":
		return MarketMediator
	case p.Channel == channel.AdministrativeMediation:
		return AdministrativeMediator
	}
	return byHouse(kind)
}

func byHouse(kind org.Kind) Office {
	switch kind {
	case org.LabourArbitration:
		return LabourArbitrator
	case org.LandArbitration:
		return LandArbitrator
	case org.ArbitrationComm:
		return CommercialArbitrator
	case org.Court:
		return CourtStaff
	case org.ReconsiderationBody:
		return Staff
	}
	return PetitionStaff
}

// Bar is a part that nobody may take who mediated the same case: it does not
// end with the mediation.
type Bar struct {
	Part  procedure.Part
	Cite  []statute.Citation
	Known string
}

var (
	sixteen = statute.Citation{Law: "最高人民法院关于人民法院特邀调解的规定", Version: "2016", Article: "16条"}
	secret  = statute.Citation{Law: "最高人民法院关于适用《民事诉讼法》的解释", Version: "2022", Article: "146条3款"}
)

// Bars is the table of parts barred to who mediated. The article names five of
// them; who tries or arbitrates may not know what was said in mediation.
var Bars = []Bar{
	{procedure.PartJuror, []statute.Citation{sixteen}, "read"},
	{procedure.PartAgent, []statute.Citation{sixteen}, "read"},
	{procedure.PartWitness, []statute.Citation{sixteen}, "read"},
	{procedure.PartAppraiser, []statute.Citation{sixteen}, "read"},
	{procedure.PartInterpreter, []statute.Citation{sixteen}, "read"},
	{procedure.PartJudge, []statute.Citation{sixteen, secret}, "unconfirmed"},
	{procedure.PartArbitrator, []statute.Citation{sixteen, secret}, "unconfirmed"},
}

// BarOf returns the bar on a part. ok is false where there is none.
func BarOf(part procedure.Part) (bar Bar, ok bool) {
	i := slices.IndexFunc(Bars, func(b Bar) bool { return b.Part == part })
	if i < 0 {
		return Bar{}, false
	}
	return Bars[i], true
}

// ErrBarred refuses a part to who mediated the case.
var ErrBarred = fault.ByLaw(fault.Conflict, "role_barred", "主持过本案调解的人，不得在本案中担任这一角色", "who mediated the case cannot take this part in it", sixteen)

// Refusal is ErrBarred as it rests on the bar, said of a mediation: the
// article speaks of invited mediators, and others follow it.
func (b Bar) Refusal(invited bool) *fault.Fault {
	f := ErrBarred.WithCite(b.Cite...)
	if invited {
		return f
	}
	return f.WithDetail("条文写明的是特邀调解员，其他调解比照执行。", "The article names invited mediators; other mediation follows it.")
}
