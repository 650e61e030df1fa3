package document

import (
	"strings"
	"unicode/utf8"
)

// emit adds a statement whose kind and range are set. It narrows the range to
// leave out white space, cuts what is too long, and drops what is then empty.
func (r *reader) emit(s Statement) {
	start, end := trim(r.text, s.Start, s.End)
	if end-start > MaxStatement {
		first, _ := r.doc.LinesOf(start, end)
		r.long.add(first)
	}
	for start < end {
		stop := cut(r.text, start, end)
		piece := s
		piece.Start, piece.End = trim(r.text, start, stop)
		if len(s.Cells) > 0 && stop-start < end-start || start != s.Start && len(s.Cells) > 0 {
			piece.Cells, piece.Header = cellsWithin(s, piece.Start, piece.End, r.text)
		}
		r.add(piece)
		start, _ = trim(r.text, stop, end)
	}
}

func (r *reader) add(s Statement) {
	if s.Start >= s.End || r.full() {
		return
	}
	s.ID = len(r.doc.Statements)
	s.Section = r.section
	s.Text = r.text[s.Start:s.End]
	s.Line, s.EndLine = r.doc.LinesOf(s.Start, s.End)
	r.doc.Statements = append(r.doc.Statements, s)
}

// full tells whether the document has as many statements as are read. The one
// over the limit is kept to tell.
func (r *reader) full() bool { return len(r.doc.Statements) > MaxStatements }

// cut gives the end of the first piece of a range that is not longer than a
// statement may be: at the last white space of the second half, else at the
// border of a character.
func cut(text string, start, end int) int {
	if end-start <= MaxStatement {
		return end
	}
	limit := start + MaxStatement
	if i := strings.LastIndexAny(text[start+MaxStatement/2:limit], " \t\n"); i >= 0 {
		return start + MaxStatement/2 + i
	}
	for !utf8.RuneStart(text[limit]) {
		limit--
	}
	return limit
}

// cellsWithin gives the cells of a row that lie in a piece of it, clipped to
// the piece, with their heads.
func cellsWithin(s Statement, start, end int, text string) (cells []Cell, header []string) {
	for i, c := range s.Cells {
		a, b := max(c.Start, start), min(c.End, end)
		if a > b || a == b && c.Start < c.End {
			continue
		}
		a, b = trim(text, a, b)
		cells = append(cells, Cell{Text: text[a:b], Start: a, End: b})
		if i < len(s.Header) {
			header = append(header, s.Header[i])
		}
	}
	return cells, header
}
