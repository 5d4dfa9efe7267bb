package api

import (
	"bytes"
	"context"
	"html/template"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/lang"
	"liandong/domain/reception"
	"liandong/frontend"
	"liandong/infra/secrets"
)

var receptionTemplate = template.Must(template.ParseFS(frontend.Receptions, "reception/receptions.html"))

// pageReceptions is how many receptions the page lists; a calendar has all of them.
const pageReceptions = 100

// receptionSheet is what the page shows.
type receptionSheet struct {
	Lang lang.Tag
	Days []receptionDay
	More bool
	At   string
}

type receptionDay struct {
	On  string
	All []receptionLine
}

type receptionLine struct {
	Starts, From, To, Host, Place, Lead, Table, Lawyers string
	Off                                                 bool
	Changed, Change                                     string
}

// T chooses between the two languages.
func (p receptionSheet) T(zh, en string) string { return lang.T(zh, en).In(p.Lang) }

// receptionPage lists the public receptions to come, by day. No account, no
// script; it is printed and put up as it stands.
func (a *App) receptionPage(c *fiber.Ctx) error {
	p := receptionSheet{Lang: lang.Tag(c.Query("lang"))}
	if p.Lang != lang.EN {
		p.Lang = lang.ZH
	}
	call := &Call{ctx: context.Background(), app: a, req: Request{ID: secrets.NewID(), Language: p.Lang}}
	err := a.db.Read(call.ctx, func(ctx context.Context, tx *gorm.DB) error {
		call.begin(ctx, tx, false)
		p.At = clockTime(call.Now, "2006-01-02 15:04")
		all, err := call.comingReceptions()
		for i, r := range all {
			if p.More = i >= pageReceptions; p.More {
				break
			}
			p.add(call, r)
		}
		return err
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := receptionTemplate.Execute(&b, p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(b.Bytes())
}

func clockTime(t time.Time, layout string) string { return t.In(calendar.Shanghai).Format(layout) }

var weekdayNames = [...]lang.Text{
	lang.T("星期日", "Sunday"), lang.T("星期一", "Monday"), lang.T("星期二", "Tuesday"), lang.T("星期三", "Wednesday"), lang.T("星期四", "Thursday"), lang.T("星期五", "Friday"), lang.T("星期六", "Saturday"),
}

func (p *receptionSheet) add(c *Call, r reception.Reception) {
	on := clockTime(r.StartsAt, "2006-01-02") + " " + weekdayNames[r.StartsAt.In(calendar.Shanghai).Weekday()].In(p.Lang)
	if len(p.Days) == 0 || p.Days[len(p.Days)-1].On != on {
		p.Days = append(p.Days, receptionDay{On: on})
	}
	lawyers := make([]string, 0, len(r.Lawyers))
	for _, s := range r.Lawyers {
		lawyers = append(lawyers, s.Name+p.T("（", " (")+s.Firm+p.T("）", ")"))
	}
	var table []string
	for _, g := range r.Table {
		if g.State == reception.Coming {
			table = append(table, c.org(g.Organization).Name)
		}
	}
	day := &p.Days[len(p.Days)-1]
	day.All = append(day.All, receptionLine{
		Starts: r.StartsAt.Format(time.RFC3339), From: clockTime(r.StartsAt, "15:04"), To: clockTime(r.EndsAt, "15:04"), Host: c.org(r.Host).Name, Place: r.Place, Lead: r.Lead, Table: strings.Join(table, p.T("、", ", ")), Lawyers: strings.Join(lawyers, p.T("、", ", ")),
		Off: r.Off(), Changed: changeWords(r).In(p.Lang), Change: r.Change,
	})
}
