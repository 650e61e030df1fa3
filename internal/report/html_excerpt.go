package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"archreview/agent/review"
)

// Limits of what is shown of a document.
const (
	around       = 3   // lines before and after a passage
	mostMarked   = 24  // lines of one excerpt; the middle of a longer one is left out
	mostLineSize = 600 // bytes of one line
)

// excerpt is a part of a document with passages marked, or a quote alone where
// the text of the document is not at hand.
type excerpt struct {
	Where string
	Lines []excerptLine // empty where only the quote is known
	Quote string
}

// excerptLine is one line of a document. A line with the number 0 stands for
// lines that were left out.
type excerptLine struct {
	Number                int
	Before, Marked, After string
	Held                  bool // belongs to a passage
}

// excerpts shows evidence in the document: passages that are near one another
// share one excerpt.
func (p *page) excerpts(evidence []review.Evidence) []excerpt {
	var out []excerpt
	for _, group := range p.near(evidence) {
		if lines := p.lines[group[0].Document]; p.holds(group) {
			out = append(out, excerpt{Where: p.where(group), Lines: shorten(markedLines(lines, group))})
			continue
		}
		for _, e := range group {
			out = append(out, excerpt{Where: p.where([]review.Evidence{e}), Quote: e.Quote})
		}
	}
	return out
}

// near puts passages of one document whose surroundings touch into one group.
// Groups stand in the order of their first passage.
func (p *page) near(evidence []review.Evidence) [][]review.Evidence {
	sorted := slices.Clone(evidence)
	slices.SortStableFunc(sorted, func(a, b review.Evidence) int {
		if a.Document != b.Document {
			return strings.Compare(a.Document, b.Document)
		}
		return a.StartLine - b.StartLine
	})
	var groups [][]review.Evidence
	end := 0
	for i, e := range sorted {
		if i == 0 || e.Document != sorted[i-1].Document || e.StartLine-around > end+around+1 {
			groups = append(groups, nil)
			end = 0
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], e)
		end = max(end, e.EndLine)
	}
	return groups
}

// holds says that the document's text is known and has the lines.
func (p *page) holds(group []review.Evidence) bool {
	lines := p.lines[group[0].Document]
	return len(lines) > 0 && !slices.ContainsFunc(group, func(e review.Evidence) bool {
		return e.StartLine < 1 || e.EndLine < e.StartLine || e.EndLine > len(lines)
	})
}

// where names the document and the lines of a group: "design.md, lines 3-4, 9",
// or the places in the original: "design.pdf, p. 3 line 12".
func (p *page) where(group []review.Evidence) string {
	name := group[0].Document
	for _, d := range p.Documents {
		if d.ID == name {
			name = documentName(d)
			break
		}
	}
	var parts []string
	several := len(group) > 1
	placed := false
	for _, e := range group {
		part := fmt.Sprint(e.StartLine)
		if e.Place != "" {
			part, placed = oneLine(e.Place), true
		} else if e.EndLine > e.StartLine {
			part += fmt.Sprintf("–%d", e.EndLine)
			several = true
		}
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	noun := ", line "
	switch {
	case placed:
		noun = ", "
	case several:
		noun = ", lines "
	}
	return oneLine(name) + noun + strings.Join(parts, ", ")
}

// markedLines gives the lines around a group with its passages marked.
func markedLines(lines []string, group []review.Evidence) []excerptLine {
	first, last := group[0].StartLine, 0
	for _, e := range group {
		last = max(last, e.EndLine)
	}
	var out []excerptLine
	for n := max(1, first-around); n <= min(len(lines), last+around); n++ {
		l := excerptLine{Number: n, Before: lines[n-1]}
		for _, e := range group {
			if n < e.StartLine || n > e.EndLine {
				continue
			}
			l.Held = true
			if from, to := passage(lines, e, n); to > from && l.Marked == "" {
				text := lines[n-1]
				l.Before, l.Marked, l.After = text[:from], text[from:to], text[to:]
			}
		}
		out = append(out, l.clip())
	}
	return out
}

// passage gives the part of line n that a quote covers. A quote that is not
// found on its lines covers them whole.
func passage(lines []string, e review.Evidence, n int) (from, to int) {
	quoted := strings.Split(strings.Trim(e.Quote, "\n"), "\n")
	text := lines[n-1]
	if i := n - e.StartLine; i < len(quoted) && len(quoted) == e.EndLine-e.StartLine+1 && quoted[i] != "" {
		if at := strings.Index(text, quoted[i]); at >= 0 {
			return at, at + len(quoted[i])
		}
	}
	return len(text) - len(strings.TrimLeft(text, " \t")), len(text)
}

// clip shortens a line that no reader would read to its end.
func (l excerptLine) clip() excerptLine {
	for _, part := range []*string{&l.Before, &l.Marked, &l.After} {
		if len(*part) <= mostLineSize {
			continue
		}
		end := mostLineSize
		for end > 0 && !utf8.RuneStart((*part)[end]) {
			end--
		}
		*part = (*part)[:end] + " …"
	}
	return l
}

// shorten leaves out the middle of a long excerpt.
func shorten(lines []excerptLine) []excerptLine {
	if len(lines) <= mostMarked {
		return lines
	}
	half := mostMarked / 2
	gap := excerptLine{Before: fmt.Sprintf("… %d lines left out …", len(lines)-2*half)}
	return slices.Concat(lines[:half], []excerptLine{gap}, lines[len(lines)-half:])
}
