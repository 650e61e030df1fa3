package synthesis

import (
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/facts"
)

// mostPatterns is how many patterns are suggested.
const mostPatterns = 8

// patterns suggests the patterns that help with the concerns, heaviest first,
// and fills up with those that the system's traits call for.
func (w *writer) patterns() []review.Pattern {
	byID := map[string]*checklists.Pattern{}
	for i := range w.b.Catalog.Patterns {
		byID[w.b.Catalog.Patterns[i].ID] = &w.b.Catalog.Patterns[i]
	}
	var ids []string
	helps := map[string][]*review.Concern{}
	for _, c := range w.visible() {
		for _, p := range c.Patterns {
			if len(helps[p]) == 0 {
				ids = append(ids, p)
			}
			helps[p] = append(helps[p], &c.Concern)
		}
	}
	var out []review.Pattern
	for _, id := range ids {
		if p := byID[id]; p != nil && len(out) < mostPatterns {
			out = append(out, w.pattern(p, helps[id]))
		}
	}
	const few = 3
	for i := range w.b.Catalog.Patterns {
		p := &w.b.Catalog.Patterns[i]
		if len(out) < few && len(helps[p.ID]) == 0 && w.signalled(p) {
			out = append(out, w.pattern(p, nil))
		}
	}
	return out
}

func (w *writer) pattern(p *checklists.Pattern, cs []*review.Concern) review.Pattern {
	r := review.Pattern{
		Name: p.ID, Title: p.Title, Problem: strings.TrimSpace(p.Problem), Fit: strings.TrimSpace(p.Fit),
		Language: "python", Example: p.Example, Alternatives: p.Alternatives, Concerns: []string{},
	}
	var about []string
	for _, c := range cs {
		r.Concerns = append(r.Concerns, c.ID)
		if len(about) < 2 {
			about = append(about, w.about(c))
		}
	}
	if len(about) > 0 {
		r.Problem = "Here: " + list(about) + ". " + r.Problem
	}
	return r
}

// signalled says whether a trait or an affirmed concept calls for a pattern.
func (w *writer) signalled(p *checklists.Pattern) bool {
	for _, s := range p.Signals {
		if w.f.Has(s) {
			return true
		}
		for _, m := range w.f.Mentions(s) {
			if m.Status == facts.Affirmed {
				return true
			}
		}
	}
	return false
}
