package gormdb

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/audit"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/infra/sealing"
)

// Journal is journal.Journal bound to one transaction: the entry, its link in
// the chain, the head kept apart, and the timeline are written with the deed.
type Journal struct {
	TX    *gorm.DB
	Hash  audit.Hasher
	NewID func() string
	Salt  func() string
	My    bool
}

var _ journal.Journal = Journal{}

// ErrBehind refuses to write before the last entry of the same stream.
var ErrBehind = fault.New(fault.Unavailable, "clock.behind", "系统时间早于上一条记录，请先校准时间", "this machine's clock is behind the last entry: set it right first")

type auditRow struct {
	Stream         string `gorm:"primaryKey"`
	Seq            int64  `gorm:"primaryKey"`
	ID             string
	At             string
	Actor          string
	OrganizationID string
	Role           string
	Origin         string
	Action         string
	Subject        string
	CaseID         string
	Touched        string
	ReasonDigest   string
	Backdated      int
	RequestID      string
	PayloadDigest  string
	Previous       string
	Digest         string
}

func (auditRow) TableName() string { return "audit_entries" }

func (r auditRow) entry() audit.Entry {
	return audit.Entry{
		Stream: r.Stream, Seq: r.Seq, ID: r.ID, At: r.At, Actor: r.Actor, Organization: r.OrganizationID, Role: r.Role, Origin: r.Origin,
		Action: r.Action, Subject: r.Subject, CaseID: r.CaseID, Touched: r.Touched, ReasonDigest: r.ReasonDigest,
		Backdated: r.Backdated == 1, RequestID: r.RequestID, PayloadDigest: r.PayloadDigest, Previous: r.Previous, Digest: r.Digest,
	}
}

type headRow struct {
	Stream string `gorm:"primaryKey"`
	Seq    int64
	Digest string
	// What the tree holds of the stream, and whether entries wait for it (tree.go).
	MergedSeq    int64
	MergedDigest string
	Waiting      int
}

func (r headRow) head() audit.Head { return audit.Head{Stream: r.Stream, Seq: r.Seq, Digest: r.Digest} }

func (headRow) TableName() string { return "audit_heads" }

type payloadRow struct {
	EntryID string `gorm:"primaryKey"`
	Salt    string
	Reason  string `gorm:"serializer:personal"`
	Payload string `gorm:"serializer:personal"`
}

func (payloadRow) TableName() string { return "audit_payloads" }

type eventRow struct {
	ID             string `gorm:"primaryKey"`
	EntryID        string
	CaseID         string
	At             string
	HappenedOn     string
	Kind           string
	Subject        string
	OrganizationID string
	OtherID        string
	Code           string
	Actor          string
	Told           int
}

func (eventRow) TableName() string { return "events" }

// streamOf chains what concerns a case per case, and the rest per organisation:
// there is no global lock.
func streamOf(e journal.Entry) string {
	switch {
	case e.CaseID != "":
		return "case/" + e.CaseID
	case e.Actor.Organization != "":
		return "organization/" + string(e.Actor.Organization)
	}
	return "office"
}

// Record implements journal.Journal.
func (j Journal) Record(ctx context.Context, e journal.Entry) error {
	db := j.TX.WithContext(ctx)
	head, err := j.head(db, streamOf(e))
	if err != nil {
		return err
	}
	payload, err := json.Marshal(e.Payload)
	if err != nil {
		return err
	}
	salt := j.Salt()
	row := auditRow{
		Stream: head.Stream, Seq: head.Seq + 1, ID: j.NewID(), At: Stamp(e.At), Actor: e.Actor.User, OrganizationID: string(e.Actor.Organization),
		Role: string(e.Actor.Role), Origin: e.Actor.Origin, Action: e.Action, Subject: e.Subject, CaseID: e.CaseID,
		Touched: strings.Join(e.Touched, " "), Backdated: bit(e.Backdated), RequestID: e.RequestID,
		PayloadDigest: audit.Salted(j.Hash, salt, e.Reason, string(payload)), Previous: head.Digest,
	}
	if e.Reason != "" {
		row.ReasonDigest = audit.Salted(j.Hash, salt, e.Reason, "")
	}
	row.Digest = row.entry().Seal(j.Hash)
	if err := db.Create(&row).Error; err != nil {
		return err
	}
	if err := db.Create(&payloadRow{EntryID: row.ID, Salt: salt, Reason: e.Reason, Payload: string(payload)}).Error; err != nil {
		return err
	}
	if err := advance(db, head, row); err != nil {
		return err
	}
	if e.CaseID != "" {
		if err := (Books{TX: j.TX}).Mark(ctx, e.CaseID); err != nil {
			return err
		}
	}
	return j.events(db, row.ID, e)
}

