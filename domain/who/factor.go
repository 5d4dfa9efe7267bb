package who

import (
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// The kinds of a second factor of staff. Recovery is a code on paper, for when
// the others are not at hand.
const (
	TOTP     = "totp"
	Passkey  = "passkey"
	Recovery = "recovery"
)

// Limits of a second factor.
const (
	FactorFresh     = 5 * time.Minute // how long it counts as just shown
	ChallengeLasts  = 5 * time.Minute
	ChallengeTries  = 5
	MostFactors     = 10 // of one account
	RecoveryCodes   = 10 // on one sheet
	FactorLinkLasts = 24 * time.Hour
)

// FactorRoles need a second factor whatever the policy says.
var FactorRoles = []Role{Admin, SecurityAdmin, Auditor, Supervisor}

// FactorPermissions need one of whoever holds them at their own organisation.
var FactorPermissions = []Permission{Administer, AccountHelp, SecurityAdminister, AuditRead, SupervisionRead}

// NeedsFactor tells whether a role needs a second factor.
func NeedsFactor(p Policy, role Role) bool {
	return slices.Contains(FactorRoles, role) || slices.ContainsFunc(FactorPermissions, func(may Permission) bool {
		return p.May(role, []Standing{Own}, may)
	})
}

// The refusals of a second factor.
var (
	ErrFactorDue     = fault.New(fault.Unauthenticated, "second_factor_required", "还需要第二道验证", "a second factor is needed too")
	ErrStepUp        = fault.New(fault.Denied, "step_up_required", "这一步需要在五分钟内再验证一次", "this act needs the second factor shown within the last five minutes")
	ErrFactorWrong   = fault.New(fault.Unauthenticated, "factor_wrong", "验证没有通过：请核对后再试；每个验证码只能用一次", "that was not right: look again and try once more; every code is good once")
	ErrChallengeOver = fault.New(fault.Unauthenticated, "challenge_over", "验证已失效，请从头再来", "what was asked for is over: begin again")
	ErrFactorLast    = fault.New(fault.Conflict, "factor.last", "您的岗位必须有第二道验证：请先添加另一个，再删除这一个", "your role needs a second factor: add another before you remove the last")
	ErrFactorsMany   = fault.New(fault.Conflict, "factor.too_many", "最多可以有10个，请先删除不用的", "ten at most: remove those that are not used first")
	ErrFactorTaken   = fault.New(fault.Conflict, "factor.taken", "这个通行密钥已经登记过", "this passkey is enrolled already")
	ErrNoPasskeys    = fault.New(fault.Conflict, "factor.no_passkeys", "这里不能使用通行密钥：本系统启动时没有给出 https 的访问地址（--public-url）", "passkeys cannot be used here: the server was started without an https --public-url")
	ErrSameHand      = fault.New(fault.Conflict, "factor.same_hand", "同一个人不能既重设密码又重设第二道验证：请另一位管理员办理，或者等前一个链接过期", "the same person does not reset both password and second factor: let another administrator do it, or wait until the first link is over")
)

// accountEvents say what was done to an account's ways in.
var accountEvents = map[string]lang.Text{
	"factor_added":       lang.T("添加了一个第二道验证方式", "a second factor was added"),
	"factor_removed":     lang.T("删除了一个第二道验证方式", "a second factor was removed"),
	"factor_named":       lang.T("一个第二道验证方式改了名称", "a second factor was given another name"),
	"codes_made":         lang.T("生成了新的备用码，旧的全部作废", "new recovery codes were made; the old ones are dead"),
	"code_used":          lang.T("使用了一个备用码", "a recovery code was used"),
	"reset_link_made":    lang.T("管理员生成了重设第二道验证的链接", "an administrator made a link to reset the second factor"),
	"factors_ended":      lang.T("第二道验证已全部重设，需要重新登记", "every second factor was ended and must be enrolled anew"),
	"logins_ended":       lang.T("管理员结束了您的全部登录", "an administrator ended every login of yours"),
	"password_changed":   lang.T("修改了密码", "the password was changed"),
	"password_link_made": lang.T("管理员生成了设置密码的链接", "an administrator made a link to set the password"),
	"provider_linked":    lang.T("管理员把账号与统一身份认证绑定", "an administrator tied the account to the identity provider"),
	"provider_unlinked":  lang.T("管理员解除了账号与统一身份认证的绑定", "an administrator ended the tie to the identity provider"),
	"password_link_set":  lang.T("通过一次性链接设置了新密码", "a password was set by a one-time link"),
}

// AccountEvent says in words what was done to an account; ok is false for none of ours.
func AccountEvent(event string) (text lang.Text, ok bool) {
	text, ok = accountEvents[event]
	return text, ok
}
