package paper

import (
	"bytes"
	"html/template"

	"liandong/domain/letter"
)

// spoken is a letter as a screen reader wants it: one heading first, paragraphs,
// tables with the first column as headers, and the check as a link.
var spoken = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title>
<style>body{max-width:40em;margin:2em auto;padding:0 1em;font:1.25rem/1.9 serif;color:#111;background:#fff}h1{font-size:1.6em;text-align:center}h2{font-size:1em}table{border-collapse:collapse;width:100%}th,td{border:1px solid #444;padding:.4em;text-align:left;vertical-align:top;white-space:pre-line}</style></head>
<body><main>
{{range .Blocks}}{{if eq .Style "title"}}<h1>{{.Text}}</h1>
{{else if eq .Style "heading"}}<h2>{{.Text}}</h2>
{{else if eq .Style "table"}}<table>{{range $i, $row := .Rows}}<tr>{{range $j, $cell := $row}}{{if or (eq $j 0) (and (eq $i 0) (gt (len $row) 2))}}<th>{{$cell}}</th>{{else}}<td>{{$cell}}</td>{{end}}{{end}}</tr>{{end}}</table>
{{else if eq .Style "check"}}<p>{{.Text}}</p>
{{else}}<p>{{.Text}}</p>
{{end}}{{end}}</main></body>
</html>
`))

// HTML implements letter.Press. What stands before the title follows it, so
// that the first thing read is what the letter is.
func (p *Press) HTML(page letter.Page) ([]byte, error) {
	var head, rest []letter.Block
	for i, b := range page.Blocks {
		if b.Style == letter.TitleRow {
			head = append([]letter.Block{b}, head...)
			rest = page.Blocks[i+1:]
			break
		}
		head = append(head, b)
	}
	page.Blocks = append(append([]letter.Block{}, head...), rest...)
	for i, b := range page.Blocks {
		page.Blocks[i].Text = printable(b.Text)
	}
	var out bytes.Buffer
	err := spoken.Execute(&out, page)
	return out.Bytes(), err
}
