package desk

import (
	"context"
	"encoding/json"
	"time"

	"liandong/domain/org"
	"liandong/domain/who"
)

// The kinds of an office's own order.
const (
	OrderOfExport = "export"
	OrderOfVolume = "volume"
)

// Order is an office's own order of a list or a volume. Earlier ones are kept.
type Order struct {
	Organization org.ID
	Kind         string
	Number       int
	Body         string // JSON; null goes back to the standard
	By           string
	At           time.Time
}

// Orders keeps offices' own orders.
type Orders interface {
	// Latest returns the order in force, with number 0 where there is none.
	Latest(ctx context.Context, organization org.ID, kind string) (Order, error)
	Add(ctx context.Context, o Order) error
}

// keepOrder makes an order the one in force, and writes that down.
func (w *Work) keepOrder(ctx context.Context, kind string, body any) error {
	if err := w.MayOwn(who.OrderKeep); err != nil {
		return err
	}
	last, err := w.Tx.Orders.Latest(ctx, w.Actor.Organization, kind)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	o := Order{Organization: w.Actor.Organization, Kind: kind, Number: last.Number + 1, Body: string(raw), By: w.Actor.User, At: w.Now}
	if err := w.Tx.Orders.Add(ctx, o); err != nil {
		return err
	}
	subject := "order/" + string(o.Organization) + "/" + kind
	w.touch("%s/%d", subject, o.Number)
	return w.record(ctx, "", deed{action: "order.kept", subject: subject, payload: map[string]any{"number": o.Number, "order": body}})
}

// ownOrder reads an office's order into body; it tells whether there is one.
func (w *Work) ownOrder(ctx context.Context, organization org.ID, kind string, body any) (bool, error) {
	o, err := w.Tx.Orders.Latest(ctx, organization, kind)
	if err != nil || o.Number == 0 || o.Body == "null" {
		return false, err
	}
	return true, json.Unmarshal([]byte(o.Body), body)
}
