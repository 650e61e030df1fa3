package tui

import (
	"strings"

	"archreview/agent/review"
	"archreview/internal/document"
)

// docRow is a part of a line of a document that fills one row.
type docRow struct {
	span
	line  int  // counted from 1
	first bool // of its line
}

// docLayout is a document broken into rows of a width.
type docLayout struct {
	doc    *document.Document
	width  int
	rows   []docRow
	starts []int // first row of each line
}

// layOut breaks a document into rows. It takes milliseconds for a megabyte and
// is done in a command.
func layOut(d *document.Document, width int) *docLayout {
	l := &docLayout{doc: d, width: width, starts: make([]int, 0, d.LineCount())}
	for n := 1; n <= d.LineCount(); n++ {
		l.starts = append(l.starts, len(l.rows))
		for i, s := range rowsOf(d.LineText(n), width) {
			l.rows = append(l.rows, docRow{span: s, line: n, first: i == 0})
		}
	}
	return l
}

// rowAt gives the row that holds a byte of a line; lines outside the document
// count as its first or last one.
func (l *docLayout) rowAt(line, byteInLine int) int {
	if len(l.starts) == 0 {
		return 0
	}
	line = max(1, min(line, len(l.starts)))
	at := l.starts[line-1]
	for at+1 < len(l.rows) && l.rows[at+1].line == line && l.rows[at+1].start <= byteInLine {
		at++
	}
	return at
}

// passage is a marked part of a line, in bytes.
type passage struct {
	span
	line int
}

// passagesOf finds a quote in its document: the very words on its lines, or
// those lines as a whole where the words do not stand there exactly.
func passagesOf(d *document.Document, e review.Evidence) []passage {
	first, last := max(e.StartLine, 1), min(max(e.EndLine, e.StartLine), d.LineCount())
	var lines []string
	for n := first; n <= last; n++ {
		lines = append(lines, d.LineText(n))
	}
	text, quote := strings.Join(lines, "\n"), strings.TrimSpace(e.Quote)
	from := strings.Index(text, quote)
	to := from + len(quote)
	if from < 0 || quote == "" {
		from, to = 0, len(text)
	}
	var out []passage
	at := 0
	for i, l := range lines {
		start, end := max(from-at, 0), min(to-at, len(l))
		if start < end {
			out = append(out, passage{span: trimmed(l, start, end), line: first + i})
		}
		at += len(l) + 1
	}
	return out
}

// within gives the part of a row that passages mark, and whether there is one.
func within(r docRow, marked []passage) (span, bool) {
	for _, p := range marked {
		if p.line != r.line {
			continue
		}
		if from, to := max(p.start, r.start), min(p.end, r.end); from < to {
			return span{from, to}, true
		}
	}
	return span{}, false
}

// linesWith lists the lines that hold a text, whatever the case of its letters.
func linesWith(d *document.Document, text string) []int {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return nil
	}
	var out []int
	for n := 1; n <= d.LineCount(); n++ {
		if strings.Contains(strings.ToLower(d.LineText(n)), text) {
			out = append(out, n)
		}
	}
	return out
}
