package wall

import (
	"testing"

	"liandong/domain/channel"
)

// Every class against every viewer. Channel text is for the team that heard it.
func TestPermits(t *testing.T) {
	viewers := map[string]Viewer{
		"author":     {Organization: "m", Team: "1", User: "u", Full: true},
		"team":       {Organization: "m", Team: "1", User: "v", Full: true},
		"other team": {Organization: "m", Team: "2", User: "w", Full: true},
		"custodian":  {Organization: "x", User: "x", Full: true},
		"superior":   {Organization: "s", User: "s"},
		"nobody":     {},
	}
	may := map[Class][]string{
		Open: {"author", "team", "other team", "custodian"}, CaseClass: {"author", "team", "other team", "custodian"}, Channel: {"author", "team"},
		PartyOnly: {"author"}, Protected: {"author", "team", "other team"}, Sealed: {"author"},
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
	if len(Lacks(channel.PeopleMediation, true, true, true)) != 0 || len(Lacks(channel.PeopleMediation, false, false, false)) != 3 || len(Lacks(channel.Litigation, false, true, true)) != 0 {
		t.Error("what is lacking")
	}
}
