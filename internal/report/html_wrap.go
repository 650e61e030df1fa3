package report

import (
	"strings"
	"unicode/utf8"
)

// wrapWords breaks text into at most some lines of a width in hundredths of
// the font's size; what does not fit is left out and shown to be.
func wrapWords(s string, width, most int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(strings.ReplaceAll(s, "`", "")) {
		switch {
		case line == "":
			line = word
		case inkWidth(line+" "+word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		for inkWidth(line) > width {
			n := fitting(line, width)
			lines = append(lines, line[:n])
			line = line[n:]
		}
		if len(lines) > most {
			break
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) <= most {
		return lines
	}
	const more = " …"
	last := lines[most-1]
	for inkWidth(last+more) > width && strings.Contains(last, " ") {
		last = last[:strings.LastIndexByte(last, ' ')]
	}
	if inkWidth(last+more) > width {
		last = last[:fitting(last, width-inkWidth(more))]
	}
	return append(lines[:most-1], strings.TrimRight(last, " ,.;:-(")+more)
}

// fitting gives the length of the longest beginning that fits, one rune at
// least.
func fitting(s string, width int) int {
	sum := 0
	for i, r := range s {
		if sum += runeInk(r); sum > width && i > 0 {
			return i
		}
	}
	return len(s)
}

func inkWidth(s string) int {
	sum := 0
	for _, r := range s {
		sum += runeInk(r)
	}
	return sum
}

// runeInk is the width of a rune in a wide sans serif font, in hundredths of
// the font's size.
func runeInk(r rune) int {
	switch {
	case r >= utf8.RuneSelf:
		return 100 // of the widest, which all of them may be
	case strings.ContainsRune(" .,:;'|!iljI", r):
		return 34
	case strings.ContainsRune("()[]{}tfr/-`\\\"", r):
		return 43
	case strings.ContainsRune("mwMW@%", r):
		return 99
	case r >= 'A' && r <= 'Z', strings.ContainsRune("=+<>~#&", r):
		return 77
	}
	return 63
}
