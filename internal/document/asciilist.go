package document

import "strings"

// asciiMarker recognises the marker of a list item: its text and the offset of
// what follows.
func asciiMarker(text string, start, end int) (label string, next int) {
	c := text[start]
	p := start
	switch {
	case c == '*' || c == '.':
		for p < end && text[p] == c && p-start < 6 {
			p++
		}
	case c == '-':
		p++
	case isDigit(c):
		for p < end && isDigit(text[p]) && p-start < 4 {
			p++
		}
		if p >= end || text[p] != '.' {
			return "", start
		}
		p++
	case c == '<':
		p++
		for p < end && (isDigit(text[p]) || text[p] == '.') {
			p++
		}
		if p >= end || text[p] != '>' || p == start+1 {
			return "", start
		}
		p++
	}
	if p == start || p >= end || !isBlank(text[p]) {
		return "", start
	}
	label = text[start:p]
	if isDigit(c) || c == '<' {
		label = "1."
	}
	return label, skip(text, p, end)
}

// item takes a line that begins a list item.
func (x *asciiReader) item(w row, content string) bool {
	label, p := asciiMarker(x.text, w.start, w.end)
	if label == "" || p >= w.end {
		return false
	}
	x.flush()
	x.began, x.plus = true, false
	depth := x.depthOf(label)
	shown := label
	if hasByte("*.", label[0]) {
		shown = label[:1]
	}
	if box, next := asciiBox(x.text, p, w.end); box != "" && hasByte("*-", content[0]) {
		shown, p = box, next
	}
	x.n++
	x.begin(row{n: w.n, start: p, end: w.end}, paragraph{kind: ListItem, block: x.block, marker: shown, depth: depth})
	return true
}

// depthOf gives the depth of an item by its marker: one that is open already is
// at its depth, another one nests.
func (x *asciiReader) depthOf(label string) int {
	if len(x.markers) == 0 {
		x.block = x.nextBlock()
	}
	for i, m := range x.markers {
		if m == label {
			x.markers = x.markers[:i+1]
			return i
		}
	}
	if len(x.markers) < mostNested {
		x.markers = append(x.markers, label)
	}
	return len(x.markers) - 1
}

// asciiBox recognises the box of a check list.
func asciiBox(text string, p, end int) (string, int) {
	if end-p > 4 && text[p:p+3] == "[*]" && isBlank(text[p+3]) {
		return "[x]", skip(text, p+3, end)
	}
	return taskBox(text, p, end)
}

// term takes a line of a description list, "term:: text". The description may
// begin on the next line.
func (x *asciiReader) term(w row, content string) bool {
	i := strings.Index(content, "::")
	if i <= 0 || strings.Contains(content[:i], "`") && strings.Count(content[:i], "`")%2 == 1 {
		return false
	}
	behind := i + 2
	for behind < len(content) && hasByte(":;", content[behind]) {
		behind++
	}
	if behind < len(content) && !isBlank(content[behind]) || x.para.open && behind < len(content) {
		return false
	}
	x.flush()
	x.began, x.plus = true, false
	depth := x.depthOf("::")
	x.n++
	x.begin(w, paragraph{kind: ListItem, block: x.block, marker: "-", depth: depth})
	if behind < len(content) {
		return true
	}
	for n := x.n; n < len(x.doc.starts) && n < x.n+2; n++ { // a blank line may stand before the description
		next := x.plainRow(n)
		if next.empty() {
			continue
		}
		if label, _ := asciiMarker(x.text, next.start, next.end); label == "" && atxOf(next.of(x.text), '=') == 0 && !strings.HasPrefix(next.of(x.text), "[") &&
			!isAdornment(next.of(x.text)) && !strings.HasPrefix(next.of(x.text), "|") && !strings.HasPrefix(next.of(x.text), ".") && !strings.Contains(next.of(x.text), "::") {
			x.para.end = next.end
			x.n = n + 1
		}
		break
	}
	return true
}

// listGoesOn tells whether a line belongs to the list above it.
func (x *asciiReader) listGoesOn(n int) bool {
	if n >= len(x.doc.starts) {
		return false
	}
	w := x.plainRow(n)
	label, _ := asciiMarker(x.text, w.start, w.end)
	content := w.of(x.text)
	return label != "" || content == "+" || strings.Contains(content, ":: ") || strings.HasSuffix(content, "::")
}

func (x *asciiReader) leaveList() {
	x.flush()
	x.markers, x.block, x.plus = nil, 0, false
}

