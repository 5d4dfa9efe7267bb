package signing

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"liandong/infra/tlog"
)

// pinned is a note of which OpenSSL 3.0 says the same (pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678).
const pinned = "liandong/test\n3\nPAb5plclr2BSYfY2ZyyWINQJcx2JpFHXRV/pxK4WeCk=\n\n" +
	"— liandong/test yn30iaUZL7IIU9k+5CpiUGY8TwO2uRsLPYiY/4jYlirMSmQltXF/syc0djhbVdeZKIE1XfPcYo69tEhyVT2DgC1q4gE=\n" +
	"— liandong/test rFmT1DBFAiEAzfwn5OB+xl+a5ZBN3w/WLXP0GuPohLZhprbhcLd6mioCIFBCPTRejVWxEeHI+z+esoP1W0L8FwNZYHfv8EeafaY/\n"

// Both keys come from the one file: whoever has it has both, every time the same.
func TestBothKeysComeFromOneFile(t *testing.T) {
	text := PEM(ed25519.NewKeyFromSeed([]byte(strings.Repeat("s", ed25519.SeedSize))))
	one, err := Of(text).Publics()
	if err != nil {
		t.Fatal(err)
	}
	two, err := Of(text).Publics()
	if err != nil {
		t.Fatal(err)
	}
	if one[0].Algorithm != Algorithm || one[1].Algorithm != SM2 || one[0].ID != two[0].ID {
		t.Errorf("%+v %+v", one, two)
	}
	// Another way to derive it would leave every older checkpoint without its key.
	if want := "sm2:38bb9e230fc83f78adcd8fd9272e5418"; one[1].ID != want || two[1].ID != want {
		t.Errorf("the SM2 key is %s, it was %s", one[1].ID, want)
	}
	note, err := Of(text).SignCheckpoint(tlog.Checkpoint{Origin: "liandong/test", Size: 3, Root: tlog.Leaf("root")})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := tlog.Open(pinned, one[0].Key, one[1].Key); err != nil || c.Size != 3 {
		t.Errorf("what was signed before: %+v %v", c, err)
	}
	for what, pems := range map[string]string{"Ed25519": one[0].PEM, "SM2": one[1].PEM, "both": one[0].PEM + one[1].PEM, "both the other way round": one[1].PEM + "\n" + one[0].PEM} {
		keys, err := ReadKeys(pems)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if c, err := tlog.Open(note, keys...); err != nil || c.Size != 3 {
			t.Errorf("%s: %+v %v", what, c, err)
		}
	}
	for _, bad := range []string{"", "words", text, one[0].PEM + text, one[0].PEM + "words", strings.Repeat(one[0].PEM, mostKeys+1)} {
		if _, err := ReadKeys(bad); !errors.Is(err, ErrKeys) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	if _, _, err := ParsePublic(one[1].PEM); !errors.Is(err, ErrKey) {
		t.Error("an SM2 key is taken for one that signs bundles")
	}
}
