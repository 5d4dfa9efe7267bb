package api

import (
	"fmt"
	"strings"

	"liandong/domain/lang"
	"liandong/domain/party"
)

// needView is what one party needs, without saying who it is.
type needView struct {
	Role  party.Role  `json:"role"`
	Needs party.Needs `json:"needs"`
	Words []string    `json:"words"`
}

// needWords says each need in plain words, what comes first before the others.
func needWords(n party.Needs) []lang.Text {
	var all []lang.Text
	add := func(is bool, t lang.Text) {
		if is {
			all = append(all, t)
		}
	}
	add(n.Child, lang.T("未成年人，须有监护人在场", "a child: a guardian must be present"))
	add(n.Interpreter, lang.T("需要翻译", "needs an interpreter"))
	add(n.Hearing, lang.T("听力不便，需要手语或者文字", "hard of hearing: signs or writing"))
	add(n.Language != "", lang.T("语言："+n.Language, "language: "+n.Language))
	add(n.LargePrint, lang.T("需要大字材料", "needs large print"))
	add(n.Wheelchair, lang.T("需要无障碍通道", "needs a way in without steps"))
	return all
}

// needs lists what the parties need, without names, and what to say first.
func (c *Call) needs(parties []party.Party) (all []needView, first []string) {
	all, first = []needView{}, []string{}
	for _, p := range parties {
		if !p.Needs.Any() {
			continue
		}
		v := needView{Role: p.Role, Needs: p.Needs.OnCard(), Words: []string{}}
		for _, t := range needWords(*p.Needs) {
			v.Words = append(v.Words, c.say(t))
		}
		if len(v.Words) == 0 {
			continue
		}
		all = append(all, v)
		if p.Needs.First() {
			first = append(first, c.say(sideName(p.Role))+"："+strings.Join(v.Words, "；"))
		}
	}
	return all, first
}

func sideName(r party.Role) lang.Text {
	switch r {
	case party.Applicant:
		return lang.T("申请人", "applicant")
	case party.Respondent:
		return lang.T("被申请人", "respondent")
	}
	return lang.T("第三人", "third party")
}

// needsGo says in a preview which needs go with the case.
func (c *Call) needsGo(parties []party.Party) []itemView {
	all, _ := c.needs(parties)
	var items []itemView
	for i, n := range all {
		items = append(items, itemView{
			Item: fmt.Sprintf("needs_%d", i+1), Name: c.say(sideName(n.Role)) + "：" + strings.Join(n.Words, "；"),
			Why: c.say(lang.T("随案告知，接受前即可看到（不含姓名）", "told with the case; seen before acceptance, without names")),
		})
	}
	return items
}