// head reads where the stream ends. On the MySQL family the head is locked, so
// that two writers of one stream follow each other, its first two as well: there
// is a row to lock before there is an entry.
func (j Journal) head(db *gorm.DB, stream string) (headRow, error) {
	var head headRow
	take := func() error {
		return store{tx: db, write: true, my: j.My}.locking(db.Statement.Context).Take(&head, "stream = ?", stream).Error
	}
	err := take()
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return head, err
	}
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&headRow{Stream: stream, Waiting: 1}).Error; err != nil {
		return head, err
	}
	return head, take()
}

// advance moves the head by compare-and-set.
func advance(db *gorm.DB, head headRow, row auditRow) error {
	res := db.Model(&headRow{}).Where("stream = ? AND seq = ?", head.Stream, head.Seq).
		Updates(map[string]any{"seq": row.Seq, "digest": row.Digest, "waiting": 1})
	return Touched(res, errors.New("gormdb: two writers of one audit stream"))
}

func (j Journal) events(db *gorm.DB, entry string, e journal.Entry) error {
	if len(e.Events) == 0 {
		return nil
	}
	rows := make([]eventRow, 0, len(e.Events))
	for _, ev := range e.Events {
		if ev.ID == "" {
			ev.ID = j.NewID()
		}
		rows = append(rows, eventRow{
			ID: ev.ID, EntryID: entry, CaseID: ev.CaseID, At: Stamp(e.At), HappenedOn: string(ev.On), Kind: ev.Kind, Subject: ev.Subject,
			OrganizationID: string(ev.Organization), OtherID: string(ev.Other), Code: ev.Code, Actor: e.Actor.User, Told: ev.Told,
		})
	}
	return db.Create(&rows).Error
}

// VerifyAudit walks every chain in constant memory. It returns an *audit.Break
// naming the first bad entry, or how many entries were checked.
func (db *DB) VerifyAudit(ctx context.Context, h audit.Hasher) (checked int64, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		checked, err = verifyChains(tx.WithContext(ctx), h)
		return err
	})
	return checked, err
}

type auditLine struct {
	Row  auditRow
	Kept *payloadRow // nil: it was erased
	Torn bool        // what is kept does not open: somebody changed it, or put it there
}

// chunk is how many entries are held in memory at a time.
const chunk = 2000

// verifyChains reads the entries chunk by chunk: a connection of the MySQL
// family answers no second question while rows are still coming in.
func verifyChains(tx *gorm.DB, h audit.Hasher) (int64, error) {
	checker := audit.Checker{Hash: h}
	heads := newHeads(tx)
	var last audit.Entry
	var n int64
	for {
		lines, err := nextLines(tx, last)
		if err != nil {
			return n, err
		}
		for _, line := range lines {
			e := line.Row.entry()
			if n > 0 && last.Stream != e.Stream {
				if err := heads.ended(&last); err != nil {
					return n, err
				}
			}
			if b := checker.Next(e, line.kept()); b != nil {
				return n, b
			}
			if line.Torn {
				return n, &audit.Break{Stream: e.Stream, Seq: e.Seq, ID: e.ID, Why: "its payload does not open with the keys of this database: it was changed, or belongs elsewhere"}
			}
			last = e
			n++
		}
		if len(lines) < chunk {
			break
		}
	}
	if n > 0 {
		if err := heads.ended(&last); err != nil {
			return n, err
		}
	}
	return n, heads.rest()
}

