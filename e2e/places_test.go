package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"testing"
)

// photographed is a photo as a telephone takes it: with the device, and with
// 30°15'32" north in an EXIF directory of its own.
func photographed(t *testing.T) (body, place []byte) {
	t.Helper()
	number := func(b []byte, values ...any) []byte {
		for _, v := range values {
			switch v := v.(type) {
			case int:
				b = append(b, byte(v>>8), byte(v))
			case uint32:
				b = append(b, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
			case string:
				b = append(b, v...)
			}
		}
		return b
	}
	place = number(nil, uint32(30), uint32(1), uint32(15), uint32(1), uint32(3200), uint32(100))
	exif := number(nil, "Exif\x00\x00MM", 42, uint32(8))
	exif = number(exif, 2, 271, 2, uint32(4), "CAM\x00", 34853, 4, uint32(1), uint32(38), uint32(0)) // the device, and where the place is
	exif = number(exif, 2, 1, 2, uint32(2), "N\x00\x00\x00", 2, 5, uint32(3), uint32(68), uint32(0), string(place))
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	head := number(nil, 0xffd8, 0xffe1, len(exif)+2)
	return append(append(head, exif...), picture.Bytes()[2:]...), place
}

// A photo of where somebody hides is handed in: nobody who opens it learns
// where it was taken, and what was handed in is still what its digest says.
func TestPlacesStayBehind(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		clerk := s.As("clerk")
		body, place := photographed(t)
		if !bytes.Contains(body, place) {
			t.Fatal("the test's photo has no place")
		}
		sum := sha256.Sum256(body)
		id := caseOf(clerk, nil)
		made := clerk.Upload("/cases/"+id+"/documents", body, "现场.jpg", map[string]string{"class": "open", "kind": "evidence"}).Want(201)
		if made.String("digest") != "sha256:"+hex.EncodeToString(sum[:]) || made.At("stripped") != true {
			t.Errorf("%s", made.Body)
		}
		content := "/documents/" + made.String("id") + "/content"
		for _, way := range []string{content, content + "?inline=1"} {
			got := clerk.Get(way).Want(200)
			if bytes.Contains(got.Body, place) || bytes.Contains(got.Body, []byte("CAM\x00")) {
				t.Errorf("%s gives the place away", way)
			}
			if _, err := jpeg.Decode(bytes.NewReader(got.Body)); err != nil {
				t.Errorf("%s: %v", way, err)
			}
		}
		s.Stop()
		verifiedIn(t, s.home, args...)
	})
}
