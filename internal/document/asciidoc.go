package document

import "strings"

// asciiReader reads AsciiDoc line by line. Statements are parts of the text as
// it stands.
type asciiReader struct {
	*reader
	attrs    string   // the line in brackets above a block
	markers  []string // of the items that are open, from the outermost
	block    int      // of the list
	began    bool     // the head of the document has ended
	plus     bool     // a list goes on after a line with "+"
	includes places
	unfilled places
}

func (r *reader) readAsciiDoc() {
	x := asciiReader{reader: r}
	for r.n < len(r.doc.starts) && !r.full() {
		x.step()
	}
	r.flush()
	if x.includes.count > 0 {
		r.note("Other files are included but were not read", counted(x.includes.count, "include")+", "+x.includes.String(),
			"Give those files as documents too if they hold parts of the design.")
	}
	if x.unfilled.count > 0 {
		r.note("Attributes stand in the text without their values", counted(x.unfilled.count, "line")+" such as \"{name}\", "+x.unfilled.String(),
			"Give the document as HTML or PDF if the values matter.")
	}
}

// step reads the next line, or the next several where they belong together.
func (x *asciiReader) step() {
	w := x.plainRow(x.n)
	if w.empty() {
		x.flush()
		for x.n++; x.n < len(x.doc.starts) && x.plainRow(x.n).empty(); x.n++ {
		}
		if len(x.markers) > 0 && !x.listGoesOn(x.n) {
			x.leaveList()
		}
		return
	}
	content := w.of(x.text)
	if x.passes(w, content) {
		return
	}
	if hasAttribute(content) {
		x.unfilled.add(w.n + 1)
	}
	switch {
	case x.title(w, content), x.delimited(w, content), x.item(w, content), x.term(w, content):
	case !x.para.open && len(x.markers) == 0 && w.indent > 0:
		x.indentedCode(w)
	default:
		x.prose(w, content)
	}
}

// passes takes the lines that say nothing by themselves.
func (x *asciiReader) passes(w row, content string) bool {
	switch {
	case strings.HasPrefix(content, "//") && !strings.HasPrefix(content, "///") && runLength(content) != len(content):
	case content == "//" || content == "'''" || content == "<<<" || content == "---" || content == "***":
		x.flush()
	case isAttributeEntry(content) && !x.para.open:
		kind := Sentence
		if !x.began {
			kind = Meta
		}
		if value := content[strings.IndexByte(content[1:], ':')+2:]; strings.TrimSpace(value) != "" && kind == Meta {
			x.emit(Statement{Kind: kind, Block: x.nextBlock(), Start: w.start, End: w.end})
		}
	case content[0] == '[' && content[len(content)-1] == ']' && !x.para.open && (isBlockAttributes(content) || only(strings.ToLower(content), "[]abcdefghijklmnopqrstuvwxyz,=\"' -_.#%0123456789<>^;*")):
		x.attrs = content
	case isBlockMacro(content):
		x.flush()
		switch {
		case strings.HasPrefix(content, "include::"):
			x.includes.add(w.n + 1)
		case strings.HasPrefix(content, "image::"):
			target, _, _ := strings.Cut(content[len("image::"):], "[")
			x.show(w.n+1, target)
		}
	case content == "+" && len(x.markers) > 0:
		x.flush()
		x.plus = true
	case len(content) > 2 && content[0] == '.' && content[1] != '.' && !isBlank(content[1]) && !x.para.open:
		x.emit(Statement{Kind: Sentence, Block: x.nextBlock(), Start: w.start + 1, End: w.end}) // the title of a block
	default:
		return false
	}
	x.n++
	return true
}

// title takes a heading. The lines below that of the document name its authors
// and version.
func (x *asciiReader) title(w row, content string) bool {
	level := atxOf(content, '=')
	if level == 0 {
		level, _, _ = atx(content)
	}
	if level == 0 || w.indent > 0 {
		return false
	}
	x.leaveList()
	first := !x.began && level == 1
	x.began = x.began || !first
	x.heading(level, skip(x.text, w.start+level, w.end), w.end)
	x.n++
	x.attrs = ""
	if !first {
		return true
	}
	for ; x.n < len(x.doc.starts); x.n++ {
		line := x.plainRow(x.n)
		if line.empty() {
			x.began = true
			return true
		}
		if x.passes(line, line.of(x.text)) {
			x.n-- // it has moved on already
			continue
		}
		x.emit(Statement{Kind: Meta, Block: x.nextBlock(), Start: line.start, End: line.end})
	}
	return true
}

