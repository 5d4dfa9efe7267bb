package filing

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/routing"
)

// Every body that acts on a party's own application has a list, every list
// belongs to a life, and every item says what it is and how sure that is.
func TestListsAreWhole(t *testing.T) {
	for _, s := range channel.Steps {
		if s.Channel.OnApplication() && Of(procedure.Choose(s.Channel, s.Route, procedure.Setting{})) == nil {
			t.Errorf("%s has no list", s.Route)
		}
	}
	for code, l := range Lists {
		if _, life := procedure.Lives[code]; !life && code != "mediation" {
			t.Errorf("%s is the list of no life", code)
		}
		if l.Title.ZH == "" || l.Title.EN == "" || len(l.Items) == 0 {
			t.Errorf("%s does not say what it is", code)
		}
		for _, i := range l.Items {
			if i.Name.ZH == "" || i.Name.EN == "" || !slices.Contains([]routing.Known{routing.Read, routing.Secondary, routing.Unconfirmed}, i.Known) {
				t.Errorf("%s: %s does not say what it is, or how that is known", code, i.Code)
			}
			if i.Known == routing.Read && i.Cite.Empty() {
				t.Errorf("%s: %s was read, but where?", code, i.Code)
			}
		}
	}
	if Of("petition") != nil || Of("") != nil {
		t.Error("registering a petition is never refused for its papers (条例 44)")
	}
}

// An item that nothing can meet, or that is asked for without end, is a defect of the list.
func TestEveryItemCanBeMetAndMissed(t *testing.T) {
	yes := true
	full := Matter{
		Category: "labour.unpaid_wages", Claims: 1, Agreement: true, Mediation: true, Joint: true,
		Facts: routing.Facts{EventOn: "2026-11-01", ArbitrationClause: "agreed", Relation: "employer_worker", JointApplication: &yes, History: &[]routing.Step{
			{Procedure: "labour_arbitration", Status: "award_final"}, {Procedure: "administrative_reconsideration", Status: "decided"}, {Procedure: "people_mediation", Status: "agreement"}}},
		Parties: []party.Party{
			{Role: party.Applicant, IDNumber: "1", Phone: "1", Address: "a", RepresentedBy: &party.Representative{Name: "x"}}, {Role: party.Respondent, IDNumber: "2", Phone: "2"}},
	}
	for _, kind := range document.Kinds {
		full.Documents = append(full.Documents, document.Document{Kind: kind})
	}
	for code, l := range Lists {
		for _, i := range l.Items {
			full.Papers = append(full.Papers, i.Code)
		}
		if a := Check(l, full); !a.Complete() || len(a.Of(Later)) > 0 {
			t.Errorf("%s cannot be met: %v", code, a.Of(Missing))
		}
		if a := Check(l, Matter{}); a.Complete() {
			t.Errorf("%s wants nothing", code)
		}
	}
}

func TestCheck(t *testing.T) {
	m := Matter{Category: "contract.sale", Claims: 1, Parties: []party.Party{{Role: party.Applicant, IDNumber: "1"}, {Role: party.Respondent}}}
	a := Check(Lists["civil_litigation"], m)
	want := map[string]Status{
		"complaint": Missing, "complaint_copies": Missing, "respondent": Present, "claims": Present, "applicant_identity": Present, "authority": NotNeeded,
		"evidence": Later, "service_address": Later, "award": NotNeeded,
	}
	for _, l := range a.Lines {
		if want[l.Item.Code] != l.Status || l.Why.ZH == "" || l.Why.EN == "" {
			t.Errorf("%s: %s %v", l.Item.Code, l.Status, l.Why)
		}
	}
	if left := a.LeftOut([]string{"起诉状"}); len(left) != 1 || left[0].Code != "complaint_copies" {
		t.Errorf("left out: %v", left)
	}
	if left := a.LeftOut([]string{"complaint", " complaint_copies "}); len(left) != 0 {
		t.Errorf("left out: %v", left)
	}
	m.Category = "labour.unpaid_wages"
	if a := Check(Lists["civil_litigation"], m); !slices.ContainsFunc(a.Of(Missing), func(i Item) bool { return i.Code == "award" }) {
		t.Error("wages are arbitrated on first")
	}
	if a := Check(Lists["commercial_arbitration"], m); !slices.ContainsFunc(a.Of(Missing), func(i Item) bool { return i.Code == "arbitration_agreement" }) {
		t.Error("no arbitration without an agreement to arbitrate")
	}
	m.Facts.ArbitrationClause = "none"
	if a := Check(Lists["commercial_arbitration"], m); !slices.ContainsFunc(a.Of(Missing), func(i Item) bool { return i.Code == "arbitration_agreement" }) {
		t.Error("no arbitration where there is none")
	}
	if a := Check(Lists["judicial_confirmation"], Matter{Parties: []party.Party{{Role: party.Applicant, IDNumber: "1"}, {Role: party.Respondent}}}); !slices.ContainsFunc(a.Of(Missing), func(i Item) bool { return i.Code == "applicant_identity" }) {
		t.Error("both sides show who they are")
	}
	if a := Check(nil, m); !a.Complete() || len(a.Lines) != 0 || len(a.LeftOut(nil)) != 0 {
		t.Error("no list wants nothing")
	}
}

func TestCourtNumber(t *testing.T) {
	for number, want := range map[string]string{
		"（2026）示0102民初1号": "", "（2026）X0102民初1号": "", "（2026）示01诉前调确1号": "", "（2026）最高法民终12号": "",
		"(2026)示0102民初1号": "number_brackets", "1号": "number_shape", "示劳人仲案〔2026〕1号": "number_shape", "（2025）示0102民初1号": "number_year",
	} {
		got := ""
		if w := CourtNumber("civil_litigation", number, "2026-11-24"); len(w) > 0 {
			got = w[0].Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
	if CourtNumber("labour_arbitration", "示劳人仲案〔2026〕1号", "2026-11-24") != nil {
		t.Error("a tribunal writes its numbers as it likes")
	}
	if Key("(2026) 示0102民初1号") != Key("（2026）示0102民初1号") || Key("〔2026〕x1号") != Key("[2026]X1号") {
		t.Error("brackets and spaces make another number")
	}
}

// docs/filing.md is what the lists say.
func TestDocsFiling(t *testing.T) {
	const file = "../../docs/filing.md"
	want := printed()
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != want {
		t.Errorf("%s is out of date: make docs (%v)", file, err)
	}
}

func printed() string {
	var b strings.Builder
	b.WriteString("# 立案受理材料清单 · filing lists\n\nGenerated from `domain/filing/lists`: `make docs`. A list asks, it never refuses; what is missing is named once and completely.\n")
	for _, code := range slices.Sorted(maps.Keys(Lists)) {
		l := Lists[code]
		fmt.Fprintf(&b, "\n## %s · %s\n\n", l.Title.ZH, l.Title.EN)
		if !l.Once.Empty() {
			fmt.Fprintf(&b, "一次性告知：%s（%s）\n\n", l.Once, l.OnceKnown)
		}
		b.WriteString("| 材料 | item | met by | wanted when | later | article | known |\n|---|---|---|---|---|---|---|\n")
		for _, i := range l.Items {
			var by []string
			for _, n := range i.By {
				by = append(by, strings.TrimSuffix(n.Kind+":"+n.Arg, ":"))
			}
			later, cite := "", ""
			if i.Later {
				later = "可以后补"
			}
			if !i.Cite.Empty() {
				cite = i.Cite.String()
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", i.Name.ZH, i.Name.EN, strings.Join(by, ", "), i.When, later, cite, i.Known)
		}
	}
	return b.String()
}
