package reception

import (
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
)

// Guest is an organisation at the table of a joint reception (联合接访), beside the host.
type Guest struct {
	Organization org.ID
	State        GuestState
	People       []string // who sits there for it
	Words        string   // why it does not come
	AskedAt      time.Time
	AnsweredAt   time.Time
}

// GuestState is what an organisation that was asked said.
type GuestState string

// The states.
const (
	Asked   GuestState = "asked"
	Coming  GuestState = "coming"
	Staying GuestState = "not_coming"
)

// GuestStates lists them, with their names on screen.
var GuestStates = map[GuestState]lang.Text{
	Asked: lang.T("等待答复", "asked"), Coming: lang.T("参加", "coming"), Staying: lang.T("不参加", "not coming"),
}

// The bounds: organisations at one table, answers to one visitor.
const (
	MostGuests     = 20
	MostStatements = 100
)

// Statement is what an organisation at the table answers a visitor (当场答复), one
// statement after the other: none is changed, and the visitor takes them home.
// What has to be followed up is a case, not a statement.
type Statement struct {
	ID           string
	VisitID      string
	Organization org.ID
	Author       string
	Text         string
	At           time.Time
}

// The refusals of a table.
var (
	ErrAsked     = fault.New(fault.Conflict, "reception.asked", "已经邀请过该单位", "this organisation was asked already")
	ErrTableFull = fault.New(fault.Conflict, "reception.table_full", "一场接访最多邀请20个单位", "twenty organisations at most sit at one table")
	ErrNotComing = fault.New(fault.Conflict, "reception.not_coming", "该单位没有答复参加本场接访，不能请来接待这位来访人", "this organisation has not said that it comes: it cannot be called to a visitor")
	ErrCalled    = fault.New(fault.Conflict, "reception.called", "该单位已经被请来接待来访人，请先撤出再改", "this organisation is called to a visitor: take it back there first")
	ErrSpoken    = fault.New(fault.Conflict, "visit.has_spoken", "该单位已经答复过这位来访人，不能再撤出", "this organisation has answered the visitor already and stays called")

	ErrManyStatements = fault.New(fault.Conflict, "visit.many_statements", "对这位来访人的答复已经满100条", "a hundred answers at most are left with one visitor")
)

// Guest finds an organisation at the table.
func (r *Reception) Guest(id org.ID) *Guest {
	if i := slices.IndexFunc(r.Table, func(g Guest) bool { return g.Organization == id }); i >= 0 {
		return &r.Table[i]
	}
	return nil
}

// Comes tells whether an organisation said that it sits at the table.
func (r *Reception) Comes(id org.ID) bool {
	g := r.Guest(id)
	return g != nil && g.State == Coming
}

// open refuses what can no longer be arranged.
func (r *Reception) open(at time.Time) error {
	switch {
	case r.Off():
		return ErrCancelled
	case !at.Before(r.EndsAt):
		return ErrOver
	}
	return nil
}

// Ask asks an organisation to the table. It returns ErrCancelled, ErrOver,
// ErrAsked or ErrTableFull.
func (r *Reception) Ask(id org.ID, at time.Time) error {
	if err := r.open(at); err != nil {
		return err
	}
	if r.Guest(id) != nil {
		return ErrAsked
	}
	if len(r.Table) >= MostGuests {
		return ErrTableFull
	}
	r.Table = append(r.Table, Guest{Organization: id, State: Asked, AskedAt: at})
	return nil
}

// Answer notes whether an organisation that was asked comes; it may change its
// word until the reception is over. It returns ErrCancelled or ErrOver.
func (r *Reception) Answer(g *Guest, coming bool, people []string, words string, at time.Time) error {
	if err := r.open(at); err != nil {
		return err
	}
	g.State, g.People, g.Words, g.AnsweredAt = Staying, nil, words, at
	if coming {
		g.State, g.People, g.Words = Coming, people, ""
	}
	return nil
}
