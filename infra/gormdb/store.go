package gormdb

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/who"
	"liandong/infra/sealing"
)

// store is what every store of one transaction shares.
type store struct {
	tx    *gorm.DB
	write bool // a unit of work: what is opened is locked
	my    bool // the MySQL family, where locking is asked for; SQLite has one writer
	dir   *directory
	ring  func() *sealing.Ring
	asked *bool // whether this unit of work asked for the directory's version already
}

func (s store) db(ctx context.Context) *gorm.DB { return s.tx.WithContext(ctx) }

// locking asks the database to keep the row until the unit of work ends.
func (s store) locking(ctx context.Context) *gorm.DB {
	if s.write && s.my {
		return s.db(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	}
	return s.db(ctx)
}

// take reads one row. It returns who.ErrNotVisible if there is none.
func (store) take(_ context.Context, db *gorm.DB, row any, where string, args ...any) error {
	err := db.Where(where, args...).Take(row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return who.ErrNotVisible
	}
	return err
}

// Bind makes the stores of one unit of work. The journal is built over the
// same transaction, so that nothing happens unrecorded.
func (db *DB) Bind(tx *gorm.DB, write bool, newJournal func(*gorm.DB) journal.Journal) desk.Tx {
	s := store{tx: tx, write: write, my: db.Dialect() == "mysql", dir: &db.directory, ring: db.ring.Load, asked: new(bool)}
	return desk.Tx{
		Directory: directoryStore{s}, Cases: caseStore{s}, Parties: partyStore{s}, Referrals: referralStore{s},
		Proceedings: proceedingStore{s}, Agreements: agreementStore{s}, Follow: followStore{s}, Notes: noteStore{s}, Documents: documentStore{s}, Letters: letterStore{s},
		Bundles: bundleStore{s}, Statements: statementStore{s}, Outlets: outletStore{s}, Filings: filingStore{s}, Numbers: numberStore{s}, Consents: consentStore{s}, Attempts: attemptStore{s},
		People: peopleStore{s}, Recusals: recusalStore{s},
		Clocks: clockStore{s}, Standings: standingStore{s}, Receptions: receptionStore{s}, Notices: noticeStore{s}, Exchange: exchangeStore{s}, Parts: partStore{s}, Groups: groupStore{s}, Journal: newJournal(tx),
		Agents: agentStore{s}, Factors: factorStore{s}, Outgoing: outgoingStore{s}, Withdrawals: withdrawalStore{s}, Recordings: recordingStore{s},
		Ratings: ratingStore{s}, Addresses: addressStore{s}, Lateness: lateStore{s}, OralRecords: oralStore{s}, Returns: returnStore{s}, Orders: orderStore{s}, Directives: directiveStore{s}, Officials: officialStore{s}, Conferences: conferenceStore{s}, Decisions: decisionStore{s}, TrendNotes: trendNoteStore{s}, Jobs: jobStore{s}, Proposals: proposalStore{s}, Webhooks: webhookStore{s},
	}
}
