package filecheck

import (
	"bytes"
	"encoding/binary"
)

// Strip returns a file as it is shown and given out: a picture, or a recording
// in an MP4 container, without what a device wrote into it beside the image
// (where it was taken, by whom, with what). Pixels and sound are not touched, and
// how a picture is to be turned stays. What cannot be followed to its end is
// cut off there. Other kinds come back as they are. The body is not changed.
func Strip(mediaType string, body []byte) []byte {
	switch mediaType {
	case "image/jpeg":
		return stripJPEG(body)
	case "image/png":
		return stripPNG(body)
	case "image/webp":
		return stripWebP(body)
	case "image/tiff":
		return stripTIFF(body)
	case "audio/mp4", "audio/x-m4a", "video/mp4":
		return stripMP4(body)
	}
	return body
}

// Strips tells whether Strip looks into files of a kind.
func Strips(mediaType string) bool {
	switch mediaType {
	case "image/jpeg", "image/png", "image/webp", "image/tiff", "audio/mp4", "audio/x-m4a", "video/mp4":
		return true
	}
	return false
}

// Markers of a JPEG file (ITU-T T.81, annex B).
const (
	jpegTEM   = 0x01
	jpegRST0  = 0xd0
	jpegSOI   = 0xd8
	jpegEOI   = 0xd9
	jpegSOS   = 0xda
	jpegAPP0  = 0xe0
	jpegAPP2  = 0xe2
	jpegAPP14 = 0xee
	jpegAPP15 = 0xef
	jpegCOM   = 0xfe
)

var exifMark = []byte("Exif\x00\x00")

// stripJPEG keeps what draws the picture, ends with it, and says anew which way up it is.
func stripJPEG(in []byte) []byte {
	if len(in) < 2 || in[0] != 0xff || in[1] != jpegSOI {
		return nil
	}
	var kept bytes.Buffer
	kept.Write(in[:2])
	turned := 1
	for at := 2; at+1 < len(in); {
		if in[at] != 0xff {
			break // between segments there is nothing else
		}
		mark := in[at+1]
		if mark == 0xff { // fill
			at++
			continue
		}
		if mark == jpegTEM || mark >= jpegRST0 && mark <= jpegEOI {
			kept.Write(in[at : at+2])
			if mark == jpegEOI {
				break
			}
			at += 2
			continue
		}
		if at+4 > len(in) {
			break
		}
		end := at + 2 + int(binary.BigEndian.Uint16(in[at+2:]))
		if end < at+4 || end > len(in) {
			break
		}
		segment := in[at:end]
		if mark == 0xe1 && bytes.HasPrefix(segment[4:], exifMark) {
			turned = orientation(segment[4+len(exifMark):])
		}
		if jpegDraws(mark, segment[4:]) {
			kept.Write(segment)
		}
		if at = end; mark == jpegSOS {
			at = scanEnd(in, at)
			kept.Write(in[end:at])
		}
	}
	return turnedJPEG(kept.Bytes(), turned)
}

// jpegDraws tells whether a segment is needed to draw the picture: no
// application's data but the kind of colour, and no comment.
func jpegDraws(mark byte, data []byte) bool {
	switch mark {
	case jpegAPP0:
		return bytes.HasPrefix(data, []byte("JFIF\x00")) && len(data) == 14 // without a thumbnail
	case jpegAPP2:
		return bytes.HasPrefix(data, []byte("ICC_PROFILE\x00"))
	case jpegAPP14:
		return bytes.HasPrefix(data, []byte("Adobe"))
	}
	return mark != jpegCOM && (mark < jpegAPP0 || mark > jpegAPP15)
}

// scanEnd finds the marker after a scan's data.
func scanEnd(in []byte, at int) int {
	for ; at+1 < len(in); at++ {
		next := in[at+1]
		if in[at] == 0xff && next != 0 && next != 0xff && (next < jpegRST0 || next >= jpegSOI) {
			return at
		}
	}
	return len(in)
}

// turnedJPEG puts which way up a picture is where readers look for it.
func turnedJPEG(in []byte, turned int) []byte {
	if turned == 1 || len(in) < 2 {
		return in
	}
	data := append(bytes.Clone(exifMark), onlyOrientation(turned)...)
	out := append(bytes.Clone(in[:2]), 0xff, 0xe1, 0, byte(len(data)+2))
	return append(append(out, data...), in[2:]...)
}

// onlyOrientation is an EXIF block that says which way up a picture is, and nothing else.
func onlyOrientation(turned int) []byte {
	return []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(turned), 0, 0, 0, 0, 0, 0}
}

// orientation reads which way up an EXIF block says the picture is: 1 to 8, 1 where it does not say.
func orientation(exif []byte) int {
	order, at, ok := tiffHead(exif)
	if !ok || at+2 > len(exif) {
		return 1
	}
	for n, entry := int(order.Uint16(exif[at:])), at+2; n > 0 && entry+12 <= len(exif); n, entry = n-1, entry+12 {
		if order.Uint16(exif[entry:]) == tiffOrientation {
			if v := int(order.Uint16(exif[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return 1
}

// pngDraws lists the chunks of PNG and its animations that draw.
var pngDraws = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "sBIT": true, "bKGD": true, "pHYs": true,
	"hIST": true, "cICP": true, "mDCV": true, "cLLI": true, "acTL": true, "fcTL": true, "fdAT": true,
}

const pngHead = "\x89PNG\r\n\x1a\n"

// stripPNG keeps the chunks that draw, and ends with the picture.
func stripPNG(in []byte) []byte {
	if !bytes.HasPrefix(in, []byte(pngHead)) {
		return nil
	}
	kept := bytes.NewBuffer([]byte(pngHead))
	for at := len(pngHead); at+12 <= len(in); {
		size := int64(binary.BigEndian.Uint32(in[at:]))
		if size > int64(len(in)-at-12) {
			break
		}
		end := at + 12 + int(size)
		name := string(in[at+4 : at+8])
		if pngDraws[name] {
			kept.Write(in[at:end])
		}
		if name == "IEND" {
			break
		}
		at = end
	}
	return kept.Bytes()
}

var webpDraws = map[string]bool{"VP8X": true, "VP8 ": true, "VP8L": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true}

// stripWebP keeps the chunks that draw, and has the header say what is left.
func stripWebP(in []byte) []byte {
	if len(in) < 12 || string(in[:4]) != "RIFF" || string(in[8:12]) != "WEBP" {
		return nil
	}
	out, turned, flags := bytes.Clone(in[:12]), 1, -1
	for at := 12; at+8 <= len(in); {
		name, size := string(in[at:at+4]), int64(binary.LittleEndian.Uint32(in[at+4:]))
		if size > int64(len(in)-at-8) {
			break
		}
		end := min(at+8+int(size+size%2), len(in))
		data := in[at+8 : at+8+int(size)]
		switch {
		case name == "EXIF":
			turned = orientation(bytes.TrimPrefix(data, exifMark))
		case webpDraws[name]:
			if name == "VP8X" && size > 0 {
				flags = len(out) + 8
			}
			out = append(out, in[at:end]...)
		}
		at = end
	}
	const exif, xmp = 0x08, 0x04
	if flags >= 0 {
		out[flags] &^= exif | xmp
		if turned != 1 {
			out[flags] |= exif
			data := onlyOrientation(turned)
			out = append(binary.LittleEndian.AppendUint32(append(out, "EXIF"...), uint32(len(data))), data...)
		}
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}
