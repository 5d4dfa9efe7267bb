package api

import (
	"maps"
	"slices"
	"strings"

	"liandong/domain/lang"
	"liandong/infra/rulepack"
)

// always are the questions everybody is asked; the others come when they decide.
var always = []string{"category", "purpose", "event_on", "relation", "history", "arbitration_clause", "consent.respondent"}

// procedures and the results that people can tell of one.
var tried = []struct {
	code     string
	name     lang.Text
	statuses []string
}{
	{"petition", lang.T("信访", "petition"), []string{"pending", "opinion", "reviewed", "final_review"}},
	{"people_mediation", lang.T("人民调解", "people's mediation"), []string{"pending", "failed", "agreement", "agreement_breached"}},
	{"administrative_mediation", lang.T("行政调解", "administrative mediation"), []string{"pending", "failed", "agreement", "agreement_breached"}},
	{"consumer_association", lang.T("消费者协会", "consumer association"), []string{"pending", "handled", "agreement"}},
	{"labour_arbitration", lang.T("劳动仲裁", "labour arbitration"), []string{"pending", "filed_no_decision", "refused", "award_non_final", "award_final"}},
	{"commercial_arbitration", lang.T("商事仲裁", "commercial arbitration"), []string{"pending", "award_final"}},
	{"land_arbitration", lang.T("农村土地仲裁", "rural land arbitration"), []string{"pending", "award_non_final"}},
	{"administrative_reconsideration", lang.T("行政复议", "reconsideration"), []string{"pending", "filed_no_decision", "refused", "decided"}},
	{"civil_litigation", lang.T("民事诉讼", "civil suit"), []string{"pending", "filed_arbitration_objection", "divorce_denied", "judgment_effective", "withdrawn"}},
	{"administrative_litigation", lang.T("行政诉讼", "administrative suit"), []string{"pending", "judgment_effective"}},
	{"judicial_confirmation", lang.T("司法确认", "judicial confirmation"), []string{"pending", "confirmed_valid", "refused"}},
}

// families names the groups of categories.
var families = map[string]lang.Text{
	"accusation": lang.T("检举控告", "accusations"), "administrative": lang.T("行政行为", "administrative acts"), "consumer": lang.T("消费", "consumers"),
	"contract": lang.T("合同", "contracts"), "data": lang.T("数据", "data"), "environment": lang.T("环境", "environment"), "expropriation": lang.T("征收", "expropriation"),
	"family": lang.T("婚姻家庭", "family"), "finance": lang.T("金融", "finance"), "forest": lang.T("山林", "forests"), "homestead": lang.T("宅基地", "house sites"),
	"intellectual_property": lang.T("知识产权", "intellectual property"), "labour": lang.T("劳动", "labour"), "land": lang.T("土地", "land"), "medical": lang.T("医疗", "medical"),
	"natural_resource": lang.T("自然资源", "natural resources"), "neighbour": lang.T("邻里", "neighbours"), "petition": lang.T("信访", "petition"),
	"property": lang.T("物权", "property"), "property_management": lang.T("物业", "property management"), "public_security": lang.T("治安", "public order"),
	"school": lang.T("校园", "schools"), "service": lang.T("劳务", "services"), "social_insurance": lang.T("社会保险", "social insurance"),
	"suggestion": lang.T("建议", "suggestions"), "tax": lang.T("税务", "tax"), "tort": lang.T("侵权", "torts"), "traffic": lang.T("交通事故", "traffic"),
}

// ask makes the form: what everybody is asked, what was answered before, and
// what the answer shows to be missing.
func (p *lawView) ask(codes rulepack.Codes, missing []string) {
	names := slices.Clone(always)
	more := slices.Clone(missing)
	for name, value := range p.values {
		if value != "" {
			more = append(more, name)
		}
	}
	if step := p.values["history"]; step != "" && step != "none" {
		names = append(names, "history.on")
	}
	slices.Sort(more)
	for _, name := range slices.Compact(more) {
		if !slices.Contains(names, name) && p.named(name, codes) != "" {
			names = append(names, name)
		}
	}
	for _, name := range names {
		f := lawField{Name: name, Label: p.named(name, codes), Value: p.values[name], Date: name == "event_on" || name == "history.on"}
		if !f.Date {
			f.Groups = append([]lawGroup{{Options: []lawOption{{"", p.T("不清楚 / 未选", "not known")}}}}, p.options(name, codes)...)
		}
		p.Fields = append(p.Fields, f)
	}
}

func (p *lawView) options(name string, codes rulepack.Codes) []lawGroup {
	flat := func(list string) []lawGroup {
		var g lawGroup
		for _, code := range slices.Sorted(maps.Keys(codes.Lists()[list])) {
			if code != "unknown" {
				g.Options = append(g.Options, lawOption{code, p.say(codes.Name(list, code))})
			}
		}
		return []lawGroup{g}
	}
	switch name {
	case "category":
		return p.categories(codes)
	case "relation", "purpose", "arbitration_clause", "acting_party":
		return flat(name)
	case "consent.applicant", "consent.respondent":
		return flat("consent")
	case "petition.mode":
		return flat("petition_mode")
	case "history":
		groups := []lawGroup{{Options: []lawOption{{"none", p.T("还没有找过", "nothing yet")}}}}
		for _, t := range tried {
			g := lawGroup{Name: p.say(t.name)}
			for _, s := range t.statuses {
				g.Options = append(g.Options, lawOption{t.code + ":" + s, p.say(t.name) + p.T("：", ": ") + p.say(codes.Name("status", s))})
			}
			groups = append(groups, g)
		}
		return groups
	}
	return []lawGroup{{Options: []lawOption{{"yes", p.T("是", "yes")}, {"no", p.T("不是", "no")}}}}
}

func (p *lawView) categories(codes rulepack.Codes) []lawGroup {
	var groups []lawGroup
	for _, code := range slices.Sorted(maps.Keys(codes.Category)) {
		family, _, _ := strings.Cut(code, ".")
		name := p.say(families[family])
		if len(groups) == 0 || groups[len(groups)-1].Name != name {
			groups = append(groups, lawGroup{Name: name})
		}
		g := &groups[len(groups)-1]
		g.Options = append(g.Options, lawOption{code, p.say(codes.Name("category", code))})
	}
	return groups
}
