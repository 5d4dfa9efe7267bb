package parsing

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/volume"
	"liandong/infra/bundlefile"
	"liandong/infra/filecheck"
	"liandong/infra/paper"
	"liandong/infra/roster"
	"liandong/infra/sheet"
)

func press(t testing.TB) *paper.Press {
	t.Helper()
	p, err := paper.NewPress()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func picture(t testing.TB, wide, high int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, wide, high))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func page(words string) letter.Page {
	return letter.Page{Title: "告知书", Issuer: "某街道", On: "2026-11-24", Form: letter.Standard, Blocks: []letter.Block{{Style: letter.TitleRow, Text: "告知书"}, {Style: letter.Body, Text: words}}}
}

func printed(t testing.TB, words string) []byte {
	t.Helper()
	p, err := press(t).PDF(page(words))
	if err != nil {
		t.Fatal(err)
	}
	return p.Body
}

func rowsOf(n int) func() ([]string, bool, error) {
	i := -1
	return func() ([]string, bool, error) {
		i++
		if i == 0 {
			return []string{"原编号", "标题"}, true, nil
		}
		return []string{"=1+" + strconv.Itoa(i), "<第" + strconv.Itoa(i) + "件>"}, i <= n, nil
	}
}

func workbook(t testing.TB, n int) []byte {
	t.Helper()
	body, err := sheet.Stream(t.TempDir(), "案件", rowsOf(n))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// same tells whether two refusals say the same.
func same(a, b error) bool {
	x, y := fault.Of(a), fault.Of(b)
	if x == nil || y == nil {
		return a == nil && b == nil
	}
	return x.Kind == y.Kind && x.Error() == y.Error() && x.Title == y.Title && x.Detail == y.Detail && reflect.DeepEqual(x.Fields, y.Fields)
}

// What is opened apart gives the same answer as here, the same refusals included.
func TestApartIsAsHere(t *testing.T) {
	ctx := context.Background()
	p, _ := opened(t)
	here := press(t)
	apart := p.Press(here)
	docx, err := here.Docx(page("您好"))
	if err != nil {
		t.Fatal(err)
	}
	for says, body := range map[string][]byte{
		"text": []byte("我家漏水三个月"), "a picture": picture(t, 4, 4), "a PDF": printed(t, "您好"), "a PDF that runs a script": []byte("%PDF-1.7\n<</S/JavaScript/JS(app.alert(1))>>"),
		"a program": append([]byte("MZ"), make([]byte, 600)...), "a Word file": docx.Body, "a workbook": workbook(t, 3), "nothing": nil,
	} {
		k1, e1 := filecheck.Check(body)
		k2, e2 := p.Check(ctx, body)
		if e1 == nil && k1 != k2 || !same(e1, e2) {
			t.Errorf("%s: %q %v; here %q %v", says, k2, e2, k1, e1)
		}
		b1, e1 := here.Read(body)
		b2, e2 := apart.Read(body)
		if !reflect.DeepEqual(b1, b2) || !same(e1, e2) {
			t.Errorf("%s as a template: %v %v; here %v %v", says, b2, e2, b1, e1)
		}
		o1, q1, e1 := roster.Read(body)
		o2, q2, e2 := p.Roster(ctx, body)
		if !reflect.DeepEqual(o1, o2) || !reflect.DeepEqual(q1, q2) || !same(e1, e2) {
			t.Errorf("%s as a roster: %v %v %v; here %v %v %v", says, o2, q2, e2, o1, q1, e1)
		}
		_, e1 = bundlefile.Read(body)
		if e2 = p.Bundle(ctx, body); !same(e1, e2) || !errors.Is(e2, exchange.ErrBroken) {
			t.Errorf("%s as a bundle: %v; here %v", says, e2, e1)
		}
		for _, kind := range []string{"application/pdf", "image/png", "text/plain", "video/mp4"} {
			n1, e1 := here.Leaves(body, kind)
			n2, e2 := apart.Leaves(body, kind)
			if n1 != n2 || !same(e1, e2) {
				t.Errorf("%s as %s: %d pages, %v; here %d, %v", says, kind, n2, e2, n1, e1)
			}
		}
	}
	template, err := roster.Template()
	if err != nil {
		t.Fatal(err)
	}
	organizations, people, err := p.Roster(ctx, template)
	if err != nil || len(organizations) != 1 || len(people) != 1 || people[0].Cells["用户名"] != "wangxiu" {
		t.Errorf("%v %v %v", organizations, people, err)
	}
}

// A volume bound apart is the same file, byte for byte.
func TestVolumeIsBoundApart(t *testing.T) {
	p, _ := opened(t)
	here := press(t)
	papers := []volume.Paper{{Body: printed(t, "第一份"), MediaType: "application/pdf", Leaves: 1}, {Body: picture(t, 40, 30), MediaType: "image/png", Leaves: 1}, {Instead: page("见原件"), Leaves: 1}}
	want, err := here.Bind([]letter.Page{page("封面"), page("目录")}, papers)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Press(here).Bind([]letter.Page{page("封面"), page("目录")}, papers)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v, %d bytes instead of %d", err, len(got), len(want))
	}
	papers[0].Body = []byte("%PDF-1.7 and no more")
	if _, err := p.Press(here).Bind([]letter.Page{page("封面")}, papers); !errors.Is(err, ErrUnsafe) {
		t.Errorf("a paper that cannot be bound: %v", err)
	}
}

