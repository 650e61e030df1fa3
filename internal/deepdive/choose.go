package deepdive

import (
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/facts"
)

// holds says whether a trait or concept is affirmed, with the statement that
// shows it; -1 where a default does. Of several mentions one in a document goes
// before one in an answer.
func (w *writer) holds(id string) (int, bool) {
	if t, ok := w.f.TraitOf(id); ok {
		return t.Statement, true
	}
	answer, found := -1, false
	for _, m := range w.f.Mentions(id) {
		if m.Status != facts.Affirmed {
			continue
		}
		if !w.f.IsAnswer(m.Statement) {
			return m.Statement, true
		}
		if !found {
			answer, found = m.Statement, true
		}
	}
	return answer, found
}

// meets says whether a design meets a condition, apart from the items, and
// which statements show it.
func (w *writer) meets(c *checklists.Condition) ([]int, bool) {
	for _, u := range c.Unless {
		if _, ok := w.holds(u); ok {
			return nil, false
		}
	}
	var shown []int
	for _, need := range c.Needs {
		st, ok := -1, false
		for alternative := range strings.SplitSeq(need, "|") {
			if st, ok = w.holds(alternative); ok {
				break
			}
		}
		if !ok {
			return nil, false
		}
		if st >= 0 && !w.f.IsAnswer(st) && !slices.Contains(shown, st) {
			shown = append(shown, st)
		}
	}
	return shown, true
}

// pick is a record that holds for this design.
type pick struct {
	index int // in the list of its kind
	score int
	shown []int    // statements that show what it needs
	about []string // ids of the concerns on its items
}

// open weighs the items of a condition: the worst state counts, and above it the
// heaviest concern that stands on them; each further one adds a little. 0 means
// that nothing it speaks of is open. Where no concern stands, the first item, of
// which the record mainly speaks, must be open: silence on a side issue is no
// reason to show it.
func (w *writer) open(r *checklists.Condition, named map[string]bool) (score int, about []string) {
	items := r.Items
	more := 0
	for _, it := range items {
		score = max(score, w.weight[it])
		more += min(w.weight[it], 1)
	}
	if w.weight[items[0]] == 0 {
		score, more = 0, 0
	}
	for i := range w.concerns {
		if c := &w.concerns[i]; linked(c, r, named) {
			score = max(score, ofConcern*c.Severity.Rank())
			about = append(about, c.ID)
			more++
		}
	}
	if score == 0 {
		return 0, nil
	}
	return score + more, about
}

// linked says whether a record speaks of what a concern is about: it is made for
// its rule or, where neither it nor another record of the kind is made for
// certain rules, it speaks of the item to which the concern mainly belongs.
func linked(c *review.Concern, r *checklists.Condition, named map[string]bool) bool {
	if slices.Contains(r.Items, c.Rule) {
		return true // the item itself raised it
	}
	if named[c.Rule] || len(r.About) > 0 {
		return slices.Contains(r.About, c.Rule)
	}
	return len(c.Items) > 0 && slices.Contains(r.Items, c.Items[0])
}

// choose gives the records of the area that hold, heaviest first. Without
// always, only those that speak of an open item.
func (w *writer) choose(n int, record func(int) (string, *checklists.Condition), always bool) []pick {
	var out []pick
	named := map[string]bool{}
	for i := range n {
		_, c := record(i)
		for _, rule := range c.About {
			named[rule] = true
		}
	}
	for i := range n {
		id, c := record(i)
		if !w.here(id, c) {
			continue
		}
		score, about := w.open(c, named)
		if score == 0 && (!always || !w.applies(c.Items) || w.focus != nil) {
			continue
		}
		shown, ok := w.meets(c)
		if !ok {
			continue
		}
		out = append(out, pick{index: i, score: score, shown: shown, about: about})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].score > out[j].score })
	return out
}

// here says whether a record belongs to the dive: to its area or, under a
// focus, to any area of which it shares an item.
func (w *writer) here(id string, c *checklists.Condition) bool {
	area, _, _ := strings.Cut(id, ".")
	if area == w.area.Key {
		return true
	}
	return w.focus != nil && slices.ContainsFunc(c.Items, func(it string) bool { return slices.Contains(w.focus.Items, it) })
}

// applies says whether one of the items makes sense for this design.
func (w *writer) applies(items []string) bool {
	return slices.ContainsFunc(items, func(it string) bool { return w.state[it] != review.NotApplicable && w.state[it] != "" })
}

// first keeps the first few.
func first[T any](list []T, most int) []T { return list[:min(len(list), most)] }
