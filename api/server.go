package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/infra/secrets"
)

// headers go with every answer.
var headers = map[string]string{
	"Cache-Control":                "no-store",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Content-Security-Policy":      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}

// Server builds the HTTP server over the table of routes.
func (a *App) Server() *fiber.App {
	server := fiber.New(fiber.Config{
		Immutable: true, CaseSensitive: true, StrictRouting: true, DisableStartupMessage: true, DisableDefaultContentType: true,
		BodyLimit: 11 << 20, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 120 * time.Second,
		ReadBufferSize: 16 << 10, ServerHeader: "", ErrorHandler: a.failed,
	})
	server.Use(a.safely)
	server.Get("/", a.frontPage)
	if err := a.serveScreens(server); err != nil {
		a.log.Error("screens", "error", err)
	}
	server.Get("/law", a.lawPage)
	server.Post("/law", a.lawPage)
	server.Get("/law.css", a.lawStyle)
	server.Get("/check", a.checkPage)
	server.Get("/check/:code", a.checkPage)
	server.Get("/receptions", a.receptionPage)
	server.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok\n") })
	server.Get("/readyz", a.readyz)
	server.Get("/metrics", a.metrics)
	server.Get(prefix+"/openapi.json", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Send(a.openapi)
	})
	methods := map[string][]string{}
	for _, r := range a.routes {
		methods[r.Path] = append(methods[r.Path], r.Method)
		if r.Stream != "" {
			server.Add(r.Method, prefix+r.Path, a.streamer(r))
			continue
		}
		server.Add(r.Method, prefix+r.Path, a.handler(r))
	}
	for path, allowed := range methods {
		allow := strings.Join(allowed, ", ")
		server.All(prefix+path, func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderAllow, allow)
			return fiber.ErrMethodNotAllowed
		})
	}
	return server
}

// safely gives every answer its headers and turns a panic into a bland 500.
func (a *App) safely(c *fiber.Ctx) (err error) {
	for k, v := range headers {
		c.Set(k, v)
	}
	if a.cfg.TLSCert != "" {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic", "path", c.Path(), "panic", p)
			err = fiber.ErrInternalServerError
		}
	}()
	if !a.ownHost(string(c.Request().Host())) { // Hostname believes X-Forwarded-Host
		return errHost
	}
	return c.Next()
}

var (
	errHost   = fault.New(fault.Malformed, "host_unknown", "访问地址不正确", "this server is not reached under that name")
	errOrigin = fault.New(fault.Denied, "origin", "请求来源不正确", "requests come from this server's own pages only")
	errRoute  = fault.New(fault.NotFound, "not_found", "没有这个地址", "there is nothing at this address")
	errMethod = fault.New(fault.Malformed, "method_not_allowed", "不支持这种请求方式", "this address does not take that method")
)

// ownHost refuses names that are not this server's, so that no page elsewhere
// can speak to a loopback server under a name of its own.
func (a *App) ownHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	name = strings.Trim(name, "[]")
	if a.cfg.PublicURL != "" {
		if u, err := url.Parse(a.cfg.PublicURL); err == nil && name == u.Hostname() {
			return true
		}
	}
	if ip := net.ParseIP(name); ip != nil {
		return true
	}
	listen, _, _ := net.SplitHostPort(a.cfg.Listen)
	return name == "localhost" || name == listen
}

// handler serves one route: it copies the request out of the server's memory,
// lets the route answer, and writes the answer.
func (a *App) handler(r Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if r.Method != http.MethodGet && foreign(c) {
			return errOrigin
		}
		out := a.serve(context.Background(), r, a.read(c, r))
		return a.send(c, out)
	}
}

// foreign tells whether a browser says that another site made the request.
func foreign(c *fiber.Ctx) bool {
	// No page can write Sec-Fetch-Site. Where it says same-origin it is believed:
	// a form's Origin is «null» on a page that sends no referrer.
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site != "same-origin" && site != "none"
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host != string(c.Request().Host())
}

func (a *App) read(c *fiber.Ctx, r Route) Request {
	req := Request{
		ID: secrets.NewID(), Path: c.Path(), Params: map[string]string{}, Query: map[string]string{}, Token: c.Cookies(a.cookieName()),
		CSRF: c.Get("X-CSRF-Token"), Key: c.Get("Idempotency-Key"), IfMatch: c.Get(fiber.HeaderIfMatch), ContentType: c.Get(fiber.HeaderContentType),
		Language: lang.Accept(c.Get(fiber.HeaderAcceptLanguage)), Source: c.Context().RemoteIP().String(), Device: deviceOf(c.Get(fiber.HeaderUserAgent)),
	}
	if kind, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " "); strings.EqualFold(kind, "Bearer") {
		req.Bearer, req.Token = token, "" // who sends a token is a machine, whatever its cookies say
	}
	for _, name := range []string{"id", "pid", "rule", "draft", "item", "code", "aid", "rid", "hook", "token", "factor", "login"} {
		if v := c.Params(name); v != "" {
			req.Params[name] = v
		}
	}
	for k, v := range c.Context().QueryArgs().All() {
		name := string(k)
		if _, twice := req.Query[name]; twice {
			req.Repeated = name
		}
		req.Query[name] = string(v)
	}
	if r.In != nil {
		req.Body = append([]byte(nil), c.Body()...)
	}
	return req
}

