package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"gorm.io/gorm"

	published "liandong/docs/schemas"
	"liandong/domain/desk"
	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/bundlefile"
	"liandong/infra/gormdb"
	"liandong/infra/signing"
)

func (a *App) keyRoutes() []Route {
	return []Route{
		look("/public/keys", "本系统的公钥 · this installation's public key", who.Public, ofPublic, a.publicKeys),
		look("/public/schemas/bundle-1.json", "材料包格式 · JSON Schema of a bundle", who.Public, ofPublic, schemaOf(published.Bundle)),
		look("/public/schemas/receipt-1.json", "回执格式 · JSON Schema of a receipt", who.Public, ofPublic, schemaOf(published.Receipt)),
		list("/trusted-keys", "信任的公钥 · keys trusted here", who.SecurityAdminister, ofNothing, trustedKeys),
		act("POST", "/trusted-keys", "信任一把公钥 · trust another installation's key", who.SecurityAdminister, ofNothing, trustKey).creates().stepUp(),
		act("POST", "/trusted-keys/withdraw", "不再信任 · trust a key no longer", who.SecurityAdminister, ofNothing, withdrawKey).stepUp(),
	}
}

func schemaOf(text []byte) func(*Call) (rawBody, error) {
	return func(*Call) (rawBody, error) { return rawBody{bytes: text, kind: "application/schema+json"}, nil }
}

type keyView struct {
	ID        string `json:"id" doc:"the fingerprint to compare by another way"`
	Algorithm string `json:"algorithm" doc:"ed25519: bundles, receipts, checkpoints; sm2: checkpoints"`
	PublicKey string `json:"public_key" doc:"PEM, as OpenSSL reads it"`
}

func (a *App) publicKeys(c *Call) (Items[keyView], error) {
	if err := c.sealing(); err != nil {
		return Items[keyView]{}, err
	}
	all, err := a.seal.Publics()
	views := make([]keyView, 0, len(all))
	for _, p := range all {
		views = append(views, keyView{ID: p.ID, Algorithm: p.Algorithm, PublicKey: p.PEM})
	}
	return page(views, ""), err
}

type trustedKeyView struct {
	ID            string     `json:"id"`
	Algorithm     string     `json:"algorithm"`
	Name          string     `json:"name"`
	Organizations []org.ID   `json:"organizations" doc:"whose receipts it may sign; empty: any body outside"`
	TrustedAt     *time.Time `json:"trusted_at"`
	WithdrawnAt   *time.Time `json:"withdrawn_at"`
}

func trustedKeyOf(k exchange.Key) trustedKeyView {
	v := trustedKeyView{ID: k.ID, Algorithm: k.Algorithm, Name: k.Name, Organizations: k.Organizations, TrustedAt: instant(k.TrustedAt), WithdrawnAt: instant(k.WithdrawnAt)}
	if v.Organizations == nil {
		v.Organizations = []org.ID{}
	}
	return v
}

func trustedKeys(c *Call) (Items[trustedKeyView], error) {
	p, err := c.page()
	if err != nil {
		return Items[trustedKeyView]{}, err
	}
	all, next, err := c.lists().TrustedKeys(c.ctx, p)
	views := make([]trustedKeyView, 0, len(all))
	for _, k := range all {
		views = append(views, trustedKeyOf(k))
	}
	return page(views, next), err
}

type trustIn struct {
	Name          string   `json:"name"`
	PublicKey     string   `json:"public_key" doc:"PEM"`
	Organizations []org.ID `json:"organizations,omitempty"`
}

func trustKey(c *Call, in trustIn) (trustedKeyView, error) {
	id, key, err := signing.ParsePublic(in.PublicKey)
	if err != nil {
		return trustedKeyView{}, fault.Invalid("/public_key", "not_a_key", "不是 Ed25519 公钥（PEM 格式）；私钥不要交给任何人", "this is no Ed25519 public key in PEM; a private key is given to nobody")
	}
	k, err := c.TrustKey(c.ctx, exchange.Key{ID: id, Algorithm: signing.Algorithm, PublicKey: key, Name: strings.TrimSpace(in.Name), Organizations: in.Organizations})
	return trustedKeyOf(k), err
}

