package api

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/journal"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
	"liandong/infra/signing"
	"liandong/infra/tlog"
)

// LogReport is what a check of the log compared.
type LogReport struct {
	Entries int64
	Tree    gormdb.TreeReport
	// Signed says that signatures were checked: there was a public key.
	Signed bool
	// Skipped is how many lines of the checkpoints' file are none.
	Skipped int
}

// LogCheck says with what the log is compared beside what its database holds.
type LogCheck struct {
	Files []string // checkpoints: notes, or files of lines as the server keeps them
	Keys  []string // files of public keys, PEM; the installation's own key is used where it is at hand
	// Root, in groups, and Size as they were typed from a printed root; Origin too, where the log was recovered since.
	Root, Origin string
	Size         int64
}

// VerifyLog checks chains, heads, tree, custody and every checkpoint there is, without
// changing anything, beside a running server too. It returns an *audit.Break
// naming the first bad entry or checkpoint.
func VerifyLog(ctx context.Context, cfg Config, check LogCheck) (report LogReport, err error) {
	open, err := opener(cfg, check.Keys)
	if err != nil {
		return report, err
	}
	report.Signed = open != nil
	given, skipped, err := witnesses(cfg, check.Files, open)
	if err != nil {
		return report, err
	}
	report.Skipped = skipped
	if check.Root != "" || check.Size != 0 {
		w, err := paperRoot(check)
		if err != nil {
			return report, err
		}
		given = append(given, w)
	}
	db, err := openToRead(ctx, cfg)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if report.Entries, err = db.VerifyAudit(ctx, secrets.SHA256{}); err != nil {
		return report, err
	}
	if report.Tree, err = db.VerifyTree(ctx, open, given); err != nil {
		return report, err
	}
	return report, db.VerifyCustody(ctx)
}

// opener opens checkpoints with any of the keys; nil where there is none.
func opener(cfg Config, files []string) (func(string) (tlog.Checkpoint, error), error) {
	var keys []crypto.PublicKey
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		some, err := signing.ReadKeys(string(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		keys = append(keys, some...)
	}
	if own := signing.In(cfg.Key, cfg.Data); exists(own) {
		some, err := signing.At(own).Keys()
		if err != nil {
			return nil, err
		}
		keys = append(keys, some...)
	}
	if len(keys) == 0 {
		return nil, nil
	}
	return func(note string) (tlog.Checkpoint, error) { return tlog.Open(note, keys...) }, nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// witnesses reads the server's own file of checkpoints and those given. One
// whose signature does not hold is a break: somebody wrote it.
func witnesses(cfg Config, files []string, open func(string) (tlog.Checkpoint, error)) (given []gormdb.Witness, skipped int, err error) {
	if open == nil {
		open = tlog.Unsigned
	}
	add := func(file, note string) error {
		c, err := open(note)
		if err != nil {
			return &audit.Break{Stream: "tree", Why: fmt.Sprintf("%s holds a checkpoint that is not signed with the key of this log: %.120q", file, note)}
		}
		// Years of checkpoints are held at once: without their notes, and with one name for all.
		if n := len(given); n > 0 && given[n-1].Origin == c.Origin {
			c.Origin = given[n-1].Origin
		} else {
			c.Origin = strings.Clone(c.Origin)
		}
		given = append(given, gormdb.Witness{Checkpoint: c, From: file})
		return nil
	}
	for _, file := range append([]string{sinkOf(cfg).File}, files...) {
		note, err := soleNote(file)
		if err != nil {
			return nil, 0, err
		}
		if note != "" {
			if err := add(file, note); err != nil {
				return nil, 0, err
			}
			continue
		}
		sink := tlog.Sink{File: file}
		n, err := sink.Read(func(line tlog.Line, _ tlog.Checkpoint) error { return add(file, line.Note) })
		if err != nil {
			return nil, 0, err
		}
		skipped += n
	}
	for _, file := range files {
		if !exists(file) {
			return nil, 0, fmt.Errorf("%s: there is no such file", file)
		}
	}
	return given, skipped, nil
}

// soleNote is the note in a file that holds one, as a witness keeps it; empty
// for a file of lines and for one that is not there.
func soleNote(file string) (string, error) {
	if !exists(file) {
		return "", nil
	}
	in, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	head := make([]byte, 8<<10)
	n, _ := in.Read(head)
	if text := string(head[:n]); !strings.HasPrefix(strings.TrimSpace(text), "{") && n < len(head) {
		return text, nil
	}
	return "", nil
}

// RecoverLog records that the database was set back on purpose: the log goes on
// under another name, and what checkpoints cover beyond it is told as given up.
// It returns an error where nothing has to be recovered.
func RecoverLog(ctx context.Context, cfg Config, by, reason string) (r gormdb.Recovery, err error) {
	db, err := open(ctx, cfg, false)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	a := &App{cfg: cfg, log: cfg.Log, db: db}
	a.sequencer.sink = sinkOf(cfg)
	if a.CheckWitness(ctx) == nil {
		return r, errors.New("the database agrees with its checkpoints: there is nothing to recover")
	}
	last, _, err := a.sequencer.sink.Last()
	if err != nil {
		return r, err
	}
	now := time.Now().UTC()
	r = gormdb.Recovery{Origin: last.Origin, Next: successor(last.Origin), At: now}
	return r, db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		tree := a.tree(tx)
		at, err := gormdb.Lists{TX: tx}.LastEntryAt(ctx)
		if err != nil {
			return err
		}
		if latest := gormdb.Unstamp(at); now.Before(latest) {
			now = latest // a demo may be ahead of this machine
		}
		if r.Size, err = tree.Recover(ctx, r); err != nil {
			return err
		}
		return a.journal(tx).Record(ctx, journal.Entry{
			Actor: who.Actor{User: by, Role: who.System, Origin: "cli"}, Action: "audit.recovered", Subject: "log/" + r.Next, Reason: reason, At: now,
			Payload: map[string]any{"given_up": last.Text(), "goes_on_at": r.Size},
		})
	})
}

