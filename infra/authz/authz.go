// Package authz answers who may do what: casbin over role × standing →
// permission, compared for equality only. There are few rows, they can be
// printed as a matrix, and each decision is remembered for as long as the
// policy's version stands.
package authz

import (
	_ "embed" // the model and the first policy
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"liandong/domain/who"
)

//go:embed model.conf
var modelText string

//go:embed policy.csv
var policyText string

// MaxRows is how many rows a policy may have as stored: more would slow every
// decision, and nobody could read them.
const MaxRows = 300

// Row is one row of a policy as stored: p, role or group, standing, permission;
// or g, group, member.
type Row [4]string

// National returns the rows a new installation begins with.
func National() ([]Row, error) {
	r := csv.NewReader(strings.NewReader(policyText))
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("authz: the embedded policy: %w", err)
	}
	rows := make([]Row, 0, len(records))
	for _, rec := range records {
		var row Row
		copy(row[:], rec)
		rows = append(rows, row)
	}
	return rows, nil
}

// ErrEmpty refuses a policy without rows: the program does not start with one.
var ErrEmpty = errors.New("authz: the policy has no rows; nobody could do anything")

// Policy is who.Policy over casbin.
type Policy struct {
	mu       sync.RWMutex
	enforcer *casbin.Enforcer
	known    map[key]bool
}

type key struct {
	role       who.Role
	standing   who.Standing
	permission who.Permission
}

var _ who.Policy = (*Policy)(nil)

// New checks the rows and builds a policy. It returns ErrEmpty, or an error
// naming a row whose role, standing or permission does not exist.
func New(rows []Row) (*Policy, error) {
	p := &Policy{}
	return p, p.Replace(rows)
}

// Replace puts other rows in force at once; on an error the old ones stay.
func (p *Policy) Replace(rows []Row) error {
	if len(rows) > MaxRows {
		return fmt.Errorf("authz: %d rows; at most %d", len(rows), MaxRows)
	}
	grants, err := expand(rows)
	if err != nil {
		return err
	}
	if len(grants) == 0 {
		return ErrEmpty
	}
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return err
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return err
	}
	if _, err := e.AddPolicies(grants); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.enforcer, p.known = e, map[key]bool{}
	return nil
}

// May implements who.Policy. An error of the engine is a refusal.
func (p *Policy) May(role who.Role, standings []who.Standing, perm who.Permission) bool {
	if role == who.System {
		return true
	}
	for _, s := range standings {
		if p.one(key{role, s, perm}) {
			return true
		}
	}
	return false
}

func (p *Policy) one(k key) bool {
	p.mu.RLock()
	allowed, ok := p.known[k]
	p.mu.RUnlock()
	if ok {
		return allowed
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	allowed, err := p.enforcer.Enforce(string(k.role), string(k.standing), string(k.permission))
	p.known[k] = allowed && err == nil
	return p.known[k]
}

// expand replaces groups by their members.
func expand(rows []Row) ([][]string, error) {
	members := map[string][]string{}
	for _, r := range rows {
		if r[0] == "g" {
			members[r[1]] = append(members[r[1]], r[2])
		}
	}
	var grants [][]string
	seen := map[string]bool{}
	for _, r := range rows {
		if r[0] != "p" {
			continue
		}
		if err := checkRow(r); err != nil {
			return nil, err
		}
		for _, role := range rolesOf(r[1], members, 0) {
			if _, ok := who.Roles[who.Role(role)]; !ok && role != string(who.PartyRole) {
				return nil, fmt.Errorf("authz: row %v: unknown role %q", r, role)
			}
			g := []string{role, r[2], r[3]}
			if k := strings.Join(g, "|"); !seen[k] {
				seen[k] = true
				grants = append(grants, g)
			}
		}
	}
	return grants, nil
}

func checkRow(r Row) error {
	if !contains(who.Standings, who.Standing(r[2])) {
		return fmt.Errorf("authz: row %v: unknown standing %q", r, r[2])
	}
	if !contains(who.Permissions, who.Permission(r[3])) {
		return fmt.Errorf("authz: row %v: unknown permission %q", r, r[3])
	}
	return nil
}

func contains[T comparable](all []T, x T) bool {
	for _, y := range all {
		if x == y {
			return true
		}
	}
	return false
}

// rolesOf lists who is in a group, through groups of groups.
func rolesOf(name string, members map[string][]string, depth int) []string {
	list, group := members[name]
	if !group || depth > 8 {
		return []string{name}
	}
	var all []string
	for _, m := range list {
		all = append(all, rolesOf(m, members, depth+1)...)
	}
	return all
}
