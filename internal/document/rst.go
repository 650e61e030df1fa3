package document

import (
	"strings"
	"unicode/utf8"
)

const mostNested = 32 // blocks of reStructuredText within one another; deeper ones are read flat

// rstReader reads reStructuredText: blocks by their indentation, from the
// outermost inwards. Statements are parts of the text as it stands.
type rstReader struct {
	*reader
	first    row      // stands for its line where something before it on the line is read already
	styles   []string // marks of headings, in the order in which they came
	said     bool     // something has been said, so that fields are no longer about the document
	includes places
	nested   int
}

// scope is what statements of a block have in common.
type scope struct {
	kind   Kind
	marker string
	depth  int
	block  int // of the list; 0 outside of lists
}

func (r *reader) readRST() {
	x := rstReader{reader: r, first: row{n: -1}}
	x.blocks(0, len(r.doc.starts), 0, scope{})
	if x.includes.count > 0 {
		r.note("Other files are included but were not read", counted(x.includes.count, "include")+", "+x.includes.String(),
			"Give those files as documents too if they hold parts of the design.")
	}
}

// row gives a line without the white space around it.
func (x *rstReader) row(n int) row {
	if n == x.first.n {
		return x.first
	}
	return x.plainRow(n)
}

// extent gives the end of the lines from n on that are blank or indented by
// more than base, blank lines at the end left out.
func (x *rstReader) extent(n, end, base int) int {
	last := n
	for ; n < end; n++ {
		w := x.plainRow(n)
		if w.empty() {
			continue
		}
		if w.indent <= base {
			break
		}
		last = n + 1
	}
	return last
}

// blocks reads the blocks of some lines that are indented by base.
func (x *rstReader) blocks(n, end, base int, sc scope) {
	x.nested++
	defer func() { x.nested-- }()
	list := rstList{}
	for n < end && !x.full() {
		w := x.row(n)
		if w.empty() {
			n++
			continue
		}
		if next, ok := x.item(n, end, sc, &list); ok {
			n = next
			continue
		}
		list = rstList{}
		n = x.block(n, end, base, sc)
	}
}

// block reads one block that is no list item.
func (x *rstReader) block(n, end, base int, sc scope) int {
	w := x.row(n)
	content := w.of(x.text)
	switch {
	case w.indent > base && n != x.first.n && x.nested < mostNested:
		e := max(x.extent(n, end, base), n+1)
		if sc.kind == Sentence {
			sc.kind = Quoted
		}
		x.blocks(n, e, w.indent, sc)
		return e
	case strings.HasPrefix(content, ".. ") || content == "..":
		return x.explicit(n, end, sc)
	case strings.HasPrefix(content, "__ "):
		return n + 1
	case content[0] == '+' && len(content) >= 3 && isDelimiter(content):
		return x.gridTable(n, end)
	case isSimpleBorder(content):
		if next := x.simpleTable(n, end); next > n {
			return next
		}
	case strings.HasPrefix(content, ">>> "):
		return x.literal(n, x.paragraphEnd(n, end), "python")
	case content == "|" || strings.HasPrefix(content, "| "):
		x.emit(Statement{Kind: Sentence, Block: x.nextBlock(), Start: w.start + 1, End: w.end})
		return n + 1
	}
	if next := x.titled(n, end, base); next > n {
		return next
	}
	if next := x.field(n, end, sc); next > n {
		return next
	}
	return x.prose(n, end, base, sc)
}

// titled reads a heading with marks below, or above and below, or a
// transition.
func (x *rstReader) titled(n, end, base int) int {
	over := x.row(n)
	content := over.of(x.text)
	if isAdornment(content) {
		if n+2 < end {
			title, under := x.row(n+1), x.row(n+2)
			if !title.empty() && under.of(x.text) == content && !isAdornment(title.of(x.text)) {
				x.heading(x.level("o"+content[:1]), title.start, title.end)
				return n + 3
			}
		}
		if len(content) >= 4 && (n+1 >= end || x.row(n+1).empty()) {
			return n + 1
		}
		return n
	}
	if n+1 >= end || base > 0 || over.indent > 0 {
		return n
	}
	under := x.row(n + 1)
	marks := under.of(x.text)
	if under.empty() || under.indent > 0 || !isAdornment(marks) || len(marks) < min(4, utf8.RuneCountInString(content)) || hasByte(".:", marks[0]) && len(marks) < 4 {
		return n
	}
	x.heading(x.level(marks[:1]), over.start, over.end)
	return n + 2
}

