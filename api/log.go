package api

import (
	"slices"
	"time"

	"liandong/domain/audit"
	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func logRoutes() []Route {
	return []Route{
		list("/audit/entries", "审计记录 · audit entries, without text", who.AuditRead, ofNothing, entries,
			Parameter{Name: "actor"}, Parameter{Name: "organization"}, Parameter{Name: "action"}, Parameter{Name: "subject"},
			Parameter{Name: "backdated", Doc: "true: only what was entered on another day than it happened", Codes: []string{"true"}}, Parameter{Name: "from", Doc: "RFC 3339"}, Parameter{Name: "to", Doc: "RFC 3339"}),
	}
}

type entryView struct {
	ID            string `json:"id"`
	Stream        string `json:"stream"`
	Seq           int64  `json:"seq"`
	At            string `json:"at"`
	Actor         string `json:"actor"`
	Organization  string `json:"organization"`
	Role          string `json:"role"`
	Origin        string `json:"origin"`
	Action        string `json:"action"`
	Subject       string `json:"subject"`
	Backdated     bool   `json:"backdated"`
	RequestID     string `json:"request_id"`
	PayloadDigest string `json:"payload_digest"`
	Previous      string `json:"previous"`
	Digest        string `json:"digest"`
}

func entryOf(e audit.Entry) entryView {
	return entryView{e.ID, e.Stream, e.Seq, e.At, e.Actor, e.Organization, e.Role, e.Origin, e.Action, e.Subject, e.Backdated, e.RequestID, e.PayloadDigest, e.Previous, e.Digest}
}

// entries shows the log without text: digests only.
func entries(c *Call) (Items[entryView], error) {
	if err := c.MayOwn(who.AuditRead); err != nil {
		return Items[entryView]{}, err
	}
	f, err := entryFilter(c.req.Query)
	if err != nil {
		return Items[entryView]{}, err
	}
	return c.entries(f)
}

// entryFilter reads which entries are asked for.
func entryFilter(q map[string]string) (gormdb.EntryFilter, error) {
	f := gormdb.EntryFilter{Actor: q["actor"], Organization: q["organization"], Action: q["action"], Subject: q["subject"], Backdated: q["backdated"] == "true"}
	for _, bound := range []struct {
		name string
		into *string
	}{{"from", &f.From}, {"to", &f.To}} {
		raw := q[bound.name]
		if raw == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, raw)
		if err != nil {
			return f, fault.Invalid("/"+bound.name, "instant_invalid", "时间格式应为 RFC 3339", "give the instant as RFC 3339")
		}
		*bound.into = gormdb.Stamp(t)
	}
	return f, nil
}

func (c *Call) entries(f gormdb.EntryFilter) (Items[entryView], error) {
	p, err := c.page()
	if err != nil {
		return Items[entryView]{}, err
	}
	all, next, err := c.lists().Entries(c.ctx, f, p)
	views := make([]entryView, 0, len(all))
	for _, e := range all {
		views = append(views, entryOf(e))
	}
	return page(views, next), err
}

// caseAudit shows a case's own chain to those who handle it.
func caseAudit(c *Call) (Items[entryView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return Items[entryView]{}, err
	}
	apart, err := c.Apart(c.ctx, c.caseID())
	if err != nil {
		return Items[entryView]{}, err
	}
	all, err := c.entries(gormdb.EntryFilter{CaseID: string(c.caseID())})
	all.Items = slices.DeleteFunc(all.Items, func(e entryView) bool { return apart(e.Subject) })
	return all, err
}

// firstPage is what a short list shows of a long one.
var firstPage = gormdb.Page{Limit: 100}