// table reads a table up to its closing line. Cells begin with "|", and a row is
// as many of them as there are columns.
func (x *asciiReader) table(w row, mark string) {
	from := x.n
	last := x.n + 1
	for last < len(x.doc.starts) && x.rowText(last) != mark {
		last++
	}
	if last >= len(x.doc.starts) {
		x.note("A table is never closed", "it begins at line "+itoa(from+1)+"; everything below was read as part of it",
			"Close the table with the same marks, and review again.")
	}
	t := asciiTable{x: x, block: x.nextBlock(), columns: columnsIn(x.attrs), sep: mark[0]}
	t.headed = strings.Contains(x.attrs, "%header") || strings.Contains(x.attrs, "options=\"header") || strings.Contains(x.attrs, "opts=\"header")
	first := x.n + 1
	for first < last && x.rowText(first) == "" {
		first++
	}
	if first+1 < last && x.rowText(first+1) == "" && first == x.n+1 && !strings.Contains(x.attrs, "noheader") {
		t.headed = true
	}
	for n := first; n < last; n++ {
		t.line(x.plainRow(n))
	}
	t.row()
	x.n = min(last+1, len(x.doc.starts))
}

func (x *asciiReader) rowText(n int) string { return x.plainRow(n).of(x.text) }

// asciiTable is a table that is being read.
type asciiTable struct {
	x       *asciiReader
	block   int
	columns int
	sep     byte
	headed  bool
	header  []string
	cells   []Cell
	rows    int
}

// line adds the cells of a line, or goes on with the last of them.
func (t *asciiTable) line(w row) {
	if w.empty() {
		return
	}
	text := t.x.text
	var starts []int // offsets of the separators
	var specs []int  // where what belongs to the cell behind begins
	for p := w.start; p < w.end; p++ {
		if text[p] == t.sep && (p == w.start || text[p-1] != '\\') {
			starts, specs = append(starts, p), append(specs, specStart(text, w.start, p))
		}
	}
	upTo := w.end
	if len(specs) > 0 {
		upTo = specs[0]
	}
	if a, b := trim(text, w.start, upTo); a < b && len(t.cells) > 0 {
		c := &t.cells[len(t.cells)-1]
		if c.Text == "" {
			c.Start = a
		}
		*c = cell(text, c.Start, b)
	}
	for i, p := range starts {
		if t.columns > 0 && len(t.cells) >= t.columns {
			t.row()
		}
		stop := w.end
		if i+1 < len(specs) {
			stop = max(specs[i+1], p+1)
		}
		t.cells = append(t.cells, cell(text, p+1, stop))
	}
	if t.columns == 0 && len(starts) > 0 {
		t.columns = min(len(starts), mostCells)
	}
}

// specStart gives where the format of a cell, such as "2+^" or "a", begins
// before its separator.
func specStart(text string, start, p int) int {
	q := p
	for q > start && hasByte("0123456789.+*<^>adehlmsv", text[q-1]) {
		q--
	}
	if q == start || isBlank(text[q-1]) {
		return q
	}
	return p
}

// row adds the row that is complete.
func (t *asciiTable) row() {
	cells := t.cells
	t.cells = nil
	filled := false
	var texts []string
	for _, c := range cells {
		filled = filled || c.Text != ""
		texts = append(texts, c.Text)
	}
	if !filled {
		return
	}
	t.rows++
	start, end := cells[0].Start, cells[len(cells)-1].End
	header := t.header
	if t.headed && t.rows == 1 {
		header, t.header = nil, texts
	}
	t.x.emit(Statement{Kind: TableRow, Block: t.block, Start: start, End: end, Cells: cells, Header: header})
}

// columnsIn gives the number of columns that a line such as `[cols="1,2*"]`
// states, or 0.
func columnsIn(attrs string) int {
	_, spec, ok := strings.Cut(attrs, "cols=")
	if !ok || spec == "" {
		return 0
	}
	if hasByte(`"'`, spec[0]) {
		spec, _, _ = strings.Cut(spec[1:], spec[:1])
	} else {
		spec = strings.TrimRight(spec, "]")
		spec, _, _ = strings.Cut(spec, ",")
	}
	n := 0
	for _, part := range strings.FieldsFunc(spec, func(c rune) bool { return c == ',' || c == ';' }) {
		times, _, many := strings.Cut(strings.TrimSpace(part), "*")
		if v := 0; many && only(times, "0123456789") && times != "" && len(times) < 3 {
			for _, c := range times {
				v = v*10 + int(c-'0')
			}
			n += v
			continue
		}
		n++
	}
	return min(n, mostCells)
}
