package desk

import (
	"context"

	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/who"
)

// TrustKey makes the actor answer for another installation's key: bundles it
// signed are taken in from now on, and receipts of the organisations named.
// A key that was withdrawn is trusted again. It returns an Invalid fault for a
// name or an organisation that will not do, exchange.ErrOwn for our own key.
func (w *Work) TrustKey(ctx context.Context, k exchange.Key) (exchange.Key, error) {
	if err := w.MayOwn(who.SecurityAdminister); err != nil {
		return k, err
	}
	var c fault.Check
	text(&c, "/name", k.Name)
	limit(&c, "/name", k.Name, 200)
	if len(k.Organizations) > 100 {
		c.Add("/organizations", "too_many", "最多指定100个单位", "at most 100 organisations")
	}
	if err := c.Err(); err != nil {
		return k, err
	}
	for _, id := range k.Organizations {
		if _, err := w.organization(ctx, id, "/organizations"); err != nil {
			return k, err
		}
	}
	own, err := w.Seal.KeyID()
	if err != nil {
		return k, err
	}
	if k.ID == own {
		return k, exchange.ErrOwn
	}
	k.TrustedBy, k.TrustedAt = w.Actor.User, w.Now
	if err := w.Tx.Exchange.PutKey(ctx, k); err != nil {
		return k, err
	}
	w.touch("trusted_key/%s", k.ID)
	return k, w.record(ctx, "", deed{action: "key.trusted", subject: "trusted_key/" + k.ID, payload: map[string]any{"name": k.Name, "organizations": k.Organizations}})
}

// WithdrawKey ends the trust in a key, with a reason: nothing it signs is taken
// any more; what was taken stays. It returns who.ErrNotVisible for a key nobody trusted.
func (w *Work) WithdrawKey(ctx context.Context, id, reason string) (exchange.Key, error) {
	if err := w.MayOwn(who.SecurityAdminister); err != nil {
		return exchange.Key{}, err
	}
	var c fault.Check
	text(&c, "/reason", reason)
	if err := c.Err(); err != nil {
		return exchange.Key{}, err
	}
	k, err := w.Tx.Exchange.Key(ctx, id)
	if fault.Of(err) != nil {
		return k, who.ErrNotVisible
	}
	if err != nil {
		return k, err
	}
	k.WithdrawnAt = w.Now
	if err := w.Tx.Exchange.PutKey(ctx, k); err != nil {
		return k, err
	}
	w.touch("trusted_key/%s", k.ID)
	return k, w.record(ctx, "", deed{action: "key.withdrawn", subject: "trusted_key/" + k.ID, reason: reason})
}
