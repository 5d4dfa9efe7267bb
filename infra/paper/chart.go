package paper

import (
	"fmt"
	"strings"

	"liandong/domain/letter"
)

// Chart is a drawing that Word, WPS and LibreOffice draw themselves from the
// numbers in it. Says is its sentence for who does not see it; the table of the
// same numbers stands beside it in the text.
type Chart struct {
	Title  string
	Says   string
	Names  []string // along the axis
	Lines  bool     // courses over time; columns otherwise
	Series []Course
}

// Course is the numbers of one thing, a number for each name.
type Course struct {
	Name   string
	Values []int64
}

// Report writes a page with charts, each after the block whose place names it.
func (p *Press) Report(page letter.Page, charts map[int]Chart) (letter.Printed, error) {
	return p.docx(page, charts)
}

const (
	chartNS   = "http://schemas.openxmlformats.org/drawingml/2006/chart"
	chartType = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
)

func chartID(i int) string { return fmt.Sprintf("rIdChart%d", i+1) }

// chart places the chart that stands after block at, if there is one: as broad as the text.
func (w *docWriter) chart(b *strings.Builder, at int) {
	c, ok := w.charts[at]
	if !ok {
		return
	}
	id := len(w.drawn)
	w.drawn = append(w.drawn, c)
	const emu = 36_000 // to a millimetre
	_, _ = fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="LDCenter"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s" descr="%s"/><a:graphic><a:graphicData uri="%s"><c:chart xmlns:c="%s" r:id="%s"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		150*emu, 75*emu, 100+id, escape(c.Title), escape(c.Says), chartNS, chartNS, chartID(id))
}

// courseLooks tell courses apart in black and white too.
var courseLooks = []struct{ color, dash string }{{"0B4F9E", "solid"}, {"7A4A00", "dash"}, {"14632F", "sysDot"}}

// xml is the chart in DrawingML, its numbers in itself: it points at no workbook.
func (c Chart) xml() string {
	var b strings.Builder
	text := func(size int) string {
		return fmt.Sprintf(`<a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="%d"/></a:pPr>`, size)
	}
	b.WriteString(`<c:chartSpace xmlns:c="` + chartNS + `" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich>` + text(1200) + `<a:r><a:rPr lang="zh-CN" sz="1200"/><a:t>` + escape(c.Title) + `</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>`)
	kind := "barChart"
	if c.Lines {
		kind = "lineChart"
		b.WriteString(`<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>`)
	} else {
		b.WriteString(`<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>`)
	}
	for i, s := range c.Series {
		c.course(&b, i, s)
	}
	if c.Lines {
		b.WriteString(`<c:marker val="1"/>`)
	} else {
		b.WriteString(`<c:gapWidth val="60"/>`)
	}
	b.WriteString(`<c:axId val="1"/><c:axId val="2"/></c:` + kind + `>` +
		`<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:txPr>` + text(900) + `<a:endParaRPr lang="zh-CN"/></a:p></c:txPr><c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>` +
		`<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:txPr>` + text(900) + `<a:endParaRPr lang="zh-CN"/></a:p></c:txPr><c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx></c:plotArea>`)
	if len(c.Series) > 1 {
		b.WriteString(`<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>`)
	}
	b.WriteString(`<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`)
	return b.String()
}

func (c Chart) course(b *strings.Builder, i int, s Course) {
	look := courseLooks[i%len(courseLooks)]
	fill := `<a:solidFill><a:srgbClr val="` + look.color + `"/></a:solidFill>`
	_, _ = fmt.Fprintf(b, `<c:ser><c:idx val="%d"/><c:order val="%d"/><c:tx><c:v>%s</c:v></c:tx>`, i, i, escape(s.Name))
	if c.Lines {
		b.WriteString(`<c:spPr><a:ln w="28575">` + fill + `<a:prstDash val="` + look.dash + `"/></a:ln></c:spPr><c:marker><c:symbol val="circle"/><c:size val="5"/></c:marker>`)
	} else {
		b.WriteString(`<c:spPr>` + fill + `</c:spPr><c:invertIfNegative val="0"/><c:dLbls><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`)
	}
	_, _ = fmt.Fprintf(b, `<c:cat><c:strLit><c:ptCount val="%d"/>`, len(c.Names))
	for k, name := range c.Names {
		_, _ = fmt.Fprintf(b, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, k, escape(name))
	}
	_, _ = fmt.Fprintf(b, `</c:strLit></c:cat><c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="%d"/>`, len(s.Values))
	for k, n := range s.Values {
		_, _ = fmt.Fprintf(b, `<c:pt idx="%d"><c:v>%d</c:v></c:pt>`, k, n)
	}
	b.WriteString(`</c:numLit></c:val>`)
	if c.Lines {
		b.WriteString(`<c:smooth val="0"/>`)
	}
	b.WriteString(`</c:ser>`)
}
