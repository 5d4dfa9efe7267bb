package filecheck

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"golang.org/x/image/tiff"
)

// What a telephone writes: the device, a note, and 30°15'32" north, 120°9'18" east.
const (
	device = "COUNTY-CAM-7"
	xmpGPS = `<rdf:Description exif:GPSLatitude="30,15.53N" exif:GPSLongitude="120,9.3E"/>`
	turned = 6
)

// degrees are the three rationals of a place as EXIF keeps them.
func degrees(order binary.AppendByteOrder, d, m, s uint32) []byte {
	var b []byte
	for _, v := range []uint32{d, 1, m, 1, s * 100, 100} {
		b = order.AppendUint32(b, v)
	}
	return b
}

type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte // as it lies in the file
}

// directory writes a TIFF directory at an offset, with what does not fit into it behind.
func directory(order binary.AppendByteOrder, at uint32, entries []entry) []byte {
	head := order.AppendUint16(nil, uint16(len(entries)))
	var behind []byte
	from := at + 2 + uint32(12*len(entries)) + 4
	for _, e := range entries {
		head = order.AppendUint32(order.AppendUint16(order.AppendUint16(head, e.tag), e.kind), e.count)
		if len(e.value) <= 4 {
			head = append(head, append(bytes.Clone(e.value), make([]byte, 4-len(e.value))...)...)
			continue
		}
		head = order.AppendUint32(head, from+uint32(len(behind)))
		behind = append(behind, e.value...)
		if len(behind)%2 == 1 {
			behind = append(behind, 0)
		}
	}
	return append(order.AppendUint32(head, 0), behind...)
}

// exif is a block as cameras write it, with a directory of its own for the place.
func exif(order binary.AppendByteOrder, head string) []byte {
	gps := []entry{
		{1, 2, 2, []byte("N\x00")}, {2, 5, 3, degrees(order, 30, 15, 32)}, {3, 2, 2, []byte("E\x00")}, {4, 5, 3, degrees(order, 120, 9, 18)},
		{29, 2, 11, []byte("2026:11:27\x00")},
	}
	first := func(at uint32) []entry {
		return []entry{
			{271, 2, uint32(len(device) + 1), []byte(device + "\x00")}, {tiffOrientation, 3, 1, order.AppendUint16(nil, turned)},
			{34853, 4, 1, order.AppendUint32(nil, at)},
		}
	}
	size := uint32(len(directory(order, 8, first(0))))
	b := order.AppendUint32(order.AppendUint16([]byte(head), 42), 8)
	b = append(b, directory(order, 8, first(8+size))...)
	return append(b, directory(order, 8+size, gps)...)
}

// traces are the bytes of which none may be left.
func traces() map[string][]byte {
	return map[string][]byte{
		"device": []byte(device), "latitude": degrees(binary.BigEndian, 30, 15, 32), "longitude": degrees(binary.BigEndian, 120, 9, 18),
		"latitude, little-endian": degrees(binary.LittleEndian, 30, 15, 32), "longitude, little-endian": degrees(binary.LittleEndian, 120, 9, 18),
		"XMP": []byte("GPSLatitude"), "day": []byte("2026:11:27"), "ISO 6709": []byte("+30.2589+120.1550/"),
	}
}

func drawing() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for i := range 48 * 32 {
		m.Set(i%48, i/48, color.RGBA{uint8(i * 7), uint8(i / 3), uint8(i * 13), 255})
	}
	return m
}

func segment(mark byte, data []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(data)+2)), data...)
}

func photo(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawing(), nil); err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(b.Bytes()[:2])
	out = append(out, segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"))...)
	out = append(out, segment(0xe1, append(bytes.Clone(exifMark), exif(binary.BigEndian, "MM")...))...)
	out = append(out, segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00"+xmpGPS))...)
	out = append(out, segment(0xed, []byte("Photoshop 3.0\x00"+device))...)
	out = append(out, segment(0xfe, []byte(device))...)
	out = append(out, b.Bytes()[2:]...)
	return append(out, b.Bytes()[:2]...) // a second picture behind the first, as telephones add one
}

func chunk(name string, data []byte) []byte {
	body := append([]byte(name), data...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

func screenshot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawing()); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 25
	out := bytes.Clone(b.Bytes()[:header])
	out = append(out, chunk("eXIf", exif(binary.BigEndian, "MM"))...)
	out = append(out, chunk("tEXt", []byte("Comment\x00"+device))...)
	out = append(out, chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpGPS))...)
	out = append(out, b.Bytes()[header:]...)
	return append(out, device...)
}

func riff(name string, data []byte) []byte {
	out := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	return append(out, make([]byte, len(data)%2)...)
}

func webPicture(t testing.TB) []byte {
	t.Helper()
	bare, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==") // one pixel
	if err != nil {
		t.Fatal(err)
	}
	body := append([]byte("WEBP"), riff("VP8X", []byte{0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0})...)
	body = append(body, bare[12:]...)
	body = append(body, riff("EXIF", exif(binary.LittleEndian, "II"))...)
	body = append(body, riff("XMP ", []byte(xmpGPS))...)
	return riff("RIFF", body)
}

