package gate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
)

// Locate finds a quote in its document, or in any when it names none. Exact
// text is looked for first, at the expected place first; then text
// that differs in white space, quotation marks or Markdown emphasis only. The
// evidence always carries the document's own words.
func Locate(docs []*document.Document, q Quote) (review.Evidence, bool) {
	text := strings.TrimSpace(q.Text)
	if text == "" {
		return review.Evidence{}, false
	}
	for _, d := range docs {
		if q.Document != "" && q.Document != d.ID {
			continue
		}
		if start, end, ok := find(d, text, q.Offset, q.Line); ok {
			first, last := d.LinesOf(start, end)
			return brief.Evidence(d, first, last, d.Text[start:end]), true
		}
	}
	return review.Evidence{}, false
}

func find(d *document.Document, text string, offset, line int) (int, int, bool) {
	if offset >= 0 && offset < len(d.Text) && strings.HasPrefix(d.Text[offset:], text) {
		return offset, offset + len(text), true
	}
	if i := nearest(d, d.Text, text, line, nil); i >= 0 {
		return i, i + len(text), true
	}
	return findLoose(d, text, line)
}

// nearest gives the place of want in have that lies nearest to a line of the
// document, or the first one when no line is known; -1 for none. at maps places
// in have to places in the document; nil where they are the same.
func nearest(d *document.Document, have, want string, line int, at []int) int {
	best, gap := -1, 0
	for from := 0; from <= len(have)-len(want); {
		i := strings.Index(have[from:], want)
		if i < 0 {
			break
		}
		i += from
		if line <= 0 {
			return i
		}
		place := i
		if at != nil {
			place = at[i]
		}
		first, _ := d.LinesOf(place, place+1)
		away := first - line
		if away < 0 {
			away = -away
		}
		if best < 0 || away < gap {
			best, gap = i, away
		}
		if away == 0 || first > line {
			break
		}
		from = i + 1
	}
	return best
}

// plain drops what may differ between a quote and its source: white space,
// quotation marks and emphasis. at maps each byte kept to its place.
func plain(s string) (string, []int) {
	var b strings.Builder
	at := make([]int, 0, len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) && !strings.ContainsRune("*_`~\"'“”‘’«»„", r) {
			for k := range n {
				b.WriteByte(s[i+k])
				at = append(at, i+k)
			}
		}
		i += n
	}
	return b.String(), at
}

func findLoose(d *document.Document, text string, line int) (int, int, bool) {
	want, _ := plain(text)
	if len(want) < 12 {
		return 0, 0, false // too little to be sure that it is the same text
	}
	have, at := plain(d.Text)
	i := nearest(d, have, want, line, at)
	if i < 0 {
		return 0, 0, false
	}
	return at[i], at[i+len(want)-1] + 1, true
}