// delimited takes the line that opens or closes a block.
func (x *asciiReader) delimited(w row, content string) bool {
	if strings.HasPrefix(content, "|===") || strings.HasPrefix(content, "!===") {
		x.began = true
		x.flush()
		x.table(w, content)
		x.attrs, x.plus = "", false
		return true
	}
	if mark, ok := openFence(content); ok && mark.char == '`' {
		x.listing(content[:mark.size], mark.lang)
		return true
	}
	if content == "--" || content == "" {
		x.flush()
		x.n++
		return content == "--"
	}
	if runLength(content) != len(content) || len(content) < 4 {
		return false
	}
	switch content[0] {
	case '-', '.', '+':
		x.listing(content, attributeLanguage(x.attrs))
	case '/':
		x.passComment(content)
	case '=', '*', '_':
		x.flush()
		x.inQuote = content[0] == '_' && !x.inQuote
		x.attrs = ""
		x.n++
	default:
		return false
	}
	return true
}

// passComment passes a comment of several lines.
func (x *asciiReader) passComment(mark string) {
	x.flush()
	from := x.n
	for x.n++; x.n < len(x.doc.starts); x.n++ {
		if w := x.plainRow(x.n); w.of(x.text) == mark {
			x.n++
			return
		}
	}
	x.n = from + 1 // it is never closed: its lines are text
	x.note("A comment is never closed", "it begins at line "+itoa(from+1)+" and was read as ordinary text",
		"Close it with the same marks if it is not meant to be reviewed.")
}

// listing takes a block of code as a whole.
func (x *asciiReader) listing(mark, lang string) {
	x.flush()
	x.began = true
	block, from := x.nextBlock(), x.n
	x.attrs, x.plus = "", false
	for x.n++; x.n < len(x.doc.starts); x.n++ {
		w := x.plainRow(x.n)
		if w.of(x.text) == mark {
			x.n++
			return
		}
		x.code(w, lang, block)
	}
	x.note("A code block is never closed", "it begins at line "+itoa(from+1)+"; everything below was read as code",
		"Close the block with the same marks, and review again.")
}

// attributeLanguage gives the language that a line such as "[source,python]"
// names.
func attributeLanguage(attrs string) string {
	parts := strings.Split(strings.Trim(attrs, "[]"), ",")
	style, _, _ := strings.Cut(parts[0], "%")
	switch style {
	case "source", "", "listing":
		if len(parts) > 1 && !strings.Contains(parts[1], "=") {
			return language(strings.Trim(parts[1], ` "`))
		}
		return ""
	case "mermaid", "plantuml", "ditaa", "graphviz":
		return style
	}
	return ""
}

// indentedCode takes lines that are literal because they are indented.
func (x *asciiReader) indentedCode(w row) {
	x.began = true
	block := x.nextBlock()
	for ; x.n < len(x.doc.starts) && !w.empty(); x.n++ {
		x.code(w, "", block)
		if x.n+1 < len(x.doc.starts) {
			w = x.plainRow(x.n + 1)
		}
	}
}

// prose adds a line to the open paragraph, or begins one.
func (x *asciiReader) prose(w row, content string) {
	x.began = true
	x.n++
	if x.para.open {
		if content == "+" {
			return
		}
		x.para.end = w.end
		x.para.lines++
		return
	}
	if len(x.markers) > 0 && x.plus {
		x.plus = false
		x.begin(w, paragraph{kind: ListItem, block: x.block, marker: "*", depth: len(x.markers) - 1})
		return
	}
	if len(x.markers) > 0 {
		x.leaveList()
	}
	x.attrs = ""
	x.begin(w, paragraph{kind: Sentence, block: x.nextBlock()})
}

// hasAttribute tells whether a line refers to an attribute, "{name}".
func hasAttribute(content string) bool {
	for rest := content; ; {
		_, behind, ok := strings.Cut(rest, "{")
		if !ok {
			return false
		}
		name, _, closed := strings.Cut(behind[:min(len(behind), 40)], "}")
		if closed && name != "" && only(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") && isLetter(name[0]) {
			return true
		}
		rest = behind
	}
}
