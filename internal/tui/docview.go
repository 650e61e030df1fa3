package tui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
	"archreview/internal/document"
)

// docGutter is the room for the mark and the number of a line.
const docGutter = 8

// docView is a document with a marked passage.
type docView struct {
	c             *common
	k             *reportKeys
	docs          []*document.Document
	at            int // document that is shown
	evidence      review.Evidence
	marked        []passage
	layout        *docLayout // nil until the document is broken into rows
	scroll        scroll
	width, height int
	field         *field
	hits          []int // lines with the text that is searched
	found         int   // the one in question
	note          string
}

// layoutMsg brings a document broken into rows.
type layoutMsg struct{ layout *docLayout }

// newDocView opens the document of some evidence, with the passage marked.
func newDocView(c *common, docs []*document.Document, e review.Evidence) *docView {
	v := &docView{c: c, k: newReportKeys(c), docs: docs, evidence: e, field: newField(c, "text to look for")}
	v.at = max(0, slices.IndexFunc(docs, func(d *document.Document) bool { return d.ID == e.Document }))
	if len(docs) > 0 {
		v.marked = passagesOf(docs[v.at], e)
	}
	return v
}

// textWidth leaves room for the marks around a passage.
func (v *docView) textWidth() int { return max(v.width-docGutter-2, 8) }

// begin breaks the document into rows.
func (v *docView) begin() tea.Cmd {
	if len(v.docs) == 0 {
		return nil
	}
	d, width := v.docs[v.at], v.textWidth()
	return func() tea.Msg { return layoutMsg{layOut(d, width)} }
}

func (v *docView) resize(width, height int) {
	v.width, v.height = width, height
	if v.layout != nil {
		v.scroll.resize(len(v.layout.rows), v.rows())
	}
}

// rows is the height of the text.
func (v *docView) rows() int { return max(v.height-2, 1) }

func (v *docView) title() string { return "Document" }

func (v *docView) typing() bool { return v.field.active }

func (v *docView) bindings() []key.Binding {
	k := v.k
	if v.field.active {
		return []key.Binding{k.save, k.back}
	}
	out := []key.Binding{k.back, k.filter, k.nextMatch, k.previousMatch, k.mark, k.up, k.down, k.pageUp, k.pageDown, k.top, k.bottom}
	if len(v.docs) > 1 {
		out = append(out, k.document)
	}
	return out
}

func (v *docView) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case layoutMsg:
		v.laid(msg.layout)
	case tea.KeyMsg:
		v.note = ""
		if v.field.active {
			v.type_(msg)
			return nil
		}
		if !msg.Paste {
			return v.press(msg)
		}
	case tea.MouseMsg:
		v.scroll.by(wheelOf(msg))
	}
	return v.stale()
}

// stale breaks the document anew where the width has changed.
func (v *docView) stale() tea.Cmd {
	if v.layout != nil && v.layout.width != v.textWidth() {
		return v.begin()
	}
	return nil
}

// laid takes the rows and goes to the passage, or to the line that was on top.
func (v *docView) laid(l *docLayout) {
	if len(v.docs) == 0 || l.doc != v.docs[v.at] || l.width != v.textWidth() {
		return
	}
	top := 0
	if v.layout != nil && v.layout.doc == l.doc && len(v.layout.rows) > 0 {
		top = v.layout.rows[min(v.scroll.top, len(v.layout.rows)-1)].line
	}
	v.layout = l
	v.scroll.resize(len(l.rows), v.rows())
	if top > 0 {
		v.scroll.to(l.rowAt(top, 0))
		return
	}
	v.toMark()
}

// toMark shows the marked passage with some lines before it.
func (v *docView) toMark() {
	if v.layout == nil || len(v.marked) == 0 {
		return
	}
	p := v.marked[0]
	v.scroll.to(v.layout.rowAt(p.line, p.start) - v.rows()/3)
}

