package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	shownEscape  = "\u241B" // ␛, stands for ESC
	shownControl = "\uFFFD" // stands for every other control character
)

// cleaner rewrites decoded text: line ends become LF, and characters that
// could steer a terminal or reorder text become visible ones.
type cleaner struct {
	text     string
	out      strings.Builder
	copied   int // text up to here is in out
	line     int
	controls places
	hidden   places // zero-width characters inside words
}

// clean makes text harmless. The number of lines stays what it was.
func clean(text string) (string, []Note) {
	c := cleaner{text: text, line: 1}
	for p := 0; p < len(text); {
		b := text[p]
		switch {
		case b == '\n':
			c.line++
			p++
		case b == '\r':
			p = c.lineEnd(p)
		case b == '\t', b >= ' ' && b < 0x7f:
			p++
		case b == 0x1b:
			p = c.replace(p, 1, shownEscape)
		case b < utf8.RuneSelf:
			p = c.replace(p, 1, shownControl)
		case b == 0xc2 || b == 0xd8 || b == 0xe2 || b == 0xef || b == 0xf3:
			p = c.wide(p)
		default:
			p++
		}
	}
	if c.copied == 0 {
		return text, c.notes()
	}
	c.out.WriteString(text[c.copied:])
	return c.out.String(), c.notes()
}

// replace writes what came before p and then something else for the next size
// bytes.
func (c *cleaner) replace(p, size int, by string) int {
	c.controls.add(c.line)
	return c.put(p, size, by)
}

func (c *cleaner) put(p, size int, by string) int {
	if c.copied == 0 {
		c.out.Grow(len(c.text) + len(c.text)/64)
	}
	c.out.WriteString(c.text[c.copied:p])
	c.out.WriteString(by)
	c.copied = p + size
	return c.copied
}

// lineEnd turns CR LF and a lone CR into LF.
func (c *cleaner) lineEnd(p int) int {
	c.line++
	if p+1 < len(c.text) && c.text[p+1] == '\n' {
		return c.put(p, 2, "\n")
	}
	return c.put(p, 1, "\n")
}

// wide handles the characters beyond ASCII whose first byte may begin one to
// be replaced or noted.
func (c *cleaner) wide(p int) int {
	r, size := utf8.DecodeRuneInString(c.text[p:])
	switch {
	case r >= 0x80 && r <= 0x9f, // C1 controls
		r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, // bidirectional embedding and isolates
		r == 0x200e, r == 0x200f, r == 0x061c, // direction marks
		r >= 0xe0000 && r <= 0xe007f: // invisible tags
		return c.replace(p, size, shownControl)
	case r == 0x200b, r == 0x200c, r == 0x200d, r == 0x2060, r == 0xfeff, r == 0x00ad:
		before, _ := utf8.DecodeLastRuneInString(c.text[:p])
		after, _ := utf8.DecodeRuneInString(c.text[p+size:])
		if unicode.IsLetter(before) && unicode.IsLetter(after) {
			c.hidden.add(c.line)
		}
	}
	return p + size
}

func (c *cleaner) notes() []Note {
	var notes []Note
	if c.controls.count > 0 {
		notes = append(notes, Note{
			What:   "Control characters were replaced",
			Detail: counted(c.controls.count, "character") + ", " + c.controls.String(),
			Next:   "They show as \u241B or \uFFFD. Look at these lines if they were meant to be text.",
		})
	}
	if c.hidden.count > 0 {
		notes = append(notes, Note{
			What:   "Invisible characters stand inside words",
			Detail: counted(c.hidden.count, "character") + ", " + c.hidden.String(),
			Next:   "Words split by them may not be recognised. Remove them if they are not meant to be there.",
		})
	}
	return notes
}
