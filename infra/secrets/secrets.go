// Package secrets makes and checks passwords and query codes, ids and digests.
package secrets

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/crypto/argon2"

	"liandong/domain/audit"
	"liandong/domain/desk"
)

// Passwords hashes with argon2id. Some at a time: each takes its memory.
type Passwords struct {
	Time, MemoryKiB uint32
	gate            chan struct{}
	once            sync.Once
	decoy           string
}

// NewPasswords uses the parameters of RFC 9106's second recommendation.
func NewPasswords() *Passwords {
	return &Passwords{Time: 3, MemoryKiB: 64 * 1024, gate: make(chan struct{}, 4)}
}

// Hash makes a salted hash that names its parameters.
func (p *Passwords) Hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: the runtime stops the program instead
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", p.MemoryKiB, p.Time,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(p.key(password, salt, p.Time, p.MemoryKiB)))
}

func (p *Passwords) key(password string, salt []byte, t, m uint32) []byte {
	p.gate <- struct{}{}
	defer func() { <-p.gate }()
	return argon2.IDKey([]byte(password), salt, t, m, 1, 32)
}

// Matches takes the same time for an account that does not exist.
func (p *Passwords) Matches(password, hash string) bool {
	p.once.Do(func() { p.decoy = p.Hash("nobody has this password") })
	known := hash != ""
	if !known {
		hash = p.decoy
	}
	var m, t uint32
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &m, &t); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	key, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(p.key(password, salt, t, m), key) == 1 && known
}

// alphabet leaves out what is easily misread.
var alphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return b
}

// grouped breaks a code into groups of four, to be read aloud and typed.
func grouped(s string) string {
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), "-")
}

// plain undoes what people do to a code when they type it.
func plain(s string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
}

// Codes is desk.Secrets: codes of 100 random bits, kept as keyed hashes.
type Codes struct{ Key []byte }

var _ desk.Secrets = Codes{}

func (c Codes) hash(typed string) string {
	m := hmac.New(sha256.New, c.Key)
	m.Write([]byte(plain(typed)))
	return "hmac-sha256:" + hex.EncodeToString(m.Sum(nil))
}

// Code implements desk.Secrets.
func (c Codes) Code() (shown, hash string) {
	s := alphabet.EncodeToString(random(13))[:20]
	return grouped(s), c.hash(s)
}

// Paper implements desk.Secrets.
func (c Codes) Paper() (shown, hash string) {
	s := alphabet.EncodeToString(random(5))
	return grouped(s), c.hash(s)
}

// Short implements desk.Secrets.
func (c Codes) Short() (shown, hash string) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never fails: the runtime stops the program instead
	}
	shown = fmt.Sprintf("%06d", n)
	return shown, c.hash(shown)
}

// slow hashes what people make up, as passwords are hashed.
var slow = sync.OnceValue(NewPasswords)

// Slow implements desk.Secrets. The installation's key goes in first, so that a
// copy of the database alone is no help in guessing.
func (c Codes) Slow(typed string) string { return slow().Hash(c.hash(typed)) }

// Matches implements desk.Secrets.
func (c Codes) Matches(typed, hash string) bool {
	if strings.HasPrefix(hash, "$argon2id$") {
		return slow().Matches(c.hash(typed), hash)
	}
	return hmac.Equal([]byte(c.hash(typed)), []byte(hash)) && hash != ""
}

// NewID makes a time-ordered id (UUIDv7) in 32 hexadecimal digits.
func NewID() string {
	id := uuid.Must(uuid.NewV7())
	return hex.EncodeToString(id[:])
}

// Salt makes a salt for one payload.
func Salt() string { return hex.EncodeToString(random(16)) }

// Key makes a key of 256 bits.
func Key() string { return hex.EncodeToString(random(32)) }

// Number makes a readable case number of 40 random bits.
func Number(region string, year int) string {
	district := region
	if len(district) > 6 {
		district = district[:6]
	}
	return fmt.Sprintf("%s-%d-%s", district, year, grouped(alphabet.EncodeToString(random(5))))
}

// CheckCode makes the code under which a letter is checked: 80 random bits.
func CheckCode() string { return grouped(alphabet.EncodeToString(random(10))) }

// SHA256 is audit.Hasher.
type SHA256 struct{}

var _ audit.Hasher = SHA256{}

// Sum implements audit.Hasher.
func (SHA256) Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}