// level gives the level of a style of heading.
func (x *rstReader) level(style string) int {
	for i, s := range x.styles {
		if s == style {
			return i + 1
		}
	}
	x.styles = append(x.styles, style)
	return len(x.styles)
}

// field reads ":name: value". Before anything else is said, fields are about
// the document.
func (x *rstReader) field(n, end int, sc scope) int {
	w := x.row(n)
	if !isAttributeEntry(w.of(x.text)) {
		return n
	}
	e := max(x.extent(n+1, end, w.indent), n+1)
	kind := sc.kind
	if !x.said && kind == Sentence {
		kind = Meta
	}
	last := x.row(e - 1)
	x.emit(Statement{Kind: kind, Block: x.nextBlock(), Marker: sc.marker, Depth: sc.depth, Start: w.start, End: last.end})
	return e
}

// paragraphEnd gives the line behind those that follow without a blank one.
func (x *rstReader) paragraphEnd(n, end int) int {
	for n++; n < end && !x.row(n).empty(); n++ {
	}
	return n
}

// prose reads a paragraph, a term with its definition, and the literal block
// that a paragraph announces.
func (x *rstReader) prose(n, end, base int, sc scope) int {
	w := x.row(n)
	e := n + 1
	for ; e < end; e++ {
		next := x.row(e)
		if next.empty() || next.indent < w.indent && next.indent < base {
			break
		}
		if e == n+1 && next.indent > w.indent && n != x.first.n {
			e = x.paragraphEnd(n, end) // a term: its definition begins on the next line
			break
		}
	}
	last := x.row(e - 1)
	x.say(w.start, last.end, sc)
	if !strings.HasSuffix(x.text[w.start:last.end], "::") {
		return e
	}
	m := e
	for m < end && x.row(m).empty() {
		m++
	}
	if m < end && x.row(m).indent > base {
		return x.literal(m, x.extent(m, end, base), "")
	}
	return e
}

// say splits a range of prose into statements.
func (x *rstReader) say(start, end int, sc scope) {
	x.said = true
	block := sc.block
	if block == 0 {
		block = x.nextBlock()
	}
	x.para = paragraph{open: true, start: start, end: end, lines: 1, kind: sc.kind, block: block, marker: sc.marker, depth: sc.depth}
	x.flush()
}

// literal reads lines as code.
func (x *rstReader) literal(n, end int, lang string) int {
	x.said = true
	block := x.nextBlock()
	for ; n < end; n++ {
		x.code(x.row(n), lang, block)
	}
	return end
}

// rstList is the list that items follow one another in.
type rstList struct {
	block  int
	family byte
}

// item reads a list item with all that is indented below it.
func (x *rstReader) item(n, end int, sc scope, l *rstList) (int, bool) {
	w := x.row(n)
	m, ok := rstMarker(x.text, w.start, w.end)
	if !ok || x.nested >= mostNested || isAdornment(w.of(x.text)) && w.end-w.start > 1 {
		return n, false
	}
	p, gap := skipIndent(x.text, m.next, w.end)
	label := m.text
	if box, next := taskBox(x.text, p, w.end); box != "" && m.family == 'b' {
		label, p = box, next
	}
	e := max(x.extent(n+1, end, w.indent), n+1)
	inner := scope{kind: ListItem, marker: label, block: sc.block}
	if sc.kind == ListItem {
		inner.depth = sc.depth + 1
	}
	if inner.block == 0 {
		if l.block == 0 || l.family != m.family {
			*l = rstList{block: x.nextBlock(), family: m.family}
		}
		inner.block = l.block
	}
	rest := row{n: n, start: p, end: w.end, indent: w.indent + m.width + max(gap, 1)}
	if rest.empty() {
		x.first = row{n: n}
	} else {
		x.first = rest
	}
	x.said = true
	x.blocks(n, e, rest.indent, inner)
	return e, true
}

// rstMarker recognises the marker of a list item.
func rstMarker(text string, start, end int) (marker, bool) {
	if end-start > 2 && text[start] == '#' && hasByte(".)", text[start+1]) && isBlank(text[start+2]) {
		return marker{text: text[start : start+2], family: 'o', width: 2, next: start + 2}, true
	}
	return parseMarker(text, start, end)
}
