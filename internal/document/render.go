package document

import (
	"fmt"
	"strings"
)

const (
	mostOpen    = 12 // containers whose lines are indented; deeper ones stand at that depth
	mostHeading = 6
)

// rendering writes the content of a document of another format as Markdown,
// line by line, with the place in the original of each line.
type rendering struct {
	out    strings.Builder
	lines  int
	open   []string // what lines begin with in the containers that are open
	marker string   // stands once in place of the innermost of them
	depth  int      // containers that were open at the last line
	here   string   // place in the original of what is written next
	places []Place
	notes  []Note
	pics   []Picture
	full   bool // the text has reached its limit, and nothing more is written
}

// push opens a container: a quote, or a list item with its marker.
func (r *rendering) push(prefix, marker string) {
	if len(r.open) >= mostOpen {
		prefix, marker = "", strings.TrimSpace(marker)+" "
	}
	r.open = append(r.open, prefix)
	r.marker = marker
}

// pop closes the innermost container.
func (r *rendering) pop() {
	if len(r.open) > 0 {
		r.open = r.open[:len(r.open)-1]
	}
	r.marker = ""
}

// item opens a list item.
func (r *rendering) item(marker string) {
	r.push(strings.Repeat(" ", len(marker)+1), marker+" ")
}

// gap separates a block from what stands above it. Items of a list stand close
// together.
func (r *rendering) gap() {
	n := len(r.open)
	if r.lines == 0 || r.marker != "" && r.marker[0] != '>' && (r.depth >= n || r.depth == n-1 && n > 1) {
		return
	}
	if r.marker != "" {
		n--
	}
	r.write(strings.TrimRight(strings.Join(r.open[:n], ""), " "))
}

// line writes one line of a block.
func (r *rendering) line(text string) {
	prefix := strings.Join(r.open, "")
	if r.marker != "" {
		prefix = strings.Join(r.open[:len(r.open)-1], "") + r.marker
		r.marker = ""
	}
	r.depth = len(r.open)
	if text == "" {
		prefix = strings.TrimRight(prefix, " ")
	}
	r.write(prefix + text)
}

func (r *rendering) write(line string) {
	if r.full || r.out.Len()+len(line) > MaxText {
		r.full = true
		return
	}
	r.lines++
	if n := len(r.places); line == "" {
		// a blank line belongs to what stands above it
	} else if n == 0 && r.here != "" || n > 0 && r.places[n-1].Label != r.here {
		r.places = append(r.places, Place{Line: r.lines, Label: r.here})
	}
	r.out.WriteString(line)
	r.out.WriteByte('\n')
}

// paragraph writes a paragraph. A line end in it is a hard one.
func (r *rendering) paragraph(text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	r.gap()
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if i+1 < len(lines) {
			l += "  "
		}
		r.line(guarded(l))
	}
}

// heading writes a heading; inside of a container it is a paragraph in bold.
func (r *rendering) heading(level int, text string) {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "":
	case len(r.open) > 0:
		r.paragraph("**" + text + "**")
	default:
		r.gap()
		r.line(strings.Repeat("#", min(max(level, 1), mostHeading)) + " " + text)
	}
}

// code writes a code block. The place of a line is asked for where it differs.
func (r *rendering) code(lang string, lines []string, place func(i int) string) {
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return
	}
	mark := "```"
	for _, l := range lines {
		for strings.Contains(l, mark) {
			mark += "`"
		}
	}
	r.gap()
	r.line(mark + language(lang))
	for i, l := range lines {
		if place != nil {
			r.here = place(i)
		}
		r.line(strings.TrimRight(l, " \t\r"))
	}
	r.line(mark)
}

// tableRows are the rows of a table on their way.
type tableRows struct {
	headed bool // the first row holds the heads
	cells  [][]string
	places []string // of each row; may be empty
}

// table writes a table. One without heads has no row of dashes.
func (r *rendering) table(t tableRows) {
	width := 0
	for _, row := range t.cells {
		width = max(width, len(row))
	}
	if width == 0 {
		return
	}
	if width == 1 {
		r.column(t)
		return
	}
	r.gap()
	for i, row := range t.cells {
		if r.full {
			return
		}
		if i < len(t.places) {
			r.here = t.places[i]
		}
		r.line("| " + strings.Join(pad(row, width), " | ") + " |")
		if i == 0 && t.headed {
			r.line("|" + strings.Repeat("---|", width))
		}
	}
}

// column writes a table of one column, as which layouts and boxes come, as
// paragraphs.
func (r *rendering) column(t tableRows) {
	for i, row := range t.cells {
		if i < len(t.places) {
			r.here = t.places[i]
		}
		if len(row) > 0 {
			r.paragraph(row[0])
		}
	}
}

func pad(row []string, width int) []string {
	out := make([]string, width)
	for i := range row {
		out[i] = cellText(row[i])
	}
	return out
}

// cellText makes text fit for a cell of a table.
func cellText(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.ReplaceAll(strings.ReplaceAll(hideless(text), `\`, `\\`), "|", `\|`)
}

// comment writes a remark of a reader, which is no claim of the document.
func (r *rendering) comment(text string) {
	text = strings.Join(strings.Fields(text), " ")
	text = strings.ReplaceAll(text, "--", "- -")
	r.gap()
	r.line(commentOpen + " " + strings.TrimRight(text, "-") + " " + commentClose)
}

// guarded keeps a line of text from being taken for the beginning of something
// that would swallow or hide text. Bullets and numbers that someone typed are
// left to be what they look like.
func guarded(line string) string {
	line = hideless(line)
	if _, fence := openFence(line); fence || line[0] == '<' || line[0] == '=' && only(line, "= \t") {
		return `\` + line
	}
	if level, _, _ := atx(line); level > 0 {
		return `\` + line
	}
	return line
}

// hideless breaks the marks of comments, behind which text would be hidden.
func hideless(text string) string {
	return strings.ReplaceAll(text, commentOpen, `<\!--`)
}

// note adds a note to the document.
func (r *rendering) note(what, detail, next string) {
	r.notes = append(r.notes, Note{What: what, Detail: detail, Next: next})
}

// source gives what has been written.
func (r *rendering) source(path, format string) (*source, error) {
	if r.full {
		return nil, refuse(quoted(path)+" holds too much text", fmt.Sprintf("more than %d MiB of text came out of it", MaxText>>20),
			"Split it, or give the part that describes the design.", nil)
	}
	if r.lines == 0 {
		return nil, refuse(quoted(path)+" holds no text to review", "no words were found in the "+format+" document",
			"Give a document that describes the design in words.", nil)
	}
	return &source{format: format, text: r.out.String(), notes: r.notes, places: r.places, pictures: r.pics}, nil
}
