// Package api is the program over HTTP: what it is composed of, who asks, what
// is answered. No rule of law, no SQL.
package api

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/letter"
	"liandong/domain/notice"
	"liandong/domain/proposal"
	"liandong/domain/reception"
	"liandong/domain/who"
	"liandong/infra/authz"
	"liandong/infra/clamd"
	"liandong/infra/gormdb"
	"liandong/infra/holidays"
	"liandong/infra/idp"
	"liandong/infra/paper"
	"liandong/infra/parsing"
	"liandong/infra/passkey"
	"liandong/infra/rulepack"
	"liandong/infra/secrets"
	"liandong/infra/signing"
)

// prefix is where the API lives.
const prefix = "/api/v1"

// Config is everything an installation may decide; docs/operations.md lists it.
type Config struct {
	Listen    string
	Data      string
	Database  string // URL of a server; empty for the embedded database in Data
	Rules     string // directory of the place's own rules
	Key       string // file of the signing key; empty for the one in Data
	FactorKey string // file of the key that seals second factors; empty for the one in Data
	Keys      string // directory of the master key that seals; empty for keys in Data
	PublicURL string
	Profile   who.Profile // which standard passwords and logins follow; the default where it is empty
	TLSCert   string
	TLSKey    string
	// LargeExport is from how many rows on an export is taken only once a second
	// person confirmed it; 1000 where it is zero.
	LargeExport int
	Demo        bool
	DemoNow     time.Time
	SMTP        string // smtp://user:password@host:port?from=ADDRESS
	SMSSpool    string // directory into which text messages are written
	SMSURL      string // address of a provider's gateway
	Scanner     string // socket of a ClamAV daemon; empty for none
	// Checkpoints is the file outside the database in which the log's signed
	// checkpoints are kept; empty for checkpoints.jsonl in Data.
	Checkpoints string
	// WebhookHosts are the addresses and networks inside one's own network that
	// events may be sent to, separated by commas; the open internet needs no naming.
	WebhookHosts string
	OIDC         string // file of an identity provider; empty for none
	Log          *slog.Logger
	// Wall is this machine's clock; tests set it.
	Wall func() time.Time
}

// App is the composed program.
type App struct {
	cfg       Config
	log       *slog.Logger
	db        *gormdb.DB
	office    desk.Office
	press     *paper.Press
	parser    *parsing.Parser
	policy    *authz.Policy
	pack      *rulepack.Pack
	often     []reception.Frequency
	limits    who.Limits
	standard  who.Standard
	calendar  *holidays.Shelf
	built     bool // with screens
	passwords *secrets.Passwords
	clock     *Clock
	relay     relay
	sequencer sequencer
	streaming streaming
	hooks     *hooks
	scanner   *clamd.Scanner
	scanNext  time.Time // not before: something could not be judged
	seal      *signing.Holder
	sealed    bool // the key is made and claimed
	keyed     secrets.Codes
	factorKey factorKey
	passkeys  *passkey.Place // nil where browsers offer none
	provider  *idp.Provider  // nil where none is set up
	routes    []Route
	openapi   []byte

	calendarVersion string // of the notices on the shelf; only keepTime and the import change it
	policyVersion   string
	policyAt        time.Time
	policyMu        sync.Mutex

	queue   chan task
	stop    context.CancelFunc
	running sync.WaitGroup
	ready   bool
}

