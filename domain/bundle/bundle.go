// Package bundle is what a handoff carries, and what may leave a mediation by
// law: manifests, receipts, facts confirmed by both sides, reports of danger.
package bundle

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/statute"
	"liandong/domain/wall"
)

// Item is one document in a manifest.
type Item struct {
	ID       document.ID `json:"id"`
	Title    string      `json:"title"`
	Class    wall.Class  `json:"class"`
	Original bool        `json:"original"`
	LiesAt   string      `json:"original_at,omitempty"`
	Digest   string      `json:"digest"`
}

// Kept is one document that stayed behind. What it is called stays too.
type Kept struct {
	Class wall.Class       `json:"class"`
	Count int              `json:"count"`
	Cite  statute.Citation `json:"cite"`
}

// Signed is one item as the receiver has it.
type Signed struct {
	ID     document.ID `json:"id"`
	Digest string      `json:"digest"`
}

// Receipt is what a receiver signed for, item by item.
type Receipt struct {
	At         time.Time     `json:"at"`           // entered
	On         calendar.Date `json:"on,omitempty"` // signed for: the day on the paper, where it was paper
	By         string        `json:"by"`
	Received   []document.ID `json:"received"`
	Missing    []document.ID `json:"missing"`
	Mismatched []document.ID `json:"mismatched"`
}

// Bundle is the manifest of one referral and its receipt.
type Bundle struct {
	Referral referral.ID
	Goes     []Item
	Stays    []Kept
	Receipt  *Receipt
	Version  int
}

// reasons says why a class stays.
var reasons = map[wall.Class]statute.Citation{
	wall.Channel:   {Law: "最高人民法院关于人民法院特邀调解的规定", Version: "2016", Article: "22条"},
	wall.PartyOnly: {Law: "律师法", Version: "2017", Article: "38条"},
	wall.Protected: statute.Petition("30条"),
	wall.Sealed:    statute.Petition("30条"),
}

// Follows tells whether a class may follow a case into a channel: open and
// case material does; what was said in mediation only where all sides agreed
// for this receiver by name; accusation material only to who takes the
// accusation on, by assignment to the organ that handles it.
func Follows(c wall.Class, to channel.Route, disclosed bool) bool {
	switch c {
	case wall.Open, wall.CaseClass:
		return true
	case wall.Channel:
		return disclosed
	case wall.Protected:
		return to == channel.RouteDisciplineReport || to == channel.RoutePetition
	}
	return false
}

// Carries tells whether a document may follow a case. A protected address for
// service goes nowhere, whoever takes the case on.
func Carries(d document.Document, to channel.Route, disclosed bool) bool {
	return Follows(d.Class, to, disclosed) && !d.Sheltered()
}

// Make writes a manifest of the documents chosen, or of all that may follow
// where none were.
func Make(id referral.ID, all []document.Document, chosen []string, to channel.Route, disclosed bool) Bundle {
	b := Bundle{Referral: id, Version: 1}
	count := map[wall.Class]int{}
	for _, d := range all {
		picked := len(chosen) == 0 || slices.Contains(chosen, string(d.ID))
		follows := Carries(d, to, disclosed)
		switch {
		case follows && picked:
			b.Goes = append(b.Goes, Item{ID: d.ID, Title: d.Title, Class: d.Class, Original: d.Original, LiesAt: d.LiesAt, Digest: d.Digest})
		case !follows:
			count[d.Class]++
		}
	}
	for _, c := range wall.Classes {
		if count[c] > 0 {
			b.Stays = append(b.Stays, Kept{Class: c, Count: count[c], Cite: reasons[c]})
		}
	}
	return b
}

// Hold counts one more document of a class that stays.
func (b *Bundle) Hold(c wall.Class) {
	for i := range b.Stays {
		if b.Stays[i].Class == c {
			b.Stays[i].Count++
			return
		}
	}
	b.Stays = append(b.Stays, Kept{Class: c, Count: 1, Cite: reasons[c]})
}

// Sign compares what a receiver names with the manifest. An item not named is
// missing; one named with another digest is not what was sent.
func (b *Bundle) Sign(items []Signed, by string, when cases.Occurred) error {
	var check fault.Check
	r := Receipt{At: when.EnteredAt, On: when.On, By: by, Received: []document.ID{}, Missing: []document.ID{}, Mismatched: []document.ID{}}
	for _, s := range items {
		if !slices.ContainsFunc(b.Goes, func(i Item) bool { return i.ID == s.ID }) {
			check.Add("/items", "not_in_manifest", "移交清单里没有这一项："+string(s.ID), "the manifest has no such item: "+string(s.ID))
		}
	}
	for _, i := range b.Goes {
		at := slices.IndexFunc(items, func(s Signed) bool { return s.ID == i.ID })
		switch {
		case at < 0:
			r.Missing = append(r.Missing, i.ID)
		case items[at].Digest != i.Digest:
			r.Mismatched = append(r.Mismatched, i.ID)
		default:
			r.Received = append(r.Received, i.ID)
		}
	}
	b.Receipt = &r
	return check.Err()
}

// Statement is what a mediator writes down as undisputed. Until both sides
// have confirmed it in writing it belongs to the mediation.
type Statement struct {
	ID           string
	CaseID       cases.ID
	ProceedingID procedure.ID
	Organization org.ID
	Team         string
	Author       string
	Text         string
	At           time.Time
	ConfirmedOn  calendar.Date // the last side's day; empty until all have; never stored
}

// Report is a lawful outlet: the least that prevents harm, to who can.
type Report struct {
	ID     string
	CaseID cases.ID
	Kind   string
	From   org.ID
	To     org.ID
	Author string
	Text   string
	At     time.Time
}

// Outlet is one door the law opens in the wall.
type Outlet struct {
	Name lang.Text
	To   []org.Kind
	Cite statute.Citation
}

// Outlets lists the doors by kind.
var Outlets = map[string]Outlet{
	"danger":    {lang.T("可能激化的危险", "danger of violence"), []org.Kind{org.Police}, statute.Citation{Law: "人民调解法", Version: "2010", Article: "25条"}},
	"child":     {lang.T("未成年人受到侵害", "harm to a child"), []org.Kind{org.Police, org.Agency, org.Street, org.Community}, statute.Citation{Law: "未成年人保护法", Version: "2020", Article: "11条"}},
	"collusion": {lang.T("涉嫌虚假调解", "suspected collusion"), []org.Kind{org.Court}, statute.Citation{Law: "最高人民法院关于人民法院特邀调解的规定", Version: "2016", Article: "18条"}},
	"urgent":    {lang.T("重大紧急情况", "urgent and grave"), []org.Kind{org.PetitionOffice, org.JointConference, org.Government, org.Street, org.Police}, statute.Petition("25条")},
}

// OutletKinds lists the kinds in order.
var OutletKinds = []string{"danger", "child", "collusion", "urgent"}
