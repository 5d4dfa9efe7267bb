package desk

import (
	"context"
	"time"

	"liandong/domain/document"
	"liandong/domain/who"
)

// room takes the room that a file needs, in this unit of work: of the case, of
// who hands it in on this day, of the organisation. It returns
// document.ErrCaseFull, document.ErrDayFull or document.ErrHouseFull. The case is
// locked by whoever opened it; the sums are counted before they are read.
func (w *Work) room(ctx context.Context, all []document.Document, d document.Document) error {
	if most := w.Limits.Bytes(who.FilesCase); most > 0 {
		sum := int64(d.Size)
		for _, x := range all {
			if x.Counts() {
				sum += int64(x.Size)
			}
		}
		if sum > most {
			return document.Full(document.ErrCaseFull, most)
		}
	}
	if most := w.Limits.Bytes(who.FilesAccountDay); most > 0 {
		ok, err := w.Tx.Documents.Count(ctx, document.OfAccount, w.Actor.User, w.Today(), int64(d.Size), most)
		if err != nil {
			return err
		}
		if !ok {
			f := document.Full(document.ErrDayFull, most)
			f.RetryAfter = int(w.Today().End().Sub(w.Now)/time.Second) + 1
			return f
		}
	}
	most := w.Limits.Bytes(who.FilesHouse)
	ok, err := w.Tx.Documents.Count(ctx, document.OfHouse, string(d.Organization), "", int64(d.Size), most)
	if err == nil && !ok {
		return document.Full(document.ErrHouseFull, most)
	}
	return err
}
