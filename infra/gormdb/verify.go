package gormdb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/calendar"
	"liandong/domain/clock"
)

// Findings is what a check of the invariants found.
type Findings struct {
	Cases, Clocks, Entries int64
	Broken                 []string
}

// maxFindings is how many findings are listed; the first says enough.
const maxFindings = 100

func (f *Findings) add(format string, args ...any) {
	if len(f.Broken) < maxFindings {
		f.Broken = append(f.Broken, fmt.Sprintf(format, args...))
	}
}

// Verify checks, over one unchanging view: I1 one custodian and a dense ledger
// without gap or overlap, and rounds that make the stock; I4 and I5 chains, heads and one entry for each unit;
// I7 each notice belongs to an event, and each event has the notices that were written for it;
// I8 every open case in exactly its custodian's queue; I10 each date from its
// rule; and that at most one unanswered referral moves custody.
func (db *DB) Verify(ctx context.Context, h audit.Hasher, rules *clock.Book, cal calendar.Calendar) (Findings, error) {
	var f Findings
	err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		tx = tx.WithContext(ctx)
		if err := tx.Table("cases").Count(&f.Cases).Error; err != nil {
			return err
		}
		for _, q := range invariants {
			if err := f.query(tx, q.says, q.sql); err != nil {
				return err
			}
		}
		if err := f.clocks(tx, rules, cal); err != nil {
			return err
		}
		n, err := verifyChains(tx, h)
		f.Entries = n
		var b *audit.Break
		if errors.As(err, &b) {
			f.add("I5 %v", b)
			return nil
		}
		return err
	})
	if err != nil {
		return f, err
	}
	_, err = db.VerifyTree(ctx, nil, nil)
	var b *audit.Break
	if errors.As(err, &b) {
		f.add("I5 %v", b)
		err = nil
	}
	return f, err
}