type withdrawKeyIn struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

func withdrawKey(c *Call, in withdrawKeyIn) (trustedKeyView, error) {
	k, err := c.WithdrawKey(c.ctx, in.ID, in.Reason)
	return trustedKeyOf(k), err
}

// installationSeal is the name under which the database knows its key.
const installationSeal = "installation_key"

// errOtherKey refuses to sign with a key that is not the installation's: what
// was signed before could not be checked with it.
var errOtherKey = errors.New("this database belongs to an installation with another signing key: put its installation.key into the data directory or name it with --key; if it is lost for good, liandong bundle key --adopt takes this one")

// ClaimKey makes the key on first use, and makes sure that every program over
// one database signs with the same. adopt takes another key from now on.
func (a *App) ClaimKey(ctx context.Context, adopt bool) (id string, err error) {
	known, err := knownKey(ctx, a.db)
	if err != nil {
		return "", err
	}
	if err := sameKey(a.cfg, a.seal, known, adopt); err != nil {
		return "", err
	}
	if id, err = a.seal.KeyID(); err != nil {
		return id, err
	}
	a.sealed = true
	if id == known {
		return id, nil
	}
	return id, a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Meta{TX: tx}.Put(ctx, installationSeal, id)
	})
}

func knownKey(ctx context.Context, db *gormdb.DB) (known string, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		known, err = gormdb.Meta{TX: tx}.Get(ctx, installationSeal)
		return err
	})
	return known, err
}

// sameKey refuses another key than the known one, before one is made that nobody wants.
func sameKey(cfg Config, seal *signing.Holder, known string, adopt bool) error {
	if known == "" || adopt {
		return nil
	}
	if _, err := os.Stat(signing.In(cfg.Key, cfg.Data)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w (it is %s)", errOtherKey, known)
	}
	id, err := seal.KeyID()
	if err == nil && id != known {
		return fmt.Errorf("%w (it is %s, this is %s)", errOtherKey, known, id)
	}
	return err
}

// ErrNoKey refuses what must be signed while the installation has no key.
var ErrNoKey = fault.New(fault.Unavailable, "exchange.no_key", "本系统还没有签名密钥：请管理员用 liandong bundle key 生成，并在启动时用 --key 指定", "this installation has no signing key yet: make one with liandong bundle key and start with --key")

// ClaimAtStart claims the key of a server as it starts. Beside a database
// server a key is not made by itself: replicas on other machines would each
// make their own. It is then made by «bundle key» and named with --key.
func (a *App) ClaimAtStart(ctx context.Context) error {
	if _, err := os.Stat(signing.In(a.cfg.Key, a.cfg.Data)); a.cfg.Database != "" && errors.Is(err, fs.ErrNotExist) {
		if a.cfg.Demo {
			return a.demoKey(ctx)
		}
		return nil
	}
	_, err := a.ClaimKey(ctx, false)
	return err
}

// demoKey is the key of a fictional county beside a database server: it is kept
// in the database, where all replicas find it, and proves nothing to anybody.
func (a *App) demoKey(ctx context.Context) error {
	fresh, err := signing.New()
	if err != nil {
		return err
	}
	return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		text, err := gormdb.Meta{TX: tx}.Keep(ctx, "demo_key", fresh)
		if err != nil {
			return err
		}
		a.seal, a.sealed = signing.Of(text), true
		a.office.Seal = a.seal
		return nil
	})
}

// sealing refuses what needs the key while there is none.
func (c *Call) sealing() error {
	if !c.app.sealed {
		return ErrNoKey
	}
	return nil
}

// PublicKey is the installation's public key: fingerprint and PEM.
func (a *App) PublicKey() (id, text string, err error) {
	if id, err = a.seal.KeyID(); err != nil {
		return "", "", err
	}
	text, err = a.seal.PEM()
	return id, text, err
}

