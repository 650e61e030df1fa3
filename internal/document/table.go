package document

import "strings"

// maxBars bounds the cells of a table row; a line with more bars is text.
const maxBars = 500

// table takes a table as a whole: a heading row with a delimiter row below it
// and the rows that follow, or rows in bars without any delimiter.
func (r *reader) table(w row, matched int) bool {
	if !r.mayBeRow(w) || isDelimiter(w.of(r.text)) {
		return false
	}
	headed := r.delimiterFollows(w)
	if !headed && !isFramed(w.of(r.text)) {
		return false
	}
	r.leaveItems(matched)
	block := r.nextBlock()
	var header []string
	if headed {
		cells := splitCells(r.text, w.start, w.end, false)
		for _, c := range cells {
			header = append(header, c.Text)
		}
		r.tableRow(w, block, cells, nil)
		r.n = w.n + 2
	}
	for ; r.n < len(r.doc.starts); r.n++ {
		line := r.row(r.n)
		if line.n == w.n {
			line = w // without the marker of a list item before it
		}
		if line.empty() || !r.sameQuote(line) {
			return true
		}
		if isDelimiter(line.of(r.text)) {
			continue
		}
		if !r.mayBeRow(line) || !headed && !isFramed(line.of(r.text)) {
			return true
		}
		cells := splitCells(r.text, line.start, line.end, false)
		if headed && len(cells) > len(header) { // perhaps a bar inside of code
			if whole := splitCells(r.text, line.start, line.end, true); len(whole) == len(header) {
				cells = whole
			}
		}
		r.tableRow(line, block, cells, header)
	}
	return true
}

// mayBeRow holds for a line with bars that is not the beginning of another
// form.
func (r *reader) mayBeRow(w row) bool {
	content := w.of(r.text)
	if strings.IndexByte(content, '|') < 0 || strings.Count(content, "|") > maxBars {
		return false
	}
	if _, ok := parseMarker(r.text, w.start, w.end); ok {
		return false
	}
	level, _, _ := atx(content)
	_, fenced := openFence(content)
	return level == 0 && !fenced
}

func (r *reader) delimiterFollows(w row) bool {
	if w.n+1 >= len(r.doc.starts) {
		return false
	}
	next := r.row(w.n + 1)
	return !next.empty() && r.sameQuote(next) && isDelimiter(next.of(r.text))
}

// isDelimiter recognises the row between the heads and the body of a table,
// and the rulers of drawn tables.
func isDelimiter(content string) bool {
	return hasByte("|-:+", content[0]) && only(content, "|-:+= \t") &&
		strings.ContainsAny(content, "-=") && strings.ContainsAny(content, "|+")
}

// isFramed holds for a line of at least two cells between bars.
func isFramed(content string) bool {
	return content[0] == '|' && content[len(content)-1] == '|' && strings.Count(content, "|") >= 3
}

// tableRow adds a row, unless all its cells are empty.
func (r *reader) tableRow(w row, block int, cells []Cell, header []string) {
	struck, filled := true, false
	for _, c := range cells {
		if c.Text == "" {
			continue
		}
		filled = true
		if _, ok := struckThrough(c.Text); !ok {
			struck = false
		}
	}
	if filled {
		r.emit(Statement{
			Kind: TableRow, Block: block, Start: w.start, End: w.end,
			Cells: cells, Header: header, Struck: struck,
		})
	}
}

// splitCells splits a row at its bars. An escaped bar belongs to the cell, and
// so does one inside of code if wanted.
func splitCells(text string, start, end int, keepCode bool) []Cell {
	if text[start] == '|' {
		start++
	}
	if end > start && text[end-1] == '|' && text[end-2] != '\\' {
		end--
	}
	var code codeSpans
	cells := make([]Cell, 0, strings.Count(text[start:end], "|")+1)
	from := start
	for p := start; p < end; {
		switch c := text[p]; {
		case c == '\\':
			p += 2
		case c == '`' && keepCode:
			p = code.skip(text, p, end)
		case c == '|':
			cells = append(cells, cell(text, from, p))
			p++
			from = p
		default:
			p++
		}
	}
	return append(cells, cell(text, from, end))
}

func cell(text string, start, end int) Cell {
	start, end = trim(text, start, end)
	return Cell{Text: text[start:end], Start: start, End: end}
}

// struckThrough tells whether a text is wholly struck through, and gives what
// stands between the marks.
func struckThrough(text string) (inner string, ok bool) {
	if len(text) < 5 || !strings.HasPrefix(text, "~~") || !strings.HasSuffix(text, "~~") {
		return text, false
	}
	inner = text[2 : len(text)-2]
	return inner, !strings.Contains(inner, "~~")
}
