package document

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Configuration is the format of a document made of files that configure or
// hold the code of a system.
const Configuration = "configuration"

// Setting is one thing that a line of a configuration or code file sets or
// shows. It never holds a secret.
type Setting struct {
	Line    int    `json:"line"`              // of the document's text, counted from 1
	Subject string `json:"subject,omitempty"` // component it is about, in lower case; "" where it holds for the whole project
	Measure string `json:"measure"`           // what is set, by the names of internal/repo
	Value   string `json:"value"`             // number with its unit, version, name or "true" and "false"
	Says    string `json:"says,omitempty"`    // the same in words, read in place of the line; "" where nothing follows from it
	Live    bool   `json:"live,omitempty"`    // the file is named after production
}

// Configured makes a document of a file whose lines set or show something.
// Line by line the text is that of the file; lines may have been left blank.
// Every line with a setting is one statement. Settings whose line does not
// exist or is blank are left out.
func Configured(id, path, text string, settings []Setting) *Document {
	text, _ = clean(strings.ToValidUTF8(text, shownControl))
	sum := sha256.Sum256([]byte(text))
	d := &Document{
		ID: id, Path: path, Format: Configuration, Text: text, Words: countWords(text),
		SHA256: hex.EncodeToString(sum[:]), Sections: []Section{{Line: 1}}, starts: lineStarts(text),
	}
	by := map[int][]Setting{}
	for _, s := range settings {
		by[s.Line] = append(by[s.Line], s)
	}
	for n := 1; n <= d.LineCount() && len(by) > 0; n++ {
		sets := by[n]
		if len(sets) == 0 {
			continue
		}
		start, end := trim(text, d.starts[n-1], d.lineEnd(n-1))
		if end = cut(text[:end], start, end); start >= end {
			continue
		}
		d.Statements = append(d.Statements, Statement{
			ID: len(d.Statements), Block: n, Kind: Set, Text: text[start:end], Start: start, End: end, Line: n, EndLine: n, Sets: sets,
		})
	}
	return d
}

// Settings gives all settings of a document, in order.
func (d *Document) Settings() []Setting {
	var out []Setting
	for i := range d.Statements {
		out = append(out, d.Statements[i].Sets...)
	}
	return out
}

// Says gives what the settings of a statement say in words.
func (s *Statement) Says() string {
	var said []string
	for i := range s.Sets {
		if s.Sets[i].Says != "" {
			said = append(said, s.Sets[i].Says+".")
		}
	}
	return strings.Join(said, " ")
}