// invariants are queries that find nothing in a database as it should be.
var invariants = []struct{ says, sql string }{
	{"I1 case %s: the ledger's open entry is not the case's custodian", `SELECT c.id FROM cases c LEFT JOIN custody k ON k.case_id = c.id AND k.seq = c.custody_seq
		WHERE k.case_id IS NULL OR k.organization_id <> c.custodian_id OR k.until_at <> ''`},
	{"I1 case %s: the ledger has a gap or an overlap", `SELECT k.case_id FROM custody k LEFT JOIN custody n ON n.case_id = k.case_id AND n.seq = k.seq + 1
		WHERE k.until_at <> '' AND (n.case_id IS NULL OR n.from_at <> k.until_at)`},
	{"I1 case %s: more than one ledger entry is open", `SELECT case_id FROM custody WHERE until_at = '' GROUP BY case_id HAVING COUNT(*) <> 1`},
	{"I1 case %s: the ledger is not dense", `SELECT case_id FROM custody GROUP BY case_id HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)`},
	{"I1 case %s: more than one unanswered referral moves custody", `SELECT case_id FROM referrals WHERE moves = 1 AND state IN ('offered','guided','assigned','objected','contested') GROUP BY case_id HAVING COUNT(*) > 1`},
	{"I1 referral %s: the key of the one moving referral does not fit its state", `SELECT id FROM referrals WHERE (moving_case_id IS NOT NULL) <> (moves = 1 AND state IN ('offered','guided','assigned','objected','contested'))`},
	{"I1 case %s: its rounds are not dense, or not as many as it counts", `SELECT c.id FROM cases c LEFT JOIN rounds r ON r.case_id = c.id GROUP BY c.id, c.rounds
		HAVING COUNT(r.seq) <> c.rounds OR MIN(r.seq) <> 1 OR MAX(r.seq) <> c.rounds`},
	{"I1 case %s: open without an open round, or closed with one", `SELECT c.id FROM cases c LEFT JOIN rounds r ON r.case_id = c.id AND r.seq = c.rounds
		WHERE r.case_id IS NULL OR (c.state = 'open') <> (r.closed_at = '') OR c.closed_at <> r.closed_at OR c.outcome <> r.outcome`},
	{"I1 case %s: a round begins before the one before it ended", `SELECT r.case_id FROM rounds r LEFT JOIN rounds b ON b.case_id = r.case_id AND b.seq = r.seq - 1
		WHERE r.closed_at <> '' AND r.closed_at < r.opened_at OR r.seq > 1 AND (b.case_id IS NULL OR b.closed_at = '' OR b.closed_at > r.opened_at)`},
	{"I8 case %s: not in its custodian's queue", `SELECT c.id FROM cases c LEFT JOIN standings s ON s.case_id = c.id AND s.organization_id = c.custodian_id AND s.standing = 'custodian'
		WHERE s.case_id IS NULL AND c.purpose <> 'accusation'`},
	{"I8 case %s: in the queue of somebody who is not its custodian", `SELECT s.case_id FROM standings s JOIN cases c ON c.id = s.case_id WHERE s.standing = 'custodian' AND s.organization_id <> c.custodian_id`},
	{"I8 case %s: an open case without a date", `SELECT c.id FROM cases c WHERE c.state = 'open' AND NOT EXISTS (SELECT 1 FROM clocks k WHERE k.case_id = c.id AND k.kind <> 'right' AND k.state IN ('running','paused'))`},
	{"I5 case %s: registered without an entry", `SELECT c.id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.case_id = c.id AND e.action = 'case.registered')`},
	{"I1 case %s: taken in from elsewhere without its records", `SELECT o.case_id FROM origins o LEFT JOIN cases c ON c.id = o.case_id
		WHERE c.id IS NULL OR NOT EXISTS (SELECT 1 FROM origin_parts p WHERE p.case_id = o.case_id AND p.path = 'records/custody.json')`},
	{"I7 event %s: not everybody it was written for was told", `SELECT v.id FROM events v WHERE v.told <> (SELECT COUNT(*) FROM notices n WHERE n.event_id = v.id)`},
	{"I7 notice %s: for an event that did not happen", `SELECT n.id FROM notices n LEFT JOIN events v ON v.id = n.event_id WHERE v.id IS NULL`},
	{"I7 notice %s: sent without a time, or with one and not sent", `SELECT id FROM notices WHERE (state IN ('sent', 'printed')) <> (sent_at <> '')`},
	{"I5 event %s: without an entry", `SELECT v.id FROM events v LEFT JOIN audit_entries e ON e.id = v.entry_id WHERE e.id IS NULL`},
}

// VerifyCustody checks the ledger of custody alone. It returns an *audit.Break
// with the first finding.
func (db *DB) VerifyCustody(ctx context.Context) error {
	return db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var f Findings
		for _, q := range invariants {
			if !strings.HasPrefix(q.says, "I1 ") {
				continue
			}
			if err := f.query(tx.WithContext(ctx), q.says, q.sql); err != nil {
				return err
			}
		}
		if len(f.Broken) > 0 {
			return &audit.Break{Stream: "custody", Why: f.Broken[0]}
		}
		return nil
	})
}

func (f *Findings) query(tx *gorm.DB, says, sql string) error {
	var ids []string
	if err := tx.Raw(sql).Scan(&ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		f.add(says, id)
	}
	return nil
}

// clocks computes every date again from rule, calendar and events.
func (f *Findings) clocks(tx *gorm.DB, rules *clock.Book, cal calendar.Calendar) error {
	for last := ""; ; {
		var rows []clockRow
		if err := tx.Session(&gorm.Session{NewDB: true, Context: tx.Statement.Context}).Where("id > ?", last).Order("id").Limit(chunk).Find(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			f.Clocks++
			c, err := row.running()
			if err != nil {
				return err
			}
			if c.Named() || c.CalendarVersion != cal.Version() {
				continue
			}
			d, err := rules.Evaluate(cal, c.Request())
			if err != nil || d.DueOn != c.DueOn || d.LiteralOn != c.LiteralOn {
				f.add("I10 clock %s (%s from %s): stored %s, computed %s", c.ID, c.Rule, c.StartOn, c.DueOn, d.DueOn)
			}
		}
		last = rows[len(rows)-1].ID
	}
}
