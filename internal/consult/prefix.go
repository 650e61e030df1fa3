package consult

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/prompts"
)

// markerFor gives a text that encloses the documents in prompts. It is a hash
// of them, so nobody can write a document that contains it; and the same
// documents give the same prompts, which caches and recordings need.
func markerFor(docs []*document.Document) string {
	h := sha256.New()
	for _, d := range docs {
		fmt.Fprintf(h, "%s\x00%d\x00%s", d.ID, len(d.Text), d.Text)
	}
	return "doc-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// numbered writes lines first to last of a document behind their numbers.
// Blank lines are left out, and those of the project's files that a model is
// not given: the numbers show them.
func (s *Session) numbered(d *document.Document, first, last int) string {
	var b strings.Builder
	for n := first; n <= last; n++ {
		if t := strings.TrimRight(d.LineText(n), " \t"); strings.TrimSpace(t) != "" && s.given(d, n) {
			b.WriteString(strconv.Itoa(n))
			b.WriteString("| ")
			b.WriteString(t)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// name gives the last part of a document's path; of files of the project, of
// which many are called alike, with the folder around it.
func name(d *document.Document) string {
	parts := strings.Split(strings.ReplaceAll(d.Path, "\\", "/"), "/")
	if d.Format == document.Configuration {
		return strings.Join(parts[max(0, len(parts)-2):], "/")
	}
	return parts[len(parts)-1]
}

// whole gives all documents for the prefix.
func (s *Session) whole() (string, error) {
	p := prompts.Documents{Marker: s.marker, Facts: s.factLines(), Project: s.evidence.sent > 0}
	for _, d := range s.b.Documents {
		if text := s.numbered(d, 1, d.LineCount()); text != "" || d.Format != document.Configuration {
			p.Documents = append(p.Documents, prompts.Numbered{ID: d.ID, Name: name(d), Numbered: text})
		}
	}
	return render(p)
}

// Limits of the facts in the prefix.
const (
	mostTechnologies = 24
	mostQuantities   = 30
)

// factLines tells what the embedded reader found: technologies, quantities and
// traits with their lines.
func (s *Session) factLines() []string {
	var out []string
	if t := s.technologies(); t != "" {
		out = append(out, "technologies: "+t)
	}
	count := 0
	for i := range s.b.Catalog.Slots {
		slot := &s.b.Catalog.Slots[i]
		if t := s.quantities(slot.ID); t != "" && count < mostQuantities {
			out = append(out, slot.Title+": "+t)
			count++
		}
	}
	var traits []string
	for _, t := range s.b.Facts.Traits() {
		if t != "always" {
			traits = append(traits, t)
		}
	}
	if len(traits) > 0 {
		out = append(out, "traits: "+strings.Join(traits, ", "))
	}
	return out
}

func (s *Session) technologies() string {
	type use struct {
		text string
		n    int
	}
	var uses []use
	for i := range s.b.Catalog.Technologies {
		t := &s.b.Catalog.Technologies[i]
		var at []string
		n := 0
		for _, m := range s.b.Facts.Mentions("tech." + t.ID) {
			if m.Status != facts.Affirmed || s.b.Facts.IsAnswer(m.Statement) {
				continue
			}
			n++
			if p := s.place(m.Statement); len(at) < 3 && !contains(at, p) {
				at = append(at, p)
			}
		}
		if n > 0 {
			uses = append(uses, use{t.Title + " (" + strings.Join(at, ", ") + ")", n})
		}
	}
	sort.SliceStable(uses, func(i, j int) bool { return uses[i].n > uses[j].n })
	var out []string
	for _, u := range uses[:min(len(uses), mostTechnologies)] {
		out = append(out, u.text)
	}
	return strings.Join(out, ", ")
}

// quantities gives up to three values of a slot as the documents write them.
func (s *Session) quantities(slot string) string {
	const most = 3
	var out []string
	for _, v := range s.b.Facts.Values(slot) {
		if s.b.Facts.IsAnswer(v.Statement) || len(out) == most {
			continue
		}
		figure := strconv.FormatFloat(v.Number.Lo, 'g', 6, 64)
		if v.Number.Hi != v.Number.Lo {
			figure += " to " + strconv.FormatFloat(v.Number.Hi, 'g', 6, 64)
		}
		for _, t := range s.b.Facts.Tokens(v.Statement) {
			if t.Num != nil && *t.Num == v.Number {
				figure = t.In(s.b.Facts.Statements[v.Statement].Text)
				break
			}
		}
		out = append(out, figure+" ("+s.place(v.Statement)+")")
	}
	return strings.Join(out, ", ")
}

// place names the line of a statement: "L12", or "d2 L12" where there are
// several documents.
func (s *Session) place(st int) string { return s.at(s.b.Quote(st)) }

func (s *Session) at(e review.Evidence) string {
	p := fmt.Sprintf("L%d", e.StartLine)
	if len(s.b.Documents) > 1 {
		p = e.Document + " " + p
	}
	return p
}
