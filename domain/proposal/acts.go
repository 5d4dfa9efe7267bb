// Package proposal says what one person alone may not do: which acts need a
// second person, who may propose and who may confirm each, how long a proposal
// stands, and the life of one (双人操作).
package proposal

import (
	"slices"
	"time"

	"liandong/domain/lang"
	"liandong/domain/who"
)

// Act is something that needs a second person.
type Act string

// The acts.
const (
	ReleaseExport Act = "export.release" // a long list leaves as a file
	ChangePolicy  Act = "policy.change"  // rows of the policy
	RotateKeys    Act = "keys.rotate"    // a new data key, by the operator's command
)

// Rule is one row of the table of acts.
type Rule struct {
	Act  Act
	Name lang.Text
	// Propose and Confirm are the roles that may. A head confirms for its own
	// organisation; an administrator, for the installation.
	Propose, Confirm []who.Role
	// Stands is how long a proposal waits, and how long a confirmed one may be
	// carried out where that is not done at once.
	Stands time.Duration
	AtOnce bool // done in the unit of work that confirms it; by a command otherwise
	Effect lang.Text
}

// everyone lists the roles that people have.
func everyone() []who.Role {
	all := make([]who.Role, 0, len(who.Roles))
	for r := range who.Roles {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// Rules is the table of acts.
var Rules = []Rule{
	{
		Act: ReleaseExport, Name: lang.T("下载大批量导出", "a large export"), Propose: everyone(), Confirm: []who.Role{who.Head, who.SecurityAdmin}, Stands: 3 * 24 * time.Hour, AtOnce: true,
		Effect: lang.T("确认后，发起人可以下载这一份文件；文件有任何变化都要重新确认。", "once confirmed, its starter may take this one file; any other file is confirmed anew"),
	},
	{
		Act: ChangePolicy, Name: lang.T("修改权限策略", "a change of the policy"), Propose: []who.Role{who.SecurityAdmin}, Confirm: []who.Role{who.SecurityAdmin, who.Admin}, Stands: 3 * 24 * time.Hour, AtOnce: true,
		Effect: lang.T("确认后立即生效，两秒内各台服务器一致。", "in force once confirmed, on every replica within two seconds"),
	},
	{
		Act: RotateKeys, Name: lang.T("更换数据密钥", "a new data key"), Propose: []who.Role{who.SecurityAdmin}, Confirm: []who.Role{who.SecurityAdmin, who.Admin}, Stands: 24 * time.Hour,
		Effect: lang.T("确认后，运维人员在期限内用 liandong keys rotate --proposal 编号 执行一次。", "once confirmed, the operator runs liandong keys rotate --proposal ID once, in time"),
	},
}

// Find returns the row of an act; ok is false for none of ours.
func Find(a Act) (rule Rule, ok bool) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Act == a })
	if i < 0 {
		return rule, false
	}
	return Rules[i], true
}

// Rows is from how many rows an export is large, where an installation does not
// say otherwise; MostRows is the most that it may say.
const (
	Rows     = 1000
	MostRows = 100_000
)
