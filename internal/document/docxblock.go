package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

func (b *wordBody) startPara() {
	b.para = wordPara{}
	if len(b.tables) == 0 {
		b.line = inline{}
	}
	b.paras++
}

// heading gives the level of the paragraph as a heading, or 0.
func (b *wordBody) heading() int {
	s := b.para.style
	level := max(s.outline, b.para.outline)
	switch {
	case s.isTitle():
		return 1
	case level > 0 && b.titled:
		return level + 1
	}
	return level
}

// lineBreak ends a line, or a page.
func (b *wordBody) lineBreak(kind string) {
	switch {
	case kind == "page":
		if !b.known {
			b.page++
		}
	case kind == "column" || b.run.hidden:
	case len(b.tables) > 0:
		b.line.space = true
	default:
		b.para.raw = append(b.para.raw, '\n')
		b.line.lineBreak()
	}
}

// check takes the state of a box to tick.
func (b *wordBody) check(v string) {
	if n := len(b.stack); n > 1 && b.stack[n-2] == "checkbox" {
		box := "[x] "
		if off(v) {
			box = "[ ] "
		}
		b.line.add(box)
		b.boxed = true
	}
}

// reference writes the number of a footnote and keeps its text for the end.
func (b *wordBody) reference(id string) {
	if b.wordFile.notes[id] == "" {
		return
	}
	b.line.add("[^" + id + "]")
	for _, s := range b.shown {
		if s == id {
			return
		}
	}
	if len(b.shown) < mostRows/10 {
		b.shown = append(b.shown, id)
	}
}

// at sets the place of what is written next.
func (b *wordBody) at() {
	b.here = "paragraph " + itoa(b.paras)
	if b.known {
		b.here = "p. " + itoa(b.page) + " " + b.here
	}
}

// endPara writes the paragraph in the form that its style gives it.
func (b *wordBody) endPara() {
	b.mark("")
	if len(b.tables) > 0 {
		b.cellPara()
		return
	}
	p, asked := b.para, b.asked
	b.asked = nil
	mono := p.mono && p.text
	if p.style.isCode() || mono && p.number == "" && b.heading() == 0 {
		b.line = inline{}
		b.codeLine(string(p.raw))
		return
	}
	text := b.line.take()
	b.line = inline{}
	if text == "" && len(asked) == 0 || p.style.isContents() {
		return
	}
	b.endCode()
	b.at()
	b.block(p, text)
	for _, s := range asked {
		b.comment(s)
	}
}

// block writes the text of a paragraph that is no code.
func (b *wordBody) block(p wordPara, text string) {
	number, level := p.number, p.level
	if number == "" {
		number, level = p.style.number, p.style.level
	}
	switch h := b.heading(); {
	case h > 0:
		b.closeLists()
		b.titled = b.titled || p.style.isTitle()
		b.rendering.heading(h, strings.ReplaceAll(text, "\n", " "))
	case number != "" && number != "0":
		b.listItem(number, min(max(level, 0), 8), text)
	case p.style.named("list bullet", "list number"):
		b.listItem("style", 0, text)
	case p.style.isQuote():
		b.closeLists()
		b.push("> ", "> ")
		b.paragraph(text)
		b.pop()
	default:
		b.closeLists()
		b.paragraph(text)
	}
}

// listItem writes an item of a list at a level.
func (b *wordBody) listItem(number string, level int, text string) {
	for len(b.levels) > level {
		b.levels = b.levels[:len(b.levels)-1]
		b.pop()
	}
	for len(b.levels) < level { // a level that is left out has no item
		b.levels = append(b.levels, number)
		b.push("", "")
	}
	marker := "-"
	key := number + "/" + itoa(level)
	if b.numbers[key] {
		b.counts[key]++
		for l := level + 1; l < 9; l++ {
			delete(b.counts, number+"/"+itoa(l))
		}
		marker = itoa(b.counts[key]) + "."
	}
	b.levels = append(b.levels, number)
	b.item(marker)
	b.paragraph(text)
}

func (b *wordBody) closeLists() {
	for range b.levels {
		b.pop()
	}
	b.levels = nil
}

