package document

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// drawnRow is a row of a table that is drawn over one or several lines.
type drawnRow struct {
	start, end int
	cells      []Cell
}

// add adds a line to the row, cell by cell.
func (d *drawnRow) add(cells []Cell, start, end int) {
	if d.cells == nil {
		d.cells, d.start, d.end = cells, start, end
		return
	}
	d.end = end
	for i, c := range cells {
		if i >= len(d.cells) {
			d.cells = append(d.cells, c)
			continue
		}
		switch have := &d.cells[i]; {
		case c.Text == "":
		case have.Text == "":
			*have = c
		default:
			have.Text += " " + c.Text
		}
	}
}

// drawn adds a row of a drawn table, and gives its texts.
func (x *rstReader) drawn(d *drawnRow, block int, header []string) []string {
	texts := make([]string, len(d.cells))
	filled := false
	start, end := trim(x.text, d.start, d.end)
	for i := range d.cells {
		c := &d.cells[i]
		texts[i] = c.Text
		filled = filled || c.Text != ""
		if c.Text == "" {
			c.Start = min(max(c.Start, start), end)
			c.End = c.Start
		}
	}
	if filled {
		x.said = true
		x.emit(Statement{Kind: TableRow, Block: block, Start: d.start, End: d.end, Cells: d.cells, Header: header})
	}
	*d = drawnRow{}
	return texts
}

// gridTable reads a table that is drawn with "+", "-" and "|".
func (x *rstReader) gridTable(n, end int) int {
	block := x.nextBlock()
	last := n
	headed := -1
	for ; last < end; last++ {
		w := x.row(last)
		if w.empty() || !hasByte("+|", x.text[w.start]) {
			break
		}
		if headed < 0 && x.text[w.start] == '+' && strings.Contains(w.of(x.text), "=") && isDelimiter(w.of(x.text)) {
			headed = last
		}
	}
	var header []string
	var d drawnRow
	for ; n < last; n++ {
		w := x.row(n)
		if !isDelimiter(w.of(x.text)) {
			d.add(splitCells(x.text, w.start, w.end, false), w.start, w.end)
			continue
		}
		if d.cells != nil {
			if texts := x.drawn(&d, block, header); n == headed {
				header = texts
			}
		}
	}
	if d.cells != nil {
		x.drawn(&d, block, header)
	}
	return last
}

// simpleTable reads a table whose columns are marked by runs of "=". It gives n
// where the lines make none.
func (x *rstReader) simpleTable(n, end int) int {
	top := x.row(n)
	columns := columnsOf(x.text[x.doc.starts[n]:top.end])
	var borders []int
	last := n
	for m := n; m < end; m++ {
		w := x.row(m)
		if w.empty() {
			if len(borders) > 1 {
				break
			}
			continue
		}
		if isSimpleBorder(w.of(x.text)) {
			borders = append(borders, m)
			last = m
			if len(borders) == 3 {
				break
			}
		} else if len(borders) > 1 && w.indent < top.indent {
			break
		}
	}
	if len(borders) < 2 {
		return n
	}
	block := x.nextBlock()
	var header []string
	if len(borders) == 3 {
		header = x.simpleRows(borders[0]+1, borders[1], columns, block, nil)
	}
	x.simpleRows(borders[len(borders)-2]+1, last, columns, block, header)
	return last + 1
}

// simpleRows reads rows of a simple table and gives the texts of the last. A
// line that leaves the first column empty goes on with the row above.
func (x *rstReader) simpleRows(n, end int, columns []int, block int, header []string) (texts []string) {
	var d drawnRow
	for ; n < end; n++ {
		w := x.row(n)
		if w.empty() || only(w.of(x.text), "- ") {
			continue
		}
		cells := x.slices(w, columns)
		if cells[0].Text != "" && d.cells != nil {
			texts = x.drawn(&d, block, header)
		}
		d.add(cells, w.start, w.end)
	}
	if d.cells != nil {
		texts = x.drawn(&d, block, header)
	}
	return texts
}

