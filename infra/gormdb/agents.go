package gormdb

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/party"
)

var (
	_ desk.Agents   = agentStore{}
	_ desk.Factors  = factorStore{}
	_ desk.Outgoing = outgoingStore{}
)

// agentStore is desk.Agents bound to one transaction.
type agentStore struct{ store }

type agentRow struct {
	ID          string `gorm:"primaryKey"`
	CaseID      string
	PartyID     string
	Kind        string
	Name        string `gorm:"serializer:personal"`
	Phone       string `gorm:"serializer:personal"`
	IDNumber    string `gorm:"serializer:personal"`
	Powers      string
	AuthorityID string
	UntilOn     string
	AtFiling    int
	AddedAt     string
	ConfirmedAt string
	RevokedAt   string
	CodeHash    string
	SecretHash  string
	Version     int
}

func (agentRow) TableName() string { return "agents" }

func agentRowOf(a party.Agent) agentRow {
	powers := make([]string, 0, len(a.Powers))
	for _, p := range a.Powers {
		powers = append(powers, string(p))
	}
	return agentRow{
		ID: string(a.ID), CaseID: a.CaseID, PartyID: string(a.PartyID), Kind: a.Kind, Name: a.Name, Phone: a.Phone, IDNumber: a.IDNumber,
		Powers: strings.Join(powers, " "), AuthorityID: a.AuthorityID, UntilOn: string(a.UntilOn), AtFiling: bit(a.AtFiling), AddedAt: Stamp(a.AddedAt),
		ConfirmedAt: Stamp(a.ConfirmedAt), RevokedAt: Stamp(a.RevokedAt), CodeHash: a.CodeHash, SecretHash: a.SecretHash, Version: a.Version,
	}
}

func (r agentRow) agent() party.Agent {
	a := party.Agent{
		ID: party.AgentID(r.ID), CaseID: r.CaseID, PartyID: party.ID(r.PartyID), Kind: r.Kind, Name: r.Name, Phone: r.Phone, IDNumber: r.IDNumber,
		AuthorityID: r.AuthorityID, UntilOn: calendar.Date(r.UntilOn), AtFiling: r.AtFiling == 1, AddedAt: Unstamp(r.AddedAt),
		ConfirmedAt: Unstamp(r.ConfirmedAt), RevokedAt: Unstamp(r.RevokedAt), CodeHash: r.CodeHash, SecretHash: r.SecretHash, Version: r.Version,
	}
	for _, p := range strings.Fields(r.Powers) {
		a.Powers = append(a.Powers, party.Power(p))
	}
	return a
}

// OfCase implements desk.Agents.
func (s agentStore) OfCase(ctx context.Context, id cases.ID) ([]party.Agent, error) {
	var rows []agentRow
	if err := s.db(ctx).Order("id").Limit(500).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]party.Agent, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.agent())
	}
	return all, nil
}

// Get implements desk.Agents.
func (s agentStore) Get(ctx context.Context, c cases.ID, id party.AgentID) (party.Agent, error) {
	var row agentRow
	err := s.take(ctx, s.db(ctx), &row, "id = ? AND case_id = ?", string(id), string(c))
	return row.agent(), err
}

// Add implements desk.Agents.
func (s agentStore) Add(ctx context.Context, a party.Agent) error {
	row := agentRowOf(a)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Agents by compare-and-set on the version.
func (s agentStore) Put(ctx context.Context, a party.Agent) error {
	row := agentRowOf(a)
	row.Version++
	res := s.db(ctx).Model(&agentRow{}).Where("id = ? AND version = ?", row.ID, a.Version).
		Select("*").Omit("id", "case_id", "party_id", "kind", "at_filing", "added_at").Updates(row)
	return Touched(res, cases.ErrStale)
}

// factorStore is desk.Factors bound to one transaction.
type factorStore struct{ store }

type factorRow struct {
	Holder    string `gorm:"primaryKey"`
	CaseID    string
	Phone     string `gorm:"serializer:personal"`
	CodeHash  string
	CodeUntil string
	Tries     int
	TriedFrom string
	PinHash   string
	PinFails  int
	Version   int
}

func (factorRow) TableName() string { return "factors" }

// Get implements desk.Factors.
func (s factorStore) Get(ctx context.Context, holder string) (party.Factor, error) {
	var row factorRow
	err := s.locking(ctx).Take(&row, "holder = ?", holder).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return party.Factor{}, nil
	}
	return party.Factor{
		Holder: row.Holder, CaseID: row.CaseID, Phone: row.Phone, CodeHash: row.CodeHash, CodeUntil: Unstamp(row.CodeUntil), Tries: row.Tries,
		TriedFrom: Unstamp(row.TriedFrom), PINHash: row.PinHash, PINFails: row.PinFails, Version: row.Version,
	}, err
}