// successor names the log that goes on: liandong/0a1b, liandong/0a1b.2, liandong/0a1b.3.
func successor(origin string) string {
	base, count, found := strings.Cut(origin, ".")
	n := 1
	if found {
		if _, err := fmt.Sscanf(count, "%d", &n); err != nil {
			n = 1
		}
	}
	return fmt.Sprintf("%s.%d", base, n+1)
}

// errProof says why a proof does not hold.
func errProof(why string) error { return fmt.Errorf("the proof does not hold: %s", why) }

// Proven is what a proof shows.
type Proven struct {
	Entry    audit.Entry
	Origin   string
	Size     int64
	SignedAt string
}

// VerifyProofs checks a proof, or each of a page of them, with a public key and
// nothing else: that the entry is what its digest says, stands in the tree, and
// the tree was signed for. The error says what does not hold.
func VerifyProofs(raw []byte, publicKey string) ([]Proven, error) {
	keys, err := signing.ReadKeys(publicKey)
	if err != nil {
		return nil, err
	}
	var several Items[proofView]
	if strictly(raw, &several) != nil || len(several.Items) == 0 {
		several.Items = make([]proofView, 1)
		if err := strictly(raw, &several.Items[0]); err != nil {
			return nil, errNoProof
		}
	}
	var all []Proven
	for _, v := range several.Items {
		p, err := v.verify(keys)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

var errNoProof = fmt.Errorf("this is no proof in the format %s", proofFormat)

func (v proofView) verify(keys []crypto.PublicKey) (Proven, error) {
	if v.Format != proofFormat {
		return Proven{}, errNoProof
	}
	e := v.Entry.entry()
	if e.Seal(secrets.SHA256{}) != e.Digest {
		return Proven{}, errProof("the entry was changed")
	}
	c, err := tlog.Open(v.Checkpoint.Note, keys...)
	if err != nil {
		return Proven{}, errProof("the checkpoint is not signed with this key")
	}
	hashes, err := decoded(v.Hashes)
	if err != nil || !tlog.Included(tlog.Leaf(e.Digest), v.Leaf, c.Size, hashes, c.Root) {
		return Proven{}, errProof("the entry does not stand in the log that was signed")
	}
	return Proven{Entry: e, Origin: c.Origin, Size: c.Size, SignedAt: v.Checkpoint.SignedAt}, nil
}
