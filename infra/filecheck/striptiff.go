package filecheck

import (
	"bytes"
	"encoding/binary"
)

const tiffOrientation = 274

// tiffDraws lists the tags of TIFF that say how the picture is drawn; everything
// else, the places and names among it, goes.
var tiffDraws = map[uint16]bool{
	254: true, 255: true, 256: true, 257: true, 258: true, 259: true, 262: true, 263: true, 264: true, 265: true, 266: true, 273: true, tiffOrientation: true, 277: true,
	278: true, 279: true, 280: true, 281: true, 282: true, 283: true, 284: true, 290: true, 291: true, 292: true, 293: true, 296: true, 297: true, 301: true, 317: true,
	318: true, 319: true, 320: true, 321: true, 322: true, 323: true, 324: true, 325: true, 332: true, 334: true, 336: true, 338: true, 339: true, 340: true, 341: true,
	347: true, 512: true, 513: true, 514: true, 515: true, 517: true, 518: true, 519: true, 520: true, 521: true, 529: true, 530: true, 531: true, 532: true, 34675: true,
}

// tiffInner are the tags that point to further directories: EXIF, GPS, what works with them.
var tiffInner = map[uint16]bool{34665: true, 34853: true, 40965: true, 330: true}

// tiffSizes are the bytes of one value, by type.
var tiffSizes = map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

// tiffHead reads the byte order and where the first directory is.
func tiffHead(in []byte) (order binary.ByteOrder, at int, ok bool) {
	if len(in) < 8 {
		return nil, 0, false
	}
	switch string(in[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return nil, 0, false
	}
	first := order.Uint32(in[4:])
	return order, int(first), order.Uint16(in[2:]) == 42 && int64(first) < int64(len(in))
}

// maxDirectories bounds what is followed in one file.
const maxDirectories = 1000

// tiffFile is a TIFF on its way out: a copy, in which nothing moves.
type tiffFile struct {
	out   []byte
	order binary.ByteOrder
	seen  map[int]bool
	left  *int64 // bytes that may still be blanked: entries may all point to one place
}

// stripTIFF takes the entries out of every page's directory that do not draw,
// and blanks what they pointed to.
func stripTIFF(in []byte) []byte {
	order, at, ok := tiffHead(in)
	if !ok {
		return nil
	}
	left := int64(4 * len(in))
	f := tiffFile{bytes.Clone(in), order, map[int]bool{}, &left}
	for at > 0 && at+2 <= len(f.out) && !f.seen[at] && len(f.seen) < maxDirectories {
		at = f.clean(at)
	}
	if left < 0 { // no device writes such a file
		return nil
	}
	return f.out
}

// clean takes out of one directory what does not draw, and says where the next one is.
func (f tiffFile) clean(at int) (next int) {
	f.seen[at] = true
	n := int(f.order.Uint16(f.out[at:]))
	end := at + 2 + 12*n
	if end+4 > len(f.out) {
		clear(f.out[at:])
		return 0
	}
	next = int(f.order.Uint32(f.out[end:]))
	kept := at + 2
	for entry := at + 2; entry < end; entry += 12 {
		if tiffDraws[f.order.Uint16(f.out[entry:])] {
			copy(f.out[kept:kept+12], bytes.Clone(f.out[entry:entry+12]))
			kept += 12
			continue
		}
		f.blank(entry)
	}
	f.order.PutUint16(f.out[at:], uint16((kept-at-2)/12))
	clear(f.out[kept : end+4])
	f.order.PutUint32(f.out[kept:], uint32(next))
	return next
}

// blank clears what an entry points to, and the directories behind it.
func (f tiffFile) blank(entry int) {
	tag, kind := f.order.Uint16(f.out[entry:]), f.order.Uint16(f.out[entry+2:])
	size := int64(f.order.Uint32(f.out[entry+4:])) * tiffSizes[kind]
	at := int64(f.order.Uint32(f.out[entry+8:]))
	from, to := at, at+size
	if size <= 4 {
		from, to = int64(entry+8), int64(entry+8)+size
	}
	if from < 0 || from >= int64(len(f.out)) {
		return
	}
	to = min(to, int64(len(f.out)))
	if *f.left -= to - from; *f.left < 0 {
		return
	}
	if tiffInner[tag] {
		for p := from; p+4 <= to; p += 4 {
			f.blankDirectory(int(f.order.Uint32(f.out[p:])))
		}
	}
	clear(f.out[from:to])
}

func (f tiffFile) blankDirectory(at int) {
	if at <= 0 || at+2 > len(f.out) || f.seen[at] || len(f.seen) >= maxDirectories {
		return
	}
	f.seen[at] = true
	end := min(at+2+12*int(f.order.Uint16(f.out[at:])), len(f.out))
	*f.left -= int64(end - at)
	for entry := at + 2; entry+12 <= end; entry += 12 {
		f.blank(entry)
	}
	clear(f.out[at:end])
}

// mp4Words are the boxes of a recording that hold words about it (ISO/IEC
// 14496-12): where it was made is in one of them.
var mp4Words = map[string]bool{"udta": true, "meta": true, "uuid": true}

// mp4Inner are the boxes that hold further boxes.
var mp4Inner = map[string]bool{"moov": true, "trak": true, "moof": true, "traf": true, "mdia": true, "minf": true, "edts": true}

// stripMP4 makes free space of the boxes that hold words, so that nothing moves.
func stripMP4(in []byte) []byte {
	out := bytes.Clone(in)
	freeWords(out, 0)
	return out
}

func freeWords(in []byte, depth int) {
	for at := 0; at+8 <= len(in); {
		size, head := int64(binary.BigEndian.Uint32(in[at:])), 8
		switch size {
		case 0:
			size = int64(len(in) - at)
		case 1:
			if at+16 > len(in) {
				clear(in[at:])
				return
			}
			size, head = int64(binary.BigEndian.Uint64(in[at+8:])), 16
		}
		if size < int64(head) || size > int64(len(in)-at) {
			if depth > 0 || !bytes.Equal(in[at+4:at+8], []byte("mdat")) { // a recording cut short still plays
				clear(in[at:])
			}
			return
		}
		name, end := string(in[at+4:at+8]), at+int(size)
		switch {
		case mp4Words[name]:
			copy(in[at+4:], "free")
			clear(in[at+head : end])
		case mp4Inner[name] && depth < 8:
			freeWords(in[at+head:end], depth+1)
		}
		at = end
	}
}
