package tui

import (
	"slices"
	"strings"

	"archreview/agent/review"
)

// role says what a text is, so that the screen can style it when it draws.
type role int

// Roles of text in a detail.
const (
	rolePlain role = iota
	roleTitle
	roleLabel
	roleDim
	roleQuote
	roleMark // what readers said
	roleHigh
	roleMedium
	roleLow
)

// row is one row of a detail, ready to be styled: a lead and what follows it.
type row struct {
	lead     string
	leadRole role
	text     string
	role     role
	source   int // number of the evidence it shows, from 1; 0 for none
}

// detail is a concern, an area or an answer as rows of a fixed width, with the
// evidence that can be opened.
type detail struct {
	rows    []row
	sources []review.Evidence
}

// place gives the rows that show the evidence with an index.
func (d *detail) place(i int) (from, to int) {
	from = slices.IndexFunc(d.rows, func(r row) bool { return r.source == i+1 })
	if from < 0 {
		return 0, 0
	}
	for to = from; to < len(d.rows) && d.rows[to].source == i+1; to++ {
	}
	return from, to
}

// composer writes a detail.
type composer struct {
	detail
	width   int
	several bool // documents: lines are named with theirs
}

// sourceGutter is the room for the mark of the chosen evidence.
const sourceGutter = 2

func (c *composer) blank() {
	if n := len(c.rows); n > 0 && (c.rows[n-1].text != "" || c.rows[n-1].lead != "") {
		c.rows = append(c.rows, row{})
	}
}

// text adds text of any origin, broken into rows.
func (c *composer) text(s string, r role) {
	for _, l := range wrap(strings.TrimSpace(s), c.width) {
		c.rows = append(c.rows, row{text: l, role: r})
	}
}

// head adds a label on a row of its own, above text.
func (c *composer) head(label string) {
	c.blank()
	c.rows = append(c.rows, row{lead: label, leadRole: roleLabel})
}

// labelled adds text behind a label; nothing where there is no text.
func (c *composer) labelled(label, text string, r role) {
	text = oneLine(text)
	if text == "" {
		return
	}
	label += "  "
	c.hanging(row{lead: label, leadRole: roleLabel, role: r}, text, c.width)
}

// hanging adds text that begins behind the lead of its first row.
func (c *composer) hanging(first row, text string, width int) {
	pad := widthOf(first.lead)
	if pad >= width {
		c.rows = append(c.rows, row{lead: first.lead, leadRole: first.leadRole, source: first.source})
		first.lead, pad = "", 0
	}
	if text = oneLine(text); pad > 0 {
		text = strings.Repeat("x", pad-1) + " " + text
	}
	for i, span := range rowsOf(text, width) {
		r := row{text: text[span.start:span.end], role: first.role, source: first.source}
		if i == 0 {
			r = first
			r.text = text[min(pad, span.end):span.end]
		}
		c.rows = append(c.rows, r)
	}
}

// list adds a labelled list.
func (c *composer) list(label string, items []string) {
	if len(items) == 0 {
		return
	}
	c.head(label)
	for _, it := range items {
		c.item("- ", it, rolePlain)
	}
}

// item adds text that hangs behind a mark.
func (c *composer) item(mark, text string, r role) {
	for i, l := range flow(text, c.width-len(mark)) {
		if i > 0 {
			mark = strings.Repeat(" ", len(mark))
		}
		c.rows = append(c.rows, row{lead: mark, leadRole: rolePlain, text: l, role: r})
	}
}

// quoteRows is how much of one quote is shown; the document has all of it.
const quoteRows = 8

// evidence adds quotes that can be opened.
func (c *composer) evidence(list []review.Evidence) {
	for _, e := range list {
		c.sources = append(c.sources, e)
		n := len(c.sources)
		before := len(c.rows)
		c.hanging(row{lead: c.ref(e) + " ", leadRole: roleLabel, role: roleQuote, source: n}, `"`+oneLine(e.Quote)+`"`, c.width-sourceGutter)
		if len(c.rows) > before+quoteRows {
			c.rows = c.rows[:before+quoteRows]
			c.rows[len(c.rows)-1].text = "…"
		}
	}
}

// ref names lines: L12, L12-L14, or d2:L12 where there are several documents.
func (c *composer) ref(e review.Evidence) string { return lineRef(e, c.several) }

func lineRef(e review.Evidence, several bool) string {
	return oneLine(e.InOneOf(several, ":", e.Ref()))
}

// severityRole gives the role of a severity.
func severityRole(s review.Severity) role {
	switch s {
	case review.High:
		return roleHigh
	case review.Medium:
		return roleMedium
	}
	return roleLow
}

// severityWord gives a severity as it is always shown.
func severityWord(s review.Severity) string { return oneLine(strings.ToUpper(string(s))) }
