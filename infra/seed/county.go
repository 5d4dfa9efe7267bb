// Package seed is a fictional county: the demo, the stories of the tests and
// the examples are set in it.
package seed

import (
	"liandong/domain/channel"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Password is every demo account's.
const Password = "demo-liandong"

// Region is a division of the county.
type Region struct{ Code, Name, Parent string }

// Regions of the county.
var Regions = []Region{
	{"9901", "示例市", ""},
	{"990102", "示例区", "9901"},
	{"990102001", "东风街道", "990102"},
	{"990102002", "西湖街道", "990102"},
	{"990102001001", "东风街道第一社区", "990102001"},
}

type (
	channels = []channel.Channel
	routes   = []channel.Route
)

const (
	petition       = channel.Petition
	peoples        = channel.PeopleMediation
	administrative = channel.AdministrativeMediation
	judicial       = channel.JudicialMediation
	tribunal       = channel.Arbitration
	litigation     = channel.Litigation
)

var (
	organChannels  = channels{petition}
	agencyChannels = channels{petition, administrative}
	organRoutes    = routes{channel.RoutePetition, channel.RouteAdministrativeMediation, channel.RouteAdministrativeComplaint, channel.RouteAdministrativeAdjudication, channel.RouteOtherStatutory}
	committee      = channels{peoples, judicial}
	courtRoutes    = routes{channel.RouteJudicialMediation, channel.RouteCivilLitigation, channel.RouteAdministrativeLitigation, channel.RouteJudicialConfirmation, channel.RouteEnforcement, channel.RouteOtherStatutory}
)

// Organizations of the county.
var Organizations = []org.Organization{
	{ID: "org-petition", Name: "示例区信访局", Kind: org.PetitionOffice, Region: "990102", Channels: organChannels},
	{ID: "org-street1", Name: "东风街道办事处", Kind: org.Street, Region: "990102001", Channels: agencyChannels, Routes: organRoutes},
	{ID: "org-street2", Name: "西湖街道办事处", Kind: org.Street, Region: "990102002", Channels: agencyChannels, Routes: organRoutes},
	{ID: "org-mediation1", Name: "东风街道人民调解委员会", Kind: org.MediationCommittee, Region: "990102001", Channels: committee, Teams: []string{"一组", "二组"}},
	{ID: "org-mediation2", Name: "西湖街道人民调解委员会", Kind: org.MediationCommittee, Region: "990102002", Channels: committee},
	{ID: "org-medical", Name: "示例区医疗纠纷人民调解委员会", Kind: org.MediationCommittee, Region: "990102", Channels: committee, Categories: []string{"medical.dispute"}},
	{ID: "org-housing", Name: "示例区住房和城乡建设局", Kind: org.Agency, Region: "990102", Channels: agencyChannels, Routes: organRoutes},
	{ID: "org-police", Name: "东风派出所", Kind: org.Police, Region: "990102001", Channels: agencyChannels, Routes: organRoutes},
	{ID: "org-traffic", Name: "示例区交警大队", Kind: org.Police, Region: "990102", Channels: agencyChannels, Routes: organRoutes, Categories: []string{"traffic.accident"}},
	{ID: "org-market", Name: "示例区市场监督管理局", Kind: org.Agency, Region: "990102", Channels: agencyChannels, Routes: organRoutes},
	{ID: "org-health", Name: "示例区卫生健康局", Kind: org.Agency, Region: "990102", Channels: agencyChannels, Routes: organRoutes},
	{ID: "org-labour", Name: "示例区劳动人事争议仲裁委员会", Kind: org.LabourArbitration, Region: "990102", Channels: channels{tribunal}, Routes: routes{channel.RouteLabourArbitration}},
	{ID: "org-arbitration", Name: "示例仲裁委员会", Kind: org.ArbitrationComm, Region: "9901", Channels: channels{tribunal}, Routes: routes{channel.RouteCommercialArbitration}},
	{ID: "org-land", Name: "示例区农村土地承包仲裁委员会", Kind: org.LandArbitration, Region: "990102", Channels: channels{tribunal}, Routes: routes{channel.RouteLandArbitration}},
	{ID: "org-reconsider", Name: "示例区人民政府行政复议机构", Kind: org.ReconsiderationBody, Region: "990102", Channels: channels{channel.AdministrativeReconsideration}, Routes: routes{channel.RouteAdministrativeReconsideration}},
	{ID: "org-court", Name: "示例区人民法院", Kind: org.Court, Region: "990102", Channels: channels{litigation, judicial}, Routes: courtRoutes, Teams: []string{"立案庭", "速裁庭", "调解室"}},
	{ID: "org-lawfirm1", Name: "明理律师事务所", Kind: org.LawFirm, Region: "990102"},
	{ID: "org-lawfirm2", Name: "正言律师事务所", Kind: org.LawFirm, Region: "990102"},
	{ID: "org-legalaid", Name: "示例区法律援助中心", Kind: org.LegalAidCentre, Region: "990102", Channels: organChannels, Routes: routes{channel.RoutePetition, channel.RouteOtherStatutory}},
	{ID: "org-discipline", Name: "示例区纪委监委信访室", Kind: org.DisciplineOrgan, Region: "990102", Channels: organChannels, Routes: routes{channel.RoutePetition, channel.RouteDisciplineReport}},
	{ID: "org-community", Name: "东风街道第一社区居民委员会", Kind: org.Community, Region: "990102001001", Channels: organChannels},
	{ID: "org-conference", Name: "示例区信访工作联席会议办公室", Kind: org.JointConference, Region: "990102", Channels: organChannels},
	{ID: "org-cityconference", Name: "示例市信访工作联席会议办公室", Kind: org.JointConference, Region: "9901", Channels: organChannels},
	{ID: "org-cityreview", Name: "示例市人民政府信访事项复查复核办公室", Kind: org.Government, Region: "9901", Channels: organChannels},
	{ID: "org-government", Name: "示例区人民政府办公室", Kind: org.Government, Region: "990102", Channels: organChannels, Routes: organRoutes},
}

// led lists the organs whose conflicts the district's joint conference decides.
// Courts, arbitration bodies and the discipline organ have no superior here.
var led = []org.ID{"org-petition", "org-street1", "org-street2", "org-housing", "org-police", "org-traffic", "org-market", "org-health", "org-legalaid", "org-government"}

// Leaderships of the county.
func Leaderships() []org.Leadership {
	all := []org.Leadership{
		{Superior: "org-cityconference", Subordinate: "org-conference", Relation: org.Tree},
		{Superior: "org-street1", Subordinate: "org-community", Relation: org.Tree},
		{Superior: "org-street1", Subordinate: "org-mediation1", Relation: org.Guidance},
		{Superior: "org-street2", Subordinate: "org-mediation2", Relation: org.Guidance},
		{Superior: "org-conference", Subordinate: "org-mediation1", Relation: org.Dual},
		{Superior: "org-conference", Subordinate: "org-mediation2", Relation: org.Dual},
		{Superior: "org-conference", Subordinate: "org-medical", Relation: org.Dual},
	}
	for _, id := range led {
		all = append(all, org.Leadership{Superior: "org-conference", Subordinate: id, Relation: org.Tree})
	}
	return all
}

// Account is a demo account with its one role.
type Account struct {
	Username, Name string
	Organization   org.ID
	Role           who.Role
	Team           string
}

// Accounts of the county.
var Accounts = []Account{
	{"clerk", "周敏", "org-petition", who.Clerk, ""},
	{"clerk2", "吴静", "org-petition", who.Clerk, ""},
	{"street_clerk", "郑凯", "org-street1", who.Clerk, ""},
	{"mediator", "王秀英", "org-mediation1", who.Mediator, "一组"},
	{"mediator_b", "李国强", "org-mediation1", who.Mediator, "二组"},
	{"mediator2", "赵桂兰", "org-mediation2", who.Mediator, ""},
	{"medical_mediator", "孙立", "org-medical", who.Mediator, ""},
	{"agency", "钱伟", "org-housing", who.Officer, ""},
	{"head", "冯涛", "org-housing", who.Head, ""},
	{"petition_head", "岑主任", "org-petition", who.Head, ""},
	{"mediation_head", "苗主任", "org-mediation1", who.Head, ""},
	{"court_head", "常院长", "org-court", who.Head, ""},
	{"labour_head", "段主任", "org-labour", who.Head, ""},
	{"police", "陈刚", "org-police", who.Officer, ""},
	{"traffic", "褚亮", "org-traffic", who.Officer, ""},
	{"market", "卫青", "org-market", who.Officer, ""},
	{"health", "蒋欣", "org-health", who.Officer, ""},
	{"labour", "沈仲", "org-labour", who.Arbitrator, ""},
	{"arbitration", "韩衡", "org-arbitration", who.Arbitrator, ""},
	{"land", "杨田", "org-land", who.Arbitrator, ""},
	{"reconsider", "朱复", "org-reconsider", who.ReconsiderationOfficer, ""},
	{"court", "秦立", "org-court", who.CourtClerk, "立案庭"},
	{"judge", "许公", "org-court", who.Judge, "速裁庭"},
	{"court_mediator", "何和", "org-court", who.Mediator, "调解室"},
	{"lawyer", "吕律", "org-lawfirm1", who.Lawyer, ""},
	{"lawyer2", "施言", "org-lawfirm2", who.Lawyer, ""},
	{"legal_aid", "张援", "org-legalaid", who.Officer, ""},
	{"discipline", "孔正", "org-discipline", who.Officer, ""},
	{"grid", "曹格", "org-community", who.Clerk, ""},
	{"supervisor", "严督", "org-conference", who.Supervisor, ""},
	{"city_supervisor", "华督", "org-cityconference", who.Supervisor, ""},
	{"city_review", "谢核", "org-cityreview", who.Officer, ""},
	{"auditor", "金鉴", "org-government", who.Auditor, ""},
	{"admin", "魏管", "org-government", who.Admin, ""},
	{"street_helper", "葛玲", "org-street1", who.AccountHelper, ""},
	{"security_admin", "陶安", "org-government", who.SecurityAdmin, ""},
}
