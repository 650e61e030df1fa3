package compare

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"

	"archreview/agent/review"
)

//go:embed say.tmpl
var sayings string

var sayTemplates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Option("missingkey=error").Parse(sayings)
})

// values fill a text.
type values map[string]any

// say fills one of the texts that users read.
func say(id string, v values) string {
	all, err := sayTemplates()
	var b strings.Builder
	if err == nil {
		err = all.ExecuteTemplate(&b, id, v)
	}
	if err != nil {
		return fmt.Sprintf("%s (%v)", id, err)
	}
	return strings.TrimSpace(b.String())
}

// notes says what limits the comparison.
func (m *matcher) notes(c *review.Comparison) []string {
	out := []string{}
	add := func(id string, v values) { out = append(out, say(id, v)) }
	if m.nothingChanged() {
		add("note.same", nil)
	}
	for n, ij := range pairUp(m.old.Review.Documents, m.new.Review.Documents) {
		switch {
		case ij[0] < 0:
			add("note.added", values{"Path": m.new.Review.Documents[ij[1]].Path})
		case ij[1] < 0:
			add("note.gone", values{"Path": m.old.Review.Documents[ij[0]].Path})
		case !m.pairs[n].known:
			add("note.texts", values{"Paths": m.old.Review.Documents[ij[0]].Path})
		}
	}
	a, b := m.old.Review.Engine, m.new.Review.Engine
	switch {
	case a.Name != b.Name:
		add("note.engines", values{"Old": engine(a), "New": engine(b)})
	case a.Model != b.Model:
		add("note.models", values{"Old": engine(a), "New": engine(b)})
	}
	if a.Version != b.Version {
		add("note.versions", values{"Old": a.Version, "New": b.Version})
	}
	m.gaps(m.old, "old", add)
	m.gaps(m.new, "new", add)
	if n := m.unexamined(c); n > 0 {
		add("note.unexamined", values{"Count": n})
	}
	return out
}

// gaps tells what one of the reviews left out.
func (m *matcher) gaps(s *side, name string, add func(string, values)) {
	var areas, failures []string
	for _, a := range s.Review.Areas {
		if a.Status != review.Reviewed {
			areas = append(areas, a.Key)
		}
	}
	for _, f := range s.Review.Ledger.Failures {
		failures = append(failures, f.What)
	}
	if s.unread() {
		failures = append(failures, fmt.Sprintf("%d of %d lines were read", s.Review.Ledger.LinesRead, s.Review.Ledger.LinesTotal))
	}
	if len(areas) > 0 {
		add("note.areas", values{"Side": name, "Areas": strings.Join(areas, ", ")})
	}
	if s.Review.Outcome == review.Incomplete {
		add("note.incomplete", values{"Side": name, "What": strings.Join(failures, "; ")})
	}
}

// unexamined counts the open concerns that one of the reviews does not have.
func (m *matcher) unexamined(c *review.Comparison) int {
	n := 0
	for i := range c.Concerns {
		n += count(c.Concerns[i].State == review.StillOpen && m.alone(&c.Concerns[i]))
	}
	return n
}

// alone says whether only one of the reviews has a concern, by itself or as
// part of another.
func (m *matcher) alone(c *review.Change) bool {
	has := func(all []concern, id string) bool {
		return slices.ContainsFunc(all, func(x concern) bool { return x.ID == id })
	}
	return !has(m.old.concerns, c.OldID) || !has(m.new.concerns, c.ID)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// engine names who reviewed.
func engine(e review.Engine) string {
	if e.Model != "" {
		return e.Model
	}
	return "the embedded " + e.Name
}

// otherReasons gives the reasons that stand in one of two traces of a severity
// only: what is in brackets.
func otherReasons(old, new string) string {
	was, is := bracketed(old), bracketed(new)
	var out []string
	for _, r := range is {
		if !slices.Contains(was, r) {
			out = append(out, r)
		}
	}
	for _, r := range was {
		if !slices.Contains(is, r) {
			out = append(out, "no longer "+r)
		}
	}
	return strings.Join(out, "; ")
}

func bracketed(s string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(s, "(")
		if !ok {
			return out
		}
		in, after, ok := strings.Cut(rest, ")")
		if !ok {
			return out
		}
		out = append(out, in)
		s = after
	}
}
