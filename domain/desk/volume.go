package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/letter"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/volume"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// Volume is what a committee keeps of a mediation it held.
type Volume struct {
	Case        cases.Facts
	Committee   org.Organization
	Proceedings []procedure.Facts
	Parties     []party.Party
	Placed      []volume.Placed
	Ended       volume.Ended
	First       map[document.ID]int // on which page of the volume a paper begins
	Pages       int
}

// Volume lays out the volume of the actor's own mediation in a case: the papers
// that the wall lets its team read, in the committee's order, and the gaps. It
// returns volume.ErrNone where the organisation, or the team, held none.
func (w *Work) Volume(ctx context.Context, id cases.ID) (Volume, error) {
	c, err := w.Case(ctx, id, who.VolumeRead)
	if err != nil {
		return Volume{}, err
	}
	return w.volume(ctx, c.Facts(), w.Actor.Organization, func(p procedure.Facts) bool { return p.Team == "" || p.Team == w.Actor.Team })
}

func (w *Work) volume(ctx context.Context, f cases.Facts, committee org.ID, mine func(procedure.Facts) bool) (Volume, error) {
	v := Volume{Case: f, First: map[document.ID]int{}}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return v, err
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return v, err
	}
	for _, p := range all {
		if p.Channel == channel.PeopleMediation && heirs.Of(p.Organization) == committee && mine(p) {
			v.Proceedings = append(v.Proceedings, p)
		}
	}
	if len(v.Proceedings) == 0 {
		return v, volume.ErrNone
	}
	if v.Committee, err = w.Tx.Directory.Get(ctx, committee); err != nil {
		return v, err
	}
	if v.Parties, err = w.Tx.Parties.OfCase(ctx, f.ID); err != nil {
		return v, err
	}
	if v.Ended, err = w.volumeEnded(ctx, v); err != nil {
		return v, err
	}
	papers, err := w.volumePapers(ctx, v)
	if err != nil {
		return v, err
	}
	order, err := w.VolumeOrder(ctx, committee)
	v.Placed = volume.Place(order, papers, v.Ended)
	return v, err
}

// holds tells whether a proceeding is one of the volume's mediations.
func (v Volume) holds(id procedure.ID) bool {
	return slices.ContainsFunc(v.Proceedings, func(p procedure.Facts) bool { return p.ID == id })
}

// belongs tells whether a paper is one of the volume: of the mediation itself,
// or of the case for everyone who handles it. What only its author or a party
// may read, and a protected address, is no paper of the committee.
func (v Volume) belongs(d document.Document) bool {
	common := d.Class == wall.Open || d.Class == wall.CaseClass
	return !d.Sheltered() && (common || d.Class == wall.Channel && v.holds(d.ProceedingID))
}

func (w *Work) volumeEnded(ctx context.Context, v Volume) (e volume.Ended, err error) {
	all, err := w.Tx.Agreements.OfCase(ctx, v.Case.ID)
	e.Agreed = slices.ContainsFunc(all, func(a procedure.Agreement) bool { return v.holds(a.ProceedingID) && a.EffectiveOn != "" })
	last := v.Proceedings[len(v.Proceedings)-1]
	e.Failed = !e.Agreed && !last.Open() && last.Outcome == procedure.OutcomeUnsettled
	return e, err
}

// volumePapers lists the papers of a volume that the actor may read, oldest first.
func (w *Work) volumePapers(ctx context.Context, v Volume) ([]document.Document, error) {
	all, err := w.Tx.Documents.OfCase(ctx, v.Case.ID)
	if err != nil {
		return nil, err
	}
	r, err := w.Reader(ctx, v.Case)
	return slices.DeleteFunc(all, func(d document.Document) bool { return !v.belongs(d) || !r.Sees(d) }), err
}

// VolumeOrder is the order in which a committee binds its volumes.
func (w *Work) VolumeOrder(ctx context.Context, committee org.ID) ([]volume.Slot, error) {
	var codes []string
	own, err := w.ownOrder(ctx, committee, OrderOfVolume, &codes)
	if err != nil || !own {
		return volume.Order, err
	}
	if order, wrong := volume.Ordered(codes); wrong == nil {
		return order, nil
	}
	return volume.Order, nil // the standard has gained a slot since: nothing is lost
}

// KeepVolumeOrder makes an order the committee's own; none goes back to the standard.
func (w *Work) KeepVolumeOrder(ctx context.Context, codes []string) ([]volume.Slot, error) {
	if err := w.MayOwn(who.OrderKeep); err != nil {
		return nil, err
	}
	if len(codes) == 0 {
		return volume.Order, w.keepOrder(ctx, OrderOfVolume, nil)
	}
	order, err := volume.Ordered(codes)
	if err != nil {
		return nil, err
	}
	return order, w.keepOrder(ctx, OrderOfVolume, codes)
}

// BindVolume prints the volume as one PDF: cover, catalogue with page numbers,
// papers, and a closing sheet that names what is missing. It returns
// volume.ErrTooBig beyond what one volume holds.
func (w *Work) BindVolume(ctx context.Context, id cases.ID) (Volume, []byte, error) {
	v, err := w.Volume(ctx, id)
	if err != nil {
		return v, nil, err
	}
	var papers []volume.Paper
	size, page := 0, 1
	for _, p := range v.Placed {
		for _, d := range p.Papers {
			x, err := w.leaf(ctx, v, d)
			if err != nil {
				return v, nil, err
			}
			v.First[d.ID] = page
			papers, size, page = append(papers, x), size+len(x.Body), page+x.Leaves
			if size > volume.MaxBytes || page > volume.MaxLeaves {
				return v, nil, volume.ErrTooBig
			}
		}
	}
	v.Pages = page - 1
	papers = append(papers, volume.Paper{Instead: w.closingSheet(v), Leaves: 1})
	body, err := w.Binder.Bind([]letter.Page{w.cover(v), w.catalogue(v)}, papers)
	return v, body, err
}

