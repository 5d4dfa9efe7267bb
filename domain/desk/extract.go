package desk

import (
	"context"

	"liandong/domain/extract"
	"liandong/domain/who"
)

// ExportOrder is which fields the actor's organisation exports, in which order.
func (w *Work) ExportOrder(ctx context.Context) ([]extract.Column, error) {
	var columns []extract.Column
	own, err := w.ownOrder(ctx, w.Actor.Organization, OrderOfExport, &columns)
	if err != nil || !own {
		return extract.Standard(), err
	}
	return columns, nil
}

// KeepExportOrder makes an order the organisation's own; none goes back to the
// standard. It returns what extract.Check does.
func (w *Work) KeepExportOrder(ctx context.Context, columns []extract.Column) ([]extract.Column, error) {
	if err := w.MayOwn(who.OrderKeep); err != nil {
		return nil, err
	}
	if len(columns) == 0 {
		return extract.Standard(), w.keepOrder(ctx, OrderOfExport, nil)
	}
	if err := extract.Check(columns); err != nil {
		return nil, err
	}
	return columns, w.keepOrder(ctx, OrderOfExport, columns)
}
