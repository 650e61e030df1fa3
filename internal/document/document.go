// Package document turns the bytes of a design document into sections and
// statements, whatever the format it is written in.
//
// The format is found by content, never by the name of a file. Text formats
// (Markdown, reStructuredText, AsciiDoc, plain text) keep their own lines. The
// others (HTML, Word, PDF, notebooks) are rendered as Markdown; places beside
// the text say where each line stands in the original.
//
// A statement is one claim: a sentence, a list item, a table row, a line of
// code, an edge of a diagram. Its text is always the exact part of the
// document between its two offsets, so that whatever is later said about it
// can be quoted and found again. No line of the original is lost: lines that
// hold no statement (rules, comments, fences) can still be had by number.
//
// The reader is a line-oriented one and costs time linear in the size of the
// document. It follows CommonMark and GitHub's tables where authors do, and is
// lenient where they usually are not (under-indented lists, tables without a
// delimiter row, documents without any Markdown at all).
//
// Text from a document is untrusted. Characters that could steer a terminal
// or reorder what a reader sees are made harmless before anything else looks
// at them.
package document

import "archreview/internal/diagram"

// Limits of the reader.
const (
	MaxBytes      = 20 << 20 // largest document that is read
	MaxText       = 8 << 20  // longest text that is taken out of a document of another format
	MaxStatement  = 4000     // longest statement in bytes; longer ones are cut into several
	MaxStatements = 200_000  // statements of a document
)

// Document is a document that has been read. It is made by Parse or Read and
// not changed afterwards; it may be used by several goroutines at once.
type Document struct {
	ID         string            // short name within the review, such as "d1"
	Path       string            // as given; "stdin" for "-"
	SHA256     string            // of the bytes as they were read, in hexadecimal
	Title      string            // from the front matter, else the first heading; may be empty
	Format     string            // one of Formats
	Text       string            // UTF-8 with LF line ends, no byte order mark, no control characters
	Words      int               // words with at least one letter or digit
	Sections   []Section         // in order; Sections[0] is the root with level 0 and no title
	Statements []Statement       // in order of their position, without overlap
	Drawings   []diagram.Diagram // diagrams in it, with lines of Text
	Notes      []Note            // what a reader of the review should know about the reading
	Pictures   []Picture         // that it shows, in order
	Places     []Place           // where lines stand in the original, in order; empty where Text has its own lines
	Retired    string            // why nothing in it is a decision any more, such as "superseded"; empty for a document that holds

	starts []int // offset of each line in Text
}

// Section is a heading and what stands below it, up to the next heading.
type Section struct {
	ID     int    // index in Document.Sections
	Level  int    // 1 for the title of the document; 0 only for the root
	Parent int    // index of the section around it; the root is its own parent
	Line   int    // line of the heading, 1-based; 1 for the root
	Title  string // heading without marks
}

// Kind tells what form a statement has in the document.
type Kind int

// The kinds of statements.
const (
	Sentence Kind = iota // of a paragraph
	ListItem             // a sentence of a list item
	TableRow             // a row of a table, the heading row included
	CodeLine             // a line of fenced or indented code
	Edge                 // a line of a Mermaid diagram that connects nodes
	Heading              // the text of a heading, which also begins a section
	Quoted               // a sentence of a block quote
	Meta                 // a line of the front matter
	Set                  // a line of a configuration or code file that sets or shows something
)

// String gives the name of the kind in words.
func (k Kind) String() string {
	names := [...]string{"sentence", "list item", "table row", "code line", "edge", "heading", "quoted", "meta", "setting"}
	if k < 0 || int(k) >= len(names) {
		return "unknown"
	}
	return names[k]
}

// Statement is one claim with its exact place.
type Statement struct {
	ID      int    // index in Document.Statements
	Section int    // index in Document.Sections; a heading belongs to the section it begins
	Block   int    // running number of the paragraph, list, table, code block or heading
	Kind    Kind   //
	Text    string // Document.Text[Start:End]: verbatim, never empty, no white space around it
	Start   int    // offset in Document.Text
	End     int    // offset behind the last byte
	Line    int    // first line, 1-based
	EndLine int    // last line, 1-based

	Lang   string   // code lines and edges: language of the fence in lower case
	Cells  []Cell   // table rows: the cells from left to right, empty ones included
	Header []string // table rows: heads of the columns; nil for the heading row itself
	Marker string   // list items: "-", "1.", "[ ]", "[x]" ...
	Depth  int      // list items: depth of nesting, 0 for the outermost list
	Struck bool     // wholly ~~struck through~~

	Sets []Setting // settings: what the line sets or shows
}

// Cell is one cell of a table row. Text is Document.Text[Start:End], without
// white space around it. In a table that is drawn with characters a cell may
// have several lines: Text is then all of them joined, Start and End those of
// the first.
type Cell struct {
	Text       string
	Start, End int
}

// Note is something a reader should know about how the document was read,
// short of an error: what happened, the detail, and what can be done.
type Note struct {
	What, Detail, Next string
}

// SectionTitles gives the titles on the way from the root to a section, the
// root left out. It is nil for the root and for a section that does not exist.
func (d *Document) SectionTitles(section int) []string {
	if section < 0 || section >= len(d.Sections) {
		return nil
	}
	depth := 0
	for s := section; s != 0; s = d.Sections[s].Parent {
		depth++
	}
	if depth == 0 {
		return nil
	}
	titles := make([]string, depth)
	for s := section; s != 0; s = d.Sections[s].Parent {
		depth--
		titles[depth] = d.Sections[s].Title
	}
	return titles
}