// leaf opens a paper for binding; one that cannot be bound is stood for by a sheet.
func (w *Work) leaf(ctx context.Context, v Volume, d document.Document) (volume.Paper, error) {
	body, err := w.Tx.Documents.Body(ctx, d.ID)
	if err != nil {
		return volume.Paper{}, err
	}
	n, err := w.Binder.Leaves(body, d.MediaType)
	if err != nil {
		return volume.Paper{}, err
	}
	if n > 0 {
		return volume.Paper{Body: body, MediaType: d.MediaType, Leaves: n}, nil
	}
	lies := d.LiesAt
	if lies == "" {
		lies = "系统内保存的原文件"
	}
	sheet := w.sheet(v, "见原件")
	sheet.Blocks = append(sheet.Blocks, letter.Block{Style: letter.Table, Rows: [][]string{
		{"材料名称", paperName(d)}, {"文件类型", d.MediaType}, {"大小", fmt.Sprintf("%d 字节", d.Size)}, {"摘要值", d.Digest}, {"原件所在", lies},
	}}, letter.Block{Style: letter.Body, Text: "本材料无法印入卷宗，以摘要值为准，见原件。"})
	return volume.Paper{Instead: sheet, Leaves: 1}, nil
}

func (w *Work) sheet(v Volume, title string) letter.Page {
	return letter.Page{Title: title, Issuer: v.Committee.Name, On: w.Today(), Form: letter.Standard, Blocks: []letter.Block{{Style: letter.TitleRow, Text: title}}}
}

func (w *Work) cover(v Volume) letter.Page {
	names := map[party.Role][]string{}
	for _, p := range v.Parties {
		names[p.Role] = append(names[p.Role], p.Name)
	}
	first, last := v.Proceedings[0], v.Proceedings[len(v.Proceedings)-1]
	ended, outcome := "尚未结案", "—"
	if !last.Open() {
		ended = letter.Day(calendar.DayOf(last.EndedAt))
	}
	switch {
	case v.Ended.Agreed:
		outcome = "达成调解协议"
	case v.Ended.Failed:
		outcome = "调解不成"
	}
	page := w.sheet(v, "人民调解卷宗")
	page.Blocks = append(page.Blocks, letter.Block{Style: letter.Table, Rows: [][]string{
		{"卷宗编号", v.Case.Number}, {"调解组织", v.Committee.Name}, {"纠纷名称", v.Case.Title},
		{"申请人", strings.Join(names[party.Applicant], "、")}, {"被申请人", strings.Join(names[party.Respondent], "、")},
		{"受理日期", letter.Day(calendar.DayOf(first.OpenedAt))}, {"结案日期", ended}, {"结果", outcome},
		{"页数", fmt.Sprintf("%d 页（不含封面、目录和备考表）", v.Pages)}, {"印制日期", letter.Day(w.Today())},
	}})
	return page
}

func (w *Work) catalogue(v Volume) letter.Page {
	rows, no := [][]string{{"序号", "材料名称", "页号", "日期"}}, 0
	for _, p := range v.Placed {
		if p.Gap {
			rows = append(rows, []string{"缺", p.Name.ZH, "—", "—"})
		}
		for _, d := range p.Papers {
			no++
			rows = append(rows, []string{fmt.Sprint(no), d.Title, fmt.Sprint(v.First[d.ID]), letter.Day(calendar.DayOf(d.At))})
		}
	}
	page := w.sheet(v, "卷内目录")
	page.Blocks = append(page.Blocks, letter.Block{Style: letter.Table, Rows: rows})
	return page
}

func (w *Work) closingSheet(v Volume) letter.Page {
	page := w.sheet(v, "备考表")
	said := "本卷材料齐全。"
	if gaps := volume.Gaps(v.Placed); len(gaps) > 0 {
		var names []string
		for _, s := range gaps {
			names = append(names, s.Name.ZH)
		}
		said = "本卷缺少：" + strings.Join(names, "、") + "。"
	}
	page.Blocks = append(page.Blocks,
		letter.Block{Style: letter.Body, Text: fmt.Sprintf("本卷共%d页。%s", v.Pages, said)},
		letter.Block{Style: letter.Body, Text: "立卷人：＿＿＿＿＿＿　　检查人：＿＿＿＿＿＿　　立卷日期：" + letter.Day(w.Today())})
	return page
}

// VolumeLine is one volume in the list of a committee and a period: by number,
// without names.
type VolumeLine struct {
	Number  string
	EndedOn calendar.Date
	Outcome procedure.Outcome
	Gaps    []volume.Slot
}

// VolumeLine tells of one mediation that ended whether its volume is complete.
// It looks at which papers there are, not at what they say.
func (w *Work) VolumeLine(ctx context.Context, f cases.Facts, p procedure.Facts) (VolumeLine, error) {
	v := Volume{Case: f, Proceedings: []procedure.Facts{p}}
	ended, err := w.volumeEnded(ctx, v)
	if err != nil {
		return VolumeLine{}, err
	}
	papers, err := w.Tx.Documents.OfCase(ctx, f.ID)
	if err != nil {
		return VolumeLine{}, err
	}
	order, err := w.VolumeOrder(ctx, p.Organization)
	papers = slices.DeleteFunc(papers, func(d document.Document) bool { return !v.belongs(d) })
	line := VolumeLine{Number: f.Number, Outcome: p.Outcome, Gaps: volume.Gaps(volume.Place(order, papers, ended))}
	if !p.EndedAt.IsZero() {
		line.EndedOn = calendar.DayOf(p.EndedAt)
	}
	return line, err
}