// scanned is a TIFF whose directory was given what a camera adds.
func scanned(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, drawing(), nil); err != nil {
		t.Fatal(err)
	}
	in, order := b.Bytes(), binary.LittleEndian
	at := order.Uint32(in[4:])
	n := int(order.Uint16(in[at:]))
	gps := []entry{{1, 2, 2, []byte("N\x00")}, {2, 5, 3, degrees(order, 30, 15, 32)}, {3, 2, 2, []byte("E\x00")}, {4, 5, 3, degrees(order, 120, 9, 18)}}
	var entries []entry
	for i := range n {
		e := in[int(at)+2+12*i:]
		entries = append(entries, entry{order.Uint16(e), order.Uint16(e[2:]), order.Uint32(e[4:]), bytes.Clone(e[8:12])})
	}
	out := bytes.Clone(in)
	place := uint32(len(out))
	out = append(out, directory(order, place, gps)...)
	entries = append(entries,
		entry{700, 1, uint32(len(xmpGPS)), []byte(xmpGPS)}, entry{315, 2, uint32(len(device) + 1), []byte(device + "\x00")}, entry{34853, 4, 1, order.AppendUint32(nil, place)})
	slices.SortFunc(entries, func(a, b entry) int { return int(a.tag) - int(b.tag) })
	order.PutUint32(out[4:], uint32(len(out)))
	return append(out, directory(order, uint32(len(out)), entries)...)
}

func box(name string, data ...[]byte) []byte {
	body := bytes.Join(data, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), name...), body...)
}

func film() []byte {
	place := box("udta", box("\xa9xyz", []byte("\x00\x12\x15\xc7+30.2589+120.1550/")))
	return bytes.Join([][]byte{
		box("ftyp", []byte("isom\x00\x00\x02\x00isomiso2mp41")), box("moov", box("mvhd", make([]byte, 100)), box("trak", box("tkhd", make([]byte, 84)), place), box("meta", []byte(device)), place),
		box("mdat", []byte("sound and pictures")), box("uuid", []byte(xmpGPS)),
	}, nil)
}

// A picture that was taken somewhere is given out without the place: the same
// pixels the same way up, and not one byte of where, when and with what.
func TestPlacesInPictures(t *testing.T) {
	for kind, body := range map[string][]byte{
		"image/jpeg": photo(t), "image/png": screenshot(t), "image/webp": webPicture(t), "image/tiff": scanned(t), "video/mp4": film(),
	} {
		if got, err := Check(body); err != nil || got != kind {
			t.Errorf("%s: taken for %q, %v", kind, got, err)
		}
		before := bytes.Clone(body)
		left := 0
		for _, trace := range traces() {
			if bytes.Contains(body, trace) {
				left++
			}
		}
		if left < 2 {
			t.Errorf("%s: the test's own file holds %d traces", kind, left)
		}
		out := Strip(kind, body)
		for name, trace := range traces() {
			if bytes.Contains(out, trace) {
				t.Errorf("%s: the %s is still there", kind, name)
			}
		}
		if !bytes.Equal(body, before) {
			t.Errorf("%s: the original was changed", kind)
		}
		if again := Strip(kind, out); !bytes.Equal(again, out) {
			t.Errorf("%s: the second time something else comes out", kind)
		}
		if kind == "video/mp4" {
			if len(out) != len(body) || !bytes.Contains(out, []byte("sound and pictures")) {
				t.Error("the film was moved")
			}
			continue
		}
		samePixels(t, kind, body, out)
	}
	if body := []byte("%PDF-1.7"); !bytes.Equal(Strip("application/pdf", body), body) || Strips("application/pdf") {
		t.Error("a PDF was changed")
	}
}

func samePixels(t *testing.T, kind string, a, b []byte) {
	t.Helper()
	x, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	y, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s, stripped: %v", kind, err)
	}
	if x.Bounds() != y.Bounds() {
		t.Fatalf("%s: %v became %v", kind, x.Bounds(), y.Bounds())
	}
	for i := range x.Bounds().Dx() * x.Bounds().Dy() {
		px, py := i%x.Bounds().Dx(), i/x.Bounds().Dx()
		if x.At(px, py) != y.At(px, py) {
			t.Fatalf("%s: another pixel at %d, %d", kind, px, py)
		}
	}
}

// Which way up a photo is stays with it; one without a word of it gets none.
func TestTurnedPicturesStayTurned(t *testing.T) {
	out := Strip("image/jpeg", photo(t))
	at := bytes.Index(out, exifMark)
	if at < 0 || orientation(out[at+len(exifMark):]) != turned {
		t.Errorf("turned by %d", at)
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, drawing(), nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(Strip("image/jpeg", plain.Bytes()), plain.Bytes()) {
		t.Error("a photo that says nothing was changed")
	}
	web := Strip("image/webp", webPicture(t))
	if at := bytes.Index(web, []byte("EXIF")); at < 0 || orientation(web[at+8:]) != turned {
		t.Error("the picture of the web lost its turn")
	}
}

func FuzzStrip(f *testing.F) {
	for _, body := range [][]byte{photo(f), screenshot(f), webPicture(f), scanned(f), film()} {
		f.Add(body)
		f.Add(body[:len(body)/2])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, kind := range []string{"image/jpeg", "image/png", "image/webp", "image/tiff", "video/mp4"} {
			out := Strip(kind, body)
			if len(out) > len(body)+64 {
				t.Errorf("%s: %d bytes became %d", kind, len(body), len(out))
			}
			if again := Strip(kind, out); kind != "image/tiff" && !bytes.Equal(again, out) {
				t.Errorf("%s: not settled", kind)
			}
		}
	})
}

// A file made to keep a server busy is given up.
func TestEntriesThatAllPointToOnePlace(t *testing.T) {
	order := binary.LittleEndian
	var entries []entry
	const many = 60_000
	for range many {
		entries = append(entries, entry{315, 2, 1 << 20, order.AppendUint32(nil, 8+2+12*many+4)})
	}
	body := append(order.AppendUint32(order.AppendUint16([]byte("II"), 42), 8), directory(order, 8, entries)...)
	body = append(body, make([]byte, 1<<20)...)
	if out := Strip("image/tiff", body); out != nil {
		t.Errorf("%d bytes came out", len(out))
	}
}
