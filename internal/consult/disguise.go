package consult

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"archreview/internal/lazyregexp"
)

var (
	runOfBase64 = lazyregexp.New(`[A-Za-z0-9+/_-]{24,}={0,2}`)
	runOfHex    = lazyregexp.New(`(?:[0-9A-Fa-f]{2}){16,}`)
	escapedByte = lazyregexp.New(`%[0-9A-Fa-f]{2}`)
	letterDigit = lazyregexp.New(`\pL\d|\d\pL`)
)

// undisguised gives what else a line says to a reader that undoes common
// disguises: encodings, letters that only look alike, letters set apart, text
// written backwards. Empty where the line has no disguise; the line itself is
// not among them.
func undisguised(raw string) []string {
	var out []string
	add := func(s string) {
		if s != raw && utf8.ValidString(s) {
			out = append(out, s)
		}
	}
	for _, run := range runOfBase64.FindAllString(raw, 8) {
		bare := strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(run)
		if b, err := base64.RawStdEncoding.DecodeString(bare); err == nil {
			add(string(b))
		}
	}
	for _, run := range runOfHex.FindAllString(raw, 8) {
		if b, err := hex.DecodeString(run); err == nil {
			add(string(b))
		}
	}
	if escapedByte.MatchString(raw) || strings.Contains(raw, "://") {
		if s, err := url.QueryUnescape(raw); err == nil {
			add(s)
		}
	}
	if strings.Contains(raw, "&") {
		add(html.UnescapeString(raw))
	}
	if letterDigit.MatchString(raw) {
		add(strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t").Replace(raw))
	}
	add(strings.ReplaceAll(raw, "_", " "))
	add(joined(raw))
	add(strings.Map(rot13, raw))
	return append(out, backwards(raw))
}

// rot13 turns a letter half way round the alphabet.
func rot13(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return 'a' + (r-'a'+13)%26
	case r >= 'A' && r <= 'Z':
		return 'A' + (r-'A'+13)%26
	}
	return r
}

func backwards(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// joined puts letters together that stand apart by single spaces: "n o t e".
func joined(s string) string {
	fields := strings.Fields(s)
	if len(fields) < 8 || utf8.RuneCountInString(strings.Join(fields, "")) > len(fields)*3/2 {
		return s
	}
	words := regexp.MustCompile(`\s{2,}`).Split(s, -1)
	for i, w := range words {
		words[i] = strings.ReplaceAll(w, " ", "")
	}
	return strings.Join(words, " ")
}

// lookalikes are letters of other scripts that look like Latin ones, each
// before the letter it looks like.
const lookalikes = "аaеeоoрpсcуyхxіiѕsјjһhкkмmтtвbнhԁdԛqԝwɡgαaοoρpεeιiκkνvτtυuχxϲc"

// latin gives the Latin letter, in lower case, that a rune looks like; -1 for a
// mark that only stands on another letter.
func latin(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case unicode.Is(unicode.Mn, r):
		return -1
	case r >= 0xff01 && r <= 0xff5e: // full width
		return unicode.ToLower(r - 0xfee0)
	case r >= 0x1d400 && r <= 0x1d6a3: // mathematical alphabets, upper case first
		return 'a' + (r-0x1d400)%26
	}
	pairs := []rune(lookalikes)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == r {
			return pairs[i+1]
		}
	}
	return r
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
