package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// wordBody renders the main part of a Word document.
type wordBody struct {
	rendering
	*wordFile
	para    wordPara
	line    inline
	run     wordRun
	stack   []string // names of the elements that are open
	skip    int      // elements that are open within one that is left out, itself included
	tables  []*wordTable
	boxes   []wordPara // paragraphs around a text box
	counts  map[string]int
	levels  []string // lists that are open, by level
	code    []string // lines of the code block that is open
	codeAt  []string // place of each
	titled  bool
	known   bool // pages are known
	page    int
	marked  string // marks that are open
	boxed   bool   // the sign of a box to tick comes next, which is written already
	paras   int
	tableNo int

	changes, objects int
	pictured         bool     // a picture is open whose part is not known yet
	asked            []string // notes to write behind the paragraph
	shown            []string // footnotes, in order
}

// wordPara is the paragraph that is open.
type wordPara struct {
	style   style
	number  string
	level   int
	outline int
	mono    bool // all of its text so far is in a font of fixed width
	text    bool
	raw     []byte // the text as it is, for code
	line    inline
	asked   []string
}

// wordRun is a run of text with the same properties.
type wordRun struct {
	bold, italic, struck, code, hidden, mono bool
}

// marks lists the marks of Markdown for the run; plain text has none.
func (r wordRun) marks(plain bool) (marks string) {
	if plain {
		return ""
	}
	if r.struck {
		marks += "~"
	}
	if r.bold {
		marks += "B"
	}
	if r.italic {
		marks += "*"
	}
	if r.code || r.mono {
		marks += "`"
	}
	return marks
}

// wordTable is a table that is open.
type wordTable struct {
	rows    tableRows
	span    int
	vmerge  string // "", "restart" or "continue"
	above   []string
	noHeads bool
	no, row int
}

func (w *wordFile) body(main string) (*source, error) {
	b := &wordBody{wordFile: w, counts: map[string]int{}, page: 1}
	if err := w.walk(main, b.take); err != nil {
		return nil, err
	}
	b.endCode()
	b.closeLists()
	for _, id := range b.shown {
		b.paragraph("[^" + id + "]: " + w.notes[id])
	}
	if b.changes > 0 {
		b.note("The document has tracked changes", counted(b.changes, "change")+" not accepted yet; inserted text was read, deleted text was not",
			"Accept or reject the changes if that is not what is meant.")
	}
	if b.objects > 0 {
		b.note("Embedded objects were not read", counted(b.objects, "object")+", such as a sheet or a diagram of another program",
			"Give what matters in them as text.")
	}
	return b.source(w.path, nameWord)
}

// take takes one token of the part.
func (b *wordBody) take(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		b.blip(&t)
		if foreignSpace(t.Name.Space) {
			t.Name.Local = t.Name.Space + ":" + t.Name.Local
		}
		b.stack = append(b.stack, t.Name.Local)
		if b.skip > 0 {
			b.skip++
			return
		}
		if b.leavesOut(&t) {
			b.skip = 1
			return
		}
		b.start(&t)
	case xml.EndElement:
		if len(b.stack) > 0 {
			b.stack = b.stack[:len(b.stack)-1]
		}
		if b.skip > 0 {
			b.skip--
			return
		}
		if !foreignSpace(t.Name.Space) {
			b.stop(t.Name.Local)
		}
	case xml.CharData:
		if b.skip == 0 && len(b.stack) > 0 && b.stack[len(b.stack)-1] == "t" && !b.run.hidden {
			b.text(string(t))
		}
	}
}

// foreignSpace holds for the prefixes of drawings, in which names mean other
// things.
func foreignSpace(prefix string) bool {
	switch prefix {
	case "a", "pic", "c", "dgm", "cx", "v", "o":
		return true
	}
	return false
}

// leavesOut tells elements whose content is not read: deleted text, what stands
// twice for older programs, instructions of fields, drawings' own text.
func (b *wordBody) leavesOut(t *xml.StartElement) bool {
	switch t.Name.Local {
	case "del", "moveFrom":
		if b.inRunProperties() {
			return false
		}
		b.changes++
		return true
	case "Fallback", "instrText", "delText", "delInstrText", "sectPr", "pPrChange", "rPrChange", "tblPrChange", "tcPrChange", "trPrChange":
		return true
	case "a:graphicData":
		return !b.holdsText(t)
	case "o:OLEObject":
		b.objects++
		return true
	}
	return false
}

func (b *wordBody) inRunProperties() bool {
	n := len(b.stack) - 2
	return n >= 0 && (b.stack[n] == "rPr" || b.stack[n] == "trPr")
}

// holdsText tells whether a drawing holds text boxes, and counts it as a
// picture otherwise.
func (b *wordBody) holdsText(t *xml.StartElement) bool {
	uri := value(t, "uri")
	if strings.HasSuffix(uri, "wordprocessingShape") || strings.HasSuffix(uri, "wordprocessingGroup") || strings.HasSuffix(uri, "wordprocessingCanvas") {
		return true
	}
	b.drawn()
	return false
}

