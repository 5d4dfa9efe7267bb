package desk

import (
	"context"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/group"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Groups keeps groups of cases, their members and representatives.
type Groups interface {
	// Get locks the group until the unit of work ends, and returns
	// who.ErrNotVisible if there is none.
	Get(ctx context.Context, id group.ID) (group.Group, error)
	// Of finds the group of a case.
	Of(ctx context.Context, id cases.ID) (g group.Group, ok bool, err error)
	Add(ctx context.Context, g group.Group) error
	// Join puts a case in a group: it is in one at most.
	Join(ctx context.Context, id group.ID, c cases.ID, at time.Time) error
	Leave(ctx context.Context, c cases.ID) error
	// Toward lists the standings of an organisation toward the members on a day.
	Toward(ctx context.Context, id group.ID, organization org.ID, on calendar.Date) ([]who.Standing, error)
	// CaseOf finds the member case of a party; who.ErrNotVisible if the party is in none.
	CaseOf(ctx context.Context, id group.ID, p party.ID) (cases.ID, error)
	// Representatives lists those who represent now: whose own case is open.
	Representatives(ctx context.Context, id group.ID) ([]group.Representative, error)
	Name(ctx context.Context, r group.Representative) error
	// Plans lists the versions of a group's plan, the first first.
	Plans(ctx context.Context, id group.ID) ([]group.Plan, error)
	AddPlan(ctx context.Context, p group.Plan) error
	// End ends what the parties of a case, or one of them, represent.
	End(ctx context.Context, c cases.ID, p party.ID) (ended int, err error)
}
