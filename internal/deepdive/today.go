package deepdive

import (
	"slices"
	"sort"

	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/facts"
)

const (
	mostToday  = 12 // observations of an area
	mostQuotes = 2  // of one idea
)

// observation is a candidate for what the design does today.
type observation struct {
	text   string
	stmts  []int
	weight int
}

// today gives what the documents affirm about the area: quantities, and for
// every checklist item the statements that show it, in the order of the
// documents. A statement serves once.
func (w *writer) today() []review.Observation {
	var all []observation
	used := map[int]bool{}
	if t := w.drawing(); t != nil && w.focus == nil {
		for _, slot := range t.Slots {
			if text, st, ok := w.quantity(slot); ok && !w.f.IsAnswer(st) {
				all = append(all, observation{upper(w.slotTitle(slot)) + ": " + text, []int{st}, 9})
				used[st] = true
			}
		}
	}
	for i := range w.b.Catalog.Items {
		it := &w.b.Catalog.Items[i]
		if it.Area() != w.area.Key || w.focus != nil && !slices.Contains(w.focus.Items, it.ID) {
			continue
		}
		if o, ok := w.observe(it.ShownBy, used); ok {
			all = append(all, o)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].weight > all[j].weight })
	all = first(joined(all), mostToday)
	sort.SliceStable(all, func(i, j int) bool { return all[i].stmts[0] < all[j].stmts[0] })
	out := []review.Observation{}
	if w.focus != nil && len(w.focus.Evidence) > 0 {
		out = append(out, review.Observation{Text: w.say("today.focus", nil), Evidence: w.focus.Evidence})
	}
	for _, o := range all {
		out = append(out, review.Observation{Text: o.text, Evidence: w.quotes(o.stmts, 2*mostQuotes)})
	}
	return out
}

// joined makes one observation of those under one name.
func joined(all []observation) []observation {
	var out []observation
	for _, o := range all {
		i := slices.IndexFunc(out, func(have observation) bool { return have.text == o.text })
		if i < 0 {
			out = append(out, o)
			continue
		}
		out[i].stmts = append(out[i].stmts, o.stmts...)
		slices.Sort(out[i].stmts)
	}
	return out
}

// topic names what a passage is about, and promises no more than one passage
// can show.
func (w *writer) topic(concept string) string {
	if t := w.texts["concept."+concept]; t != "" {
		return t
	}
	return w.f.Lex.Title(concept)
}

// observe gathers what the documents affirm about one idea: the statements that
// tell most, under the name of the concept that the first of them shows.
func (w *writer) observe(concepts []string, used map[int]bool) (observation, bool) {
	type mention struct{ st, weight, concept int }
	var found []mention
	for i, c := range concepts {
		for _, m := range w.f.Mentions(c) {
			if m.Status != facts.Affirmed || w.f.IsAnswer(m.Statement) || used[m.Statement] {
				continue
			}
			if n := w.tells(m); n > 0 {
				found = append(found, mention{m.Statement, n, i})
			}
		}
	}
	if len(found) == 0 {
		return observation{}, false
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].weight > found[j].weight })
	lead := found[0]
	o := observation{text: w.topic(concepts[lead.concept]), weight: lead.weight}
	for _, m := range found {
		if m.concept == lead.concept && len(o.stmts) < mostQuotes && !slices.Contains(o.stmts, m.st) {
			o.stmts = append(o.stmts, m.st)
			used[m.st] = true
		}
	}
	slices.Sort(o.stmts)
	return o, true
}

// tells weighs how much a mention says: a sentence with a reason or a number
// before a bare one, before a table row or a line of code. 0 means nothing that
// a reader could use.
func (w *writer) tells(m facts.Mention) int {
	const longest = 600
	st := &w.f.Statements[m.Statement]
	if len(st.Text) > longest || slices.Contains([]document.Kind{document.Heading, document.Meta, document.Edge}, st.Kind) {
		return 0
	}
	n := 1 + min(m.Words, 3)
	switch st.Kind {
	case document.Sentence, document.ListItem:
		n += 3
	case document.TableRow:
		n++
	}
	if m.Reasoned {
		n += 2
	}
	if len(w.f.Numbers(m.Statement)) > 0 {
		n++
	}
	return n
}

func (w *writer) slotTitle(id string) string {
	for i := range w.b.Catalog.Slots {
		if w.b.Catalog.Slots[i].ID == id {
			return w.b.Catalog.Slots[i].Title
		}
	}
	return id
}
