package report

import (
	"fmt"
	"html/template"
	"path"
	"slices"
	"strings"
	"time"

	"archreview/agent/review"
)

// page is what the templates of the page see.
type page struct {
	*view
	Style  template.CSS
	Script template.JS
	Policy string

	anchors map[string]string   // by id of the concern
	lines   map[string][]string // by id of the document
}

// newPage prepares a review that is harmless already.
func newPage(r *review.Review, o Options) *page {
	p := &page{view: newView(r, o), anchors: map[string]string{}, lines: map[string][]string{}}
	taken := map[string]bool{}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			if p.anchors[c.ID] == "" {
				p.anchors[c.ID] = free(taken, "concern-"+slug(c.ID))
			}
		}
	}
	for id, text := range o.Texts {
		p.lines[id] = strings.Split(strings.TrimSuffix(cleanText(text), "\n"), "\n")
	}
	return p
}

// slug keeps of a name what can stand in an address.
func slug(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && idByte(byte(r)) {
			return r
		}
		return '-'
	}, s)
}

// free gives the name, numbered if it is taken, and takes it.
func free(taken map[string]bool, name string) string {
	for n, base := 2, name; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	taken[name] = true
	return name
}

// anchor gives the place of a concern on the page.
func (p *page) anchor(id string) string { return p.anchors[id] }

// known gives the concern with the id, nil where the review has none.
func (p *page) known(id string) *review.Concern { return p.concerns[id] }

// itemTitle gives the title of a checklist item, or its id.
func (p *page) itemTitle(id string) string {
	if title := p.titles[id]; title != "" {
		return Clean(title)
	}
	return id
}

// Names names the reviewed documents for the title.
func (p *page) Names() string {
	var names []string
	for _, d := range p.Documents {
		names = append(names, documentName(d))
	}
	switch n := len(names); {
	case n > 3:
		return fmt.Sprintf("%s and %d more documents", names[0], n-1)
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	case n == 1:
		return names[0]
	}
	return "no document"
}

func documentName(d review.Document) string {
	if d.Path == "-" || d.Path == "" || d.Path == "stdin" {
		return "standard input"
	}
	return path.Base(strings.ReplaceAll(oneLine(d.Path), `\`, "/"))
}

// lineRefs names lines once each: "L12, L40-L42".
func (p *page) lineRefs(evidence []review.Evidence) string {
	var names []string
	for _, e := range evidence {
		if name := p.plainRef(e); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// label is a word with a symbol and a class for the style, so that colour
// never stands alone.
type label struct{ Class, Symbol, Word string }

// severityOf labels a severity.
func severityOf(s review.Severity) label {
	switch s {
	case review.High:
		return label{"high", "▲", "High"}
	case review.Medium:
		return label{"medium", "◆", "Medium"}
	}
	return label{"low", "●", "Low"}
}

// stateOf labels the state of a checklist item.
func stateOf(s review.CoverageStatus) label {
	switch s {
	case review.Addressed:
		return label{"addressed", "✓", "addressed"}
	case review.Weak:
		return label{"weak", "◐", "weak"}
	case review.Contradicted:
		return label{"contradicted", "≠", "contradicted"}
	case review.Missing:
		return label{"missing", "○", "missing"}
	case review.NotApplicable:
		return label{"na", "–", "not applicable"}
	}
	return label{"na", "?", oneLine(string(s))}
}

// priorityOf gives the words for a priority.
func priorityOf(p review.Priority) string {
	switch p {
	case review.Must:
		return "Must"
	case review.Should:
		return "Should"
	}
	return "Nice to have"
}

func plain(v any) string { return fmt.Sprint(v) }

// readable gives an RFC 3339 time for reading, other text as it is.
func readable(created string) string {
	t, err := time.Parse(time.RFC3339, created)
	if err != nil {
		return oneLine(created)
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// States lists the labels of the states in the order of the contract.
func (p *page) States() []label {
	var out []label
	for _, s := range review.CoverageStatuses() {
		out = append(out, stateOf(s))
	}
	return out
}

// Kinds lists the kinds of concern for the filter.
func (p *page) Kinds() []review.Kind { return review.Kinds() }

// ConcernsAbout lists the ids of the concerns that belong to an item.
func (p *page) ConcernsAbout(item string) []string {
	var ids []string
	for _, a := range p.Areas {
		for _, c := range a.Concerns {
			if slices.Contains(c.Items, item) {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// CoverageCounts counts the items of an area by state, in the order of States.
func (p *page) CoverageCounts(a review.Area) []int {
	counts := make([]int, len(review.CoverageStatuses()))
	for _, c := range a.Coverage {
		if i := slices.Index(review.CoverageStatuses(), c.Status); i >= 0 {
			counts[i]++
		}
	}
	return counts
}

// AreaCounts counts the concerns of an area.
func (p *page) AreaCounts(a review.Area) counts {
	var c counts
	c.add(a.Concerns)
	return c
}

// card is a concern with the area in which it stands.
type card struct {
	Area    string
	Concern review.Concern
}

// Card joins a concern with its area for the template of a concern.
func (p *page) Card(a review.Area, c review.Concern) card { return card{a.Key, c} }
