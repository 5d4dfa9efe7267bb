package authz

import (
	"slices"
	"strconv"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/who"
)

// Change returns the rows of a policy with some added and some taken away. It
// returns an Invalid fault that points at the row: one that is no row, is there
// or is not; one that gives a role that stands apart, or a party, more than the
// program's own policy does, or joins what who.Split has parted; and one without
// which nobody could change the policy back.
func Change(rows, add, remove []Row) ([]Row, error) {
	var c fault.Check
	next := slices.Clone(rows)
	for i, r := range remove {
		at := slices.Index(next, r)
		if at < 0 {
			c.Add("/policy/remove/"+strconv.Itoa(i), "not_there", "现行策略里没有这一行", "the policy has no such row")
			continue
		}
		next = slices.Delete(next, at, at+1)
	}
	for i, r := range add {
		if slices.Contains(next, r) {
			c.Add("/policy/add/"+strconv.Itoa(i), "there_already", "现行策略里已有这一行", "the policy has this row")
			continue
		}
		if _, err := expand(append(slices.Clone(next), r)); err != nil {
			c.Add("/policy/add/"+strconv.Itoa(i), "unknown_code", "没有这样的岗位、关系或者权限", "there is no such role, standing or permission")
			continue
		}
		next = append(next, r)
	}
	if len(add)+len(remove) == 0 || len(next) > MaxRows {
		c.Add("/policy", "out_of_range", "请至少增加或者删除一行，总数不超过300行", "add or take away one row at least, 300 rows in all at most")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return next, sound(rows, next)
}

// sound refuses a policy that would undo what stands apart or shut everybody out.
func sound(rows, next []Row) error {
	national, err := National()
	if err != nil {
		return err
	}
	first, err := grantsOf(national)
	if err != nil {
		return err
	}
	before, err := grantsOf(rows)
	if err != nil {
		return err
	}
	now, err := grantsOf(next)
	if err != nil {
		return err
	}
	for g := range now {
		apart := slices.Contains(who.Apart, g.Role) || g.Role == who.PartyRole
		if !before[g] && (g.Standing == who.None || apart && !first[g] || slices.Contains(who.Split, g)) {
			return errPolicy("apart", lang.T("这一行会让分立的岗位兼有不该有的权限："+said(g), "this would give a role that stands apart what it must not have: "+said(g)))
		}
	}
	for _, g := range who.Kept {
		if before[g] && !now[g] {
			return errPolicy("kept", lang.T("这一行不能删除，否则以后没有人能改回来或者查到："+said(g), "this stays, or nobody could change it back or see it: "+said(g)))
		}
	}
	return nil
}

func said(g who.Grant) string {
	return string(g.Role) + ", " + string(g.Standing) + ", " + string(g.Permission)
}

func errPolicy(code string, detail lang.Text) error {
	return fault.Invalid("/policy", code, detail.ZH, detail.EN)
}

func grantsOf(rows []Row) (map[who.Grant]bool, error) {
	all, err := expand(rows)
	grants := make(map[who.Grant]bool, len(all))
	for _, g := range all {
		grants[who.Grant{Role: who.Role(g[0]), Standing: who.Standing(g[1]), Permission: who.Permission(g[2])}] = true
	}
	return grants, err
}
