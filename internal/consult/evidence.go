package consult

import (
	"fmt"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/repo"
)

// Bounds of what files of the project may take of a prompt. Every call carries
// it, so it costs as often as there are calls.
const (
	evidencePart = 15     // per cent of the window
	evidenceMost = 24_000 // tokens, however large the window is
	aroundSet    = 2      // lines before and behind one that sets something
	perLine      = 4      // tokens of a line's number, roughly
)

// How much a line counts, most first.
const (
	cited  = iota // a finding quotes it
	weighs        // it is compared with the documents, or speaks of a concept
	says          // it sets something else
	again         // another line says the same
	ranks
)

// evidence is what of the project's files a model is given: the lines that set
// something, with a few around them, within a share of the window.
type evidence struct {
	lines  map[*document.Document]map[int]bool
	files  int // that have something to say
	sent   int // of them
	tokens int
	left   map[*document.Document]int // lines that set something new and found no room
}

// lineOf names one line of a file.
type lineOf struct {
	doc  *document.Document
	line int
}

// gatherEvidence chooses the lines of the project's files. Lines that matter
// most come first; those around a line come only if all that count fit.
func (s *Session) gatherEvidence() {
	e := &s.evidence
	e.lines, e.left = map[*document.Document]map[int]bool{}, map[*document.Document]int{}
	room := evidenceMost
	if s.o.Window > 0 {
		room = min(room, s.o.Window*evidencePart/100)
	}
	ranked := s.ranked()
	for rank := range ranks {
		for _, at := range ranked[rank] {
			if !s.admit(at, room) && rank < again {
				e.left[at.doc]++
			}
		}
	}
	for rank := range ranks {
		for _, at := range ranked[rank] {
			for n := at.line - aroundSet; n <= at.line+aroundSet && len(e.left) == 0; n++ {
				if e.lines[at.doc][at.line] {
					s.admit(lineOf{at.doc, n}, room)
				}
			}
		}
	}
	e.sent = len(e.lines)
}

// admit adds a line if there is room for it. Lines that are blank, or do not
// exist, need none.
func (s *Session) admit(at lineOf, room int) bool {
	e := &s.evidence
	if at.line < 1 || at.line > at.doc.LineCount() || e.lines[at.doc][at.line] {
		return true
	}
	text := strings.TrimSpace(at.doc.LineText(at.line))
	if text == "" {
		return true
	}
	need := s.o.Count(text) + perLine
	if e.lines[at.doc] == nil {
		need += s.o.Count(s.marker+name(at.doc)) + perLine
	}
	if e.tokens+need > room {
		return false
	}
	if e.lines[at.doc] == nil {
		e.lines[at.doc] = map[int]bool{}
	}
	e.lines[at.doc][at.line] = true
	e.tokens += need
	return true
}

// ranked lists the lines that set something by how much they count, in the
// order of the documents.
func (s *Session) ranked() [ranks][]lineOf {
	quoted, spoken := s.quoted(), s.spoken()
	var out [ranks][]lineOf
	told := map[string]bool{}
	for _, d := range s.b.Documents {
		if d.Format != document.Configuration || len(d.Statements) == 0 {
			continue
		}
		s.evidence.files++
		for i := range d.Statements {
			st := &d.Statements[i]
			at := lineOf{d, st.Line}
			rank := says
			switch {
			case quoted[at]:
				rank = cited
			case repeats(told, st):
				rank = again
			case spoken[at] || measured(st):
				rank = weighs
			}
			out[rank] = append(out[rank], at)
		}
	}
	return out
}

// repeats says whether all that a line sets was said by earlier lines, and
// notes it.
func repeats(told map[string]bool, st *document.Statement) bool {
	known := true
	for _, x := range st.Sets {
		key := strings.Join([]string{x.Subject, x.Measure, x.Value, x.Says}, "\x00")
		known = known && told[key]
		told[key] = true
	}
	return known
}

// measured says whether a line gives something that documents are compared by.
func measured(st *document.Statement) bool {
	for _, x := range st.Sets {
		if x.Measure != repo.Other {
			return true
		}
	}
	return false
}

// quoted gives the lines that embedded findings quote.
func (s *Session) quoted() map[lineOf]bool {
	out := map[lineOf]bool{}
	for i := range s.o.Found {
		for _, e := range s.located(s.o.Found[i].Quotes) {
			for _, d := range s.b.Documents {
				if d.ID == e.Document && d.Format == document.Configuration {
					out[lineOf{d, e.StartLine}] = true
				}
			}
		}
	}
	return out
}

// spoken gives the lines that show a concept of the checklists.
func (s *Session) spoken() map[lineOf]bool {
	out := map[lineOf]bool{}
	for i := range s.b.Catalog.Items {
		for _, c := range s.b.Catalog.Items[i].ShownBy {
			for _, m := range s.b.Facts.Mentions(c) {
				out[lineOf{s.b.Facts.Doc(m.Statement), s.b.Facts.Statements[m.Statement].Line}] = true
			}
		}
	}
	return out
}

// given says whether a line is among what a model may see: of files of the
// project only what was chosen.
func (s *Session) given(d *document.Document, line int) bool {
	return d.Format != document.Configuration || s.evidence.lines[d][line]
}

// Unsent is the ledger's entry for lines of the project that set something and
// were not sent, because they would take more than their share of the window;
// nil where none was left out.
func (s *Session) Unsent() *review.Failure {
	e := &s.evidence
	if len(e.left) == 0 {
		return nil
	}
	count := 0
	for _, n := range e.left {
		count += n
	}
	f := failure("evidence.partial", map[string]any{"Lines": count, "Files": e.unsent(), "Tokens": e.tokens})
	return &f
}

// unsent names the files of which lines were left out, with how many.
func (e *evidence) unsent() string {
	type file struct {
		doc *document.Document
		n   int
	}
	var all []file
	for d, n := range e.left {
		all = append(all, file{d, n})
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].n != all[j].n {
			return all[i].n > all[j].n
		}
		return all[i].doc.Path < all[j].doc.Path
	})
	const most = 12
	var out []string
	for _, f := range all[:min(len(all), most)] {
		out = append(out, fmt.Sprintf("%s (%d)", name(f.doc), f.n))
	}
	if more := len(all) - most; more > 0 {
		out = append(out, fmt.Sprintf("and %d more files", more))
	}
	return strings.Join(out, ", ")
}
