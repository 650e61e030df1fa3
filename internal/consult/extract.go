package consult

import (
	"encoding/json"
	"errors"
	"strings"
)

var (
	errNoJSON = errors.New("the answer holds no JSON object")
	errCut    = errors.New("the answer is cut: its JSON object does not close")
)

// extract finds the JSON object of an answer. Text and code fences around it
// are passed over, also a draft in front of it: of several objects the one with
// most of the wanted keys counts, and of equal ones the last. What models add
// against the grammar (line breaks inside strings, a comma before a bracket) is
// put right without changing any text.
func extract(text string, n *node) ([]byte, error) {
	const tries = 64
	best, most := "", 0
	cut := false
	for i, tried := 0, 0; i < len(text) && tried < tries; tried++ {
		at := strings.IndexByte(text[i:], '{')
		if at < 0 {
			break
		}
		i += at
		end, ok := closing(text, i)
		if !ok {
			cut = cut || looksLikeObject(text[i:])
			i++
			continue
		}
		raw := text[i:end]
		if !json.Valid([]byte(raw)) {
			raw = mended(raw)
		}
		if k := keysIn(raw, n); k >= most && k > 0 {
			best, most = raw, k
		}
		if json.Valid([]byte(raw)) {
			i = end
		} else {
			i++
		}
	}
	switch {
	case most > 0:
		return []byte(best), nil
	case cut:
		return nil, errCut
	}
	return nil, errNoJSON
}

// looksLikeObject says whether a brace is followed by a key.
func looksLikeObject(s string) bool {
	return strings.HasPrefix(strings.TrimLeft(s[1:], " \t\r\n"), `"`)
}

// closing gives the place behind the bracket that closes the one at i.
func closing(s string, i int) (int, bool) {
	depth, inside := 0, false
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case inside && c == '\\':
			i++
		case c == '"':
			inside = !inside
		case inside:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// keysIn counts the wanted keys that an object has.
func keysIn(raw string, n *node) int {
	var m map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &m) != nil {
		return 0
	}
	count := 0
	for _, k := range n.keys {
		if _, ok := m[k]; ok {
			count++
		}
	}
	return count
}

// mended writes control characters inside strings as escapes and leaves out a
// comma before a closing bracket.
func mended(s string) string {
	var b strings.Builder
	inside := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case inside && c == '\\' && i+1 < len(s):
			b.WriteByte(c)
			i++
			b.WriteByte(s[i])
			continue
		case c == '"':
			inside = !inside
		case inside && c < ' ':
			esc, _ := json.Marshal(string(rune(c)))
			b.Write(esc[1 : len(esc)-1])
			continue
		case !inside && c == ',':
			if next := strings.TrimLeft(s[i+1:], " \t\r\n"); next != "" && (next[0] == '}' || next[0] == ']') {
				continue
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}
