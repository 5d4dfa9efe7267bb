// Package safety says what helps at once where somebody is in danger. It rests
// on the event alone: nothing here is known of a person, and no figure is made
// of it.
package safety

import (
	"slices"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
)

// Question is one of the three that are asked at registration, of this event.
type Question struct {
	Code string
	Text lang.Text
}

// Questions lists them. They accuse nobody and are asked of everybody alike.
var Questions = []Question{
	{"violence", lang.T("这件事里，有没有人动手、威胁或者限制人身自由？", "In this matter, was anyone hit, threatened or kept from leaving?")},
	{"danger", lang.T("这件事里，有没有人现在可能受到伤害？", "In this matter, could anyone be hurt now?")},
	{"child", lang.T("这件事里，有没有未成年人受到影响？", "In this matter, is a child affected?")},
}

// Help is one thing that may be done at once. Known says how its article is
// known: what nobody has read here is shown as such.
type Help struct {
	Code  string
	Title lang.Text
	Text  lang.Text
	Phone string
	Cite  []statute.Citation
	Known routing.Known

	violence, danger, child bool
}

func domesticViolence(article string) []statute.Citation {
	return []statute.Citation{{Law: "反家庭暴力法", Version: "2015", Article: article}}
}

// helps are shown in this order, before any way to settle.
var helps = []Help{
	{Code: "police", Title: lang.T("报警 110", "Call the police: 110"), Text: lang.T("有人正在受到伤害或者可能马上受到伤害的，先报警。", "Where anyone is being hurt, or may be at any moment, call the police first."),
		Phone: "110", Cite: domesticViolence("15条"), Known: routing.Unconfirmed, violence: true, danger: true, child: true},
	{Code: "admonition", Title: lang.T("告诫书", "A written admonition"), Text: lang.T("家庭暴力情节较轻的，可以请公安机关出具告诫书。", "For lesser domestic violence the police may be asked for a written admonition."),
		Cite: domesticViolence("16条"), Known: routing.Unconfirmed, violence: true},
	{Code: "protection_order", Title: lang.T("人身安全保护令", "A protection order"), Text: lang.T("可以向法院申请人身安全保护令：72小时内作出，情况紧急的24小时内作出；不收费，不必先起诉。", "The court may be asked for a protection order: given within 72 hours, in urgent cases within 24. It is free, and no suit is needed first."),
		Cite: append(domesticViolence("23条"), domesticViolence("28条")...), Known: routing.Unconfirmed, violence: true, danger: true},
	{Code: "shelter", Title: lang.T("临时庇护", "Shelter"), Text: lang.T("不能安全回家的，可以请民政部门、街道或者救助机构安排临时庇护。", "Whoever cannot go home safely may ask the civil-affairs department, the street office or a relief station for shelter."),
		Cite: domesticViolence("18条"), Known: routing.Unconfirmed, violence: true, danger: true, child: true},
	{Code: "legal_aid", Title: lang.T("法律援助 12348", "Legal aid: 12348"), Text: lang.T("可以申请法律援助，不收费；请求事项临近期限的可以先行提供。", "Legal aid may be asked for and is free; it may begin at once where a time limit is near."),
		Phone: "12348", Cite: []statute.Citation{{Law: "法律援助法", Version: "2021", Article: "31条"}, {Law: "法律援助法", Version: "2021", Article: "44条"}}, Known: routing.Read, violence: true, danger: true, child: true},
	{Code: "child_report", Title: lang.T("未成年人受侵害的报告", "Reporting harm to a child"), Text: lang.T("发现未成年人受到侵害或者面临危险的，可以依法向公安、民政、教育等部门报告。", "Harm or danger to a child may be reported to the police, civil affairs or education departments."),
		Cite: []statute.Citation{{Law: "未成年人保护法", Version: "2020", Article: "11条"}}, Known: routing.Read, child: true},
}

// Helps lists what helps in an event of which somebody said yes to a question.
func Helps(s *cases.Safety) []Help {
	if !s.Any() {
		return nil
	}
	var all []Help
	for _, h := range helps {
		if s.Violence && h.violence || s.Danger && h.danger || s.Child && h.child {
			all = append(all, h)
		}
	}
	return all
}

// Preselected is the way a window is led to first: the first that is open, and
// never mediation where somebody may be in danger. Empty where there is none.
func Preselected(a routing.Answer, s *cases.Safety) channel.Route {
	for _, j := range Ordered(a, s).Routes {
		if j.Verdict == routing.Open && (!s.Any() || !j.Channel.Mediation()) {
			return j.Route
		}
	}
	return ""
}

// Ordered puts mediation behind every other way where somebody may be in
// danger. No way is closed by it: whether to mediate is for the parties.
func Ordered(a routing.Answer, s *cases.Safety) routing.Answer {
	routes := slices.Clone(a.Routes)
	slices.SortStableFunc(routes, func(x, y routing.Judged) int {
		if s.Any() && x.Channel.Mediation() != y.Channel.Mediation() {
			if x.Channel.Mediation() {
				return 1
			}
			return -1
		}
		return x.Rank - y.Rank
	})
	for i := range routes {
		routes[i].Rank = i + 1
	}
	a.Routes = routes
	return a
}
