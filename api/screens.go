package api

import (
	"bytes"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"liandong/frontend"
)

// pages are the addresses of the screens' pages.
var pages = map[string]string{"/desk": "desk.html", "/party": "party.html", "/mediator": "mediator.html", "/proof": "proof.html"}

const (
	screenPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	// noncePlace stands in a page whose styles are made in the browser; each answer has its own value there.
	noncePlace = "nonce-of-this-answer"
	forEver    = "public, max-age=31536000, immutable"
)

// screen is one file as it is sent, by encoding.
type screen struct {
	kind, cache string
	as          map[string][]byte // by Content-Encoding; "" is the file itself
	styled      bool              // makes styles of its own, under a nonce
}

// screens is the exact list of what may be fetched; there is no directory to walk.
func screens(dist fs.FS) (map[string]screen, error) {
	all := map[string]screen{}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		ext := path.Ext(name)
		if err != nil || d.IsDir() || ext != ".html" && ext != ".js" && ext != ".css" {
			return err
		}
		s := screen{kind: mime.TypeByExtension(ext), cache: forEver, as: map[string][]byte{}}
		for encoding, suffix := range map[string]string{"": "", "gzip": ".gz", "br": ".br"} {
			if s.as[encoding], err = fs.ReadFile(dist, name+suffix); err != nil {
				return err
			}
		}
		if ext == ".html" {
			s.cache = "no-cache"
			s.styled = bytes.Contains(s.as[""], []byte(noncePlace))
		}
		all["/"+name] = s
		return nil
	})
	if err != nil {
		return nil, err
	}
	for address, file := range pages {
		if s, ok := all["/"+file]; ok {
			all[address] = s
			delete(all, "/"+file)
		}
	}
	return all, nil
}

// serveScreens adds the screens that were built in.
func (a *App) serveScreens(server *fiber.App) error {
	dist, err := fs.Sub(frontend.Dist, "dist")
	if err != nil {
		return err
	}
	all, err := screens(dist)
	for address, s := range all {
		server.Get(address, s.send)
	}
	a.built = len(all) > 0
	return err
}

func (s screen) send(c *fiber.Ctx) error {
	if s.styled {
		return s.sendStyled(c)
	}
	encoding := ""
	for _, e := range []string{"br", "gzip"} {
		if strings.Contains(c.Get(fiber.HeaderAcceptEncoding), e) {
			encoding = e
			break
		}
	}
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentType, s.kind)
	c.Set(fiber.HeaderCacheControl, s.cache)
	c.Set(fiber.HeaderContentSecurityPolicy, screenPolicy)
	return c.Send(s.as[encoding])
}

// sendStyled sends a page with a nonce of its own, which its style elements carry.
func (s screen) sendStyled(c *fiber.Ctx) error {
	nonce := newSecret()
	c.Set(fiber.HeaderContentType, s.kind)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(screenPolicy, "style-src 'self'", "style-src 'self' 'nonce-"+nonce+"'", 1))
	return c.Send(bytes.ReplaceAll(s.as[""], []byte(noncePlace), []byte(nonce)))
}