// codeLine adds a paragraph of code to the block that is open.
func (b *wordBody) codeLine(text string) {
	b.at()
	for _, l := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n") {
		b.code, b.codeAt = append(b.code, l), append(b.codeAt, b.here)
	}
}

// endCode writes the code block that is open.
func (b *wordBody) endCode() {
	if len(b.code) == 0 {
		return
	}
	b.closeLists()
	b.here = b.codeAt[0]
	b.rendering.code("", b.code, func(i int) string { return b.codeAt[i] })
	b.code, b.codeAt = nil, nil
}

// startTable takes the tags of tables. A table within a cell becomes text of
// the cell.
func (b *wordBody) startTable(name string, t *xml.StartElement) {
	if name == "tbl" {
		if len(b.tables) == 0 {
			b.endCode()
			b.closeLists()
			b.tableNo++
		}
		b.tables = append(b.tables, &wordTable{no: b.tableNo, span: 1})
		return
	}
	if len(b.tables) != 1 {
		return
	}
	table := b.tables[0]
	switch name {
	case "tr":
		table.row++
		b.full = b.full || len(table.rows.cells) >= mostRows
		if len(table.rows.cells) < mostRows {
			table.rows.cells = append(table.rows.cells, nil)
			table.rows.places = append(table.rows.places, b.rowPlace(table))
		}
	case "tc":
		table.span, table.vmerge = 1, ""
		b.line = inline{}
	case "gridSpan":
		if n, err := strconv.Atoi(value(t, "val")); err == nil {
			table.span = min(max(n, 1), mostSpan)
		}
	case "vMerge":
		if table.vmerge = value(t, "val"); table.vmerge == "" {
			table.vmerge = "continue"
		}
	case "tblLook":
		first := value(t, "firstRow")
		if flags, err := strconv.ParseUint(value(t, "val"), 16, 32); err == nil && first == "" && flags&0x20 == 0 {
			first = "0"
		}
		table.noHeads = first != "" && off(first)
	case "tblHeader":
		if table.row == 1 && !off(value(t, "val")) {
			table.rows.headed = true
		}
	}
}

func (b *wordBody) rowPlace(t *wordTable) string {
	place := "table " + itoa(t.no) + " row " + itoa(t.row)
	if b.known {
		place = "p. " + itoa(b.page) + " " + place
	}
	return place
}

// cellPara ends a paragraph within a cell.
func (b *wordBody) cellPara() {
	if b.para.number != "" || b.para.style.number != "" {
		b.line.join("; ")
		return
	}
	b.line.join(" ")
}

// endTable takes the end tags of tables.
func (b *wordBody) endTable(name string) {
	n := len(b.tables)
	if n == 0 {
		return
	}
	if n > 1 {
		if name == "tbl" {
			b.tables = b.tables[:n-1]
		}
		b.line.join("; ")
		return
	}
	t := b.tables[0]
	switch {
	case name == "tc" && len(t.rows.cells) > 0:
		text := strings.TrimRight(b.line.take(), "; ")
		b.full = !t.cell(text) && text != "" || b.full
		b.line = inline{}
	case name == "tbl":
		b.tables = nil
		t.rows.headed = t.rows.headed || !t.noHeads && len(t.rows.cells) > 1
		b.rendering.table(t.rows)
		for _, s := range b.asked {
			b.comment(s)
		}
		b.asked = nil
	}
}

// cell adds a cell to the last row, and tells whether there is room for it. Text
// that reaches down is repeated, so that each row can be read on its own.
func (t *wordTable) cell(text string) bool {
	row := &t.rows.cells[len(t.rows.cells)-1]
	at := len(*row)
	if at >= mostCells {
		return false
	}
	if t.vmerge == "continue" && at < len(t.above) {
		text = t.above[at]
	}
	for i := range t.span {
		if len(*row) >= mostCells {
			return true
		}
		for len(t.above) <= at+i {
			t.above = append(t.above, "")
		}
		t.above[at+i] = text
		*row = append(*row, text)
		text = ""
	}
	return true
}