// columnsOf gives where the columns of a border begin, in characters of the line.
func columnsOf(border string) (starts []int) {
	for i := range len(border) {
		if border[i] == '=' && (i == 0 || border[i-1] != '=') && len(starts) < mostCells {
			starts = append(starts, i)
		}
	}
	return starts
}

// slices cuts a line of a simple table at its columns.
func (x *rstReader) slices(w row, columns []int) []Cell {
	offset := func(column int) int {
		p := x.doc.starts[w.n]
		for ; column > 0 && p < w.end; column-- {
			_, size := utf8.DecodeRuneInString(x.text[p:w.end])
			p += size
		}
		return min(p, w.end)
	}
	cells := make([]Cell, len(columns))
	for i, c := range columns {
		stop := w.end
		if i+1 < len(columns) {
			stop = offset(columns[i+1])
		}
		cells[i] = cell(x.text, min(offset(c), stop), stop)
	}
	return cells
}

// listTable reads a table that is written as a list of lists.
func (x *rstReader) listTable(n, end int, heads string) {
	headed, _ := strconv.Atoi(heads) // 0 for none
	block := x.nextBlock()
	var d drawnRow
	var header []string
	rows, outer := 0, -1
	finish := func() {
		if d.cells == nil {
			return
		}
		rows++
		if texts := x.drawn(&d, block, header); rows <= headed {
			header = texts
		}
	}
	for ; n < end; n++ {
		w := x.plainRow(n)
		if w.empty() {
			continue
		}
		if outer < 0 {
			outer = w.indent
		}
		start := w.start
		if w.indent == outer {
			finish()
			start = skip(x.text, w.start+1, w.end)
			d.start = w.start
		}
		switch {
		case start < w.end && x.text[start] == '-' && (start+1 == w.end || x.text[start+1] == ' ') && (w.indent == outer || w.indent <= outer+4):
			d.cells = append(d.cells, cell(x.text, start+1, w.end))
			if len(d.cells) == 1 {
				d.start = w.start
			}
		case len(d.cells) > 0:
			c := &d.cells[len(d.cells)-1]
			if c.Text == "" {
				c.Start = w.start
			}
			*c = cell(x.text, c.Start, w.end)
		}
		d.end = w.end
	}
	finish()
}

// csvTable reads a table of comma-separated values. Its heads stand in an
// option or in the first rows.
func (x *rstReader) csvTable(n, body, end int) {
	block := x.nextBlock()
	var header []string
	for m := n; m < body; m++ {
		w := x.plainRow(m)
		if strings.HasPrefix(w.of(x.text), ":header:") {
			at := w.start + len(":header:")
			d := drawnRow{start: at, end: w.end, cells: csvCells(x.text, at, w.end)}
			header = x.drawn(&d, block, nil)
		}
	}
	headed, _ := strconv.Atoi(x.option(n, body, "header-rows")) // 0 for none
	for m := body; m < end; m++ {
		w := x.plainRow(m)
		if w.empty() {
			continue
		}
		d := drawnRow{start: w.start, end: w.end, cells: csvCells(x.text, w.start, w.end)}
		if texts := x.drawn(&d, block, header); headed > 0 {
			header = texts
			headed--
		}
	}
}

// csvCells splits a line at its commas, those in quotation marks left out.
func csvCells(text string, start, end int) (cells []Cell) {
	from, quoted := start, false
	add := func(stop int) {
		a, b := trim(text, from, stop)
		if b-a >= 2 && text[a] == '"' && text[b-1] == '"' {
			a, b = trim(text, a+1, b-1)
		}
		cells = append(cells, Cell{Text: text[a:b], Start: a, End: b})
	}
	for p := start; p < end && len(cells) < mostCells; p++ {
		switch {
		case text[p] == '"':
			quoted = !quoted
		case text[p] == ',' && !quoted:
			add(p)
			from = p + 1
		}
	}
	add(end)
	return cells
}
