package llm

import (
	"strings"
	"unicode"

	"archreview/internal/lazyregexp"
)

// Secret is an API key that no formatting shows: it lives in a closure, which
// fmt prints as an address even inside unexported fields, where it would not
// call a method.
type Secret struct{ reveal func() string }

// Hide makes a Secret of a key; surrounding blanks and line ends are dropped.
func Hide(key string) Secret {
	key = strings.TrimSpace(key)
	if key == "" {
		return Secret{}
	}
	return Secret{func() string { return key }}
}

// Empty tells whether there is no key.
func (s Secret) Empty() bool { return s.reveal == nil }

// String hides the key.
func (s Secret) String() string {
	if s.Empty() {
		return "(none)"
	}
	return "(hidden)"
}

// GoString hides the key.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the key from every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

func (s Secret) show() string {
	if s.Empty() {
		return ""
	}
	return s.reveal()
}

// keyLike matches what endpoints quote of a key they refuse.
var keyLike = lazyregexp.New(`\b(?:sk|key|gsk|xai|AIza)[-_][A-Za-z0-9_*.\-]{6,}|(?i:bearer)\s+[A-Za-z0-9_*.\-]{8,}`)

// scrub takes the key out of a text, and whatever looks like one.
func (s Secret) scrub(text string) string {
	if k := s.show(); k != "" {
		text = strings.ReplaceAll(text, k, "(key)")
	}
	return keyLike.ReplaceAllString(text, "(key)")
}

const longestMessage = 400

// printable makes one line of a foreign text, without control characters and
// marks that reorder it, and of bounded length.
func printable(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.Join(strings.Fields(text), " ") {
		if n++; n > longestMessage {
			b.WriteString("…")
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteRune('\uFFFD')
		}
	}
	return b.String()
}
