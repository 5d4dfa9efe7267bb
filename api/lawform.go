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
var families = map[string]string{
	"accusation": "检举控告", "administrative": "行政行为", "consumer": "消费", "contract": "合同", "data": "数据", "environment": "环境", "expropriation": "征收", "family": "婚姻家庭",
	"finance": "金融", "forest": "山林", "homestead": "宅基地", "intellectual_property": "知识产权", "labour": "劳动", "land": "土地", "medical": "医疗", "natural_resource": "自然资源",
	"neighbour": "邻里", "petition": "信访", "property": "物权", "property_management": "物业", "public_security": "治安", "school": "校园", "service": "劳务", "social_insurance": "社会保险",
	"suggestion": "建议", "tax": "税务", "tort": "侵权", "traffic": "交通事故",
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
	flat := func(m map[string]string) []lawGroup {
		var g lawGroup
		for _, code := range slices.Sorted(maps.Keys(m)) {
			if code != "unknown" {
				g.Options = append(g.Options, lawOption{code, p.T(m[code], code)})
			}
		}
		return []lawGroup{g}
	}
	switch name {
	case "category":
		return p.categories(codes)
	case "relation":
		return flat(codes.Relation)
	case "purpose":
		return flat(codes.Purpose)
	case "arbitration_clause":
		return flat(codes.ArbitrationClause)
	case "consent.applicant", "consent.respondent":
		return flat(codes.Consent)
	case "acting_party":
		return flat(codes.ActingParty)
	case "petition.mode":
		return flat(codes.PetitionMode)
	case "history":
		groups := []lawGroup{{Options: []lawOption{{"none", p.T("还没有找过", "nothing yet")}}}}
		for _, t := range tried {
			g := lawGroup{Name: p.say(t.name)}
			for _, s := range t.statuses {
				g.Options = append(g.Options, lawOption{t.code + ":" + s, p.say(t.name) + p.T("：", ": ") + p.T(codes.History.Statuses[s], s)})
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
		name := p.T(families[family], family)
		if len(groups) == 0 || groups[len(groups)-1].Name != name {
			groups = append(groups, lawGroup{Name: name})
		}
		g := &groups[len(groups)-1]
		g.Options = append(g.Options, lawOption{code, p.T(codes.Category[code], code)})
	}
	return groups
}
