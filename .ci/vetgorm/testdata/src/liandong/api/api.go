// Package api fetches what an address names.
package api

import (
	"context"

	"liandong/domain/desk"
)

type Call struct {
	*desk.Work
	ctx    context.Context
	Params map[string]string
}

func (c *Call) caseID() string { return c.Params["id"] }

func planted(c *Call) {
	_, _ = c.Tx.Cases.Get(c.ctx, c.caseID())          // want `Cases fetches what the address names`
	_, _ = c.Tx.Parties.OfCase(c.ctx, c.Params["id"]) // want `Parties fetches what the address names`
}

func opened(c *Call) {
	if _, err := c.Case(c.ctx, c.caseID()); err != nil {
		return
	}
	_, _ = c.Tx.Parties.OfCase(c.ctx, c.caseID())
	_, _ = c.Tx.Directory.Get(c.ctx, c.Params["id"])
}
