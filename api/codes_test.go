package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
)

// Every code the screens may meet has a word, in both languages, and every word a code.
func TestWords(t *testing.T) {
	same := func(list string, codes []string) {
		t.Helper()
		var named []string
		for _, w := range words[list] {
			if w.name.ZH == "" || w.name.EN == "" {
				t.Errorf("%s %s lacks a word", list, w.code)
			}
			named = append(named, w.code)
		}
		slices.Sort(named)
		slices.Sort(codes)
		if !slices.Equal(named, codes) {
			t.Errorf("%s: words for %v, codes are %v", list, named, codes)
		}
	}
	same("referral_state", texts(referral.States))
	for _, o := range referral.Outcomes {
		if name := referral.OutcomeNames[o]; name.ZH == "" || name.EN == "" || len(referral.OutcomeNames) != len(referral.Outcomes) {
			t.Errorf("referral_outcome: %s lacks a word", o)
		}
	}
	same("case_outcome", texts(cases.Outcomes))
	same("source", slices.Clone(cases.Sources))
	same("proof_kind", slices.Clone(cases.ProofKinds))
	same("terminate_code", slices.Clone(procedure.TerminateCodes))
	same("consent_subject", texts(consent.Subjects))
	same("consent_form", slices.Clone(consent.Forms))
	same("grade", slices.Clone(procedure.Grades))
	same("agreement_form", slices.Clone(procedure.AgreementForms))
	same("identity_check", slices.Clone(desk.IdentityChecks))
	same("oral_confirm", slices.Clone(document.Confirmings))
	same("agent_kind", slices.Clone(party.AgentKinds))
	same("party_power", texts(party.Powers))
	same("clock_kind", texts([]clock.Kind{clock.Procedure, clock.Right, clock.Answer, clock.Office}))
}

func texts[T ~string](all []T) []string {
	out := make([]string, 0, len(all))
	for _, x := range all {
		out = append(out, string(x))
	}
	return out
}

// The public list answers in the language asked for, and has options for every fact that is chosen.
func TestCodesAnswer(t *testing.T) {
	a := demo(t)
	for tag, want := range map[string]string{"zh-CN": "漏水", "en": "water leak"} {
		req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, prefix+"/public/codes", nil)
		req.Host = "127.0.0.1"
		req.Header.Set("Accept-Language", tag)
		res, err := a.Server().Test(req, -1)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		var v codesView
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(v.Lists["category"], func(x termView) bool { return x.Code == "neighbour.leak" && x.Name == want && x.Family != "" }) {
			t.Errorf("%s: no %q among the categories", tag, want)
		}
		for _, f := range v.Facts {
			if f.Name == "" || len(f.Options) == 0 && f.Kind != "day" {
				t.Errorf("%s: %s cannot be asked: %+v", tag, f.Fact, f)
			}
		}
	}
}
