package report

import (
	"io"
	"reflect"
	"slices"
	"strings"

	"archreview/agent/review"
)

// DeepDive writes a deep dive in the named format, one of those of Write.
func DeepDive(w io.Writer, format string, d *review.DeepDive, o Options) error {
	return writeAs(w, format, d, func() error {
		v := deepDiveView{view: followView(d.Documents, d.Concerns, o), D: d}
		return v.render(w, "deepdive.tmpl", v)
	})
}

// DeepDiveSchema gives the JSON Schema of a deep dive.
func DeepDiveSchema() ([]byte, error) {
	return SchemaOf(review.DeepDiveSchema, review.DeepDiveSchema, reflect.TypeFor[review.DeepDive]())
}

// writeAs writes what follows a review in one of the formats of Write.
func writeAs(w io.Writer, format string, value any, markdown func() error) error {
	switch format {
	case "markdown":
		return markdown()
	case "json":
		return writeJSON(w, value)
	}
	return unknownFormat(format, FollowFormats())
}

// followView is the view of something that follows a review: it knows the
// documents and the concerns.
func followView(documents []review.Document, concerns []review.Concern, o Options) *view {
	v := newView(&review.Review{Documents: documents, Areas: []review.Area{{Concerns: concerns}}}, o)
	v.between = " "
	return v
}

// documentsOf gives the documents of a value that does not carry them: those
// that are known, else those that its evidence names.
func documentsOf(known []review.Document, evidence []review.Evidence) []review.Document {
	if len(known) > 0 {
		return known
	}
	out := []review.Document{}
	for _, e := range evidence {
		if !slices.ContainsFunc(out, func(d review.Document) bool { return d.ID == e.Document }) {
			out = append(out, review.Document{ID: e.Document})
		}
	}
	if len(out) == 1 && out[0].ID != "d1" {
		out = append(out, review.Document{ID: "d1"}) // one of several that is quoted alone
	}
	return out
}

// deepDiveView is what the template of a deep dive sees.
type deepDiveView struct {
	*view
	D *review.DeepDive
}

// Focused gives the concern on which the dive looks, or nil.
func (v deepDiveView) Focused() *review.Concern { return v.concerns[v.D.Focus] }

// Heavy lists the concerns, the one in focus first, then grave ones.
func (v deepDiveView) Heavy() []review.Concern {
	out := v.Standing(review.Area{Concerns: v.D.Concerns})
	slices.SortStableFunc(out, func(a, b review.Concern) int { return v.inFocus(b) - v.inFocus(a) })
	return out
}

func (v deepDiveView) inFocus(c review.Concern) int {
	if c.ID == v.D.Focus {
		return 1
	}
	return 0
}

// ItemRows are the rows of the table of checklist items: what is open one by
// one, what is settled in one row for each status.
func (v deepDiveView) ItemRows() [][]string {
	var rows [][]string
	for _, s := range []review.CoverageStatus{review.Contradicted, review.Weak, review.Missing} {
		for _, it := range v.D.Items {
			if it.Status == s {
				rows = append(rows, []string{cell(string(s)), cell(it.Question) + " " + cellCode(it.Item), v.at(it.Evidence), joined(it.Concerns, ", ", cellCode)})
			}
		}
	}
	for _, s := range review.CoverageStatuses() {
		if s == review.Contradicted || s == review.Weak || s == review.Missing {
			continue
		}
		if settled := v.settled(s); len(settled) > 0 {
			rows = append(rows, []string{cell(strings.ReplaceAll(string(s), "_", " ")), strings.Join(settled, ", "), "", ""})
		}
	}
	return rows
}

// settled gives the items of one status, each with its lines.
func (v deepDiveView) settled(s review.CoverageStatus) []string {
	var out []string
	for _, it := range v.D.Items {
		if it.Status == s {
			out = append(out, cellCode(it.Item)+v.refs("", it.Evidence))
		}
	}
	return out
}

// at names lines without parentheses.
func (v *view) at(evidence []review.Evidence) string {
	return strings.Trim(v.refs("", evidence), " ()")
}

// ItemCounts counts the checklist items in words: "3 addressed, 2 missing".
func (v deepDiveView) ItemCounts() string {
	var out []string
	for _, s := range review.CoverageStatuses() {
		n := 0
		for _, it := range v.D.Items {
			if it.Status == s {
				n++
			}
		}
		if n > 0 {
			out = append(out, num(n)+" "+strings.ReplaceAll(string(s), "_", " "))
		}
	}
	return strings.Join(out, ", ")
}

// MeasureRows are the rows of the table of what to measure.
func (v deepDiveView) MeasureRows() [][]string {
	var rows [][]string
	for _, m := range v.D.Measures {
		rows = append(rows, []string{cell(m.What), cell(m.How), cell(m.Target)})
	}
	return rows
}

// captioned says of a diagram what it is: a terminal does not draw it.
func captioned(block, shown string) string {
	first, _, _ := strings.Cut(block, "\n")
	marks := fenceMarks(block)
	if marks == "" || strings.TrimSpace(strings.TrimPrefix(strings.TrimLeft(first, " "), marks)) != "mermaid" {
		return shown
	}
	return " Diagram, as Mermaid source:\n\n" + strings.TrimLeft(shown, "\n")
}

// made is who wrote something, when and with what effort.
type made struct {
	Engine  review.Engine
	Created string
	Usage   review.Usage
}

// Made gathers who wrote something, for the last line.
func (v *view) Made(e review.Engine, created string, u review.Usage) made { return made{e, created, u} }

// AreaWords says in words how far an area was looked at.
func (v *view) AreaWords(s review.AreaStatus) string { return status(s) }
