package checks

import (
	"sort"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

// cover is the state of one checklist item and the statements behind it.
type cover struct {
	item   *checklists.Item
	status review.CoverageStatus
	stmts  []int
}

// coverage decides the state of every item of the catalog, in order.
func coverage(b *brief.Brief) []cover {
	out := make([]cover, len(b.Catalog.Items))
	for i := range b.Catalog.Items {
		out[i] = coverItem(b.Facts, &b.Catalog.Items[i])
	}
	return out
}

// coverItem decides the state of one item: what is affirmed, or turned down
// with a reason, is addressed; what is only planned or asked is weak; what is
// turned down without a reason is contradicted; what is not spoken of is
// missing.
func coverItem(f *facts.Facts, it *checklists.Item) cover {
	c := cover{item: it, status: review.Missing}
	if !applies(f, it.Applies) {
		c.status = review.NotApplicable
		return c
	}
	by := map[review.CoverageStatus][]facts.Mention{}
	for _, concept := range it.ShownBy {
		for _, m := range f.Mentions(concept) {
			if s, ok := mentionShows(m); ok {
				by[s] = append(by[s], m)
			}
		}
	}
	for _, s := range []review.CoverageStatus{review.Addressed, review.Weak, review.Contradicted} {
		if len(by[s]) > 0 {
			c.status, c.stmts = s, tellingFirst(f, by[s])
			return c
		}
	}
	return c
}

// tellingFirst orders mentions by how much they tell: a sentence with a reason
// before a bare one, before a table row, before a line of code or a diagram;
// the longer match before the shorter.
func tellingFirst(f *facts.Facts, ms []facts.Mention) []int {
	weight := func(m facts.Mention) int {
		w := min(m.Words, 5)
		switch f.Statements[m.Statement].Kind {
		case document.Sentence, document.ListItem:
			w += 6
		case document.TableRow:
			w += 3
		}
		if m.Reasoned {
			w += 2
		}
		return w
	}
	sort.SliceStable(ms, func(i, j int) bool { return weight(ms[i]) > weight(ms[j]) })
	out := make([]int, len(ms))
	for i, m := range ms {
		out[i] = m.Statement
	}
	return out
}

func mentionShows(m facts.Mention) (review.CoverageStatus, bool) {
	switch m.Status {
	case facts.Affirmed:
		return review.Addressed, true
	case facts.Negated:
		if m.Reasoned {
			return review.Addressed, true
		}
		return review.Contradicted, true
	case facts.Planned, facts.Questioned:
		return review.Weak, true
	case facts.Considered:
		if m.Reasoned {
			return review.Addressed, true
		}
	}
	return "", false
}

// entry gives the coverage as the report shows it.
func (c *cover) entry(b *brief.Brief) review.Coverage {
	e := review.Coverage{Item: c.item.ID, Status: c.status, Evidence: []review.Evidence{}}
	seen := map[int]bool{}
	for _, st := range c.stmts {
		if b.Facts.IsAnswer(st) || seen[st] || len(e.Evidence) == 2 {
			continue
		}
		seen[st] = true
		e.Evidence = append(e.Evidence, b.Quote(st))
	}
	return e
}

// propose raises an item that is only promised or turned down without a
// reason, and an item on which a fair engineer insists for such a system and of
// which the documents say nothing.
func (c *cover) propose(b *brief.Brief, it *checklists.Item) (gate.Proposal, bool) {
	p := gate.Proposal{
		Rule: it.ID, Source: Source, Kind: review.Omission,
		Areas: []string{it.Area()}, Items: []string{it.ID},
		Title: it.Gap, Why: it.Why, Advice: it.Advice, Concepts: it.ShownBy,
	}
	switch c.status {
	case review.Weak, review.Contradicted:
		p.Quotes = quotes(b, c.stmts)
		return p, it.Impact >= 2 && len(p.Quotes) > 0
	case review.Missing:
		p.Absent = it.ShownBy
		return p, insisted(b.Facts, it.Insist)
	}
	return p, false
}

func insisted(f *facts.Facts, traits []string) bool {
	for _, t := range traits {
		if f.Has(t) {
			return true
		}
	}
	return false
}
