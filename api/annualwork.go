package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/backlog"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/figures"
	"liandong/domain/job"
	"liandong/domain/letter"
	"liandong/infra/paper"
)

// writeReport writes a report in one step, from the books brought up to date.
func (w *working) writeReport(ctx context.Context) error {
	err := w.a.keepBooks(ctx)
	if err == nil {
		err = w.held(ctx, "window", func(tx *gorm.DB, outer *desk.Work, f job.Facts) error {
			c := w.call(ctx, tx, outer.Actor, f)
			c.req.Query = f.Query
			body, err := c.annual()
			if fault.Of(err) != nil {
				return w.halt(ctx, outer, f, "access")
			}
			if err != nil {
				return err
			}
			n, err := outer.Tx.Jobs.AddParts(ctx, f.ID, f.At, body)
			if err != nil {
				return err
			}
			return outer.EndStep(ctx, f.Page(1, n, "", outer.Now))
		})
	}
	if err == nil || errors.Is(err, job.ErrStopped) {
		return nil
	}
	return w.broken(ctx, err)
}

// report is an annual report on its way: the text, and which charts stand where.
type report struct {
	page   letter.Page
	charts map[int]paper.Chart
}

func (r *report) say(style letter.Style, text string) {
	r.page.Blocks = append(r.page.Blocks, letter.Block{Style: style, Text: text})
}

func (r *report) table(rows ...[]string) {
	r.page.Blocks = append(r.page.Blocks, letter.Block{Style: letter.Table, Rows: rows})
}

// chart draws the table that stands before it.
func (r *report) chart(x paper.Chart) { r.charts[len(r.page.Blocks)-1] = x }

// annual writes what 信访工作条例 41 asks of a yearly report as far as it is a
// figure; what is a judgement or is not kept here is left to the office, and
// said to be. No office is ranked.
func (c *Call) annual() ([]byte, error) {
	q, err := c.figuresAsked()
	if err != nil {
		return nil, err
	}
	own, err := c.Tx.Directory.Get(c.ctx, c.Actor.Organization)
	if err != nil {
		return nil, err
	}
	year := string(q.from[:4])
	r := &report{page: letter.Page{Title: own.Name + year + "年度信访情况报告", Issuer: own.Name, On: c.Today()}, charts: map[int]paper.Chart{}}
	r.say(letter.TitleRow, r.page.Title)
	r.say(letter.Body, fmt.Sprintf("依据《信访工作条例》第四十一条编制。统计期间：%s至%s。统计范围：%s。数字取自本系统统计账，每个指标写明分子、分母、口径和出处。少于5件的分项不显示，能推算出它的相邻数字也不显示，以“—”表示。数字只用于分析工作，不给单位和个人排名。", q.from, q.to, c.say(q.counts)))
	for _, part := range []func(*report, asked) error{c.annualStock, c.annualFields, c.annualFlow, c.annualIndicators} {
		if err := part(r, q); err != nil {
			return nil, err
		}
	}
	r.say(letter.Heading, "五、改进工作、完善政策和追究责任的建议及采纳情况")
	r.say(letter.Body, "（由本单位填写。）")
	r.say(letter.Heading, "六、其他应当报告的事项")
	r.say(letter.Body, "（由本单位填写。）")
	r.say(letter.Signature, own.Name)
	r.say(letter.Signature, string(c.Today()))
	out, err := c.app.press.Report(r.page, r.charts)
	return out.Body, err
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }

func (c *Call) annualStock(r *report, q asked) error {
	s, err := c.stockOf(q)
	if err != nil {
		return err
	}
	r.say(letter.Heading, "一、信访事项数据统计")
	r.say(letter.Body, fmt.Sprintf("期初未办结%d件，新登记%d件，重新办理%d件，办结%d件（其中期初存量%d件、期内新增%d件），期末未办结%d件：%d＋%d＋%d－%d＝%d。",
		s.Start, s.Registered, s.Reopened, s.Resolved.Total, s.Resolved.OfStock, s.Resolved.OfNew, s.End, s.Start, s.Registered, s.Reopened, s.Resolved.Total, s.End))
	points, err := c.lists().Series(c.ctx, q.in, "", "", q.from, q.to, true)
	if err != nil {
		return err
	}
	rows := [][]string{{"月份", "新登记", "重新办理", "办结"}}
	course := paper.Chart{Title: "各月新登记、重新办理和办结", Lines: true, Series: []paper.Course{{Name: "新登记"}, {Name: "重新办理"}, {Name: "办结"}}}
	for _, p := range points {
		month := strings.TrimLeft(p.On[len("YYYY-"):], "0") + "月"
		rows = append(rows, []string{month, whole(p.Registered), whole(p.Reopened), whole(p.Closed)})
		course.Names = append(course.Names, month)
		for i, n := range []int64{p.Registered, p.Reopened, p.Closed} {
			course.Series[i].Values = append(course.Series[i].Values, n)
		}
	}
	course.Says = fmt.Sprintf("折线图：全期新登记%d件，重新办理%d件，办结%d件；各月数字见上表。", s.Registered, s.Reopened, s.Resolved.Total)
	r.table(rows...)
	r.chart(course)
	ages, err := c.lists().Ages(c.ctx, q.in, s.End, q.to)
	if err != nil {
		return err
	}
	r.say(letter.Body, "期末未办结事项的时间。"+figures.AgeDefinition.ZH)
	old := paper.Chart{Title: "期末未办结的时间", Series: []paper.Course{{Name: "件数", Values: ages}}}
	rows = [][]string{{"时间", "件数"}}
	for i, n := range ages {
		rows = append(rows, []string{figures.Ages[i].Name.ZH, whole(n)})
		old.Names = append(old.Names, figures.Ages[i].Name.ZH)
	}
	old.Says = "柱形图：期末未办结" + whole(s.End) + "件按时间分布，各段数字见上表。"
	r.table(rows...)
	r.chart(old)
	return nil
}

