package report

import (
	"strings"
	"unicode/utf8"
)

// reset ends all attributes.
const reset = "\x1b[0m"

// sanitize lets only printable text, line breaks, tabs and, with color, SGR
// sequences pass; everything else becomes visible. Repeated sequences are
// merged, attributes end with their line, and blanks that only fill a line
// up disappear.
func sanitize(s string, color bool) string {
	f := filter{color: color}
	f.out.Grow(len(s) / 4)
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			if n := sgr(s[i:]); n > 0 {
				f.style(s[i : i+n])
				i += n
				continue
			}
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.put(r, n)
		i += n
	}
	f.endLine()
	return f.out.String()
}

// sgr gives the length of the SGR sequence that s begins with, or 0.
func sgr(s string) int {
	const longest = 48
	if len(s) < 3 || s[1] != '[' {
		return 0
	}
	for i := 2; i < min(len(s), longest); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case !isDigit(c) && c != ';' && c != ':':
			return 0
		}
	}
	return 0
}

// filter writes text with the attributes that are wanted at each character.
type filter struct {
	out    strings.Builder
	color  bool
	now    string // attributes of the terminal
	want   string // attributes of the next character
	spaces int    // blanks held back until something follows them
}

// style takes up one SGR sequence.
func (f *filter) style(sequence string) {
	switch {
	case !f.color:
	case sequence == reset || sequence == "\x1b[m":
		f.want = ""
	case len(f.want)+len(sequence) > 256:
		f.want = sequence
	default:
		f.want += sequence
	}
}

func (f *filter) put(r rune, size int) {
	switch {
	case r == '\n':
		f.endLine()
		f.out.WriteByte('\n')
		return
	case r == ' ' && !strings.Contains(f.want, "48;"):
		f.spaces++
		return
	}
	for ; f.spaces > 0; f.spaces-- {
		f.out.WriteByte(' ')
	}
	if f.now != f.want {
		if f.now != "" {
			f.out.WriteString(reset)
		}
		f.out.WriteString(f.want)
		f.now = f.want
	}
	f.out.WriteString(visible(r, size))
}

// endLine drops the blanks at the end of a line and ends its attributes.
func (f *filter) endLine() {
	f.spaces = 0
	if f.now != "" {
		f.out.WriteString(reset)
		f.now = ""
	}
}
