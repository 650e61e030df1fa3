package consult

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// fieldScanner decodes one text field of an answer while the answer arrives, cut
// at whatever byte. It passes over text and code fences before the answer's own
// object. What it emits is what a JSON decoder gives, as soon as a character is
// certain.
type fieldScanner struct {
	field string                        // key of the field in the answer's own object
	emit  func(text string, again bool) // again: the field begins anew, earlier pieces are void

	open   []byte // brackets that are open
	inside bool   // in a string
	value  bool   // in the string that is the field's value
	colon  bool   // at depth 1: a value comes next
	raw    []byte // of a key at depth 1
	key    string
	escape []byte // an escape that is not complete, from its backslash on
	high   rune   // first half of a surrogate pair
	text   []byte // decoded and not emitted
	spoken bool   // something was emitted
	again  bool   // the next piece begins the field anew
}

// reset forgets everything: a new attempt begins.
func (f *fieldScanner) reset() {
	*f = fieldScanner{field: f.field, emit: f.emit, again: f.spoken || f.again}
}

// add takes the next piece of the answer.
func (f *fieldScanner) add(piece string) {
	for i := range len(piece) {
		if c := piece[i]; f.inside {
			f.inString(c)
		} else {
			f.outside(c)
		}
	}
	f.flush(false)
}

func (f *fieldScanner) outside(c byte) {
	switch {
	case len(f.open) == 0 && c != '{':
	case c == '"':
		f.inside, f.raw = true, f.raw[:0]
		f.value = len(f.open) == 1 && f.colon && f.key == f.field
		f.again = f.again || f.value && f.spoken
	case c == '{' || c == '[':
		if len(f.open) == 0 {
			f.key, f.colon = "", false
		}
		f.open = append(f.open, c)
	case c == '}' || c == ']':
		f.open = f.open[:len(f.open)-1]
	case len(f.open) == 1 && f.key == "" && !spaceOrMark(c):
		f.open = f.open[:0] // a brace of the text around, not of an object
	case len(f.open) == 1 && (c == ':' || c == ','):
		f.colon = c == ':'
	}
}

// inString takes a byte within a string.
func (f *fieldScanner) inString(c byte) {
	switch {
	case len(f.escape) > 0:
		f.escape = append(f.escape, c)
		if f.escape[1] != 'u' || len(f.escape) == len(`\u0000`) {
			f.unescape()
			f.escape = f.escape[:0]
		}
	case c == '\\':
		f.escape = append(f.escape, c)
	case c == '"':
		f.inside = false
		if f.value {
			f.flush(true)
		} else if len(f.open) == 1 && !f.colon {
			f.key = string(f.raw)
		}
		f.value = false
	default:
		f.plain(c)
	}
}

func (f *fieldScanner) plain(c byte) {
	if !f.value {
		f.raw = append(f.raw, c)
		return
	}
	f.lone()
	f.text = append(f.text, c)
}

// lone writes the first half of a pair that has no second one.
func (f *fieldScanner) lone() {
	if f.high != 0 {
		f.text = utf8.AppendRune(f.text, utf8.RuneError)
		f.high = 0
	}
}

// unescape takes a complete escape.
func (f *fieldScanner) unescape() {
	c := f.escape[1]
	if c != 'u' {
		if i := strings.IndexByte(`nrtbf`, c); i >= 0 {
			c = "\n\r\t\b\f"[i]
		}
		f.plain(c)
		return
	}
	n, err := strconv.ParseUint(string(f.escape[2:]), 16, 16)
	if err != nil || !f.value {
		return
	}
	r := rune(n)
	if f.high != 0 {
		if whole := utf16.DecodeRune(f.high, r); whole != utf8.RuneError {
			f.text, f.high = utf8.AppendRune(f.text, whole), 0
			return
		}
		f.lone()
	}
	if r >= 0xd800 && r < 0xdc00 {
		f.high = r
		return
	}
	f.text = utf8.AppendRune(f.text, r) // a second half alone becomes U+FFFD
}

// flush emits what is certain: all at the end of the string, else up to a
// character whose bytes have not all come.
func (f *fieldScanner) flush(end bool) {
	if end {
		f.lone()
	}
	var b strings.Builder
	for len(f.text) > 0 && (end || utf8.FullRune(f.text)) {
		r, n := utf8.DecodeRune(f.text)
		b.WriteRune(r)
		f.text = f.text[n:]
	}
	if text := harmless(b.String()); text != "" {
		f.emit(text, f.again)
		f.spoken, f.again = true, false
	}
}
