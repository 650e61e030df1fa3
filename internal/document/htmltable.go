package document

import (
	"strconv"

	"golang.org/x/net/html"
)

const (
	mostSpan  = 50  // columns or rows that one cell may span
	mostCells = 200 // in a row
	mostRows  = 20_000
)

// htmlTable is a table that is being read.
type htmlTable struct {
	rows  tableRows
	heads []bool // whether each row is of heads only
	open  bool   // a cell is open
	th    bool   // and holds a head
	colspan,
	rowspan int
	above []spanned // text that reaches down into the next rows, by column
}

// spanned is a cell that goes on in the rows below.
type spanned struct {
	text string
	rows int
}

// tableTag takes the tags of tables. What stands in a table within a cell
// becomes text of that cell.
func (p *page) tableTag(t *html.Token) bool {
	switch t.Data {
	case "table":
		if p.table != nil {
			p.inner++
			p.inline.join("; ")
			return true
		}
		p.flush()
		p.table = &htmlTable{}
		p.at(p.line)
	case "tr":
		if p.table == nil || p.inner > 0 {
			p.block()
			return true
		}
		p.endCell()
		p.full = p.full || len(p.table.rows.cells) >= mostRows
		p.table.newRow(p.line)
	case "td", "th":
		if p.table == nil || p.inner > 0 {
			p.block()
			return true
		}
		p.endCell()
		p.table.newCell(t, p.line)
	case "thead", "tbody", "tfoot", "colgroup", "col", "caption":
		if t.Data == "caption" && p.table != nil && len(p.table.rows.cells) == 0 {
			p.inline.take()
		}
	default:
		return false
	}
	return true
}

func (t *htmlTable) newRow(line int) {
	if len(t.rows.cells) >= mostRows {
		return
	}
	t.rows.cells = append(t.rows.cells, nil)
	t.rows.places = append(t.rows.places, "source line "+itoa(line))
	t.heads = append(t.heads, true)
	t.fill()
}

// fill adds the cells that reach down from above to the row, as far as they
// come next.
func (t *htmlTable) fill() {
	row := &t.rows.cells[len(t.rows.cells)-1]
	for n := len(*row); n < len(t.above) && t.above[n].rows > 0; n++ {
		t.above[n].rows--
		*row = append(*row, t.above[n].text)
	}
}

func (t *htmlTable) newCell(tok *html.Token, line int) {
	if len(t.rows.cells) == 0 {
		t.newRow(line)
	}
	t.open, t.th = true, tok.Data == "th"
	t.colspan, t.rowspan = span1(tok, "colspan"), span1(tok, "rowspan")
}

// span1 gives how many columns or rows a cell spans, within reason.
func span1(tok *html.Token, key string) int {
	v, _ := attr(tok, key)
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, mostSpan)
}

// endCell ends the cell that is open. Text outside of cells, such as a caption,
// is a paragraph before the table.
func (p *page) endCell() {
	t := p.table
	if t == nil || p.inner > 0 {
		p.block()
		return
	}
	text := p.inline.take()
	if !t.open {
		if text != "" {
			p.rendering.paragraph(text)
		}
		return
	}
	t.open = false
	if t.th {
		text = plainTitle(text)
	}
	row := &t.rows.cells[len(t.rows.cells)-1]
	if !t.th && text != "" {
		t.heads[len(t.heads)-1] = false
	}
	for i := range t.colspan {
		if len(*row) >= mostCells {
			p.full = p.full || text != ""
			break
		}
		n := len(*row)
		for len(t.above) <= n {
			t.above = append(t.above, spanned{})
		}
		t.above[n] = spanned{text: text, rows: t.rowspan - 1}
		*row = append(*row, text)
		if i == 0 {
			text = ""
		}
	}
	t.fill()
}

// endTable writes the table.
func (p *page) endTable() {
	switch {
	case p.table == nil:
		return
	case p.inner > 0:
		p.inner--
		p.inline.space = true
		return
	}
	p.endCell()
	t := p.table
	p.table = nil
	rows := t.rows
	rows.cells, rows.places = nil, nil
	for i, cells := range t.rows.cells {
		filled := false
		for _, c := range cells {
			filled = filled || c != ""
		}
		if filled {
			rows.headed = rows.headed || len(rows.cells) == 0 && t.heads[i]
			rows.cells = append(rows.cells, cells)
			rows.places = append(rows.places, t.rows.places[i])
		}
	}
	p.rendering.table(rows)
}
