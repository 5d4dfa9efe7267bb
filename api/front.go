package api

import (
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"liandong/infra/seed"
)

// frontPage says what runs here, and leads people to their page.
func (a *App) frontPage(c *fiber.Ctx) error {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>联动 Liandong</title>` +
		`<h1>联动 Liandong</h1><p>信访与调解、仲裁、复议、诉讼的移交平台正在运行。<br>The referral platform for public dispute resolution is running.</p>` +
		`<ul><li><a href="/law">我的事该找谁 · which way for my matter</a></li><li><a href="/receptions">接访安排 · when leaders and lawyers receive</a></li>`)
	if a.built {
		b.WriteString(`<li><a href="/party">当事人查进度 · a party's page</a></li><li><a href="/mediator">调解员 · mediators</a></li><li><a href="/desk">工作台 · the desk of windows, agencies, courts, lawyers and supervisors</a></li>`)
	}
	b.WriteString(`</ul>`)
	if a.cfg.Demo {
		fmt.Fprintf(&b, `<h2>演示账号 · demo accounts</h2><p>密码 · password <code>%s</code></p><ul>`, html.EscapeString(seed.Password))
		for _, s := range seed.Accounts {
			fmt.Fprintf(&b, `<li><code>%s</code> %s</li>`, html.EscapeString(s.Username), html.EscapeString(orgName(s)))
		}
		b.WriteString(`</ul>`)
	}
	b.WriteString(`<p><a href="/api/v1/openapi.json">接口说明 · API (OpenAPI 3.1)</a> · <a href="/readyz">就绪 · ready</a></p>`)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(http.StatusOK).SendString(b.String())
}

func orgName(s seed.Account) string {
	for _, o := range seed.Organizations {
		if o.ID == s.Organization {
			return strings.TrimSpace(o.Name + " " + s.Team)
		}
	}
	return ""
}
