package who

import "liandong/domain/fault"

// Permission is one thing that may be done. Each route of the API declares one.
type Permission string

// The permissions. Each is granted to role × standing by rows of the policy.
const (
	CaseRegister     Permission = "case.register"
	CaseFile         Permission = "case.file"  // the whole file
	CaseCard         Permission = "case.card"  // number, category, state, path, clocks
	CaseAmend        Permission = "case.amend" // facts, parties, consents, contact
	CaseClose        Permission = "case.close"
	CaseArrange      Permission = "case.arrange"   // split, merge, group
	CaseAssign       Permission = "case.assign"    // name who handles or leads it
	RecusalRaise     Permission = "recusal.raise"  // declare one's own, or take a party's objection down
	RecusalDecide    Permission = "recusal.decide" // in one's own organisation; a superior where its head is concerned
	ReferralSend     Permission = "referral.send"
	ReferralRead     Permission = "referral.read"
	ReferralWrite    Permission = "referral.write"  // to the other end of a handoff
	ReferralAnswer   Permission = "referral.answer" // accept, decline, object, contest, complete, file
	ReferralDecide   Permission = "referral.decide" // recall, uphold, overrule, send back, acknowledge
	Designate        Permission = "referral.designate"
	AgreementList    Permission = "agreement.list" // those of one's own team
	ProceedingRead   Permission = "proceeding.read"
	ProceedingAct    Permission = "proceeding.act"
	Confidential     Permission = "proceeding.confidential" // sessions, notes, terms; the wall narrows it further
	ReceptionPlan    Permission = "reception.plan"
	ReceptionRead    Permission = "reception.read"
	ReceptionJoin    Permission = "reception.join"
	ReceptionAttend  Permission = "reception.attend" // sit for one's organisation at a joint reception
	VisitCheckIn     Permission = "visit.check_in"
	VisitRead        Permission = "visit.read"
	OpinionWrite     Permission = "opinion.write"
	OpinionRead      Permission = "opinion.read"
	AvailabilityKeep Permission = "availability.keep" // on which days one can sit at a reception
	LawyerList       Permission = "lawyer.list"       // who may be asked to sit at one
	OrganizationRead Permission = "organization.read"
	LetterKeep       Permission = "letter.keep" // the organisation's own text of letters
	Administer       Permission = "organization.administer"
	AccountHelp      Permission = "account.help" // the accounts of one's own house and of those below it
	AuditRead        Permission = "audit.read"
	SafetyRead       Permission = "safety.read" // reports of danger that reached the organisation
	NoticeRead       Permission = "notice.read" // what the organisation is told
	DemoClock        Permission = "demo.clock"

	CredentialReissue Permission = "credential.reissue" // a new code for who stands at the window
	BackdatedRead     Permission = "backdated.read"     // what one's own organisation entered late
	DirectiveGive     Permission = "directive.give"     // an organisation that one's own leads
	DirectiveAnswer   Permission = "directive.answer"   // what came to one's own organisation
	DirectiveRead     Permission = "directive.read"     // those one's own organisation gave or got
	OfficialName      Permission = "official.name"      // a lead official for a case that one's own has or leads
	OfficialRecord    Permission = "official.record"    // what the official did
	OfficialEnd       Permission = "official.end"       // what one's own organisation named
	OfficialRead      Permission = "official.read"      // where one's own named the official or has the case
	DecisionKeep      Permission = "decision.keep"      // the register of what one's own organisation, or one below it, decided
	DecisionRead      Permission = "decision.read"      // the register of one's own area
	TrendNoteWrite    Permission = "trend_note.write"   // to an organisation that one's own leads
	TrendNoteAnswer   Permission = "trend_note.answer"  // what came to one's own organisation
	TrendNoteRead     Permission = "trend_note.read"    // those one's own organisation wrote or got
	ConferenceKeep    Permission = "conference.keep"    // what a joint conference decided about cases below
	ConferenceRead    Permission = "conference.read"    // where one's own led it or took part
	StockRead         Permission = "stock.read"         // how many matters there were, came, came back and ended
	CaseExport        Permission = "case.export"        // the cases one works on, in the office's own order
	CaseImport        Permission = "case.import"        // a backlog, in the name of one's own organisation
	JobRead           Permission = "job.read"           // long work that one started; a head, that of the house
	ListExport        Permission = "list.export"        // any list that one may read, row by row, as a file
	OrderKeep         Permission = "order.keep"         // the organisation's own order of lists and volumes
	VolumeRead        Permission = "volume.read"        // the whole volume of a mediation; the wall narrows it further
	VolumeList        Permission = "volume.list"        // which volumes are complete
	SupervisionRead   Permission = "supervision.read"   // what needs one's own organisation as a superior
	PartySelf         Permission = "party.self"
	SessionSelf       Permission = "session.self"
	AccountSelf       Permission = "account.self" // look after one's own account: a party has none
	Public            Permission = "public"       // no account

	SecurityAdminister Permission = "security.administer" // keys, the policy, accounts of guarded roles
	ProposalRead       Permission = "proposal.read"       // what one proposed, or may confirm
	ProposalMake       Permission = "proposal.make"       // propose what needs a second person; each act names its roles
	ProposalConfirm    Permission = "proposal.confirm"    // be that second person
)

// Permissions lists every permission.
var Permissions = []Permission{
	CaseRegister, CaseFile, CaseCard, CaseAmend, CaseClose, CaseArrange, CaseAssign, RecusalRaise, RecusalDecide, ReferralSend, ReferralRead, ReferralWrite, ReferralAnswer,
	ReferralDecide, Designate, AgreementList, ProceedingRead, ProceedingAct, Confidential, ReceptionPlan, ReceptionRead, ReceptionJoin, ReceptionAttend,
	VisitCheckIn, VisitRead, OpinionWrite, OpinionRead, AvailabilityKeep, LawyerList, OrganizationRead, LetterKeep, Administer, AccountHelp, SecurityAdminister, ProposalRead, ProposalMake, ProposalConfirm, AuditRead, SafetyRead, NoticeRead, DemoClock, CredentialReissue, BackdatedRead,
	DirectiveGive, DirectiveAnswer, DirectiveRead, OfficialName, OfficialRecord, OfficialEnd, OfficialRead, ConferenceKeep, ConferenceRead, DecisionKeep, DecisionRead, TrendNoteWrite, TrendNoteAnswer, TrendNoteRead, StockRead, CaseExport, CaseImport, JobRead, ListExport, OrderKeep, VolumeRead, VolumeList, SupervisionRead, PartySelf, SessionSelf, AccountSelf, Public,
}

// Policy says whether a role may, from any of the standings, do something.
type Policy interface {
	May(role Role, standings []Standing, p Permission) bool
}

// The refusals of access. ErrNotVisible is the same for what is not there and
// for what is not yours.
var (
	ErrNotVisible = fault.New(fault.NotFound, "not_found", "没有找到，或不属于您单位经办的范围", "there is nothing here for your organisation to see")
	ErrNotAllowed = fault.New(fault.Denied, "not_allowed", "您的岗位不能办理这一步", "your role or your organisation's standing does not permit this act")
	ErrSignIn     = fault.New(fault.Unauthenticated, "sign_in_required", "请先登录", "sign in first")
)