// A workbook is read row by row, however long its reader takes between two rows.
func TestWorkbookApart(t *testing.T) {
	p, _ := opened(t)
	b, err := p.Workbook(context.Background(), workbook(t, 3000))
	if err != nil {
		t.Fatal(err)
	}
	if b.Total != 3000 || strings.Join(b.Heads, ",") != "原编号,标题" {
		t.Errorf("%d rows, %v", b.Total, b.Heads)
	}
	for n := 1; ; n++ {
		line, cells, ok, err := b.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			if n != 3001 {
				t.Errorf("%d rows came back", n-1)
			}
			break
		}
		if line != n+1 || cells[0] != "=1+"+strconv.Itoa(n) || cells[1] != "<第"+strconv.Itoa(n)+"件>" {
			t.Fatalf("line %d: %v", line, cells)
		}
	}
	if _, _, ok, err := b.Next(); ok || err != nil {
		t.Errorf("behind the end: %v %v", ok, err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if left := p.inside(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A process that is killed while it reads is a refusal of its file; the rows it
// gave stay given, and its temporary files are gone.
func TestKilledWhileItReads(t *testing.T) {
	p, _ := opened(t)
	b, err := p.Workbook(context.Background(), workbook(t, 40_000))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := b.Next(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if len(p.inside(t)) != 1 {
		t.Errorf("open: %v", p.inside(t))
	}
	if err := b.x.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for {
		_, _, ok, err := b.Next()
		if err != nil {
			if !errors.Is(err, ErrUnsafe) || fault.Of(err).Fields[0].Code != "file_unsafe" {
				t.Error(err)
			}
			break
		}
		if !ok {
			t.Fatal("it was read to its end")
		}
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if left := p.inside(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	again, err := p.Workbook(context.Background(), workbook(t, 3))
	if err != nil || again.Total != 3 {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

type noughts struct{}

func (noughts) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// packed is a zip file with one part that unpacks to a flood.
func packed(t testing.TB, name, before string, n int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = io.Copy(f, io.MultiReader(strings.NewReader(before), io.LimitReader(noughts{}, n)))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wide is a picture that is small as a file and large as a picture.
func wide(t testing.TB, side uint32) []byte {
	t.Helper()
	b := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, body []byte) {
		_ = binary.Write(b, binary.BigEndian, uint32(len(body))) //nolint:gosec // small
		whole := append([]byte(kind), body...)
		b.Write(whole)
		_ = binary.Write(b, binary.BigEndian, crc32.ChecksumIEEE(whole))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
	chunk("IHDR", append(head, 8, 6, 0, 0, 0))
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	if _, err := io.Copy(z, io.LimitReader(noughts{}, int64(side)*(int64(side)*4+1))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	chunk("IDAT", data.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}

// flate is a PDF of one page whose content unpacks to a flood.
func flate(t testing.TB, n int64) []byte {
	t.Helper()
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	if _, err := io.Copy(w, io.LimitReader(noughts{}, n)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	var at []int
	object := func(s string) { at = append(at, b.Len()); b.WriteString(s) }
	b.WriteString("%PDF-1.7\n")
	object("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n")
	object("2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n")
	object("3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n")
	object("4 0 obj<</Filter/FlateDecode/Length " + strconv.Itoa(z.Len()) + ">>stream\n")
	b.Write(z.Bytes())
	b.WriteString("\nendstream endobj\n")
	start := b.Len()
	b.WriteString("xref\n0 5\n0000000000 65535 f \n")
	for _, x := range at {
		b.WriteString(strings.Repeat("0", 10-len(strconv.Itoa(x))) + strconv.Itoa(x) + " 00000 n \n")
	}
	b.WriteString("trailer<</Size 5/Root 1 0 R>>\nstartxref\n" + strconv.Itoa(start) + "\n%%EOF")
	return b.Bytes()
}

// Files that swell when they are opened are refused, or cannot be bound; this
// process takes no more memory for them than they have bytes.
func TestBombsBurstApart(t *testing.T) {
	ctx := context.Background()
	p, _ := opened(t)
	apart := p.Press(press(t))
	flood, theme, big, pdf := packed(t, "xl/worksheets/sheet1.xml", "<row>", 100<<20), packed(t, "xl/theme/theme1.xml", "", 100<<20), wide(t, 4000), flate(t, 200<<20)
	docx := packed(t, "word/document.xml", "", 100<<20)
	tight := bounds{memory: 64 / raced, cpu: 30, wall: p.bounds[taskLeaves].wall, answer: 1 << 20}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for says, try := range map[string]func() error{
		"a workbook of one row": func() error { _, err := p.Workbook(ctx, flood); return err },
		"a theme":               func() error { _, err := p.Workbook(ctx, theme); return err },
		"a roster":              func() error { _, _, err := p.Roster(ctx, flood); return err },
		"a template":            func() error { _, err := apart.Read(docx); return err },
	} {
		if err := try(); fault.Of(err) == nil {
			t.Errorf("%s: %v", says, err)
		}
	}
	if n, err := apart.Leaves(pdf, "application/pdf"); err != nil || n > 1 {
		t.Errorf("a PDF: %d %v", n, err)
	}
	if n, err := apart.Leaves(big, "image/png"); err != nil || n != 1 {
		t.Errorf("a picture within bounds: %d %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
		t.Errorf("%d MB were taken here", grown>>20)
	}
	p.bounds[taskLeaves], p.leaves = tight, map[string]int{}
	if n, err := apart.Leaves(big, "image/png"); err != nil || n != 0 {
		t.Errorf("a picture beyond bounds cannot be bound: %d %v", n, err)
	}
}

// BenchmarkCheck compares a small file that is opened apart with one that is opened here.
func BenchmarkCheck(b *testing.B) {
	p, _ := opened(b)
	body := picture(b, 40, 30)
	b.Run("apart", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Check(context.Background(), body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("here", func(b *testing.B) {
		for b.Loop() {
			if _, err := filecheck.Check(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
