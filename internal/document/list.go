package document

import "strings"

// maxNesting bounds list markers that follow one another on one line.
const maxNesting = 16

// list is a list with the items that are open, from the outermost inwards.
type list struct {
	items  []item
	open   bool
	family byte // 'b' bullets, 'o' ordered: a change begins another list
	block  int
}

type item struct {
	column  int    // of the marker
	content int    // column from which lines belong to the item
	text    string // the marker
}

// matching gives how many of the open items a line of this indentation
// belongs to.
func (l *list) matching(indent int) int {
	n := len(l.items)
	for n > 0 && indent < l.items[n-1].content {
		n--
	}
	return n
}

// base gives the column at which the content of the innermost of n items
// begins.
func (l *list) base(n int) int {
	if n == 0 {
		return 0
	}
	return l.items[n-1].content
}

func (l *list) close() {
	l.items, l.open = l.items[:0], false
}

// marker is the mark that begins a list item.
type marker struct {
	text   string
	family byte
	weak   bool // too ambiguous to interrupt a paragraph
	width  int  // columns it takes
	next   int  // offset behind it
}

// parseMarker recognises a list marker at the beginning of a line's content.
func parseMarker(text string, start, end int) (marker, bool) {
	m := marker{family: 'b'}
	c := text[start]
	switch {
	case c == '-' || c == '*' || c == '+':
		m.next = start + 1
	case isDigit(c):
		p := start
		for p < end && p-start < 9 && isDigit(text[p]) {
			p++
		}
		if p == end || text[p] != '.' && text[p] != ')' {
			return m, false
		}
		m.family, m.next, m.weak = 'o', p+1, text[start:p] != "1"
	case isLetter(c) && start+1 < end && text[start+1] == ')':
		m.family, m.next, m.weak = 'o', start+2, true
	case c == '(':
		p := start + 1
		for p < end && p-start <= 3 && (isLetter(text[p]) || isDigit(text[p])) {
			p++
		}
		if p == end || p == start+1 || text[p] != ')' {
			return m, false
		}
		m.family, m.next, m.weak = 'o', p+1, true
	default:
		return bulletSign(text, start, end)
	}
	m.text, m.width = text[start:m.next], m.next-start
	return m, m.next >= end || text[m.next] == ' ' || text[m.next] == '\t'
}

// bulletSign recognises the bullets that come with text pasted from elsewhere.
func bulletSign(text string, start, end int) (marker, bool) {
	for _, sign := range [...]string{"•", "◦", "▪", "●", "‣", "·"} {
		if strings.HasPrefix(text[start:end], sign) {
			return marker{text: sign, family: 'b', width: 1, next: start + len(sign)}, true
		}
	}
	if strings.HasPrefix(text[start:end], "– ") {
		return marker{text: "–", family: 'b', width: 1, weak: true, next: start + len("–")}, true
	}
	return marker{}, false
}

// listItem takes a line that begins a list item.
func (r *reader) listItem(w row, matched, rel, nesting int) bool {
	if nesting >= maxNesting {
		return false
	}
	m, ok := parseMarker(r.text, w.start, w.end)
	if !ok {
		return false
	}
	l := r.list()
	if r.para.open && matched == len(l.items) && nesting == 0 && !r.interrupts(m, w, rel) {
		return false
	}
	r.flush()
	l.pop(w.indent)
	r.join(l, m)
	p, gap := skipIndent(r.text, m.next, w.end)
	if gap == 0 || gap > tabWidth || p == w.end {
		gap = 1
	}
	content := w.indent + m.width + gap
	label := m.text
	if box, next := taskBox(r.text, p, w.end); box != "" && m.family == 'b' {
		label, p = box, next
	}
	l.items = append(l.items, item{column: w.indent, content: content, text: label})
	rest := row{n: w.n, start: p, end: w.end, indent: content, quote: w.quote}
	for rest.start < rest.end && r.text[rest.start] == '>' {
		rest.start, _ = skipIndent(r.text, rest.start+1, rest.end)
	}
	if rest.empty() {
		r.n++
		return true
	}
	r.dispatch(rest, nesting+1)
	return true
}

// interrupts tells whether a list marker may end the paragraph above it. A
// number that happens to begin a wrapped line must not, unless the paragraph
// announces a list.
func (r *reader) interrupts(m marker, w row, rel int) bool {
	switch {
	case m.next >= w.end:
		return false
	case r.text[r.para.end-1] == ':' || r.para.kind == ListItem && rel < tabWidth:
		return true
	}
	return !m.weak
}

// pop closes the items that a marker at a column does not nest in. Two columns
// to the right of the outer marker are enough to nest, whatever its width.
func (l *list) pop(column int) {
	n := len(l.items)
	for n > 0 && column < l.items[n-1].content && column < l.items[n-1].column+2 {
		n--
	}
	l.items = l.items[:n]
}

// join gives the list its block: a new one unless the marker continues the
// list that is open.
func (r *reader) join(l *list, m marker) {
	if l.open && (len(l.items) > 0 || l.family == m.family) {
		return
	}
	l.open, l.family, l.block = true, m.family, r.nextBlock()
}

// taskBox recognises the box of a task list and gives the offset of what
// follows.
func taskBox(text string, p, end int) (box string, next int) {
	if end-p < 4 || text[p] != '[' || text[p+2] != ']' || text[p+3] != ' ' && text[p+3] != '\t' {
		return "", p
	}
	switch text[p+1] {
	case ' ':
		box = "[ ]"
	case 'x', 'X':
		box = "[x]"
	default:
		return "", p
	}
	next, _ = skipIndent(text, p+3, end)
	return box, next
}
