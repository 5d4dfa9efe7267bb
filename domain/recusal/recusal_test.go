package recusal

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/machine"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// Every rule says its grounds in words, who decides, its law, and how the law is known.
func TestRulesHoldTogether(t *testing.T) {
	seen := map[Office]bool{}
	for _, r := range Rules {
		switch {
		case seen[r.Office]:
			t.Errorf("%s stands twice", r.Office)
		case r.Name.ZH == "" || r.Name.EN == "" || r.Decider.ZH == "" || r.Cite.Empty() || len(r.Grounds) == 0:
			t.Errorf("%s says too little", r.Office)
		case !slices.Contains([]string{"read", "secondary", "unconfirmed"}, r.Known):
			t.Errorf("%s: known %q", r.Office, r.Known)
		case r.Known == "read" && r.Cite.Article == "":
			t.Errorf("%s was read and names no article", r.Office)
		case r.Known != "read" && r.Note.ZH == "":
			t.Errorf("%s is not confirmed and does not say so", r.Office)
		}
		seen[r.Office] = true
		for _, g := range r.Grounds {
			if GroundNames[g].ZH == "" || GroundNames[g].EN == "" {
				t.Errorf("%s: %s has no words", r.Office, g)
			}
		}
	}
	for office, article := range map[Office]string{PetitionStaff: "28条3款", InvitedMediator: "15条", LabourArbitrator: "33条", LandArbitrator: "28条", MarketMediator: "19条", Counsel: "39条"} {
		if got := Of(office).Cite.Article; got != article {
			t.Errorf("%s rests on %s, want %s", office, got, article)
		}
	}
}

// The parts the article names are barred, and nothing else but trying and arbitrating.
func TestBars(t *testing.T) {
	var barred []procedure.Part
	for _, p := range procedure.Parts {
		if procedure.PartNames[p].ZH == "" {
			t.Errorf("%s has no name", p)
		}
		if b, ok := BarOf(p); ok {
			barred = append(barred, p)
			if b.Cite[0].Article != "16条" {
				t.Errorf("%s does not rest on article 16", p)
			}
		}
	}
	want := []procedure.Part{procedure.PartJudge, procedure.PartArbitrator, procedure.PartJuror, procedure.PartAgent, procedure.PartWitness, procedure.PartAppraiser, procedure.PartInterpreter}
	if !slices.Equal(barred, want) {
		t.Errorf("barred %v, want %v", barred, want)
	}
}

// In each state each word is taken or refused as the table says, and a refusal changes nothing.
func TestEveryStateAndAction(t *testing.T) {
	parties := []party.Party{{ID: "a", Role: party.Applicant}, {ID: "b", Role: party.Respondent}, {ID: "c", Role: party.ThirdParty}}
	for _, s := range []State{Declared, Objected, Upheld, Rejected, Waived} {
		for _, do := range []Action{Uphold, Reject} {
			r := Restore(Facts{State: s, Office: InvitedMediator})
			row, ok := Life.Find(s, do, Decider)
			err := r.Decide(do, "head", "words", "2026-11-24")
			if ok != (err == nil) || ok && r.Facts().State != row.To || !ok && r.Facts().State != s {
				t.Errorf("%s in %s: %v, now %s", do, s, err, r.Facts().State)
			}
		}
		_, ok := Life.Find(s, Waive, All)
		r := Restore(Facts{State: s, Office: InvitedMediator})
		one := r.Waive(Waiver{PartyID: "a"}, parties)
		if ok != (one == nil) || r.Facts().State != s {
			t.Errorf("one side waives in %s: %v, now %s", s, one, r.Facts().State)
		}
		if !ok {
			continue
		}
		if err := r.Waive(Waiver{PartyID: "a"}, parties); !errors.Is(err, ErrWaivedTwice) {
			t.Errorf("the same side twice: %v", err)
		}
		if err := r.Waive(Waiver{PartyID: "b"}, parties); err != nil || r.Facts().State != Waived || r.Facts().Bars() {
			t.Errorf("both sides: %v, now %s", err, r.Facts().State)
		}
	}
	for _, rule := range Rules {
		err := Restore(Facts{State: Upheld, Office: rule.Office}).Waive(Waiver{PartyID: "a"}, parties)
		if rule.Waivable == errors.Is(err, ErrNoWaiver) {
			t.Errorf("%s: waivable %v, got %v", rule.Office, rule.Waivable, err)
		}
	}
}

