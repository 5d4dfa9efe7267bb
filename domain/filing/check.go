package filing

import (
	"slices"
	"strings"

	"liandong/domain/document"
	"liandong/domain/lang"
	"liandong/domain/party"
	"liandong/domain/routing"
)

// Status is how an item of a list stands.
type Status string

// The states of an item.
const (
	Present   Status = "present"
	Missing   Status = "missing"
	Later     Status = "later"      // not there; it may follow after the filing
	NotNeeded Status = "not_needed" // not wanted in this case
)

// Statuses lists every status.
var Statuses = []Status{Present, Missing, Later, NotNeeded}

// Matter is what is looked at: what goes with the case, what is registered,
// and what somebody took in hand on paper.
type Matter struct {
	Category  string
	Claims    int
	Facts     routing.Facts
	Parties   []party.Party
	Documents []document.Document // those that the receiver gets, or has
	Agreement bool                // a settlement is in effect
	Mediation bool                // both sides agreed to mediation by the receiver
	Joint     bool                // both sides apply for confirmation
	Papers    []string            // codes of items handed over on paper
}

// Line is one item of a list and how it stands, with why.
type Line struct {
	Item   Item
	Status Status
	Why    lang.Text
}

// Answer is a list looked at in one case.
type Answer struct {
	List  *List
	Lines []Line
}

// Complete tells whether nothing is missing that cannot follow later.
func (a Answer) Complete() bool { return len(a.Of(Missing)) == 0 }

// Of lists the items that stand so.
func (a Answer) Of(s Status) []Item {
	var all []Item
	for _, l := range a.Lines {
		if l.Status == s {
			all = append(all, l.Item)
		}
	}
	return all
}

// LeftOut lists what is missing and was not asked for; asked holds codes or words.
func (a Answer) LeftOut(asked []string) []Item {
	return slices.DeleteFunc(a.Of(Missing), func(i Item) bool {
		return slices.ContainsFunc(asked, func(word string) bool {
			found, ok := a.List.Find(strings.TrimSpace(word))
			return ok && found.Code == i.Code
		})
	})
}

// Check looks at every item of a list; a nil list wants nothing.
func Check(l *List, m Matter) Answer {
	a := Answer{List: l}
	if l == nil {
		return a
	}
	for _, i := range l.Items {
		a.Lines = append(a.Lines, m.line(i))
	}
	return a
}

func (m Matter) line(i Item) Line {
	when, arg, _ := strings.Cut(i.When, ":")
	if when != "" && !conditions[when].holds(m, arg) {
		return Line{i, NotNeeded, conditions[when].absent}
	}
	if slices.Contains(m.Papers, i.Code) {
		return Line{i, Present, lang.T("纸质材料已交", "handed over on paper")}
	}
	for _, by := range i.By {
		if why, ok := tests[by.Kind](m, by.Arg); ok {
			return Line{i, Present, why}
		}
	}
	if i.Later {
		return Line{i, Later, lang.T("可以受理后补交", "it may follow after the filing")}
	}
	return Line{i, Missing, lang.T("案卷里还没有", "the file does not have it yet")}
}

var (
	inFile     = lang.T("案卷里已有这份材料", "the file has it")
	registered = lang.T("登记时已填写", "it was registered")
)

