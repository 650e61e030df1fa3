package document

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"archreview/internal/diagram"
)

// Place tells where lines of a document's text stand in the original, from one
// line on up to the line of the next place.
type Place struct {
	Line  int    // line of Document.Text, counted from 1
	Label string // such as "p. 3", "cell 4", "table 2 row 5"; empty where it is not known
}

// Place gives where a line of the text, counted from 1, stands in the original.
// It is empty where the text has the original's own lines, or nothing is known.
func (d *Document) Place(line int) string {
	n := sort.Search(len(d.Places), func(i int) bool { return d.Places[i].Line > line })
	if n == 0 || line > d.LineCount() {
		return ""
	}
	return d.Places[n-1].Label
}

// Rendered says that the lines of the text are not those of the original.
func (d *Document) Rendered() bool {
	switch d.Format {
	case nameWord, namePDF, nameHTML, nameNotebook, string(diagram.DrawIO):
		return true
	}
	return len(d.Places) > 0
}

// PlaceOf gives where lines from the first to the last, counted from 1, stand
// in the original: "p. 3 line 12", "p. 3 lines 12-14", "p. 3 line 40 to p. 4
// line 2". It is empty where Place is empty for the first.
func (d *Document) PlaceOf(first, last int) string {
	from, to := d.Place(first), d.Place(last)
	if from == "" || to == "" || from == to {
		return from
	}
	a, b := strings.Fields(from), strings.Fields(to)
	n := len(a) - 1
	if n > 0 && len(b) == n+1 && slices.Equal(a[:n], b[:n]) && isNumber(a[n]) && isNumber(b[n]) && !strings.HasSuffix(a[n-1], ".") {
		return strings.Join(a[:n], " ") + "s " + a[n] + "-" + b[n]
	}
	return from + " to " + to
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// At names a line of the text, counted from 1: by its place in the original,
// else as "L12".
func (d *Document) At(line int) string {
	if p := d.Place(line); p != "" {
		return p
	}
	return "L" + strconv.Itoa(line)
}

// Restore reads again a document that was kept: its text, its format, title,
// notes and places, the hash of its bytes, and whether it still holds.
func Restore(kept *Document) (*Document, error) { return kept.Again(kept.Text) }

// Again reads a text that stands for that of the document, line by line, as the
// same text with secrets masked does. Everything but text and statements stays.
func (d *Document) Again(text string) (*Document, error) {
	if d.Format == Configuration {
		again := Configured(d.ID, d.Path, text, d.Settings())
		again.SHA256, again.Words, again.Title, again.Notes = d.SHA256, d.Words, d.Title, d.Notes
		return again, nil
	}
	src := &source{format: d.Format, syntax: syntaxOf(d.Format), text: text, title: d.Title, notes: d.Notes, places: d.Places}
	again, err := src.document(d.ID, d.Path)
	if err != nil {
		return nil, err
	}
	again.SHA256, again.Words, again.Title, again.Notes, again.Retired = d.SHA256, d.Words, d.Title, d.Notes, d.Retired
	again.Pictures = d.Pictures
	return again, nil
}
