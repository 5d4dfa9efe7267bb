package party_test

import (
	"slices"
	"testing"

	"liandong/domain/party"
)

func TestSame(t *testing.T) {
	lin := party.Party{Role: party.Applicant, Kind: party.Person, Name: "林小雨", Phone: "139 0000 1234", IDNumber: "11010519491231002x"}
	with := func(change func(*party.Party)) party.Party { p := lin; change(&p); return p }
	for name, c := range map[string]struct {
		p     party.Party
		same  bool
		alike []string
	}{
		"herself": {lin, true, []string{"id_number", "phone", "name"}},
		"written otherwise": {with(func(p *party.Party) {
			p.Name, p.Phone, p.IDNumber = " 林 小雨", "+8613900001234", "11010519491231002X"
		}), true, []string{"id_number", "phone", "name"}},
		"another paper":        {with(func(p *party.Party) { p.IDNumber = "110105194912310011" }), false, []string{"phone", "name"}},
		"the other side":       {with(func(p *party.Party) { p.Role = party.Respondent }), false, []string{"id_number", "phone", "name"}},
		"a namesake":           {party.Party{Role: party.Applicant, Kind: party.Person, Name: "林小雨"}, false, []string{"name"}},
		"no paper, same phone": {with(func(p *party.Party) { p.IDNumber = "" }), true, []string{"phone", "name"}},
		"a firm of that name":  {with(func(p *party.Party) { p.Kind = party.Organization }), false, nil},
	} {
		if got := lin.Same(c.p); got != c.same {
			t.Errorf("%s: the same is %v", name, got)
		}
		if got := lin.Alike(c.p); !slices.Equal(got, c.alike) {
			t.Errorf("%s: alike in %v", name, got)
		}
	}
	a, b := party.Party{Kind: party.Person, Name: "张三"}, party.Party{Kind: party.Person, Name: "张三"}
	if !a.Same(b) {
		t.Error("two who are known by name only are one where the window says so")
	}
	if x := (party.Party{Kind: party.Organization, Name: "甲公司", OrganizationID: "a"}); x.Same(party.Party{Kind: party.Organization, Name: "甲公司", OrganizationID: "b"}) {
		t.Error("two organisations of the county are one")
	}
}

// A mark finds a person when it is whole, however it is written, and never an organisation.
func TestBears(t *testing.T) {
	lin := party.Party{Role: party.Respondent, Kind: party.Person, Name: "林小雨", Phone: "139 0000 1234", IDNumber: "11010519491231002x"}
	firm := party.Party{Kind: party.Organization, Name: "林小雨", Phone: "13900001234"}
	for m, want := range map[party.Mark]bool{
		{By: "id_number", Value: " 11010519491231002X "}: true, {By: "id_number", Value: "1101051949123100"}: false, {By: "id_number", Value: ""}: false,
		{By: "phone", Value: "+86 139-0000-1234"}: true, {By: "phone", Value: "1390000123"}: false, {By: "phone", Value: "林"}: false,
		{By: "name", Value: "林 小雨"}: true, {By: "name", Value: "林小"}: false, {By: "name", Value: "%"}: false, {By: "address", Value: "林小雨"}: false,
	} {
		if lin.Bears(m) != want {
			t.Errorf("%+v: %v", m, !want)
		}
		if firm.Bears(m) {
			t.Errorf("%+v finds an organisation", m)
		}
	}
	if nobody := (party.Party{Kind: party.Person}); nobody.Bears(party.Mark{By: "phone"}) {
		t.Error("nothing is found by nothing")
	}
}
