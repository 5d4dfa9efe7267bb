package consent

import (
	"testing"

	"liandong/domain/org"
	"liandong/domain/party"
)

var sides = []party.Party{{ID: "a", Role: party.Applicant}, {ID: "b", Role: party.Respondent}, {ID: "c", Role: party.ThirdParty}}

func word(p party.ID, toward org.ID, answer string) Consent {
	return Consent{PartyID: p, Subject: Mediation, Toward: toward, Answer: answer}
}

func TestBook(t *testing.T) {
	for _, x := range []struct {
		says            string
		book            Book
		agreed, refused bool
	}{
		{"nobody was asked", nil, false, false},
		{"one side", Book{word("a", "m", Yes)}, false, false},
		{"both sides", Book{word("a", "m", Yes), word("b", "m", Yes)}, true, false},
		{"both, toward anyone", Book{word("a", "", Yes), word("b", "", Yes)}, true, false},
		{"toward another committee", Book{word("a", "n", Yes), word("b", "n", Yes)}, false, false},
		{"a third party's yes is no side's", Book{word("a", "m", Yes), word("c", "m", Yes)}, false, false},
		{"one refuses", Book{word("a", "m", Yes), word("b", "m", No)}, false, true},
		{"refused toward anyone", Book{word("a", "", No)}, false, true},
		{"refused toward another committee only", Book{word("a", "n", No)}, false, false},
		{"asked anew, agreed", Book{word("a", "", No), word("a", "m", Yes), word("b", "m", Yes)}, true, false},
		{"agreed, then refused", Book{word("a", "m", Yes), word("b", "m", Yes), word("b", "m", No)}, false, true},
	} {
		if got := x.book.AllAgreed(sides, "m"); got != x.agreed {
			t.Errorf("%s: agreed %v", x.says, got)
		}
		if got := x.book.Refused(sides, "m"); got != x.refused {
			t.Errorf("%s: refused %v", x.says, got)
		}
	}
}

func TestSideSumsUp(t *testing.T) {
	two := append([]party.Party{{ID: "a2", Role: party.Applicant}}, sides...)
	for _, x := range []struct {
		book Book
		want string
	}{{nil, ""}, {Book{word("a", "", Yes)}, ""}, {Book{word("a", "", Yes), word("a2", "", Yes)}, Yes}, {Book{word("a", "", Yes), word("a2", "", No)}, No}} {
		if got := x.book.Of(two, party.Applicant); got != x.want {
			t.Errorf("%v: %q, want %q", x.book, got, x.want)
		}
	}
}
