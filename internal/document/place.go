package document

import "sort"

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
