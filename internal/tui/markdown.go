package tui

import (
	"strings"

	"archreview/internal/report"
)

// markdown renders Markdown of any origin as lines of at most width columns.
// It takes milliseconds for each kilobyte: call it in a command only.
func markdown(text string, o report.TerminalOptions) []string {
	var b strings.Builder
	if err := report.Terminal(&b, text, o); err != nil {
		return wrap(text, o.Width)
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// stableCut gives how many bytes of a growing Markdown text can be rendered
// once and for all: up to an empty line outside fences behind which a new block
// has begun, whatever is still to come.
func stableCut(s string) int {
	cut, fence, empty, list := 0, "", false, false
	for at := 0; at < len(s); {
		l, _, whole := strings.Cut(s[at:], "\n")
		text := strings.TrimLeft(l, " \t")
		switch {
		case fence != "":
			if marks := fenceOf(text); len(marks) >= len(fence) && marks[0] == fence[0] && strings.TrimSpace(text[len(marks):]) == "" {
				fence = ""
			}
		case text == "":
			empty = true
		default:
			fresh := empty && len(l) == len(text) && !(list && (isMarked(text) || !whole && !isWord(text)))
			if fresh {
				cut, list = at, false
			}
			if fresh || at == 0 {
				list = isMarked(text)
			}
			empty, fence = false, fenceOf(text)
		}
		at += len(l) + 1
	}
	return cut
}

// fenceOf gives the marks with which a line begins that could open or close a
// fence.
func fenceOf(text string) string {
	for _, c := range []string{"`", "~"} {
		if n := len(text) - len(strings.TrimLeft(text, c)); n >= 3 {
			return text[:n]
		}
	}
	return ""
}

// isMarked says that a line may begin an item of a list.
func isMarked(text string) bool {
	digits := strings.TrimLeft(text, "0123456789")
	if digits != text {
		return strings.HasPrefix(digits, ".") || strings.HasPrefix(digits, ")")
	}
	return strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "* ") || strings.HasPrefix(text, "+ ") ||
		text == "-" || text == "*" || text == "+"
}

// isWord says that a line begins with a letter.
func isWord(text string) bool {
	c := text[0] | 0x20
	return c >= 'a' && c <= 'z' || text[0] >= 0x80
}

// shelf keeps what was rendered, the newest of it, by what it was made of.
type shelf[K comparable, V any] struct {
	most  int
	known map[K]V
	order []K
}

func newShelf[K comparable, V any](most int) *shelf[K, V] {
	return &shelf[K, V]{most: most, known: map[K]V{}}
}

func (s *shelf[K, V]) get(k K) (V, bool) {
	v, ok := s.known[k]
	return v, ok
}

func (s *shelf[K, V]) put(k K, v V) {
	if _, ok := s.known[k]; !ok {
		s.order = append(s.order, k)
	}
	s.known[k] = v
	for len(s.order) > s.most {
		delete(s.known, s.order[0])
		s.order = s.order[1:]
	}
}

// clear forgets everything.
func (s *shelf[K, V]) clear() {
	clear(s.known)
	s.order = nil
}