// New composes the program, top to bottom, and brings the schema up to date.
// It returns an error that says what to change for a configuration it refuses.
func New(ctx context.Context, cfg Config) (*App, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	if cfg.Wall == nil {
		cfg.Wall = time.Now
	}
	if err := checkListen(cfg); err != nil {
		return nil, err
	}
	standard, err := who.StandardOf(cfg.Profile)
	if err != nil {
		return nil, fmt.Errorf("--profile: %w", err)
	}
	if cfg.LargeExport < 0 || cfg.LargeExport > proposal.MostRows {
		return nil, fmt.Errorf("--large-export %d: give 1 to %d rows", cfg.LargeExport, proposal.MostRows)
	}
	place, err := passkey.At(cfg.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("--public-url %q: %w", cfg.PublicURL, err)
	}
	out, err := newRelay(cfg)
	if err != nil {
		return nil, err
	}
	systems, err := newHooks(cfg)
	if err != nil {
		return nil, err
	}
	scanner, err := clamd.At(cfg.Scanner)
	if err != nil {
		return nil, err
	}
	provider, err := idp.Open(cfg.OIDC, cfg.PublicURL, cfg.Wall)
	if err != nil {
		return nil, err
	}
	parser, err := parsing.Open(temporary(cfg), cfg.Log)
	if err != nil {
		return nil, err
	}
	db, err := gormdb.Open(gormdb.Config{Dir: cfg.Data, URL: cfg.Database, Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, log: cfg.Log, db: db, passwords: secrets.NewPasswords(), relay: out, scanner: scanner, parser: parser, queue: make(chan task, 1024), seal: signing.At(signing.In(cfg.Key, cfg.Data))}
	a.sequencer.sink, a.hooks, a.passkeys, a.provider, a.standard = sinkOf(cfg), systems, place, provider, standard
	a.streaming.end = make(chan struct{})
	if err := a.compose(ctx); err != nil {
		return nil, errors.Join(err, parser.Close(), db.Close())
	}
	return a, nil
}

// temporary is where files lie while they are opened or written.
func temporary(cfg Config) string {
	if cfg.Data == "" {
		return ""
	}
	return filepath.Join(cfg.Data, "tmp")
}

func (a *App) compose(ctx context.Context) error {
	if err := a.db.Migrate(ctx); err != nil {
		return err
	}
	if err := unlock(ctx, a.db, a.cfg, true); err != nil {
		return err
	}
	rules, err := clockBook(a.cfg.Rules)
	if err != nil {
		return err
	}
	notices, version, err := storedCalendar(ctx, a.db)
	if err != nil {
		return err
	}
	a.calendar, a.calendarVersion = holidays.NewShelf(notices), version
	judge, err := rulepack.Open(a.cfg.Rules, dueBy(rules, a.calendar))
	if err != nil {
		return err
	}
	a.pack = judge.Rules()
	if a.often, err = frequencies(a.cfg.Rules); err != nil {
		return err
	}
	if a.limits, err = limitsOf(a.cfg.Rules); err != nil {
		return err
	}
	if err := letter.Check(rules); err != nil {
		return err
	}
	key, err := a.installationKey(ctx)
	if err != nil {
		return err
	}
	a.keyed = secrets.Codes{Key: key}
	if err := a.loadPolicy(ctx); err != nil {
		return err
	}
	if a.clock, err = a.openClock(ctx); err != nil {
		return err
	}
	press, err := paper.NewPress()
	if err != nil {
		return err
	}
	a.press = press
	reading := a.parser.Press(press)
	a.office = desk.Office{
		Rules: rules, Calendar: a.calendar, Judge: judge, Policy: a.policy, Secrets: a.keyed,
		NewID: secrets.NewID, Number: secrets.Number, Digest: digestOf, Press: reading, Binder: reading, Seal: a.seal, CheckCode: secrets.CheckCode, CheckURL: a.checkURL, HoldFiles: a.scanner != nil, Limits: a.limits,
	}
	a.routes = a.table()
	if a.openapi, err = a.describe(); err != nil {
		return err
	}
	if a.cfg.Demo {
		if err := a.seedDemo(ctx); err != nil {
			return fmt.Errorf("the demo county: %w", err)
		}
	}
	a.ready = true
	return nil
}

// table is the whole API at a glance.
func (a *App) table() []Route {
	var all []Route
	for _, some := range [][]Route{
		a.sessionRoutes(), a.challengeRoutes(), a.staffFactorRoutes(), a.loginRoutes(), a.providerRoutes(), a.organizationRoutes(), a.accountRoutes(), a.leaverRoutes(), a.rosterRoutes(), routingRoutes(), caseRoutes(), partRoutes(),
		a.groupRoutes(), groupPlanRoutes(), referralRoutes(), messageRoutes(), directiveRoutes(), traceRoutes(), officialRoutes(), conferenceRoutes(),
		decisionRoutes(), a.trendRoutes(), supervisionRoutes(), filingRoutes(), proceedingRoutes(), documentRoutes(), ownPaperRoutes(), letterRoutes(),
		peopleRoutes(), agreementRoutes(), receptionRoutes(), tableRoutes(), lawyerRoutes(), noticeRoutes(), a.partyRoutes(), logRoutes(), auditListRoutes(), auditExportRoutes(), a.demoRoutes(), a.lawRoutes(),
		a.codeRoutes(), draftRoutes(), exchangeRoutes(), a.keyRoutes(), a.batchRoutes(), a.partyActRoutes(), agentRoutes(), paperRoutes(), reopenRoutes(),
		arrivalRoutes(), volumeRoutes(), extractRoutes(), a.figureRoutes(), a.importRoutes(), a.exportRoutes(), a.batchJobRoutes(), reportRoutes(),
		jobRoutes(), a.proofRoutes(), a.eventRoutes(), a.tokenRoutes(), a.webhookRoutes(), a.proposalRoutes(),
	} {
		all = append(all, some...)
	}
	return all
}

// Routes is the table, for tests and documentation.
func (a *App) Routes() []Route { return a.routes }

// journal binds the log to a transaction.
func (a *App) journal(tx *gorm.DB) journal.Journal {
	return gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt, My: a.db.Dialect() == "mysql"}
}