// A declaration bars at once; an objection does not until it is upheld; both refusals cite.
func TestWhatBars(t *testing.T) {
	own, theirs := Raise(Facts{User: "u", Office: PetitionStaff}), Raise(Facts{User: "v", PartyID: "p", Office: LabourArbitrator})
	if !own.Facts().Bars() || theirs.Facts().Bars() || !theirs.Facts().Pending() {
		t.Errorf("%+v %+v", own.Facts(), theirs.Facts())
	}
	all := []Facts{own.Facts(), theirs.Facts()}
	if _, out := Standing(all, "v"); out {
		t.Error("an undecided objection bars")
	}
	f, out := Standing(all, "u")
	if !out {
		t.Fatal("a declaration does not bar")
	}
	if no := f.Refusal(false); no.Kind != fault.Denied || no.Code != "recused" || no.Cite[0].Article != "28条3款" {
		t.Errorf("%+v", no)
	}
	if no := f.Refusal(true); no.Kind != fault.Conflict || no.Code != "recused" || len(no.Cite) != 1 {
		t.Errorf("%+v", no)
	}
}

// Each house's people are recused by their own rule.
func TestOfficeOf(t *testing.T) {
	at := func(c, life string) procedure.Facts { return procedure.Facts{Channel: channel.Channel(c), Life: life} }
	for _, x := range []struct {
		role who.Role
		kind org.Kind
		p    procedure.Facts
		want Office
	}{
		{who.Clerk, org.PetitionOffice, at("petition", ""), PetitionStaff},
		{who.Mediator, org.MediationCommittee, at("judicial_mediation", ""), InvitedMediator},
		{who.Mediator, org.MediationCommittee, at("people_mediation", ""), PeoplesMediator},
		{who.Mediator, org.MediationCommittee, procedure.Facts{}, PeoplesMediator},
		{who.Officer, org.Agency, at("administrative_mediation", "administrative_mediation_market"), MarketMediator},
		{who.Officer, org.Police, at("administrative_mediation", ""), AdministrativeMediator},
		{who.Arbitrator, org.LabourArbitration, at("arbitration", ""), LabourArbitrator},
		{who.Arbitrator, org.LandArbitration, at("arbitration", ""), LandArbitrator},
		{who.Arbitrator, org.ArbitrationComm, at("arbitration", ""), CommercialArbitrator},
		{who.Judge, org.Court, at("litigation", ""), CourtStaff},
		{who.ReconsiderationOfficer, org.ReconsiderationBody, at("administrative_reconsideration", ""), Staff},
		{who.Lawyer, org.LawFirm, procedure.Facts{}, Counsel},
	} {
		if got := OfficeOf(x.role, x.kind, x.p); got != x.want {
			t.Errorf("%s at %s: %s, want %s", x.role, x.kind, got, x.want)
		}
	}
}

// docs/machines/recusal.md is the table the program runs.
func TestDocsRecusal(t *testing.T) {
	const file = "../../docs/machines/recusal.md"
	want := drawing()
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != want {
		t.Errorf("%s is out of date: make docs (%v)", file, err)
	}
}

func drawing() string {
	var b strings.Builder
	b.WriteString("# 回避 · recusal\n\nGenerated from `domain/recusal`: `make docs`.\n\n```mermaid\n" + machine.Table[State, Action, Side](Life).Mermaid() + "```\n\n")
	b.WriteString("| office | grounds | decided by | waivable | article | known |\n|---|---|---|---|---|---|\n")
	for _, r := range Rules {
		var grounds []string
		for _, g := range r.Grounds {
			grounds = append(grounds, GroundNames[g].ZH)
		}
		waivable := ""
		if r.Waivable {
			waivable = "各方同意"
		}
		b.WriteString("| " + strings.Join([]string{r.Name.ZH, strings.Join(grounds, "；"), r.Decider.ZH, waivable, r.Cite.String(), r.Known + " " + r.Note.ZH}, " | ") + " |\n")
	}
	b.WriteString("\nWho mediated the case may not be in it:\n\n| part | article | known |\n|---|---|---|\n")
	for _, x := range Bars {
		var cites []string
		for _, c := range x.Cite {
			cites = append(cites, c.String())
		}
		b.WriteString("| " + procedure.PartNames[x.Part].ZH + " | " + strings.Join(cites, "；") + " | " + x.Known + " |\n")
	}
	return b.String()
}
