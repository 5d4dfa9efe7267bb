// Package cli holds the subcommands of the program.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"liandong/api"
	"liandong/domain/proposal"
	"liandong/domain/who"
)

// command is one subcommand.
type command struct {
	name, usage string
	run         func(ctx context.Context, env env, args []string) error
}

// env is where a subcommand writes.
type env struct{ out, err io.Writer }

func commands() []command {
	return []command{
		{"serve", "serve the API (--demo: with the fictional county)", serve},
		{"migrate", "bring the database's schema up to date", migrate},
		{"import", "import FILE: register cases from JSON lines", importCases},
		{"route", "route FACTS.json: the routes the law offers", route},
		{"due", "due --rule R --from D: when a time limit ends", due},
		{"calendar", "calendar import FILE: a year's holiday notice; dates it decides are computed again", calendarCommand},
		{"rules", "rules check DIR | rules show ID: the rule pack", rules},
		{"bundle", "bundle export | verify | import | key | trust: a handoff as one signed file", bundleCommand},
		{"verify", "check custody, standings, clocks and log", verify},
		{"data", "data scan: look for what people entered in files and columns, as who finds the disk does", dataCommand},
		{"keys", "keys check | rotate: read every sealed value with the keys that are here; seal with a new one", keysCommand},
		{"figures", "figures rebuild: count every case anew and compare with the running figures", figuresCommand},
		{"factors", "factors end USERNAME | adopt: let an account enrol its second factor anew, from the machine itself", factorsCommand},
		{"audit", "audit verify | root | proof | recover: check the log and name the first bad entry", auditCommand},
	}
}

// Run runs a subcommand. The program's exit status is 0 only if it returns nil.
func Run(ctx context.Context, args []string, out, errOut io.Writer) error {
	if len(args) == 0 || args[0] == "--help" || args[0] == "-h" || args[0] == "help" {
		fmt.Fprintln(out, "Usage: liandong COMMAND [options]; COMMAND --help says more.")
		for _, c := range commands() {
			fmt.Fprintf(out, "  %-8s %s\n", c.name, c.usage)
		}
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			err := c.run(ctx, env{out, errOut}, args[1:])
			if errors.Is(err, flag.ErrHelp) {
				return nil
			}
			return err
		}
	}
	return fmt.Errorf("there is no command %q: see liandong --help", args[0])
}

// flags declares the options every command with a database has. Each may also
// come from the environment, as LIANDONG_….
func flags(name string, e env, cfg *api.Config) *flag.FlagSet {
	f := flag.NewFlagSet("liandong "+name, flag.ContinueOnError)
	f.SetOutput(e.err)
	f.StringVar(&cfg.Data, "data", envOr("DATA", "./data"), "directory of the embedded database")
	f.StringVar(&cfg.Database, "database", envOr("DATABASE", ""), "mysql://user:pass@host:port/name instead of the embedded database")
	f.StringVar(&cfg.Keys, "keys", envOr("KEYS", ""), "directory of the master key that seals what people entered; keys in --data by default")
	f.StringVar(&cfg.Rules, "rules", envOr("RULES", ""), "directory of the place's own rules")
	return f
}

func envOr(name, otherwise string) string {
	if v, ok := os.LookupEnv("LIANDONG_" + name); ok {
		return v
	}
	return otherwise
}

// largeFromEnv reads LIANDONG_LARGE_EXPORT; an option on the command line comes after it.
func largeFromEnv(rows *int) error {
	text := envOr("LARGE_EXPORT", "")
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("LIANDONG_LARGE_EXPORT %q: give a number of rows", text)
	}
	*rows = n
	return nil
}

// parse reads options before and after the operands.
func parse(f *flag.FlagSet, args []string) ([]string, error) {
	var operands []string
	for {
		if err := f.Parse(args); err != nil {
			return nil, err
		}
		if f.NArg() == 0 {
			return operands, nil
		}
		operands = append(operands, f.Arg(0))
		args = f.Args()[1:]
	}
}

func logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func serve(ctx context.Context, e env, args []string) error {
	var cfg api.Config
	f := flags("serve", e, &cfg)
	f.StringVar(&cfg.Listen, "listen", envOr("LISTEN", "127.0.0.1:8080"), "address to listen on")
	f.StringVar(&cfg.PublicURL, "public-url", envOr("PUBLIC_URL", ""), "address under which people reach this server")
	profile := f.String("profile", envOr("PROFILE", "asvs"), "which standard passwords and logins follow: asvs, or dengbao3 (等保三级)")
	f.StringVar(&cfg.TLSCert, "tls-cert", envOr("TLS_CERT", ""), "certificate file")
	f.StringVar(&cfg.TLSKey, "tls-key", envOr("TLS_KEY", ""), "key file")
	f.StringVar(&cfg.Key, "key", envOr("KEY", ""), "file of the key that signs bundles; installation.key in --data by default")
	f.StringVar(&cfg.FactorKey, "factor-key", envOr("FACTOR_KEY", ""), "file of the key that seals second factors; factor.key in --data by default")
	f.StringVar(&cfg.Checkpoints, "checkpoints", envOr("CHECKPOINTS", ""), "file for the log's signed checkpoints, best on another disk; checkpoints.jsonl in --data by default")
	f.StringVar(&cfg.WebhookHosts, "webhook-hosts", envOr("WEBHOOK_HOSTS", ""), "addresses and networks inside that events may be sent to, such as 10.8.0.0/16")
	f.StringVar(&cfg.SMTP, "smtp", envOr("SMTP", ""), "smtp://user:password@host:port?from=ADDRESS, for e-mail")
	f.StringVar(&cfg.SMSSpool, "sms-spool", envOr("SMS_SPOOL", ""), "directory into which text messages are written, one file each")
	f.StringVar(&cfg.SMSURL, "sms-url", envOr("SMS_URL", ""), "https address of a text-message gateway, instead of the directory")
	f.StringVar(&cfg.Scanner, "scanner", envOr("SCANNER", ""), "unix:/path or tcp:host:port of a ClamAV daemon that looks at every file handed in")
	f.StringVar(&cfg.OIDC, "oidc", envOr("OIDC", ""), "file of an identity provider through which people may sign in (OpenID Connect)")
	f.IntVar(&cfg.LargeExport, "large-export", proposal.Rows, "an export of more rows than this is taken once a second person confirmed it")
	f.BoolVar(&cfg.Demo, "demo", envOr("DEMO", "") == "1" || envOr("DEMO", "") == "true", "serve a fictional county")
	if err := largeFromEnv(&cfg.LargeExport); err != nil {
		return err
	}
	now := f.String("demo-now", envOr("DEMO_NOW", ""), "what time it is in the demo, RFC 3339")
	if _, err := parse(f, args); err != nil {
		return err
	}
	cfg.Profile = who.Profile(*profile)
	if *now != "" {
		at, err := time.Parse(time.RFC3339, *now)
		if err != nil {
			return fmt.Errorf("--demo-now %q: give the instant as RFC 3339, such as 2026-11-24T09:00:00+08:00", *now)
		}
		if !cfg.Demo {
			return errors.New("--demo-now goes with --demo")
		}
		cfg.DemoNow = at
	}
	cfg.Log = logger(e.err)
	return run(ctx, e, cfg)
}

func run(ctx context.Context, e env, cfg api.Config) error {
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	token, err := app.SetupToken(ctx)
	if err != nil {
		return errors.Join(err, app.Close())
	}
	if err := app.ClaimAtStart(ctx); err != nil {
		return errors.Join(err, app.Close())
	}
	if err := app.ClaimFactorKey(ctx); err != nil {
		return errors.Join(err, app.Close())
	}
	if err := app.CheckWitness(ctx); err != nil {
		return errors.Join(err, app.Close())
	}
	listener, err := app.Listen()
	if err != nil {
		return errors.Join(err, app.Close())
	}
	app.Start()
	announce(e.out, cfg, listener.Addr().String(), token)
	server := app.Server()
	done := make(chan error, 1)
	go func() { done <- server.Listener(listener) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		app.Drain()
		err = server.ShutdownWithTimeout(10 * time.Second)
	}
	return errors.Join(err, app.Close())
}

func announce(out io.Writer, cfg api.Config, addr, token string) {
	scheme := "http"
	if cfg.TLSCert != "" {
		scheme = "https"
	}
	fmt.Fprintf(out, "联动 Liandong: %s://%s\n", scheme, addr)
	if cfg.Demo {
		fmt.Fprintf(out, "演示账号 demo accounts (密码 password: %s):\n  %s\n", api.DemoPassword, strings.Join(api.DemoAccounts(), " "))
	}
	if token != "" {
		fmt.Fprintf(out, "首位管理员的一次性口令 one-time token for the first administrator (POST /api/v1/setup): %s\n", token)
	}
}

func migrate(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	if _, err := parse(flags("migrate", e, &cfg), args); err != nil {
		return err
	}
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.out, "the schema is up to date")
	return app.Close()
}
