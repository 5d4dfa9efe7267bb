package api

import (
	"encoding/json"

	"liandong/domain/routing"
)

// claimIn is a claim as a text, or as an object with its own category and facts.
type claimIn struct {
	Text     string         `json:"text"`
	Category string         `json:"category,omitempty"`
	Facts    *routing.Facts `json:"facts,omitempty"`
	Parties  []int          `json:"parties,omitempty" doc:"whose claim it is, by place in parties from 0; every applicant's where it is left out"`
}

// UnmarshalJSON reads both forms, the object strictly.
func (c *claimIn) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &c.Text)
	}
	type plain claimIn
	return strictly(b, (*plain)(c))
}

type claimView struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Category string         `json:"category,omitempty"`
	Facts    *routing.Facts `json:"facts,omitempty"`
	Parties  []string       `json:"parties,omitempty" doc:"whose claim it is; every applicant's where there are none"`
}
