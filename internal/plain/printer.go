package plain

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"archreview/internal/report"
)

// Bounds of the width of a line, in columns.
const (
	leastWidth = 20
	mostWidth  = 80
)

// printer appends lines. No other part of the package writes: whatever it is
// given leaves it without control characters and within the width.
type printer struct {
	w     io.Writer
	width int
	err   error // the first that writing gave
	open  bool  // the last line has no end yet
	empty bool  // the last line is empty, or there is none
}

func newPrinter(w io.Writer, width int) *printer {
	if width <= 0 {
		width = mostWidth
	}
	return &printer{w: w, width: min(max(width, leastWidth), mostWidth), empty: true}
}

// put writes safe text.
func (p *printer) put(s string) {
	if p.err == nil && s != "" {
		_, p.err = io.WriteString(p.w, s)
	}
}

// fresh ends a line that is open.
func (p *printer) fresh() {
	if p.open {
		p.put("\n")
		p.open = false
	}
}

// blank leaves one line empty, never two.
func (p *printer) blank() {
	p.fresh()
	if !p.empty {
		p.put("\n")
		p.empty = true
	}
}

// text prints lines, wrapped; what follows is indented as its line is.
func (p *printer) text(s string) {
	for l := range strings.SplitSeq(s, "\n") {
		p.line(l)
	}
}

// line prints one line, wrapped. What follows is indented as the line is, and
// under the text of a list item.
func (p *printer) line(l string) {
	text := strings.TrimLeft(l, " ")
	p.item(l[:len(l)-len(text)], text)
}

// item prints a mark and a text of one line, which is wrapped beside it.
func (p *printer) item(mark, text string) {
	p.fresh()
	mark, text = report.Clean(mark), strings.TrimRight(report.Clean(text), " ")
	if text == "" && strings.TrimSpace(mark) == "" {
		p.blank()
		return
	}
	hang := ansi.StringWidth(mark)
	if strings.TrimSpace(mark) == "" {
		hang += bullet(text)
	}
	if hang > p.width/2 {
		hang = min(2, hang)
	}
	for i, row := range rows(mark+text, p.width, hang) {
		if i > 0 {
			row = strings.Repeat(" ", hang) + row
		}
		p.put(strings.TrimRight(row, " ") + "\n")
	}
	p.empty = false
}

// prompt begins a line on which the user types.
func (p *printer) prompt(s string) {
	p.fresh()
	p.put(report.Clean(s))
	p.open, p.empty = true, false
}

// typed says that the user has ended the line of a prompt.
func (p *printer) typed() { p.open = false }

// bullet gives the width of the mark with which a list item begins.
func bullet(text string) int {
	if strings.HasPrefix(text, "• ") || strings.HasPrefix(text, "- ") {
		return 2
	}
	n := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if n > 0 && n < 4 && strings.HasPrefix(text[n:], ". ") {
		return n + 2
	}
	return 0
}

// rows cuts a safe line into rows of at most width columns, at blanks where
// there are any; all but the first leave room for hang columns.
func rows(l string, width, hang int) []string {
	var out []string
	room := width
	for {
		end := fitting(l, room)
		if end == len(l) {
			return append(out, l)
		}
		cut := end
		if l[end] != ' ' {
			if blank := strings.LastIndexByte(l[:end], ' '); blank > 0 && strings.TrimSpace(l[:blank]) != "" {
				cut = blank
			}
		}
		out = append(out, l[:cut])
		l, room = strings.TrimLeft(l[cut:], " "), width-hang
		if l == "" {
			return out
		}
	}
}

// mostCluster is the most bytes that are taken for one character.
const mostCluster = 64

// fitting gives how many bytes of a line fit into so many columns, at least one
// character.
func fitting(l string, room int) int {
	column := 0
	for i := 0; i < len(l); {
		n, w := 1, 1
		if l[i] >= 0x80 || i+1 < len(l) && l[i+1] >= 0x80 {
			var cluster string
			cluster, w = ansi.FirstGraphemeCluster(l[i:bound(l, i+mostCluster)], ansi.GraphemeWidth)
			n = max(len(cluster), 1)
		}
		if column += w; column > room && i > 0 {
			return i
		}
		i += n
	}
	return len(l)
}

// bound gives the last start of a character up to i, or the end of the line.
func bound(l string, i int) int {
	if i >= len(l) {
		return len(l)
	}
	for i > 0 && !utf8.RuneStart(l[i]) {
		i--
	}
	return i
}
