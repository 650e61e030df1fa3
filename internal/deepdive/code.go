package deepdive

import (
	"slices"

	"archreview/agent/review"
	"archreview/checklists"
)

// code gives the examples for the key parts: of the concerns that stand, then
// of the moves that weigh most.
func (w *writer) code(moves []pick) []review.Code {
	var patterns, examples []string
	add := func(list *[]string, ids []string) {
		for _, id := range ids {
			if !slices.Contains(*list, id) && len(patterns)+len(examples) < mostCode {
				*list = append(*list, id)
			}
		}
	}
	for i := range w.concerns {
		add(&patterns, first(w.advised(w.concerns[i].Rule), 1))
	}
	heavy := slices.Clone(moves)
	slices.SortStableFunc(heavy, func(a, b pick) int { return b.score - a.score })
	for _, p := range heavy {
		add(&patterns, w.d.Moves[p.index].Patterns)
		add(&examples, w.d.Moves[p.index].Examples)
	}
	out := []review.Code{}
	for _, id := range patterns {
		for i := range w.b.Catalog.Patterns {
			if p := &w.b.Catalog.Patterns[i]; p.ID == id {
				out = append(out, review.Code{Title: p.Title, Language: "python", Code: p.Example, Note: tidy(p.Fit)})
			}
		}
	}
	for _, id := range examples {
		for i := range w.d.Examples {
			if e := &w.d.Examples[i]; e.ID == id {
				out = append(out, review.Code{Title: e.Title, Language: "python", Code: e.Code, Note: tidy(e.Note)})
			}
		}
	}
	return out
}

// advised gives the patterns that a rule, calculation or item advises.
func (w *writer) advised(rule string) []string {
	advice := func(id string, a *checklists.Advice) []string {
		if id == rule {
			return a.Patterns
		}
		return nil
	}
	var out []string
	for i := range w.b.Catalog.Rules {
		out = append(out, advice(w.b.Catalog.Rules[i].ID, &w.b.Catalog.Rules[i].Advice)...)
	}
	for i := range w.b.Catalog.Calculations {
		out = append(out, advice(w.b.Catalog.Calculations[i].ID, &w.b.Catalog.Calculations[i].Advice)...)
	}
	for i := range w.b.Catalog.Items {
		out = append(out, advice(w.b.Catalog.Items[i].ID, &w.b.Catalog.Items[i].Advice)...)
	}
	return out
}
