package party

import "strings"

// Alike says in what two parties of two registrations are alike: name, phone,
// id_number. Nothing follows from it by itself.
func (p Party) Alike(q Party) []string {
	var why []string
	for _, x := range []struct{ code, a, b string }{
		{"id_number", plain(p.IDNumber), plain(q.IDNumber)}, {"phone", digits(p.Phone), digits(q.Phone)}, {"name", plain(p.Name), plain(q.Name)},
	} {
		if x.a != "" && x.a == x.b {
			why = append(why, x.code)
		}
	}
	if p.Kind != q.Kind {
		return nil
	}
	return why
}

// Mark is one thing by which a person is known at a window.
type Mark struct {
	By    string // id_number, phone or name
	Value string // whole: a part of it is nobody's
}

// Marks lists by what somebody is looked for.
var Marks = []string{"id_number", "phone", "name"}

// PhoneTail is the mark by which a phone's last four digits are found.
const PhoneTail = "phone_tail"

// Plain is the mark's value in the one way in which it is compared; empty where
// it says nothing.
func (m Mark) Plain() string {
	switch m.By {
	case "phone", PhoneTail:
		return digits(m.Value)
	}
	return plain(m.Value)
}

// Marks lists by what the party is found, each in the one way in which it is
// compared: id number, phone, its last four digits, name.
func (p Party) Marks() []Mark {
	var all []Mark
	tel := digits(p.Phone)
	for _, m := range []Mark{{"id_number", plain(p.IDNumber)}, {"phone", tel}, {"name", plain(p.Name)}} {
		if m.Value != "" {
			all = append(all, m)
		}
	}
	if len(tel) >= 7 { // a shorter one is found whole
		all = append(all, Mark{PhoneTail, tel[len(tel)-4:]})
	}
	return all
}

// Bears tells whether a mark, whole, is this person's. Organisations have none:
// who has trouble with the same firm has a trouble of their own.
func (p Party) Bears(m Mark) bool {
	if p.Kind != Person {
		return false
	}
	mine, sought := plain(p.Name), plain(m.Value)
	switch m.By {
	case "id_number":
		mine = plain(p.IDNumber)
	case "phone":
		mine, sought = digits(p.Phone), digits(m.Value)
	case "name":
	default:
		return false
	}
	return sought != "" && mine == sought
}

// Same tells whether two parties of two registrations of one dispute are one:
// on the same side, under the same name, with the same papers or phone where
// either has any, and nothing that says otherwise. An organisation is known by
// its name.
func (p Party) Same(q Party) bool {
	if p.Role != q.Role || p.Kind != q.Kind || plain(p.Name) != plain(q.Name) || p.OrganizationID != "" && q.OrganizationID != "" && p.OrganizationID != q.OrganizationID {
		return false
	}
	if p.Kind == Organization {
		return true
	}
	idA, idB, telA, telB := plain(p.IDNumber), plain(q.IDNumber), digits(p.Phone), digits(q.Phone)
	if idA != "" && idB != "" {
		return idA == idB
	}
	if telA != "" && telB != "" {
		return telA == telB
	}
	return idA+telA == "" && idB+telB == ""
}

func plain(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, strings.TrimPrefix(strings.TrimSpace(s), "+86"))
}
