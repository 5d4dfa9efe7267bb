package rulepack

import (
	"sync"

	"liandong/domain/lang"
)

// english reads the English names once; they are no rules, and no part of the pack's digest.
var english = sync.OnceValues(func() (map[string]map[string]string, error) {
	raw, err := national.ReadFile("national/english.json")
	if err != nil {
		return nil, err
	}
	names := map[string]map[string]string{}
	return names, strict("english.json", raw, &names)
})

// Lists are the lists of codes with their Chinese names, by the name of the
// fact; the results of a procedure are under "status".
func (c Codes) Lists() map[string]map[string]string {
	return map[string]map[string]string{
		"purpose": c.Purpose, "category": c.Category, "relation": c.Relation, "circumstance": c.Circumstance, "status": c.History.Statuses,
		"arbitration_clause": c.ArbitrationClause, "consent": c.Consent, "acting_party": c.ActingParty, "petition_mode": c.PetitionMode,
	}
}

// Name says a code in both languages.
func (c Codes) Name(list, code string) lang.Text {
	en, err := english()
	name := en[list][code]
	if err != nil || name == "" {
		name = code
	}
	return lang.T(c.Lists()[list][code], name)
}
