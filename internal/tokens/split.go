package tokens

import (
	"unicode"
	"unicode/utf8"
)

const (
	// longestRun is how many bytes of one kind of character are encoded in one
	// go. The library's time grows with the square of such a run.
	longestRun = 256
	// target is the size of a piece: the library allocates a hundred times the
	// size of what it is given.
	target = 16 << 10
)

type class int

const (
	classNone class = iota
	classLetter
	classDigit
	classSpace
	classSign
)

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			return classLetter
		case r >= '0' && r <= '9':
			return classDigit
		case r == ' ' || r >= '\t' && r <= '\r':
			return classSpace
		}
		return classSign
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return classLetter
	case unicode.IsNumber(r):
		return classDigit
	case unicode.IsSpace(r):
		return classSpace
	}
	return classSign
}

// piece gives the length of the first piece of text, and whether its end lies
// inside of a run.
//
// Pieces end where a line does and the next begins with neither a blank nor a
// slash: no token of either vocabulary reaches over such a place, so the counts
// of the pieces add up to the count of the whole. Runs of one class longer than
// longestRun are cut; runs of digits need none, tokens hold at most three. The
// vocabulary o200k also takes signs followed by any mix of line ends and
// slashes as one, so that mix is a run as well.
func piece(text string) (n int, cut bool) {
	last, run, mix := classNone, 0, 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		width := size
		if r == utf8.RuneError {
			width = utf8.RuneLen(r) // what stands for a broken byte is longer
		}
		c := classOf(r)
		if i >= target && text[i-1] == '\n' && c != classSpace && r != '/' {
			return i, false
		}
		if c != last {
			last, run = c, 0
		}
		if r != '\n' && r != '\r' && r != '/' {
			mix = -width
		}
		run, mix = run+width, mix+width
		if run > longestRun && c != classDigit || mix > longestRun {
			return i, true
		}
		i += size
	}
	return len(text), false
}
