package rulepack

import "testing"

// Every code has a name in both languages, and no name is for a code that is gone.
func TestNames(t *testing.T) {
	p, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	en, err := english()
	if err != nil {
		t.Fatal(err)
	}
	for list, codes := range p.Codes.Lists() {
		for code, zh := range codes {
			if zh == "" || en[list][code] == "" {
				t.Errorf("%s %s has no name in both languages", list, code)
			}
		}
		for code := range en[list] {
			if codes[code] == "" {
				t.Errorf("%s %s is named and no code", list, code)
			}
		}
	}
	if len(en) != len(p.Codes.Lists()) {
		t.Errorf("%d lists named, %d there", len(en), len(p.Codes.Lists()))
	}
}
