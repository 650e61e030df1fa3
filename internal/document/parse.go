package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"archreview/internal/picture"
)

// Parse reads a document from its bytes. The path is only shown; "-" is shown
// as "stdin". It refuses what is empty, too large or of a format that is not
// read, with a problem that says what to do, and records lesser things in the
// document's Notes.
func Parse(id, path string, raw []byte) (*Document, error) {
	return Opener{}.Parse(context.Background(), id, path, raw)
}

// Parse does the same as the function, with the tools of the opener.
func (o Opener) Parse(ctx context.Context, id, path string, raw []byte) (*Document, error) {
	if path == standardInput {
		path = stdinName
	}
	if o.Pictures && picture.Is(raw) && len(raw) <= MaxBytes {
		return File(id, path, raw), nil
	}
	src, err := o.load(ctx, path, raw)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	d, err := src.document(id, path)
	if err != nil {
		return nil, err
	}
	d.SHA256 = hex.EncodeToString(sum[:])
	return d, nil
}

// document finds the statements in a text that has been loaded.
func (src *source) document(id, path string) (*Document, error) {
	d := &Document{
		ID: id, Path: path, Format: src.format, Title: src.title,
		Text: src.text, Words: countWords(src.text), Notes: src.notes, Places: src.places, Pictures: src.pictures,
		Sections: []Section{{Line: 1}},
		starts:   lineStarts(src.text),
	}
	r := reader{doc: d, text: src.text}
	r.read(src.syntax)
	if r.full() {
		return nil, refuse(quoted(path)+" is too large to review", fmt.Sprintf("it holds more than %d statements", MaxStatements),
			"Give the document itself without logs or data, or split it into several files.", nil)
	}
	if len(d.Statements) == 0 {
		return nil, refuse(quoted(path)+" holds no text to review", "it has lines, but only comments, rules or marks",
			"Give a document that describes the design in words.", nil)
	}
	return d, nil
}

func isEmpty(text string) bool {
	return strings.IndexFunc(text, func(c rune) bool {
		return !unicode.IsSpace(c) && c != 0xfeff && c != 0x200b
	}) < 0
}

// countWords counts the runs of characters between white space that hold a
// letter or a digit.
func countWords(text string) int {
	n, counted := 0, false
	for _, c := range text {
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c > 0x7f && unicode.IsSpace(c):
			counted = false
		case !counted && (c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c > 0x7f && (unicode.IsLetter(c) || unicode.IsDigit(c))):
			counted = true
			n++
		}
	}
	return n
}

// reader walks through the lines of a document once, from top to bottom, and
// fills in its sections and statements.
type reader struct {
	doc     *Document
	text    string
	plain   bool // no Markdown headings or fences: numbers and capitals make headings
	n       int  // index of the line to read next
	inQuote bool
	para    paragraph
	lists   [2]list // outside and inside of a block quote
	section int
	blocks  int
	long    places // lines of statements that had to be cut

	commentless bool // no "-->" follows any more
}

// paragraph is a run of lines that are split into sentences together.
type paragraph struct {
	open       bool
	start, end int
	lines      int
	kind       Kind
	block      int
	marker     string
	depth      int
}

// row is one line as its containers leave it: without quote marks, without
// white space around it.
type row struct {
	n          int // index of the line
	start, end int // of the content; equal for a blank line
	indent     int // columns of white space before it, after quote marks
	quote      int // quote marks before it
}

func (w row) empty() bool { return w.start >= w.end }

// of gives the content of the line.
func (w row) of(text string) string { return text[w.start:w.end] }

// mostAhead bounds the statements that room is made for before they are found.
const mostAhead = 1 << 14

func (r *reader) read(s syntax) {
	r.doc.Statements = make([]Statement, 0, min(len(r.text)/64+1, mostAhead))
	switch s {
	case inRST:
		r.readRST()
	case inAsciiDoc:
		r.readAsciiDoc()
	case inDiagram:
		r.readDiagram()
	default:
		r.readMarkdown()
	}
	r.flush()
	r.doc.draw()
	if s == inMarkdown && len(r.doc.Places) == 0 {
		r.picturesOf()
	}
	r.doc.noteUnread()
	if r.long.count > 0 {
		r.note("Very long passages were read in pieces",
			counted(r.long.count, "passage")+" of more than 4,000 bytes, "+r.long.String(),
			"Nothing is lost, but a claim that runs across a cut may be missed.")
	}
	if len(r.doc.Sections) > 1 && (r.doc.Title == "" || s == inMarkdown && len(r.doc.Places) > 0) {
		r.doc.Title = r.doc.Sections[1].Title
	}
}

