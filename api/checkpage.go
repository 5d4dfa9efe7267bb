package api

import (
	"bytes"
	"context"
	"html/template"
	"net/http"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/letter"
	"liandong/frontend"
	"liandong/infra/secrets"
)

var checkTemplate = template.Must(template.ParseFS(frontend.Check, "check/check.html"))

// checkSheet is what the page shows: that a letter exists, and nothing of whom it is about.
type checkSheet struct {
	Lang                                           lang.Tag
	Asked, Title, Organization, Number, On, Digest string
	Lost, Late                                     bool
}

// T chooses between the two languages.
func (p checkSheet) T(zh, en string) string { return lang.T(zh, en).In(p.Lang) }

// checkPage answers whether a letter with a code exists. No account, no script.
func (a *App) checkPage(c *fiber.Ctx) error {
	p := checkSheet{Lang: lang.Tag(c.Query("lang")), Asked: c.Params("code", c.Query("code"))}
	if p.Lang != lang.EN {
		p.Lang = lang.ZH
	}
	status := http.StatusOK
	if p.Asked != "" {
		var err error
		if status, err = a.lookUp(c, &p); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := checkTemplate.Execute(&b, p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set("X-Robots-Tag", "noindex")
	return c.Status(status).Send(b.Bytes())
}

func (a *App) lookUp(c *fiber.Ctx, p *checkSheet) (int, error) {
	call := &Call{ctx: context.Background(), app: a, req: Request{ID: secrets.NewID(), Source: c.Context().RemoteIP().String(), Language: p.Lang}}
	var x desk.Checked
	err := a.db.Read(call.ctx, func(ctx context.Context, tx *gorm.DB) error {
		call.begin(ctx, tx, false)
		var err error
		x, err = call.checked(p.Asked)
		return err
	})
	switch f := fault.Of(err); {
	case err == nil:
		p.Title, p.Organization, p.Number, p.On, p.Digest = x.Page.Title, x.Issuer, x.Document.Number, letter.Day(x.Page.On), x.Document.Digest
		return http.StatusOK, nil
	case f != nil && f.Kind == fault.NotFound:
		p.Lost = true
		return http.StatusNotFound, nil
	case f != nil && f.Kind == fault.TooMany:
		p.Late = true
		return http.StatusTooManyRequests, nil
	}
	return 0, err
}
