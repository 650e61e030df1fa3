package document

import (
	"fmt"
	"strings"
)

// fenceMark is the line that opens a fenced code block.
type fenceMark struct {
	char byte
	size int
	lang string
}

// openFence recognises the opening line of a fenced code block.
func openFence(content string) (fenceMark, bool) {
	size := runLength(content)
	if size < 3 || content[0] != '`' && content[0] != '~' {
		return fenceMark{}, false
	}
	info := strings.TrimSpace(content[size:])
	if content[0] == '`' && strings.ContainsRune(info, '`') {
		return fenceMark{}, false // inline code
	}
	return fenceMark{char: content[0], size: size, lang: language(info)}, true
}

// runLength gives how often the first byte of a text repeats.
func runLength(content string) int {
	n := 0
	for n < len(content) && content[n] == content[0] {
		n++
	}
	return n
}

// language takes the language out of a fence's info: "python title=x",
// "{.python}" and "{python}" are all "python".
func language(info string) string {
	info = strings.TrimLeft(info, "{. ")
	if i := strings.IndexAny(info, " \t,}{:"); i >= 0 {
		info = info[:i]
	}
	return strings.ToLower(info)
}

// fence takes a fenced code block as a whole.
func (r *reader) fence(w row, matched int) bool {
	mark, ok := openFence(w.of(r.text))
	if !ok {
		return false
	}
	r.leaveItems(matched)
	block := r.nextBlock()
	for r.n++; r.n < len(r.doc.starts); r.n++ {
		line := r.plainRow(r.n)
		if r.inQuote {
			if line = r.row(r.n); line.quote == 0 {
				return true // the quote ended, and the code with it
			}
		}
		content := line.of(r.text)
		if line.indent < w.indent+tabWidth && mark.closedBy(content) {
			r.n++
			return true
		}
		r.code(line, mark.lang, block)
	}
	r.note("A code block is never closed",
		fmt.Sprintf("it begins at line %d; everything below was read as code", w.n+1),
		"Close the block with the same marks, and review again.")
	return true
}

func (m fenceMark) closedBy(content string) bool {
	return len(content) >= m.size && content[0] == m.char && runLength(content) == len(content)
}

// leaveItems ends the paragraph, and the list as far as a line outside of some
// of its items makes it end.
func (r *reader) leaveItems(matched int) {
	r.flush()
	l := r.list()
	if matched == 0 {
		l.close()
		return
	}
	l.items = l.items[:matched]
}

// code adds one line of code, unless it is blank.
func (r *reader) code(line row, lang string, block int) {
	if line.empty() {
		return
	}
	kind := CodeLine
	if lang == "mermaid" && isEdge(line.of(r.text)) {
		kind = Edge
	}
	r.emit(Statement{Kind: kind, Block: block, Lang: lang, Start: line.start, End: line.end})
}

// indented takes an indented code block as a whole. In a document without
// Markdown, indented prose and lists stay what they are.
func (r *reader) indented(w row, matched, rel int) bool {
	if rel < tabWidth || r.para.open {
		return false
	}
	if !r.isIndentedCode(w, len(r.list().items) > 0) {
		return false
	}
	r.leaveItems(matched)
	block, least := r.nextBlock(), w.indent-rel+tabWidth
	for ; r.n < len(r.doc.starts); r.n++ {
		line := r.row(r.n)
		if !r.sameQuote(line) {
			return true
		}
		if line.empty() {
			continue
		}
		if line.indent < least || !r.isIndentedCode(line, false) {
			return true
		}
		r.code(line, "", block)
	}
	return true
}

func (r *reader) isIndentedCode(w row, inList bool) bool {
	if !inList && !r.plain {
		return true
	}
	if _, ok := parseMarker(r.text, w.start, w.end); ok {
		return false
	}
	return !r.plain || !isProse(w.of(r.text))
}

// isProse tells a line of words from a line of code: several words and hardly
// any sign that code is made of.
func isProse(line string) bool {
	words, letters, signs := 0, 0, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case isBlank(c):
			if i > 0 && !isBlank(line[i-1]) {
				words++
			}
		case isLetter(c) || c >= 0x80:
			letters++
		case hasByte("{}[]()<>=;_$|\\#&*+@/", c):
			signs++
		}
	}
	return words+1 >= 3 && letters*2 > len(line) && signs*20 <= len(line)
}
