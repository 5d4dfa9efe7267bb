package wall

import (
	"testing"
)

// Every class against every viewer. Channel text is for the team that heard it.
func TestPermits(t *testing.T) {
	viewers := map[string]Viewer{
		"author":     {Organization: "m", Team: "1", User: "u", Full: true, Handles: true},
		"team":       {Organization: "m", Team: "1", User: "v", Full: true, Handles: true},
		"head":       {Organization: "m", Team: "1", User: "h", Full: true},
		"other team": {Organization: "m", Team: "2", User: "w", Full: true, Handles: true},
		"custodian":  {Organization: "x", User: "x", Full: true, Holds: true},
		"sender":     {Organization: "y", User: "y", Full: true},
		"agreed":     {Organization: "z", User: "z", Full: true, Disclosed: true},
		"superior":   {Organization: "s", User: "s"},
		"nobody":     {},
	}
	may := map[Class][]string{
		Open: {"author", "team", "head", "other team", "custodian", "sender", "agreed"}, CaseClass: {"author", "team", "head", "other team", "custodian", "sender", "agreed"},
		Channel: {"author", "team", "agreed"}, PartyOnly: {"author"}, Protected: {"author", "team", "head", "other team", "custodian"}, Sealed: {"author"},
	}
	for _, class := range Classes {
		r := Record{Class: class, Organization: "m", Team: "1", Author: "u"}
		for name, v := range viewers {
			want := false
			for _, x := range may[class] {
				want = want || x == name
			}
			if Permits(v, r) != want {
				t.Errorf("%s, %s: %v", class, name, !want)
			}
		}
	}
}

// What stays says by which article.
func TestItems(t *testing.T) {
	for _, i := range Stays {
		if i.Cite.Empty() || i.Why.EN == "" || i.Why.ZH == "" {
			t.Errorf("%s stays without a reason", i.Code)
		}
	}
}