func (v *docView) press(msg tea.KeyMsg) tea.Cmd {
	k := v.k
	if moveScroll(&v.scroll, v.c.keys, msg) {
		return nil
	}
	switch {
	case key.Matches(msg, k.back):
		return closing(v)
	case key.Matches(msg, k.mark):
		v.toMark()
	case key.Matches(msg, k.filter):
		v.field.start("")
	case key.Matches(msg, k.nextMatch):
		v.hop(1)
	case key.Matches(msg, k.previousMatch):
		v.hop(-1)
	case key.Matches(msg, k.document) && len(v.docs) > 1:
		return v.turn()
	}
	return nil
}

// turn opens the next document.
func (v *docView) turn() tea.Cmd {
	v.at = (v.at + 1) % len(v.docs)
	v.layout, v.hits, v.marked = nil, nil, nil
	v.scroll = scroll{}
	if v.docs[v.at].ID == v.evidence.Document {
		v.marked = passagesOf(v.docs[v.at], v.evidence)
	}
	return v.begin()
}

// type_ takes a key for the text to look for.
func (v *docView) type_(msg tea.KeyMsg) {
	switch msg.Type {
	case tea.KeyEsc:
		v.field.stop()
		v.hits = nil
	case tea.KeyEnter:
		v.field.stop()
		if len(v.docs) > 0 {
			v.hits = linesWith(v.docs[v.at], v.field.text())
		}
		v.hop(0)
	default:
		v.field.update(msg)
	}
}

// hop goes to the next line with the text, or the one before; with 0 to the
// first one from here.
func (v *docView) hop(step int) {
	if len(v.hits) == 0 {
		v.note = "nothing found; / looks for a text"
		return
	}
	if v.layout == nil || len(v.layout.rows) == 0 {
		return
	}
	n := len(v.hits)
	if step == 0 {
		here := v.layout.rows[min(v.scroll.top, len(v.layout.rows)-1)].line
		v.found, _ = slices.BinarySearch(v.hits, here)
	}
	v.found = (v.found + step + n) % n
	v.scroll.to(v.layout.rowAt(v.hits[v.found], 0))
	v.note = fmt.Sprintf("L%d, %d of %d lines with it", v.hits[v.found], v.found+1, n)
}

func (v *docView) view() string {
	if len(v.docs) == 0 {
		return joined(box([]string{"The document is not at hand."}, v.width, v.height))
	}
	lines := []string{v.headRow()}
	if v.layout == nil {
		lines = append(lines, "…")
	} else {
		from, to := v.scroll.window()
		for i := from; i < to; i++ {
			lines = append(lines, v.line(i))
		}
	}
	lines = box(lines, v.width, max(v.height-1, 1))
	return joined(box(append(lines, v.footRow()), v.width, v.height))
}

func (v *docView) headRow() string {
	d := v.docs[v.at]
	ref := ""
	if len(v.marked) > 0 {
		ref = " · " + lineRef(v.evidence, false) + " marked >so<"
	}
	return v.c.paint(roleTitle, oneLine(d.Path)) + v.c.paint(roleDim, fmt.Sprintf("%s · %d lines · %d%%", ref, d.LineCount(), v.scroll.share()))
}

func (v *docView) footRow() string {
	switch {
	case v.field.active:
		return "/ " + v.field.view(max(v.width-2, 1))
	case v.note != "":
		return v.c.paint(roleMark, v.note)
	}
	return ""
}

// line draws one row: the mark of a passage, the number of the line, the text.
func (v *docView) line(i int) string {
	r := v.layout.rows[i]
	text := v.docs[v.at].LineText(r.line)
	number := "      "
	if r.first {
		number = fmt.Sprintf("%6d", r.line)
	}
	_, hit := slices.BinarySearch(v.hits, r.line)
	p, marked := within(r, v.marked)
	switch {
	case marked:
		return v.c.paint(roleMark, ">"+number) + " " + v.plain(text[r.start:p.start]) + v.c.paint(rolePassage, ">"+v.plain(text[p.start:p.end])+"<") + v.plain(text[p.end:r.end])
	case hit:
		return v.c.paint(roleMark, "*"+number) + " " + v.plain(text[r.start:r.end])
	}
	return v.c.paint(roleDim, " "+number) + " " + v.plain(text[r.start:r.end])
}

// plain makes a part of a line safe for the screen.
func (v *docView) plain(s string) string { return expand(cleanLine(s)) }
