package api

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/letter"
	"liandong/infra/gormdb"
	"liandong/infra/paper"
	"liandong/infra/secrets"
	"liandong/infra/tlog"
)

var (
	errNoRoot = &fault.Fault{Kind: fault.NotFound, Code: "audit.no_root",
		Title: lang.T("到这一天为止，日志还没有签出检查点", "the log had no signed checkpoint up to that day")}
	errRootDay = fault.Invalid("/on", "date_invalid", "日期应为 年-月-日，且不晚于今天", "give the day as YYYY-MM-DD, today at the latest")
)

// rootPaper sets the last checkpoint of a day for paper: whoever keeps it can show
// later what the log was, without this program and whatever became of its machines.
func rootPaper(c tlog.Checkpoint, signed time.Time, on calendar.Date) letter.Page {
	rows := audit.Groups(secrets.SHA256{}, c.Root)
	size := strconv.FormatInt(c.Size, 10)
	table := [][]string{
		{"日志", c.Origin}, {"截至", letter.Day(on)}, {"签出时间", calendar.Spoken(signed)}, {"记录条数", size},
		{"根值", strings.Join(rows[:len(rows)-1], "\n")}, {"校验组", rows[len(rows)-1]},
		{"打印人", "签名：\n日期："}, {"见证单位", "名称：\n经办人签名：\n日期：\n（盖章）"},
	}
	return letter.Page{
		Title: "日志根值", Issuer: "联动", On: on, Form: letter.Standard,
		CheckURL: fmt.Sprintf("%s %d %s", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root)),
		Blocks: []letter.Block{
			{Style: letter.TitleRow, Text: "日志根值"},
			{Style: letter.Body, Text: "下面的根值由截至该日的全部日志记录算出，记录改动、缺少或者调换任何一条，根值都不同。请打印、签名、盖章后存放在本系统以外的地方。"},
			{Style: letter.Table, Rows: table},
			{Style: letter.CheckRow, Text: "二维码内为：日志、记录条数、根值（base64）。纸上不涉及任何案件和个人。　核对：liandong audit verify --size " + size + " --root “根值和校验组”"},
		},
	}
}

// rootOf finds the last checkpoint of a day, the latest before it where the day has none.
func rootOf(ctx context.Context, tree gormdb.Tree, on calendar.Date) (letter.Page, error) {
	s, err := tree.LastBefore(ctx, on.End())
	if err != nil {
		return letter.Page{}, err
	}
	if s.Size == 0 {
		return letter.Page{}, errNoRoot
	}
	cp, err := tlog.Unsigned(s.Note)
	return rootPaper(cp, s.At, on), err
}

// dailyRoot is a day's root as a page to print. Days are this machine's: so are checkpoints' times.
func dailyRoot(c *Call) (rawBody, error) {
	today := calendar.DayOf(c.app.wall())
	on := calendar.Date(c.req.Query["on"])
	if on == "" {
		on = today
	}
	if !on.Valid() || on > today {
		return rawBody{}, errRootDay
	}
	page, err := rootOf(c.ctx, c.app.tree(c.tx), on)
	if err != nil {
		return rawBody{}, err
	}
	out, err := c.Press.PDF(page)
	return rawBody{bytes: out.Body, kind: pdfType, disposition: "inline; filename*=UTF-8''" + url.PathEscape("日志根值-"+string(on)+".pdf")}, err
}

// PrintRoot is a day's root as a page to print, from a database that is only read;
// today's where no day is named.
func PrintRoot(ctx context.Context, cfg Config, day string) (pdf []byte, err error) {
	today := calendar.DayOf(time.Now())
	on := calendar.Date(day)
	if on == "" {
		on = today
	}
	if !on.Valid() || on > today {
		return nil, fmt.Errorf("--date %q: give the day as YYYY-MM-DD, today at the latest", day)
	}
	press, err := paper.NewPress()
	if err != nil {
		return nil, err
	}
	db, err := openToRead(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var page letter.Page
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		page, err = rootOf(ctx, gormdb.Tree{TX: tx}, on)
		return err
	})
	if err != nil {
		return nil, err
	}
	out, err := press.PDF(page)
	return out.Body, err
}

// paperRoot is what was typed from a paper, as something the tree must agree with.
func paperRoot(check LogCheck) (gormdb.Witness, error) {
	root, err := audit.ParseGroups(secrets.SHA256{}, check.Root)
	if err != nil {
		return gormdb.Witness{}, fmt.Errorf("--root: %w", err)
	}
	if check.Size < 1 {
		return gormdb.Witness{}, errors.New("--root goes with --size, the number of entries on the same paper")
	}
	return gormdb.Witness{Checkpoint: tlog.Checkpoint{Origin: check.Origin, Size: check.Size, Root: root}, From: "the paper"}, nil
}
