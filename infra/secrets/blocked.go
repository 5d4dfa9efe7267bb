package secrets

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the lists are data
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"liandong/domain/who"
)

//go:embed blocked/common.txt.gz
var commonText []byte

//go:embed blocked/local.txt
var localText string

// listed are the blocked passwords and words, folded.
type listed struct{ common, local map[string]bool }

var blocked = sync.OnceValue(func() listed {
	l := listed{map[string]bool{}, map[string]bool{}}
	z, err := gzip.NewReader(bytes.NewReader(commonText))
	if err != nil {
		panic(err) // it is part of the program
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	for word := range strings.Lines(string(text)) {
		l.common[folded(strings.TrimSpace(word))] = true
	}
	for line := range strings.Lines(localText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			l.local[folded(word)] = true
		}
	}
	return l
})

// folded makes one of what looks alike: full width and half, capitals and small letters.
func folded(s string) string { return cases.Fold().String(norm.NFKC.String(s)) }

// Weakness tells why a password would be guessed first: for everybody, or by
// who knows the names that are its holder's own.
func Weakness(password string, own ...string) who.Weakness {
	f := folded(password)
	compact := only(f, wordly)
	for _, name := range own {
		if named(f, compact, only(folded(name), wordly)) {
			return who.OwnName
		}
	}
	l := blocked()
	if l.common[f] || l.common[compact] {
		return who.Common
	}
	for _, core := range cores(f) {
		switch {
		case l.common[core]:
			return who.Common
		case l.segmented(core):
			return who.LocalWord
		}
	}
	if patterned(unshifted(f)) {
		return who.Pattern
	}
	return who.NotWeak
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// enoughBeside is how many letters and digits beside a name make a password
// that happens to hold it: «other» stands in «another».
const enoughBeside = 8

// named tells whether a password is built on a name: it holds it as a word of
// its own, in characters, or with little beside it.
func named(f, compact, name string) bool {
	n := utf8.RuneCountInString(name)
	characters := n >= 2 && len(name) == 3*n
	switch {
	case n < 4 && !characters, !strings.Contains(compact, name):
		return false
	case characters, utf8.RuneCountInString(compact)-n < enoughBeside:
		return true
	}
	for _, word := range strings.FieldsFunc(f, func(r rune) bool { return !wordly(r) }) {
		if word == name {
			return true
		}
	}
	return false
}

func only(s string, keep func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if keep(r) {
			return r
		}
		return -1
	}, s)
}

// lookalikes are the signs and digits that stand for letters.
var lookalikes = strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "l", "!", "i", "3", "e", "$", "s", "5", "s", "7", "t", "9", "g", "|", "l")

// cores are what is left of a password without what people put around a word:
// its letters, as they are and with lookalikes read, and a repeated word once.
func cores(f string) []string {
	plain := only(f, unicode.IsLetter)
	inner := strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && r != '@' && r != '$' })
	read := only(lookalikes.Replace(inner), unicode.IsLetter)
	var all []string
	for _, core := range []string{plain, read, only(strings.ReplaceAll(lookalikes.Replace(inner), "l", "i"), unicode.IsLetter)} {
		if core != "" {
			all = append(all, core, unit(core))
		}
	}
	return all
}

// unit is the shortest text that, repeated, makes another; itself where none does.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s && utf8.ValidString(s[:n]) {
			return s[:n]
		}
	}
	return s
}

// mostWords is of how many local words a password is still only that.
const mostWords = 4

// segmented tells whether a text is made of a few local words and nothing else.
func (l listed) segmented(s string) bool {
	if len(s) > 80 {
		return false
	}
	const never = mostWords + 1
	words := make([]int, len(s)+1) // how few words make the beginning
	for end := 1; end <= len(s); end++ {
		words[end] = never
		for from := range end {
			if words[from]+1 < words[end] && l.local[s[from:end]] {
				words[end] = words[from] + 1
			}
		}
	}
	return s != "" && words[len(s)] <= mostWords
}

// shifted are the signs above the digits of a keyboard.
var shifted = strings.NewReplacer("!", "1", "@", "2", "#", "3", "$", "4", "%", "5", "^", "6", "&", "7", "*", "8", "(", "9", ")", "0", " ", "", "-", "", "_", "", ".", "")

func unshifted(f string) string { return shifted.Replace(f) }

// walks are the rows and slanting columns of a keyboard, and the alphabet.
var walks = func() []string {
	all := []string{"1234567890", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "147", "258", "369", "159", "357", "741", "852", "963"}
	for _, w := range all {
		back := []byte(w)
		for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
			back[i], back[j] = back[j], back[i]
		}
		all = append(all, string(back))
	}
	return all
}()

// mostLoose is how many characters outside of patterns still make it one.
const mostLoose = 4

// patterned tells whether a text is made of repetitions, walks over the
// keyboard, sequences and days, but for a few characters.
func patterned(s string) bool {
	if n := utf8.RuneCountInString(unit(s)); n <= 6 && n < utf8.RuneCountInString(s) {
		return true
	}
	runes, loose := []rune(s), 0
	for at := 0; at < len(runes); {
		n := run(runes[at:])
		if n < 3 {
			loose, at = loose+1, at+1
			continue
		}
		at += n
	}
	return loose <= mostLoose
}

// run is how long the repetition, walk or day is with which a text begins.
func run(s []rune) int {
	same := 1
	for same < len(s) && s[same] == s[0] {
		same++
	}
	return max(same, walked(s), dated(s))
}

func walked(s []rune) int {
	longest := 1
	for _, w := range walks {
		from := strings.IndexRune(w, s[0])
		if from < 0 {
			continue
		}
		n := 0
		for n < len(s) && from+n < len(w) && rune(w[from+n]) == s[n] {
			n++
		}
		longest = max(longest, n)
	}
	return longest
}

// dated is 8 for a day of this century or the last, 4 for a year, 0 for neither.
func dated(s []rune) int {
	if len(s) < 4 || string(s[:2]) != "19" && string(s[:2]) != "20" || !unicode.IsDigit(s[2]) || !unicode.IsDigit(s[3]) {
		return 0
	}
	if len(s) >= 8 {
		month, day := number(s[4:6]), number(s[6:8])
		if month >= 1 && month <= 12 && day >= 1 && day <= 31 {
			return 8
		}
	}
	return 4
}

func number(two []rune) int {
	if two[0] < '0' || two[0] > '9' || two[1] < '0' || two[1] > '9' {
		return -1
	}
	return int(two[0]-'0')*10 + int(two[1]-'0')
}
