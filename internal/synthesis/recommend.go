package synthesis

import (
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
)

// mostAdvice is how many recommendations beside its concerns an area shows.
const mostAdvice = 3

// recommendations advises on the items of an area that the documents leave
// weak or silent without a concern of their own, waived or taken back ones
// included: the heavier ones, and only where they apply.
func (w *writer) recommendations(area string) []review.Recommendation {
	inConcern := map[string]bool{}
	for _, c := range w.standing() {
		for _, it := range c.Items {
			inConcern[it] = true
		}
	}
	for _, it := range w.in.Result.Settled {
		inConcern[it] = true
	}
	var picked []*checklists.Item
	for i, c := range w.in.Coverage {
		it := &w.b.Catalog.Items[i]
		if it.Area() != area || inConcern[it.ID] || it.Impact < 2 {
			continue
		}
		if c.Status == review.Weak || c.Status == review.Contradicted || c.Status == review.Missing && it.Kind != "python" {
			picked = append(picked, it)
		}
	}
	sort.SliceStable(picked, func(i, j int) bool { return w.urgency(picked[i]) > w.urgency(picked[j]) })
	out := []review.Recommendation{}
	for _, it := range picked[:min(len(picked), mostAdvice)] {
		out = append(out, review.Recommendation{
			Text:         it.Title + ": " + strings.TrimSpace(it.Recommendation),
			Example:      w.example(it),
			Alternatives: it.Alternatives,
		})
	}
	return out
}

// urgency orders items: what is promised or denied leads over silence.
func (w *writer) urgency(it *checklists.Item) int {
	u := 2 * (it.Impact + it.Likelihood)
	i := slices.IndexFunc(w.b.Catalog.Items, func(x checklists.Item) bool { return x.ID == it.ID })
	if w.in.Coverage[i].Status != review.Missing {
		u += 3
	}
	return u
}

// example gives the Python example of the first pattern that helps.
func (w *writer) example(it *checklists.Item) string {
	for _, id := range it.Patterns {
		for i := range w.b.Catalog.Patterns {
			if p := &w.b.Catalog.Patterns[i]; p.ID == id && !w.shown[id] {
				w.shown[id] = true
				return p.Example
			}
		}
	}
	return ""
}