// tests says what meets an item, and how that is put in words.
var tests = map[string]func(m Matter, arg string) (lang.Text, bool){
	"document": func(m Matter, kind string) (lang.Text, bool) {
		return inFile, slices.ContainsFunc(m.Documents, func(d document.Document) bool { return d.Kind == kind })
	},
	"letter": func(m Matter, template string) (lang.Text, bool) {
		return inFile, slices.ContainsFunc(m.Documents, func(d document.Document) bool { return d.Template == template })
	},
	"party": func(m Matter, arg string) (lang.Text, bool) { return registered, m.party(arg) },
	"fact":  func(m Matter, arg string) (lang.Text, bool) { return registered, m.fact(arg) },
	"claims": func(m Matter, _ string) (lang.Text, bool) {
		return registered, m.Claims > 0
	},
	"agreement": func(m Matter, _ string) (lang.Text, bool) {
		return lang.T("调解协议已生效", "the agreement is in effect"), m.Agreement
	},
	"consent": func(m Matter, subject string) (lang.Text, bool) {
		return lang.T("双方已表示同意", "both sides said yes"), subject == "mediation" && m.Mediation || subject == "judicial_confirmation" && m.Joint
	},
	"step": func(m Matter, procedure string) (lang.Text, bool) {
		return lang.T("前一步程序已有结果", "the step before has its result"), m.step(procedure)
	},
	"settled": func(m Matter, _ string) (lang.Text, bool) {
		return lang.T("前一步程序已有结果", "the step before has its result"), m.enforceable()
	},
	"paper": func(Matter, string) (lang.Text, bool) { return lang.Text{}, false }, // only a person who took it in hand says so
}

type condition struct {
	holds  func(m Matter, arg string) bool
	absent lang.Text
}

// conditions says when an item is wanted, and what is said where it is not.
var conditions = map[string]condition{
	"respondent": {func(m Matter, _ string) bool { return m.party("respondent") }, lang.T("还没有登记对方当事人", "no respondent is registered yet")},
	"represented": {func(m Matter, _ string) bool {
		return slices.ContainsFunc(m.Parties, func(p party.Party) bool { return p.RepresentedBy != nil })
	}, lang.T("没有委托代理人", "nobody is represented")},
	"category": {func(m Matter, code string) bool { return m.Category == code }, lang.T("这类事项不需要", "not in this kind of matter")},
	"labour_first": {func(m Matter, _ string) bool {
		return strings.HasPrefix(m.Category, "labour.") && m.Category != "labour.wage_iou"
	}, lang.T("这类事项不以仲裁为前提", "no arbitration need come first")},
	"reconsideration_first": {func(m Matter, _ string) bool {
		return slices.Contains([]string{"tax.amount", "administrative.inaction", "administrative.disclosure_refusal", "administrative.penalty_on_the_spot", "natural_resource.title_decision"}, m.Category)
	}, lang.T("这类事项不以复议为前提", "no reconsideration need come first")},
	"property": {func(m Matter, _ string) bool {
		for _, family := range []string{"property.", "homestead.", "land.", "forest.", "family.inheritance"} {
			if strings.HasPrefix(m.Category, family) {
				return true
			}
		}
		return false
	}, lang.T("协议不涉及财产权属", "the agreement is about no title")},
}

// party tells whether every party of a role has a field; with a role alone,
// whether there is one. «sides» are applicants and respondents.
func (m Matter) party(arg string) bool {
	role, field, _ := strings.Cut(arg, ".")
	some := false
	for _, p := range m.Parties {
		if string(p.Role) != role && (role != "sides" || p.Role == party.ThirdParty) {
			continue
		}
		some = true
		if field != "" && map[string]string{"id_number": p.IDNumber, "phone": p.Phone, "address": p.Address}[field] == "" {
			return false
		}
	}
	return some
}

func (m Matter) fact(arg string) bool {
	name, want, valued := strings.Cut(arg, "=")
	got := map[string]string{"event_on": string(m.Facts.EventOn), "arbitration_clause": m.Facts.ArbitrationClause, "relation": m.Facts.Relation}[name]
	if valued {
		return got == want
	}
	return got != ""
}

func (m Matter) step(procedure string) bool {
	return m.Facts.History != nil && slices.ContainsFunc(*m.Facts.History, func(s routing.Step) bool { return s.Procedure == procedure && s.Status != "pending" })
}

// enforceable tells whether an earlier step left something that can be enforced.
func (m Matter) enforceable() bool {
	return m.Facts.History != nil && slices.ContainsFunc(*m.Facts.History, func(s routing.Step) bool {
		return slices.Contains([]string{"award_final", "award_non_final", "judgment_effective", "confirmed_valid"}, s.Status)
	})
}
