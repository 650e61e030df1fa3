package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// defuse cleans Markdown of everything a terminal could act on, also where it
// is written as a character reference that Markdown would decode.
func defuse(s string) string {
	s = cleanText(s)
	if !strings.Contains(s, "&#") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&#")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		digits, after, closed := strings.Cut(rest[:min(len(rest), 12)], ";")
		hex := strings.TrimLeft(digits, "xX")
		base := 10
		if hex != digits {
			base = 16
		}
		n, err := strconv.ParseUint(hex, base, 32)
		if r := rune(n); closed && err == nil && (r == 0 || dangerous(r, 0)) {
			b.WriteString(visible(r, 0))
			s = rest[len(rest[:min(len(rest), 12)])-len(after):]
			continue
		}
		b.WriteString("&#")
		s = rest
	}
}

// fold breaks the lines of shown text that are longer than the width at their
// blanks, and where there is none within the width. What follows is indented
// as the line was, and by extra more. SGR sequences take no room.
func fold(s string, width, extra int) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if len(l) > width {
			lines[i] = foldLine(l, width, extra)
		}
	}
	return strings.Join(lines, "\n")
}

func foldLine(l string, width, extra int) string {
	hang := strings.Repeat(" ", min(indentOf(l), width/2)+extra)
	var b strings.Builder
	room := width
	for {
		end := fits(l, room)
		if end == len(l) {
			b.WriteString(l)
			return b.String()
		}
		rest := l[end:]
		if l[end] != ' ' {
			if blank := strings.LastIndexByte(l[:end], ' '); blank > 0 && !isBlank(l[:blank]) {
				end, rest = blank, l[blank:]
			}
		}
		b.WriteString(l[:end] + "\n" + hang)
		l, room = strings.TrimLeft(rest, " "), width-len(hang)
	}
}

// fits gives how many bytes of a line fit into the room, at least one rune.
func fits(l string, room int) int {
	column := 0
	for i := 0; i < len(l); {
		if n := sgr(l[i:]); l[i] == 0x1b && n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(l[i:])
		if column += columns(r, column); column > room && i > 0 {
			return i
		}
		i += n
	}
	return len(l)
}

// textWidth gives the columns that a line takes.
func textWidth(l string) int {
	column := 0
	for i := 0; i < len(l); {
		if n := sgr(l[i:]); l[i] == 0x1b && n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(l[i:])
		column += columns(r, column)
		i += n
	}
	return column
}

// indentOf counts the blanks at the start of a line, isBlank says that there
// is nothing else; both look through SGR sequences.
func indentOf(l string) int {
	blanks := 0
	for i := 0; i < len(l); {
		switch n := sgr(l[i:]); {
		case l[i] == 0x1b && n > 0:
			i += n
		case l[i] == ' ':
			blanks++
			i++
		default:
			return blanks
		}
	}
	return blanks
}

func isBlank(l string) bool {
	for i := 0; i < len(l); {
		n := sgr(l[i:])
		if l[i] != ' ' && (l[i] != 0x1b || n == 0) {
			return false
		}
		i += max(1, n)
	}
	return true
}

// columns gives the width of a rune on a terminal.
func columns(r rune, column int) int {
	switch {
	case r == '\t':
		return 8 - column%8
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me), r == 0x200b, r == 0x200c, r == 0x200d:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}
