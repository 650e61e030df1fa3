package gate

import (
	"slices"
	"strings"

	"archreview/agent/review"
)

// enrich adds what a model says to what the embedded reviewer found by itself.
// Identity, severity and numbers stay those of the embedded finding, so that a
// review does not change its mind with the model; the telling of the mechanism
// and the advice are the model's, since it speaks of this very system. A
// recomputed finding keeps its own words.
func enrich(e, m candidate) candidate {
	e.id = e.name()
	first := !slices.Contains(e.sources, m.Source)
	for _, x := range m.evidence {
		if !contains(e.evidence, x) {
			e.evidence = append(e.evidence, x)
		}
	}
	e.Items = union(e.Items, m.Items)
	e.sources = union(e.sources, m.sources)
	e.from = append(e.from, m.from...)
	e.Areas = union(e.Areas, m.Areas)
	e.Advice.Tools = union(e.Advice.Tools, m.Advice.Tools)
	e.Advice.References = union(e.Advice.References, m.Advice.References)
	if len(e.Working) > 0 || !first {
		return e
	}
	const most = 3
	e.Title, e.Why, e.Working = m.Title, m.Why, m.Working
	e.Reasons.Scope = m.Reasons.Scope
	e.Advice.Alternatives = union(m.Advice.Alternatives, e.Advice.Alternatives)
	e.Advice.Alternatives = e.Advice.Alternatives[:min(most, len(e.Advice.Alternatives))]
	if m.Advice.Recommendation != "" {
		e.Advice.Recommendation, e.Advice.Effort = m.Advice.Recommendation, m.Advice.Effort
	}
	if m.Advice.Confirm != "" {
		e.Advice.Confirm = m.Advice.Confirm
	}
	return e
}

// alike says whether two proposals about one passage mean the same: an item,
// or area and kind, or the words of their titles agree.
func alike(a, b *candidate) bool {
	if shares(a.Items, b.Items) {
		return true
	}
	if a.Kind == b.Kind && a.Kind != review.Omission && len(a.Areas) > 0 && len(b.Areas) > 0 && a.Areas[0] == b.Areas[0] {
		return true
	}
	x, y := titleWords(a.Title), titleWords(b.Title)
	both := 0
	for w := range x {
		if y[w] {
			both++
		}
	}
	return both > 0 && 5*both >= 2*min(len(x), len(y))
}

// titleWords gives the words of a title that carry meaning, cut to their first
// six letters, so that "release" and "released" agree.
func titleWords(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') }) {
		if len(w) > 3 {
			out[w[:min(6, len(w))]] = true
		}
	}
	return out
}
