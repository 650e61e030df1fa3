package tui

import (
	"slices"
	"strings"

	"archreview/agent/review"
)

// entry is one concern as the list shows it.
type entry struct {
	concern  *review.Concern
	area     int    // index in the review
	title    string // clean, on one line
	haystack string // all that can be searched, in lower case
}

// index is a review made ready for lists and filters. It is made once for each
// review and not changed afterwards.
type index struct {
	review  *review.Review
	entries []entry
	byID    map[string]int // entries
	areas   []tally
	all     tally
}

// newIndex reads a review: the concerns of each area in the order of the
// report, grave ones first and waived ones last.
func newIndex(r *review.Review) *index {
	x := &index{review: r, byID: map[string]int{}, areas: make([]tally, len(r.Areas))}
	for i := range r.Areas {
		first := len(x.entries)
		for j := range r.Areas[i].Concerns {
			c := &r.Areas[i].Concerns[j]
			x.entries = append(x.entries, entry{concern: c, area: i, title: oneLine(c.Title), haystack: haystack(c)})
		}
		slices.SortStableFunc(x.entries[first:], func(a, b entry) int { return weight(b.concern) - weight(a.concern) })
	}
	for i, e := range x.entries {
		x.byID[e.concern.ID] = i
		x.areas[e.area].add(e.concern)
		x.all.add(e.concern)
	}
	return x
}

// weight orders the concerns of an area.
func weight(c *review.Concern) int {
	if c.Waived != nil {
		return c.Severity.Rank()
	}
	return 10 + c.Severity.Rank()
}

// haystack gathers the words of a concern for the search.
func haystack(c *review.Concern) string {
	parts := []string{c.ID, c.Title, c.Why, c.Recommendation, c.Rule}
	for _, e := range c.Evidence {
		parts = append(parts, e.Quote)
	}
	parts = append(parts, c.Items...)
	parts = append(parts, c.Tools...)
	return strings.ToLower(strings.Join(parts, "\n"))
}

// get gives a concern by its id, nil where the review does not have it.
func (x *index) get(id string) *review.Concern {
	if i, ok := x.byID[id]; ok {
		return x.entries[i].concern
	}
	return nil
}

// filter says which concerns are listed.
type filter struct {
	hidden [4]bool     // by rank of the severity
	area   int         // index in the review; -1 for all
	kind   review.Kind // "" for all
	text   string
}

// everything lets all concerns through.
func everything() filter { return filter{area: -1} }

// is says whether a filter holds anything back.
func (f filter) is() bool { return f != everything() }

// passes says whether a concern is listed.
func (f filter) passes(e *entry) bool {
	return !f.hidden[e.concern.Severity.Rank()] &&
		(f.area < 0 || f.area == e.area) &&
		(f.kind == "" || f.kind == e.concern.Kind) &&
		(f.text == "" || strings.Contains(e.haystack, strings.ToLower(strings.TrimSpace(f.text))))
}

// apply lists the entries that pass.
func (x *index) apply(f filter) []int {
	out := make([]int, 0, len(x.entries))
	for i := range x.entries {
		if f.passes(&x.entries[i]) {
			out = append(out, i)
		}
	}
	return out
}

// nextKind gives the kind after the given one among those that the review has;
// "" stands for all of them.
func (x *index) nextKind(k review.Kind) review.Kind {
	kinds := review.Kinds()
	for _, next := range kinds[slices.Index(kinds, k)+1:] {
		if slices.ContainsFunc(x.entries, func(e entry) bool { return e.concern.Kind == next }) {
			return next
		}
	}
	return ""
}

// nextHigh gives the entry of the next HIGH concern before or behind one, in
// whatever area; what else the filter holds back stays back. It goes round at
// the ends and gives -1 where there is none.
func (x *index) nextHigh(from, step int, f filter) int {
	f.area = -1
	n := len(x.entries)
	for i := 1; i <= n; i++ {
		at := ((from+i*step)%n + n) % n
		if e := &x.entries[at]; e.concern.Severity == review.High && e.concern.Waived == nil && f.passes(e) {
			return at
		}
	}
	return -1
}

// tally counts concerns by severity; waived ones are counted apart.
type tally struct{ high, medium, low, waived int }

func (t *tally) add(c *review.Concern) {
	switch {
	case c.Waived != nil:
		t.waived++
	case c.Severity == review.High:
		t.high++
	case c.Severity == review.Medium:
		t.medium++
	default:
		t.low++
	}
}
