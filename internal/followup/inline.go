package followup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"archreview/agent/review"
	"archreview/internal/brief"
)

// inline gives untrusted text as one line of Markdown that means nothing but
// itself. Closed code spans stay code; control characters and marks of
// direction disappear.
func inline(s string) string {
	s = oneLine(s)
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		if s[i] == '`' {
			n, closed := span(s[i:])
			if closed {
				b.WriteString(s[i : i+n])
			} else {
				b.WriteString(strings.Repeat("\\`", n))
			}
			i += n
			continue
		}
		if acts(s, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// acts says that the character at i could mean something in Markdown, wherever
// on a line it stands.
func acts(s string, i int) bool {
	next := byte(0)
	if i+1 < len(s) {
		next = s[i+1]
	}
	switch s[i] {
	case '\\', '*', '<':
		return true
	case '_':
		return !within(s, i)
	case '[':
		return next == '^'
	case ']':
		return next == '(' || next == '[' || next == ':'
	case '~':
		return next == '~' || i > 0 && s[i-1] == '~'
	case '&':
		return next == '#' || next|0x20 >= 'a' && next|0x20 <= 'z'
	case '!':
		return next == '['
	}
	return false
}

// span gives the length of the code span with which s begins; where none
// closes, the length of its backticks.
func span(s string) (int, bool) {
	n := len(s) - len(strings.TrimLeft(s, "`"))
	for i := n; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		m := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if i += m; m == n {
			return i, true
		}
	}
	return n, false
}

// within says that letters or digits stand on both sides of i.
func within(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return isWord(before) && isWord(after)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// oneLine drops what does not print and turns white space into single blanks.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// code gives an id in code font.
func code(id string) string {
	return "`" + strings.ReplaceAll(oneLine(id), "`", "'") + "`"
}

// quoteLimit is the length in runes after which a quote is cut in an answer;
// the evidence has all of it.
const quoteLimit = 300

// quoted gives a quote in quotation marks with its lines.
func quoted(b *brief.Brief, e review.Evidence) string {
	return `"` + inline(clip(oneLine(e.Quote), quoteLimit)) + `" (` + place(b, e) + `)`
}

// clip cuts a text at a blank before the limit, in runes.
func clip(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	s = string(runes[:limit])
	if at := strings.LastIndexByte(s, ' '); at > len(s)/2 {
		s = s[:at]
	}
	return s + " …"
}
