package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Clean makes one untrusted string (a file name, an error, words of a model)
// safe to print on a terminal, on one line: control characters, direction
// marks and broken bytes become visible, line breaks and tabs become spaces.
func Clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, cleanText(s))
}

// cleanText is Clean for text of several lines: line breaks and tabs stay.
func cleanText(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			i++
			continue
		}
		b.WriteString(visible(r, n))
		i += n
	}
	return b.String()
}

// isClean says that cleanText would change nothing.
func isClean(s string) bool {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != '\n' && r != '\t' && dangerous(r, n) {
			return false
		}
		i += n
	}
	return true
}

// dangerous says that a terminal could act on the rune, or a reader be
// deceived by it: controls, C1, separators, direction marks, invisible tags.
func dangerous(r rune, size int) bool {
	switch {
	case r == utf8.RuneError && size == 1,
		r < 0x20, r >= 0x7f && r < 0xa0,
		r == 0x2028, r == 0x2029,
		r == 0x061c, r == 0x200e, r == 0x200f,
		r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069,
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

// visible gives the rune as text that only shows itself.
func visible(r rune, size int) string {
	switch {
	case r == '\n' || r == '\t' || !dangerous(r, size):
		return string(r)
	case r == utf8.RuneError:
		return "\uFFFD"
	case r < 0x20:
		return string(0x2400 + r) // control pictures: ESC is ␛
	case r == 0x7f:
		return "\u2421"
	}
	return fmt.Sprintf("<U+%04X>", r)
}
