package who

import (
	"slices"

	"liandong/domain/fault"
)

// Administrators are the three of the classified protection of level three
// (GB/T 22239-2019, 8.1.4.2 and 8.1.5): system, security, audit. What one of them
// can do alone, another one sees.
var Administrators = []Role{Admin, SecurityAdmin, Auditor}

// Guarded lists the roles that only a security administrator gives, changes and
// resets, once there is one: whoever could give them could have all the others.
var Guarded = []Role{Admin, SecurityAdmin, Auditor, AccountHelper, Supervisor}

// Clash returns the role that an account may not have beside its others: no
// account has two of the roles that stand apart, nor one of them beside any other.
func Clash(roles []Role) (Role, bool) {
	for _, r := range roles {
		if slices.Contains(Apart, r) && slices.ContainsFunc(roles, func(o Role) bool { return o != r }) {
			return r, true
		}
	}
	return "", false
}

// IsGuarded tells whether any of the roles is for the security administrator to see to.
func IsGuarded(roles []Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(Guarded, r) })
}

// Grant is one thing that a role may do from a standing.
type Grant struct {
	Role       Role
	Standing   Standing
	Permission Permission
}

// Split lists what ends once a security administrator is in office: the system
// administrator keeps no security, and the security administrator no organisations.
var Split = []Grant{{Admin, Own, SecurityAdminister}, {SecurityAdmin, Own, Administer}}

// Kept lists what no change of the policy takes away: without them nobody could
// change it back, or read what was done.
var Kept = []Grant{
	{SecurityAdmin, Own, SecurityAdminister}, {SecurityAdmin, Own, ProposalMake}, {SecurityAdmin, Own, ProposalConfirm}, {Admin, Own, ProposalConfirm},
	{Admin, Own, Administer}, {Auditor, Own, AuditRead},
}

// ErrGuarded refuses a system administrator what is the security administrator's.
var ErrGuarded = fault.New(fault.Denied, "account_guarded", "系统管理员、安全管理员、审计人员、账号协管员、督查人员的账号由安全管理员管理", "accounts of administrators, auditors, account helpers and supervisors are the security administrator's to see to")