func nextLines(tx *gorm.DB, last audit.Entry) ([]auditLine, error) {
	db := tx.Session(&gorm.Session{NewDB: true})
	// The stream at hand first and then what follows it: asked for at once, a page
	// would begin at the stream's first entry every time.
	var entries, more []auditRow
	if err := db.Where("stream = ? AND seq > ?", last.Stream, last.Seq).Order("seq").Limit(chunk).Find(&entries).Error; err != nil {
		return nil, err
	}
	if rest := chunk - len(entries); rest > 0 {
		if err := db.Where("stream > ?", last.Stream).Order("stream, seq").Limit(rest).Find(&more).Error; err != nil {
			return nil, err
		}
	}
	entries = append(entries, more...)
	lines, at := make([]auditLine, 0, len(entries)), make(map[string]int, len(entries))
	ids := make([]string, 0, len(entries))
	for i, e := range entries {
		lines, ids, at[e.ID] = append(lines, auditLine{Row: e}), append(ids, e.ID), i
	}
	for some := range slices.Chunk(ids, 500) {
		var kept []payloadRow
		err := db.Find(&kept, "entry_id IN ?", some).Error
		if errors.Is(err, sealing.ErrWrong) { // one of them does not open: which?
			if err := oneByOne(db, some, lines, at); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		for i := range kept {
			lines[at[kept[i].EntryID]].Kept = &kept[i]
		}
	}
	return lines, nil
}

func oneByOne(db *gorm.DB, ids []string, lines []auditLine, at map[string]int) error {
	for _, id := range ids {
		var kept []payloadRow
		switch err := db.Limit(1).Find(&kept, "entry_id = ?", id).Error; {
		case errors.Is(err, sealing.ErrWrong):
			lines[at[id]].Torn = true
		case err != nil:
			return err
		case len(kept) > 0:
			lines[at[id]].Kept = &kept[0]
		}
	}
	return nil
}

// kept is the payload as it stands; erased payloads leave the chain whole.
func (l auditLine) kept() *audit.Payload {
	if l.Kept == nil {
		return nil
	}
	return &audit.Payload{Salt: l.Kept.Salt, Reason: l.Kept.Reason, Text: l.Kept.Payload}
}

// heads compares chains with the heads kept apart, in the same order.
type heads struct {
	tx    *gorm.DB
	after string
}

func newHeads(tx *gorm.DB) *heads { return &heads{tx: tx} }

// ended checks the head of a stream that ended, and that no head before it was left without entries.
func (h *heads) ended(last *audit.Entry) error {
	var rows []headRow
	if err := h.tx.Session(&gorm.Session{NewDB: true}).Order("stream").Limit(2).Find(&rows, "stream > ?", h.after).Error; err != nil {
		return err
	}
	h.after = last.Stream
	switch {
	case len(rows) == 0:
		return &audit.Break{Stream: last.Stream, Seq: last.Seq, ID: last.ID, Why: "no head is kept for the stream"}
	case rows[0].Stream < last.Stream:
		return audit.End(rows[0].head(), nil)
	case rows[0].Stream > last.Stream:
		return &audit.Break{Stream: last.Stream, Seq: last.Seq, ID: last.ID, Why: "no head is kept for the stream"}
	}
	if b := audit.End(rows[0].head(), last); b != nil {
		return b
	}
	return nil
}

// rest names a head after the last stream that has entries.
func (h *heads) rest() error {
	var rows []headRow
	if err := h.tx.Session(&gorm.Session{NewDB: true}).Order("stream").Limit(1).Find(&rows, "stream > ?", h.after).Error; err != nil {
		return err
	}
	if len(rows) > 0 {
		return audit.End(rows[0].head(), nil)
	}
	return nil
}
