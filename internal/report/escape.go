package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line gives untrusted text as one line of Markdown that may stand at the
// start of a line: it can open no heading, list, quote, table, fence or HTML.
// Code in backticks and plain web addresses stay what they are.
func line(s string) string {
	s = oneLine(s)
	n := opener(s)
	if n < 0 {
		return escape(s, false)
	}
	return s[:n] + `\` + s[n:n+1] + escape(s[n+1:], false)
}

// mid is line for text that follows other text on its line.
func mid(s string) string { return escape(oneLine(s), false) }

// cell is mid for a cell of a table.
func cell(s string) string { return escape(oneLine(s), true) }

// oneLine cleans text and turns every run of white space into one space.
func oneLine(s string) string { return strings.Join(strings.Fields(cleanText(s)), " ") }

// opener gives the index of the character that would make s, at the start of
// a line, something else than a paragraph; -1 when there is none.
func opener(s string) int {
	if s == "" {
		return -1
	}
	rest := strings.TrimLeft(s[1:], s[:1])
	switch s[0] {
	case '>', '_', '*', '[', '|', '=':
		return 0
	case '#':
		if rest == "" || rest[0] == ' ' {
			return 0
		}
	case '-', '+', ':':
		if len(s) == 1 || s[1] == ' ' || s[1] == s[0] {
			return 0
		}
	}
	n := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if n > 0 && n < len(s) && (s[n] == '.' || s[n] == ')') && (n+1 == len(s) || s[n+1] == ' ') {
		return n
	}
	return -1
}

// escape makes one line of text literal Markdown.
func escape(s string, inCell bool) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	end := ""
	if strings.HasSuffix(s, " #") || strings.HasSuffix(s, "##") {
		s, end = s[:len(s)-1], `\#` // would close a heading
	}
	for i := 0; i < len(s); {
		if n := codeSpan(s[i:], inCell); n > 0 {
			b.WriteString(pipes(s[i:i+n], inCell))
			i += n
			continue
		}
		if n := address(s, i); n > 0 {
			writeAddress(&b, s[i:i+n])
			if i += n; isPunct(byteAt(s, i)) {
				b.WriteString(`\` + s[i:i+1]) // some renderers would take it for a part of the address
				i++
			}
			continue
		}
		i += escapeOne(&b, s, i, inCell)
	}
	b.WriteString(end)
	return b.String()
}

// escapeOne writes the character at i, escaped when it would act, and gives
// the number of bytes that it took.
func escapeOne(b *strings.Builder, s string, i int, inCell bool) int {
	c, next, prev := s[i], byteAt(s, i+1), byteAt(s, i-1)
	acts := false
	switch c {
	case '`':
		n := run(s[i:], '`')
		b.WriteString(strings.Repeat("\\`", n))
		return n
	case '\\':
		if inCell && next == '|' {
			b.WriteString(`\\&#124;`)
			return 2
		}
		acts = next == 0 || next == ' ' || isPunct(next)
	case '*':
		acts = prev != ' ' || next != ' '
	case '_':
		acts = (prev != ' ' || next != ' ') && !(wordAt(s, i-1) && wordAt(s, i+1))
	case '~':
		acts = !wordAt(s, i+1) || prev != ' ' && prev != 0
	case '[':
		acts = next == '^'
	case ']':
		acts = next == '(' || next == '[' || next == ':'
	case '<':
		acts = next == '/' || next == '!' || next == '?' || isLetter(next)
	case '&':
		acts = entity(s[i:])
	case '|':
		acts = inCell
	}
	if acts {
		b.WriteByte('\\')
	}
	b.WriteByte(c)
	return 1
}

// codeSpan gives the length of the code span that s begins with, or 0.
func codeSpan(s string, inCell bool) int {
	n := run(s, '`')
	if n == 0 {
		return 0
	}
	for i := n; i < len(s); {
		at := strings.IndexByte(s[i:], '`')
		if at < 0 {
			return 0
		}
		i += at
		m := run(s[i:], '`')
		if m == n {
			if inCell && strings.Contains(s[:i], `\|`) {
				return 0
			}
			return i + m
		}
		i += m
	}
	return 0
}

// code gives untrusted text in code font.
func code(s string) string { return codeFont(s, false) }

// cellCode is code for a cell of a table.
func cellCode(s string) string { return codeFont(s, true) }

func codeFont(s string, inCell bool) string {
	s = oneLine(s)
	if s == "" || inCell && strings.Contains(s, `\|`) {
		return escape(s, inCell)
	}
	marks, pad := strings.Repeat("`", longestRun(s)+1), ""
	if s[0] == '`' || s[len(s)-1] == '`' {
		pad = " "
	}
	return marks + pad + pipes(s, inCell) + pad + marks
}

// pipes keeps code inside its cell.
func pipes(s string, inCell bool) string {
	if !inCell {
		return s
	}
	return strings.ReplaceAll(s, "|", `\|`)
}

// address gives the length of the web address at i, or 0.
func address(s string, i int) int {
	if s[i] != 'h' || wordAt(s, i-1) {
		return 0
	}
	rest := s[i:]
	if !strings.HasPrefix(rest, "https://") && !strings.HasPrefix(rest, "http://") {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool {
		return r > unicode.MaxASCII || r <= ' ' || strings.ContainsRune("<>\"'`\\|^{}", r)
	})
	if end < 0 {
		return len(rest)
	}
	return end
}

// writeAddress writes the characters of an address that Markdown could take
// for its own in their percent form; it stays the same address.
func writeAddress(b *strings.Builder, s string) {
	for i := range len(s) {
		c := s[i]
		switch {
		case strings.IndexByte("*~[]", c) >= 0,
			c == '_' && !(wordAt(s, i-1) && wordAt(s, i+1)),
			c == '&' && entity(s[i:]):
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		default:
			b.WriteByte(c)
		}
	}
}

// entity says that s begins with a character reference such as &lt; or &#27;.
func entity(s string) bool {
	end := strings.IndexByte(s, ';')
	if end < 2 || end > 40 {
		return false
	}
	for i, c := range []byte(s[1:end]) {
		if !isLetter(c) && !isDigit(c) && (c != '#' || i != 0) {
			return false
		}
	}
	return true
}

func run(s string, c byte) int { return len(s) - len(strings.TrimLeft(s, string(c))) }

// longestRun gives the length of the longest run of backticks.
func longestRun(s string) int {
	longest, n := 0, 0
	for i := range len(s) {
		if s[i] != '`' {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

// byteAt gives the byte at i, 0 outside the string.
func byteAt(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

// wordAt says that the byte at i belongs to a letter or digit.
func wordAt(s string, i int) bool {
	c := byteAt(s, i)
	return isLetter(c) || isDigit(c) || c >= utf8.RuneSelf
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !isLetter(c) && !isDigit(c)
}
