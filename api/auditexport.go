package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"gorm.io/gorm"

	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/auditfile"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
	"liandong/infra/signing"
)

func auditExportRoutes() []Route {
	start := act("POST", "/audit/exports", "导出审计记录 · audit entries as a file that verifies on any machine with the public key alone, as a job", who.AuditRead, ofNothing, startAuditExport)
	start.Status, start.StepUp, start.Proved = http.StatusAccepted, true, true
	return []Route{
		start,
		look("/jobs/:id/audit.jsonl.gz", "下载导出的审计记录 · the exported audit entries", who.AuditRead, ofJob, auditExport).logged().stepUp(),
	}
}

type auditExportIn struct {
	Actor        string `json:"actor,omitempty"`
	Organization string `json:"organization,omitempty"`
	Action       string `json:"action,omitempty"`
	Subject      string `json:"subject,omitempty"`
	Backdated    bool   `json:"backdated,omitempty" doc:"only what was entered on another day than it happened"`
	From         string `json:"from,omitempty" doc:"RFC 3339"`
	To           string `json:"to,omitempty" doc:"RFC 3339; not in it"`
}

// startAuditExport begins a file under a checkpoint of this moment: what is entered
// later is not in it. The entries are those that the same filters show on screen.
func startAuditExport(c *Call, in auditExportIn) (importView, error) {
	if err := c.startsJobs(who.AuditRead); err != nil {
		return importView{}, err
	}
	query := map[string]string{"actor": in.Actor, "organization": in.Organization, "action": in.Action, "subject": in.Subject, "from": in.From, "to": in.To}
	if in.Backdated {
		query["backdated"] = "true"
	}
	for name, value := range query {
		if value == "" {
			delete(query, name)
		}
	}
	if _, err := entryFilter(query); err != nil {
		return importView{}, err
	}
	last, _, err := c.checkpoint()
	if err != nil {
		return importView{}, err
	}
	query[checkpointKept] = last.Note
	f, err := c.StartJob(c.ctx, job.Facts{Kind: job.AuditExport, File: c.say(lang.T("审计记录", "Audit entries")), Subject: "audit", Query: query, Language: c.req.Language}, nil)
	if err != nil {
		return importView{}, err
	}
	c.location = prefix + "/jobs/" + string(f.ID)
	return importView{JobID: f.ID, Href: c.location}, nil
}

// checkpointKept is under which name a job keeps the checkpoint it began with.
const checkpointKept = "checkpoint"

// auditExport sends the file piece by piece: it may be larger than memory.
func auditExport(c *Call) (rawBody, error) {
	if err := c.MayOwn(who.AuditRead); err != nil {
		return rawBody{}, err
	}
	f, err := c.JobResults(c.ctx, c.jobID())
	switch {
	case err != nil:
		return rawBody{}, err
	case f.Kind != job.AuditExport:
		return rawBody{}, who.ErrNotVisible
	case f.State != job.Done:
		return rawBody{}, job.ErrNotDone
	}
	a := c.app
	flow := func(w *bufio.Writer) {
		if err := a.flowParts(f.ID, w); err != nil {
			a.log.Error("an exported log was not sent to its end", "job", string(f.ID), "error", err)
		}
	}
	return rawBody{flow: flow, kind: "application/gzip", disposition: "attachment; filename*=UTF-8''" + url.PathEscape("audit-"+string(c.Today())+".jsonl.gz")},
		c.notice("", "audit.exported", "job/"+string(f.ID))
}

// partsAtOnce is how many pieces of a file are in memory at a time.
const partsAtOnce = 20

func (a *App) flowParts(id job.ID, w *bufio.Writer) error {
	for at := 0; ; at += partsAtOnce {
		var piece []byte
		err := a.db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			var err error
			piece, err = gormdb.Lists{TX: tx}.JobParts(ctx, id, at, partsAtOnce)
			return err
		})
		if err != nil || len(piece) == 0 {
			return errors.Join(err, w.Flush())
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
}

// VerifyExport reads an exported log to its end with a public key, PEM, and nothing
// else. It returns an *auditfile.Fault that names the first wrong line.
func VerifyExport(file io.Reader, public string) (auditfile.Report, error) {
	keys, err := signing.ReadKeys(public)
	if err != nil {
		return auditfile.Report{}, err
	}
	return auditfile.Verify(file, keys, secrets.SHA256{}, nil)
}

// askedOf is a job's question as the file carries it.
func askedOf(f gormdb.EntryFilter) auditfile.Asked {
	return auditfile.Asked{Actor: f.Actor, Organization: f.Organization, Action: f.Action, Subject: f.Subject, Backdated: f.Backdated, From: f.From, To: f.To}
}