// wall is this machine's time: of sessions and keys, not of the law.
func (a *App) wall() time.Time { return a.cfg.Wall() }

// checkURL is where anyone may check a letter.
func (a *App) checkURL(code string) string {
	base := strings.TrimRight(a.cfg.PublicURL, "/")
	if base == "" {
		base = "http://" + a.cfg.Listen
	}
	return base + "/check/" + code
}

// installationKey keys the hashes of query codes; it is made once.
func (a *App) installationKey(ctx context.Context) ([]byte, error) {
	var text string
	err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		text, err = gormdb.Meta{TX: tx}.Keep(ctx, "code_key", secrets.Key())
		return err
	})
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(text)
}

// task is work done after an answer, in a unit of its own.
type task struct {
	do        func(context.Context) error
	requestID string
}

// later queues a task; when the queue is full the request waits for a place.
func (a *App) later(do func(context.Context) error, requestID string) {
	a.queue <- task{do, requestID}
}

// Start runs what happens without a request: timers, the queue, the policy's version.
func (a *App) Start() {
	ctx, stop := context.WithCancel(context.Background())
	a.stop = stop
	a.beside(ctx, "relay", a.carryAll)
	if !a.cfg.Demo && a.relay.ways[notice.SMS] == nil {
		a.beside(ctx, "messages", a.carryOff)
	}
	if a.scanner != nil {
		a.beside(ctx, "scanner", a.scanWaiting)
	}
	a.beside(ctx, "timers", a.keepTime)
	a.beside(ctx, "jobs", a.workJobs)
	a.beside(ctx, "figures", a.keepBooks)
	a.beside(ctx, "log", a.sequence)
	a.beside(ctx, "webhooks", a.tellSystems)
	a.beside(ctx, "sealing", a.keepSealed)
	a.running.Add(1)
	go func() {
		defer a.running.Done()
		for {
			select {
			case t := <-a.queue:
				if err := t.do(ctx); err != nil {
					a.log.Warn("a task failed", "request_id", t.requestID, "error", err)
				}
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Close ends what Start began, signs for what was entered last, and closes the
// database.
func (a *App) Close() error {
	var last error
	if a.stop != nil {
		a.stop()
		a.running.Wait()
		last = a.covered(context.Background())
		a.hooks.sender.Close()
	}
	a.provider.Close()
	return errors.Join(last, a.parser.Close(), a.db.Close())
}