// Put implements desk.Factors by compare-and-set; version zero is a new one.
func (s factorStore) Put(ctx context.Context, f party.Factor) error {
	row := factorRow{
		Holder: f.Holder, CaseID: f.CaseID, Phone: f.Phone, CodeHash: f.CodeHash, CodeUntil: Stamp(f.CodeUntil), Tries: f.Tries, TriedFrom: Stamp(f.TriedFrom),
		PinHash: f.PINHash, PinFails: f.PINFails, Version: f.Version + 1,
	}
	if f.Version == 0 {
		return s.db(ctx).Create(&row).Error
	}
	res := s.db(ctx).Model(&factorRow{}).Where("holder = ? AND version = ?", f.Holder, f.Version).Select("*").Omit("holder", "case_id").Updates(row)
	return Touched(res, cases.ErrStale)
}

// outgoingStore is desk.Outgoing bound to one transaction.
type outgoingStore struct{ store }

type outgoingRow struct {
	ID       string `gorm:"primaryKey"`
	Way      string
	Receiver string `gorm:"serializer:personal"`
	Text     string `gorm:"serializer:personal"`
	MadeAt   string
}

func (outgoingRow) TableName() string { return "outgoing" }

// Send implements desk.Outgoing.
func (s outgoingStore) Send(ctx context.Context, m desk.Message) error {
	return s.db(ctx).Create(&outgoingRow{ID: m.ID, Way: m.Way, Receiver: m.To, Text: m.Text, MadeAt: Stamp(m.At)}).Error
}

// Messages lists what waits to be carried off, newest first.
func (l Lists) Messages(ctx context.Context, n int) ([]desk.Message, error) {
	var rows []outgoingRow
	if err := l.TX.WithContext(ctx).Order("id DESC").Limit(n).Find(&rows).Error; err != nil {
		return nil, err
	}
	return messagesOf(rows), nil
}

func messagesOf(rows []outgoingRow) []desk.Message {
	all := make([]desk.Message, 0, len(rows))
	for _, r := range rows {
		all = append(all, desk.Message{ID: r.ID, Way: r.Way, To: r.Receiver, Text: r.Text, At: Unstamp(r.MadeAt)})
	}
	return all
}

// Waiting lists messages nobody has carried off, oldest first.
func (db *DB) Waiting(ctx context.Context, n int) (all []desk.Message, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var rows []outgoingRow
		if err := tx.WithContext(ctx).Order("id").Limit(n).Find(&rows).Error; err != nil {
			return err
		}
		all = messagesOf(rows)
		return nil
	})
	return all, err
}

// CarryOff forgets a message once carry has taken it. Two replicas that try at
// once carry it once: the second finds nothing to forget.
func (db *DB) CarryOff(ctx context.Context, m desk.Message, carry func(desk.Message) error) error {
	return db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var row outgoingRow
		q := store{tx: tx, write: true, my: db.Dialect() == "mysql"}.locking(ctx)
		if err := q.Take(&row, "id = ?", m.ID).Error; err != nil {
			if errors.Is(err, gorm.ErrRecordNotFound) {
				return nil
			}
			return err
		}
		if err := tx.WithContext(ctx).Delete(&outgoingRow{}, "id = ?", m.ID).Error; err != nil {
			return err
		}
		return carry(m)
	})
}