// readMarkdown reads Markdown and plain text.
func (r *reader) readMarkdown() {
	r.plain = isPlain(r.doc)
	r.frontMatter()
	for r.n < len(r.doc.starts) && !r.full() {
		r.step()
	}
}

func (r *reader) note(what, detail, next string) {
	r.doc.Notes = append(r.doc.Notes, Note{What: what, Detail: detail, Next: next})
}

// step reads the next line, or the next several where they belong together.
func (r *reader) step() {
	w := r.row(r.n)
	if w.empty() {
		r.flush()
		if w.quote == 0 {
			r.leaveQuote()
		}
		r.n++
		return
	}
	switch {
	case w.quote > 0 && !r.inQuote:
		r.flush()
		r.inQuote = true
		r.lists[1] = list{}
	case w.quote == 0 && r.inQuote && !(r.para.open && !r.beginsBlock(w)):
		r.flush()
		r.leaveQuote()
	}
	r.dispatch(w, 0)
}

func (r *reader) leaveQuote() { r.inQuote = false }

// list gives the list that is open where the reader stands.
func (r *reader) list() *list {
	if r.inQuote {
		return &r.lists[1]
	}
	return &r.lists[0]
}

// dispatch hands a line to the first form that takes it. Every form that takes
// a line moves the reader on behind it. The nesting counts list markers that
// stood before on the same line.
func (r *reader) dispatch(w row, nesting int) {
	l := r.list()
	matched := l.matching(w.indent)
	rel := w.indent - l.base(matched)
	top := matched == 0 && rel < tabWidth
	switch {
	case top && nesting == 0 && r.underline(w):
	case (rel < tabWidth || len(l.items) > 0) && r.fence(w, matched):
	case r.umlBlock(w, matched):
	case r.indented(w, matched, rel):
	case top && r.atxHeading(w):
	case top && r.plainHeading(w):
	case r.comment(w):
	case r.table(w, matched):
	case r.rule(w, matched):
	case r.listItem(w, matched, rel, nesting):
	case r.tagLine(w, matched):
	default:
		r.continueParagraph(w, matched)
	}
}

// beginsBlock tells whether a line ends a paragraph that runs on lazily, such
// as a block quote whose later lines have no mark.
func (r *reader) beginsBlock(w row) bool {
	content := w.of(r.text)
	if _, ok := openFence(content); ok {
		return true
	}
	if level, _, _ := atx(content); level > 0 {
		return true
	}
	if _, ok := parseMarker(r.text, w.start, w.end); ok {
		return true
	}
	return isRule(content) || strings.HasPrefix(content, "|") || strings.HasPrefix(content, commentOpen)
}

// continueParagraph adds a line to the open paragraph, or begins one.
func (r *reader) continueParagraph(w row, matched int) {
	r.n++
	if r.para.open && beginsTagBlock(w.of(r.text)) {
		r.flush()
	}
	if r.para.open {
		r.para.end = w.end
		r.para.lines++
		return
	}
	l := r.list()
	if matched == 0 {
		l.close()
		r.begin(w, paragraph{kind: Sentence, block: r.nextBlock()})
		return
	}
	l.items = l.items[:matched]
	top := l.items[matched-1]
	r.begin(w, paragraph{kind: ListItem, block: l.block, marker: top.text, depth: matched - 1})
}

// begin opens a paragraph with the content of a line.
func (r *reader) begin(w row, p paragraph) {
	p.open, p.start, p.end, p.lines = true, w.start, w.end, 1
	if r.inQuote {
		p.kind = Quoted
	}
	r.para = p
}

func (r *reader) nextBlock() int {
	r.blocks++
	return r.blocks
}

// flush ends the open paragraph and turns it into statements.
func (r *reader) flush() {
	if !r.para.open {
		return
	}
	p := r.para
	r.para = paragraph{}
	s := splitter{text: r.text, start: p.start, end: p.end, quoted: p.kind == Quoted}
	s.split()
	for _, sentence := range s.sentences() {
		r.emit(Statement{
			Kind: p.kind, Block: p.block, Marker: p.marker, Depth: p.depth,
			Start: sentence.start, End: sentence.end, Struck: sentence.struck,
		})
	}
}
