package document

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decode turns bytes into valid UTF-8 without a byte order mark. When the
// encoding had to be guessed or was damaged, a note says so.
func decode(raw []byte) (string, []Note) {
	switch {
	case hasPrefix(raw, "\xef\xbb\xbf"):
		return decodeBytes(raw[3:])
	case hasPrefix(raw, "\xff\xfe\x00\x00"), hasPrefix(raw, "\x00\x00\xfe\xff"):
		return decodeBytes(raw) // UTF-32: its NUL bytes give it away as binary
	case hasPrefix(raw, "\xff\xfe"):
		return decodeUTF16(raw[2:], binary.LittleEndian)
	case hasPrefix(raw, "\xfe\xff"):
		return decodeUTF16(raw[2:], binary.BigEndian)
	}
	if order := guessUTF16(raw); order != nil {
		text, notes := decodeUTF16(raw, order)
		return text, append([]Note{{
			What:   "The encoding was guessed to be UTF-16",
			Detail: "every other byte is zero, and there is no byte order mark",
			Next:   "Save the document as UTF-8 if characters look wrong.",
		}}, notes...)
	}
	return decodeBytes(raw)
}

const guessBytes = 4096 // looked at to recognise UTF-16

// guessUTF16 recognises UTF-16 text without a byte order mark, as far as it is
// mostly Latin: one byte of nearly every pair is zero, always the same one.
func guessUTF16(raw []byte) binary.ByteOrder {
	head := raw[:min(len(raw), guessBytes)&^1]
	if len(head) < 4 {
		return nil
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	pairs := len(head) / 2
	switch {
	case zeros[1]*10 > pairs*6 && zeros[0]*20 <= pairs:
		return binary.LittleEndian
	case zeros[0]*10 > pairs*6 && zeros[1]*20 <= pairs:
		return binary.BigEndian
	}
	return nil
}

func decodeUTF16(raw []byte, order binary.ByteOrder) (string, []Note) {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	var b strings.Builder
	b.Grow(len(units) + len(units)/8)
	line, bad := 1, places{}
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			pair := utf8.RuneError
			if i+1 < len(units) {
				pair = utf16.DecodeRune(r, rune(units[i+1]))
			}
			if pair == utf8.RuneError {
				bad.add(line)
			} else {
				i++
			}
			r = pair
		}
		if r == '\n' {
			line++
		}
		b.WriteRune(r)
	}
	if len(raw)%2 == 1 {
		bad.add(line)
		b.WriteRune(utf8.RuneError)
	}
	return b.String(), damage(bad)
}

// damage is the note about bytes that are no character in the encoding.
func damage(bad places) []Note {
	if bad.count == 0 {
		return nil
	}
	return []Note{{
		What:   "Parts of the document could not be decoded",
		Detail: counted(bad.count, "place") + " replaced by \uFFFD, " + bad.String(),
		Next:   "Save the document as UTF-8 and read it again if these places matter.",
	}}
}

// decodeBytes reads UTF-8, and Windows-1252 where the bytes are no UTF-8 but
// plausible as that.
func decodeBytes(raw []byte) (string, []Note) {
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	s := survey(raw)
	if !s.plausible1252(len(raw)) {
		return strings.ToValidUTF8(string(raw), "\uFFFD"), damage(s.bad)
	}
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	for _, c := range raw {
		b.WriteRune(windows1252(c))
	}
	return b.String(), []Note{{
		What:   "The encoding was guessed to be Windows-1252",
		Detail: "the bytes are not valid UTF-8, first at " + s.bad.String(),
		Next:   "Save the document as UTF-8 if characters look wrong there.",
	}}
}

// byteSurvey is what the bytes of a document say about its encoding.
type byteSurvey struct {
	bad       places // runs of bytes that are no UTF-8
	multi     int    // valid UTF-8 sequences of several bytes
	high      int    // bytes from 0x80
	undefined int    // bytes that Windows-1252 does not define
}

func survey(raw []byte) byteSurvey {
	var s byteSurvey
	line, inBad := 1, false
	for i := 0; i < len(raw); {
		c := raw[i]
		if c < utf8.RuneSelf {
			if c == '\n' || c == '\r' && (i+1 == len(raw) || raw[i+1] != '\n') {
				line++
			}
			i, inBad = i+1, false
			continue
		}
		r, size := utf8.DecodeRune(raw[i:])
		for _, c := range raw[i : i+size] {
			s.high++
			if windows1252(c) == utf8.RuneError {
				s.undefined++
			}
		}
		if bad := r == utf8.RuneError && size == 1; bad {
			if !inBad {
				s.bad.add(line)
			}
			inBad = true
		} else {
			s.multi++
			inBad = false
		}
		i += size
	}
	return s
}

// plausible1252 holds for text in a Western language: defined characters only,
// mostly ASCII, and not UTF-8 with a few damaged places.
func (s byteSurvey) plausible1252(size int) bool {
	return s.undefined == 0 && s.high*10 <= size*3 && s.multi <= s.bad.count
}

// windows1252 gives the character of a byte, or U+FFFD where the encoding
// leaves it undefined.
func windows1252(c byte) rune {
	if c < 0x80 || c >= 0xa0 {
		return rune(c)
	}
	upper := [32]rune{
		'€', utf8.RuneError, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', utf8.RuneError, 'Ž', utf8.RuneError,
		utf8.RuneError, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', utf8.RuneError, 'ž', 'Ÿ',
	}
	return upper[c-0x80]
}