// start takes a tag that opens an element.
func (b *wordBody) start(t *xml.StartElement) {
	v := value(t, "val")
	switch t.Name.Local {
	case "p":
		b.startPara()
	case "ins", "moveTo":
		if !b.inRunProperties() {
			b.changes++
		}
	case "pStyle", "numId", "ilvl", "outlineLvl":
		b.paraProperty(t.Name.Local, v)
	case "r":
		b.run = wordRun{}
	case "b", "i", "strike", "dstrike", "vanish", "rStyle", "rFonts":
		if len(b.stack) > 1 && b.stack[len(b.stack)-2] == "rPr" && !(len(b.stack) > 2 && b.stack[len(b.stack)-3] == "pPr") {
			b.runProperty(t, v)
		}
	case "tab":
		if b.stack[max(0, len(b.stack)-2)] == "r" {
			b.text(" ")
		}
	case "br", "cr":
		b.lineBreak(value(t, "type"))
	case "lastRenderedPageBreak":
		b.known = true
		b.page++
	case "noBreakHyphen":
		b.text("-")
	case "checked":
		b.check(v)
	case "footnoteReference":
		b.reference("f" + value(t, "id"))
	case "endnoteReference":
		b.reference("e" + value(t, "id"))
	case "commentReference":
		if s := b.remarks[value(t, "id")]; s != "" {
			b.asked = append(b.asked, s)
		}
	case "docPr":
		if alt := value(t, "descr"); alt != "" && len(alt) < maxParen {
			b.line.add("![" + alt + "]()")
		}
	case "txbxContent":
		b.boxes = append(b.boxes, b.saved())
	case "tbl", "tr", "tc", "gridSpan", "vMerge", "tblLook", "tblHeader":
		b.startTable(t.Name.Local, t)
	}
}

// stop takes a tag that closes an element.
func (b *wordBody) stop(name string) {
	switch name {
	case "p":
		b.endPara()
	case "txbxContent":
		if n := len(b.boxes) - 1; n >= 0 {
			b.restore(b.boxes[n])
			b.boxes = b.boxes[:n]
		}
	case "tc", "tr", "tbl":
		b.endTable(name)
	}
}

// saved puts the paragraph around a text box aside.
func (b *wordBody) saved() wordPara {
	p := b.para
	b.mark("")
	p.line, p.asked = b.line, b.asked
	b.line, b.asked, b.para = inline{}, nil, wordPara{}
	return p
}

func (b *wordBody) restore(p wordPara) {
	if len(b.tables) > 0 && !b.line.empty() {
		p.line.join(" ")
		p.line.add(b.line.take())
	}
	b.line, b.asked = p.line, append(p.asked, b.asked...)
	b.para = p
	b.para.line, b.para.asked = inline{}, nil
}

func (b *wordBody) paraProperty(name, v string) {
	switch name {
	case "pStyle":
		b.para.style = b.wordFile.style(v)
	case "numId":
		b.para.number = v
	case "ilvl":
		b.para.level, _ = strconv.Atoi(v) // 0 for none
	case "outlineLvl":
		if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 9 {
			b.para.outline = n + 1
		}
	}
}

func (b *wordBody) runProperty(t *xml.StartElement, v string) {
	on := !off(v)
	switch t.Name.Local {
	case "b":
		b.run.bold = on
	case "i":
		b.run.italic = on
	case "strike", "dstrike":
		b.run.struck = on
	case "vanish":
		b.run.hidden = on
	case "rStyle":
		s := strings.ToLower(v)
		b.run.code = strings.Contains(s, "code") || strings.Contains(s, "verbatim") || strings.Contains(s, "sourcetext")
	case "rFonts":
		f := strings.ToLower(value(t, "ascii"))
		b.run.mono = strings.Contains(f, "mono") || strings.Contains(f, "courier") || strings.Contains(f, "consol") || strings.Contains(f, "menlo")
	}
}

// mark closes the marks that are open and opens others, unless they are the same:
// Word splits text into runs wherever someone has edited it.
func (b *wordBody) mark(marks string) {
	if marks == b.marked {
		return
	}
	for range b.marked {
		b.line.end()
	}
	b.marked = marks
	for _, m := range marks {
		text := string(m)
		switch m {
		case '~':
			text = "~~"
		case 'B':
			text = "**"
		}
		b.line.begin(text)
	}
}

// text adds text to the paragraph, with the marks of its run.
func (b *wordBody) text(s string) {
	if b.run.hidden {
		return
	}
	if b.boxed {
		s = strings.TrimLeft(s, "☐☑☒")
		b.boxed = false
	}
	if strings.TrimSpace(s) != "" {
		b.mark(b.run.marks(b.heading() > 0 || b.para.style.isCode()))
	}
	if strings.TrimSpace(s) != "" {
		b.para.mono = b.run.mono && (b.para.mono || !b.para.text)
		b.para.text = true
	}
	b.para.raw = append(b.para.raw, s...)
	b.line.add(s)
}