// annualFields counts what came by category: in which fields of life.
func (c *Call) annualFields(r *report, q asked) error {
	r.say(letter.Heading, "二、信访事项涉及领域")
	var cells []figures.Cell
	for _, term := range c.app.terms()[backlog.Category] {
		points, err := c.lists().Series(c.ctx, q.in, term.Code, "", q.from, q.to, true)
		if err != nil {
			return err
		}
		cell := figures.Cell{From: term.Name}
		for _, p := range points {
			cell.Count += p.Registered
		}
		if cell.Count > 0 {
			cells = append(cells, cell)
		}
	}
	if _, shown := figures.Suppress(cells); !shown && len(cells) > 0 {
		r.say(letter.Body, "数量太少，不分类显示。")
		cells = nil
	} else if len(cells) == 0 {
		r.say(letter.Body, "这段时间没有新登记的事项。")
	}
	slices.SortStableFunc(cells, func(a, b figures.Cell) int { return strings.Compare(a.From, b.From) })
	rows := [][]string{{"类别", "新登记"}}
	chart := paper.Chart{Title: "新登记事项涉及领域", Series: []paper.Course{{Name: "件数"}}}
	for _, x := range cells {
		if x.Hidden {
			rows = append(rows, []string{x.From, "—"})
			continue
		}
		rows = append(rows, []string{x.From, whole(x.Count)})
		chart.Names, chart.Series[0].Values = append(chart.Names, x.From), append(chart.Series[0].Values, x.Count)
	}
	chart.Says = "柱形图：新登记事项按类别分布，各类数字见上表；不显示的类别没有画出。"
	if len(cells) > 0 {
		r.table(rows...)
	}
	if len(chart.Names) > 0 {
		r.chart(chart)
	}
	r.say(letter.Body, "被投诉较多的机关、单位：（由本单位填写。本系统不给单位排名。）")
	return nil
}

func (c *Call) annualFlow(r *report, q asked) error {
	r.say(letter.Heading, "三、转送、交办、督办情况")
	v, err := c.flowOf(q)
	if err != nil {
		return err
	}
	rows := [][]string{{"发出单位类型", "去向", "件数"}}
	chart := paper.Chart{Title: "移交去向", Series: []paper.Course{{Name: "件数"}}}
	for _, x := range v.Rows {
		n := "—"
		if x.Count != nil {
			n = whole(*x.Count)
			chart.Names, chart.Series[0].Values = append(chart.Names, x.FromName+"→"+x.ToName), append(chart.Series[0].Values, *x.Count)
		}
		rows = append(rows, []string{x.FromName, x.ToName, n})
	}
	if v.Total != nil {
		rows = append(rows, []string{"合计", "", whole(*v.Total)})
	}
	if len(v.Rows) == 0 {
		r.say(letter.Body, "这段时间没有移交。")
	} else {
		r.table(rows...)
	}
	if len(chart.Names) > 0 {
		chart.Says = "柱形图：移交按去向分布，各项数字见上表；不显示的去向没有画出。"
		r.chart(chart)
	}
	mine, err := c.Mine(c.ctx)
	if err != nil {
		return err
	}
	given, err := c.lists().DirectivesGiven(c.ctx, mine, q.from, q.to, c.Today())
	if err != nil {
		return err
	}
	r.say(letter.Body, fmt.Sprintf("本单位发出督办%d件，已答复%d件，逾期答复或者逾期未答复%d件（逾期以督办写明的答复日期为准）。", given.Given, given.Answered, given.Late))
	return nil
}

func (c *Call) annualIndicators(r *report, q asked) error {
	all, err := c.indicators(q)
	if err != nil {
		return err
	}
	r.say(letter.Heading, "四、办理情况指标")
	for _, i := range all {
		count := ""
		switch {
		case i.Suppressed:
			count = "数量太少，不显示"
		case i.Value == nil:
			count = "没有可以计算的"
		case i.Unit == "days":
			count = fmt.Sprintf("%g天（%d件）", *i.Value, *i.Denominator)
		default:
			count = fmt.Sprintf("%.1f%%（%d÷%d）", *i.Value*100, *i.Numerator, *i.Denominator)
		}
		r.table([]string{"指标", i.Name}, []string{"数值", count}, []string{"口径", i.Definition}, []string{"出处", i.Source}, []string{"期间", string(q.from) + "至" + string(q.to)})
		r.say(letter.Flush, "")
	}
	return nil
}