// ExportBundle makes the bundle of a handoff out of a database that it only
// reads, beside a running server too. by is who runs the program: the bundle
// says so, for no log does until the receipt comes back.
func ExportBundle(ctx context.Context, cfg Config, id string, by string) (body []byte, digest string, err error) {
	db, err := openToRead(ctx, cfg)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	seal := signing.At(signing.In(cfg.Key, cfg.Data))
	known, err := knownKey(ctx, db)
	if err != nil {
		return nil, "", err
	}
	if err := sameKey(cfg, seal, known, false); err != nil {
		return nil, "", err
	}
	var parts exchange.Parts
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		w := desk.Office{Seal: seal}.Begin(db.Bind(tx, false, noJournal), who.Actor{User: by, Role: who.System, Origin: "command_line"}, time.Time{}, "")
		r, err := w.Tx.Referrals.Get(ctx, referral.ID(id))
		if err != nil {
			return err
		}
		c, err := w.Tx.Cases.Get(ctx, r.Facts().CaseID)
		if err != nil {
			return err
		}
		content, err := w.Gather(ctx, r.Facts(), c.Facts(), exchange.Export{Through: exchange.ThroughCommand, By: by}, exchange.MaxBytes)
		if err != nil {
			return err
		}
		parts, digest, err = exchange.Make(content, seal)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	body, err = bundlefile.Bytes(parts)
	return body, digest, err
}

// VerifyBundle checks a bundle with nothing but itself and, where given, the
// sender's public key in PEM. The error names the first bad part.
func VerifyBundle(body []byte, key string) (exchange.Opened, error) {
	o, err := bundlefile.Open(body, signing.Checker())
	if err != nil || key == "" {
		return o, err
	}
	id, public, err := signing.ParsePublic(key)
	if err != nil {
		return o, err
	}
	if o.Signature.Key != id || o.Signature.PublicKey != public {
		return o, fmt.Errorf("signature.json: signed by %s, and not by the key given, %s", o.Signature.Key, id)
	}
	return o, nil
}

// ImportBundle takes a case in, as POST /bundles does, for an organisation.
func (a *App) ImportBundle(ctx context.Context, body []byte, organization org.ID) (out desk.TakenIn, err error) {
	if err := a.parser.Bundle(ctx, body); err != nil {
		return out, err
	}
	o, err := bundlefile.Open(body, a.seal)
	if err != nil {
		return out, err
	}
	if organization == "" {
		organization = o.Manifest.Referral.To.ID
	}
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		w := a.office.Begin(a.db.Bind(tx, true, a.journal), who.Actor{User: "import", Role: who.Clerk, Organization: organization, Origin: "import"}, a.clock.Now(), "")
		if x, err := w.Tx.Directory.Get(ctx, organization); fault.Of(err) != nil || x.Ended {
			return fmt.Errorf("there is no organisation %q here: name the one that takes the case in with --organization", organization)
		} else if err != nil {
			return err
		}
		out, err = w.TakeIn(ctx, o)
		return err
	})
	return out, err
}

// TrustKey trusts a public key in PEM, as POST /trusted-keys does.
func (a *App) TrustKey(ctx context.Context, text, name string, organizations []org.ID) (id string, err error) {
	id, key, err := signing.ParsePublic(text)
	if err != nil {
		return "", err
	}
	return id, a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		w := a.office.Begin(a.db.Bind(tx, true, a.journal), who.Actor{User: "operator", Role: who.SecurityAdmin, Origin: "command_line"}, a.clock.Now(), "")
		_, err := w.TrustKey(ctx, exchange.Key{ID: id, Algorithm: signing.Algorithm, PublicKey: key, Name: name, Organizations: organizations})
		return err
	})
}

// noJournal is the log of what only reads: nothing is written to it, and an
// attempt is an error.
func noJournal(*gorm.DB) journal.Journal { return unwritten{} }

type unwritten struct{}

func (unwritten) Record(context.Context, journal.Entry) error {
	return errors.New("api: a command that only reads tried to write")
}