func (a *App) send(c *fiber.Ctx, out reply) error {
	kind := out.Type
	if kind == "" {
		kind = fiber.MIMEApplicationJSON
	}
	if out.ETag != "" {
		c.Set(fiber.HeaderETag, out.ETag)
	}
	if out.Location != "" {
		c.Set(fiber.HeaderLocation, out.Location)
	}
	if out.Retry > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(out.Retry))
	}
	if out.cookie != nil {
		a.setCookie(c, *out.cookie)
	}
	c.Status(out.Status)
	if len(out.Body) == 0 && out.flow == nil {
		return nil
	}
	c.Set(fiber.HeaderContentType, kind)
	if out.Disposition != "" {
		c.Set(fiber.HeaderContentDisposition, out.Disposition)
		c.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	}
	if out.flow != nil {
		c.Context().SetBodyStreamWriter(out.flow)
		return nil
	}
	return c.Send(out.Body)
}

// cookieName is bound to the host over TLS; on plain http, which only a
// loopback listener serves, browsers refuse that name.
func (a *App) cookieName() string {
	if a.secure() {
		return "__Host-sid"
	}
	return "sid"
}

func (a *App) secure() bool {
	return a.cfg.TLSCert != "" || strings.HasPrefix(a.cfg.PublicURL, "https://")
}

func (a *App) setCookie(c *fiber.Ctx, k cookie) {
	x := fiber.Cookie{Name: a.cookieName(), Value: k.value, Path: "/", HTTPOnly: true, SameSite: fiber.CookieSameSiteStrictMode, Secure: a.secure()}
	if k.clear {
		x.Expires = time.Unix(0, 0)
		c.Set("Clear-Site-Data", `"cache", "storage"`)
	}
	c.Cookie(&x)
}

// failed answers what no route answered.
func (a *App) failed(c *fiber.Ctx, err error) error {
	for k, v := range headers { // what cannot be read never met safely
		c.Set(k, v)
	}
	var own *fault.Fault
	var other *fiber.Error
	switch {
	case errors.As(err, &own):
	case errors.As(err, &other) && other.Code == http.StatusNotFound:
		err = errRoute
	case errors.As(err, &other) && other.Code == http.StatusRequestEntityTooLarge:
		err = errTooLarge
	case errors.As(err, &other) && other.Code == http.StatusMethodNotAllowed:
		out := a.refuse(c.Context(), Route{}, Request{Language: lang.Accept(c.Get(fiber.HeaderAcceptLanguage))}, errMethod)
		out.Status = http.StatusMethodNotAllowed
		out.Body = []byte(strings.Replace(string(out.Body), `"status":400`, `"status":405`, 1))
		return a.send(c, out)
	case errors.As(err, &other) && other.Code < http.StatusInternalServerError:
		err = fault.New(fault.Malformed, "malformed", "请求格式不正确", "the request cannot be read")
	}
	return a.send(c, a.refuse(context.Background(), Route{Method: c.Method(), Path: c.Path()}, Request{Language: lang.Accept(c.Get(fiber.HeaderAcceptLanguage))}, err))
}

func (a *App) readyz(c *fiber.Ctx) error {
	if !a.ready || a.db.Ping(c.UserContext()) != nil {
		return c.Status(http.StatusServiceUnavailable).SendString("not ready\n")
	}
	return c.SendString("ready\n")
}

// metrics are few, and name nobody.
func (a *App) metrics(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "text/plain; version=0.0.4; charset=utf-8")
	return c.SendString("# HELP liandong_up The server answers.\n# TYPE liandong_up gauge\nliandong_up 1\n")
}

// checkListen refuses what would send passwords over a network in the clear.
func checkListen(cfg Config) error {
	if cfg.Listen == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return fmt.Errorf("--listen %q: give it as host:port", cfg.Listen)
	}
	ip := net.ParseIP(host)
	loopback := host == "localhost" || (ip != nil && ip.IsLoopback())
	tlsOn := cfg.TLSCert != "" && cfg.TLSKey != ""
	switch {
	case cfg.Demo && !loopback:
		return fmt.Errorf("--listen %q: a demo is served on the loopback address only", cfg.Listen)
	case !loopback && !tlsOn && !strings.HasPrefix(cfg.PublicURL, "https://"):
		return fmt.Errorf("--listen %q: give --tls-cert and --tls-key, or --public-url https://… behind a proxy that terminates TLS", cfg.Listen)
	case (cfg.TLSCert == "") != (cfg.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	}
	return checkPublic(cfg.PublicURL)
}

// checkPublic refuses an address that no browser would find this server under:
// passkeys and the links in letters are bound to it.
func checkPublic(public string) error {
	if public == "" {
		return nil
	}
	u, err := url.Parse(public)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("--public-url %q: give scheme and host alone, such as https://liandong.example.gov.cn", public)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--public-url %q: passwords would travel in the clear: give https://… (http is for localhost alone)", public)
	}
	return nil
}

// Listen opens the address the configuration names.
func (a *App) Listen() (net.Listener, error) {
	l, err := net.Listen("tcp", a.cfg.Listen)
	if err != nil || a.cfg.TLSCert == "" {
		return l, err
	}
	cert, err := tls.LoadX509KeyPair(a.cfg.TLSCert, a.cfg.TLSKey)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}), nil
}
