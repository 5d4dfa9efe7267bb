package exchange

import (
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/org"
)

// Signature is one signature with what is needed to check it. The algorithm is
// named, so that another (SM2) may stand beside or in place of Ed25519.
type Signature struct {
	Algorithm string `json:"algorithm"`
	Key       string `json:"key"`        // the key's id: its fingerprint
	PublicKey string `json:"public_key"` // base64; it proves nothing until the fingerprint is one you trust
	Value     string `json:"signature"`  // base64
}

// Signatures is the part of a bundle that signs its manifest.
type Signatures struct {
	Format     string      `json:"format"`
	Signs      string      `json:"signs"`
	Digest     string      `json:"digest"`
	Signatures []Signature `json:"signatures"`
}

// Seal is the installation's own key, and the digests and checks that go with
// it. It is a port: where the key lies and how it was made is not the domain's.
type Seal interface {
	// KeyID is the id of the installation's own key.
	KeyID() (string, error)
	// Sign signs a text with the installation's own key.
	Sign(text []byte) (Signature, error)
	// Good tells whether s is a signature over text by the public key it holds,
	// and whether the id it names is that key's. It knows nothing of trust.
	Good(text []byte, s Signature) bool
	// Sum is a digest that names its algorithm, as sha256:….
	Sum(data []byte) string
	// Same tells whether data has the digest, by the algorithm the digest names;
	// never for an algorithm it does not know.
	Same(data []byte, digest string) bool
}

// Text is what is signed: the format, so that no signature serves for another
// purpose, and the digest of the canonical bytes. A person can type it.
func Text(format, digest string) []byte { return []byte(format + "\n" + digest + "\n") }

// Key is a public key of another installation that somebody here answers for.
type Key struct {
	ID            string
	Algorithm     string
	PublicKey     string // base64
	Name          string
	Organizations []org.ID // whose receipts it may sign; empty: any body outside
	TrustedBy     string
	TrustedAt     time.Time
	WithdrawnAt   time.Time
}

// Speaks tells whether the key may sign for an organisation now.
func (k Key) Speaks(id org.ID) bool {
	if !k.WithdrawnAt.IsZero() {
		return false
	}
	for _, o := range k.Organizations {
		if o == id {
			return true
		}
	}
	return len(k.Organizations) == 0
}

// The refusals of bundles and receipts.
var (
	ErrBroken     = fault.New(fault.Violation, "bundle.broken", "材料包与签发时不一致，不能使用；请向移送单位重新索取", "the bundle is not as it was made: ask the sender for another copy")
	ErrUnknownKey = fault.New(fault.Violation, "bundle.key_unknown", "签名的密钥不在信任名单内；请向对方核对密钥指纹，由安全管理员登记后再办理", "the key that signed is not trusted here: compare its fingerprint with the sender by another way, let an administrator trust it (POST /trusted-keys, or liandong bundle trust KEYFILE), then send this again")
	ErrOwn        = fault.New(fault.Conflict, "bundle.own", "这个材料包是本系统签发的，案件就在这里", "this bundle was made here: the case is here already")
	ErrElsewhere  = fault.New(fault.Conflict, "bundle.taken_in_elsewhere", "这件移交已由本系统的另一单位接收", "another unit here has taken this handoff in already")
	ErrAddressee  = fault.New(fault.Conflict, "bundle.other_addressee", "这个材料包写明的接收单位是本系统的另一单位，请由该单位接收", "the bundle is addressed to another unit here: let that unit take it in")
	ErrTooLarge   = fault.New(fault.Conflict, "bundle.too_large", "材料过大，网上不能下载；请由系统管理员用 liandong bundle export 导出", "the documents are too large for a download: an operator exports them with liandong bundle export")
	ErrNotOutside = fault.New(fault.Conflict, "referral.not_outside", "接收单位在本系统内办理，由它自己签收和答复", "the receiver works in this system: it signs and answers itself")
	ErrReceipt    = fault.New(fault.Violation, "receipt.broken", "回执的签名不成立，或者不是这件移交的回执", "the receipt's signature does not hold, or it is not for this handoff")
)

// broken names the first thing that is wrong, and in which part.
func broken(code, part, zh, en string) *fault.Fault {
	return ErrBroken.WithFields(fault.Field{Pointer: "/file", Code: code, Detail: said(part+"："+zh, part+": "+en)})
}

// Broken is the refusal of a bundle, naming the part and what is wrong with it.
func Broken(code, part, zh, en string) *fault.Fault { return broken(code, shown(part), zh, en) }

// shown keeps a hostile name short and printable in what is said of it.
func shown(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == '�' {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	if runes := []rune(clean); len(runes) > 120 {
		return string(runes[:120]) + "…"
	}
	return clean
}
