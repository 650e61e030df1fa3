package compare

import (
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/document"
)

// at names an edit: its pair and its place among the edits of the pair.
type at struct{ pair, edit int }

const (
	mostEdits = 4   // edits shown with a change that touch it only from near by
	mostText  = 280 // runes of an edit's text
)

// touching gives the edits in which the passages of one side went or came.
func (m *matcher) touching(s *side, evidence []review.Evidence) []at {
	var out []at
	for _, e := range evidence {
		p := m.passageOf(s, e)
		for _, i := range p.stmts {
			of := m.pairs[p.pair].newEdit
			if s == m.old {
				of = m.pairs[p.pair].oldEdit
			}
			if of[i] >= 0 {
				out = append(out, at{p.pair, of[i]})
			}
		}
	}
	return union(out, nil)
}

// union joins two lists of edits, each edit once, in the order of the
// documents.
func union(a, b []at) []at {
	out := append(slices.Clone(a), b...)
	sort.Slice(out, func(i, j int) bool {
		return out[i].pair < out[j].pair || out[i].pair == out[j].pair && out[i].edit < out[j].edit
	})
	return slices.Compact(out)
}

// ties is what speaks for a repair.
type ties struct {
	edits     []at
	evidence  []review.Evidence // in the new documents
	note      string
	explained bool // by an answer, or since an item no longer applies
	certain   bool // an edit of the passage itself, or a new passage that provides the item
}

// none says that nothing at all explains a repair.
func (t *ties) none() bool { return len(t.edits) == 0 && len(t.evidence) == 0 && !t.explained }

// provided says whether a concern about silence was withdrawn since the new
// text provides what was missing: that is a repair.
func (t *ties) provided(m *matcher, w *review.Withdrawn) bool {
	return len(m.touching(m.new, w.Evidence)) > 0 && len(t.evidence) > 0
}

// causes looks for what repaired an old concern: edits of its passages, else
// new passages that provide its items, else edits in its section.
func (m *matcher) causes(a *concern) ties {
	direct := m.touching(m.old, a.Evidence)
	t := ties{edits: direct}
	excluded := ""
	for _, item := range a.Items {
		is := m.new.coverage[item]
		if is == nil {
			continue
		}
		if is.Status == review.NotApplicable {
			excluded = item
		}
		if is.Status != review.Addressed {
			continue
		}
		for _, e := range is.Evidence {
			by := m.touching(m.new, []review.Evidence{e})
			if len(by) > 0 && (len(direct) == 0 || overlap(direct, by)) && !slices.Contains(t.evidence, e) {
				t.evidence = append(t.evidence, e)
				t.edits = union(t.edits, by)
			}
		}
	}
	if t.certain = len(t.edits) > 0; t.certain {
		return t
	}
	if t.edits = m.around(a.Evidence); len(t.edits) > 0 {
		return t
	}
	t.explained = excluded != "" || len(m.answers) > 0
	switch {
	case excluded != "":
		t.note = say("excluded", values{"Item": excluded})
	case len(m.answers) > 0 || m.known(a.Evidence):
		t.note = m.elsewhere(len(a.Evidence) == 0)
	}
	return t
}

func overlap(a, b []at) bool {
	return slices.ContainsFunc(a, func(x at) bool { return slices.Contains(b, x) })
}

// spoken gives the edits in which passages went on which the old state of items
// rested.
func (m *matcher) spoken(items []string) []at {
	var out []at
	for _, item := range items {
		if was := m.old.coverage[item]; was != nil {
			out = union(out, m.touching(m.old, was.Evidence))
		}
	}
	return out[:min(mostEdits, len(out))]
}

// elsewhere says that no edit explains a change, and names answers that may.
func (m *matcher) elsewhere(silence bool) string {
	var keys []string
	for _, a := range m.answers {
		if a.OldSource == review.FromUser || a.NewSource == review.FromUser {
			keys = append(keys, a.Key)
		}
	}
	return say("elsewhere-cause", values{"Answers": strings.Join(keys, ", "), "Silence": silence})
}

// around gives the edits in the sections of old passages, the nearest ones.
func (m *matcher) around(evidence []review.Evidence) []at {
	type far struct {
		at
		lines int
	}
	var found []far
	for _, e := range evidence {
		p := m.passageOf(m.old, e)
		if p.pair < 0 || len(p.stmts) == 0 {
			continue
		}
		t := m.pairs[p.pair]
		s := &t.old.Statements[p.stmts[0]]
		for n := range t.edits {
			first, last := oldSections(t.old, &t.edits[n])
			if first <= s.Section && s.Section <= last {
				away := t.old.Statements[min(t.edits[n].o0, len(t.old.Statements)-1)].Line - s.Line
				found = append(found, far{at{p.pair, n}, max(away, -away)})
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].lines < found[j].lines })
	var out []at
	for _, f := range found {
		if len(out) < mostEdits && !slices.Contains(out, f.at) {
			out = append(out, f.at)
		}
	}
	return union(out, nil)
}

// oldSections gives the sections of the old document in which an edit lies;
// text that only came lies in the section of what stands before it.
func oldSections(d *document.Document, e *edit) (first, last int) {
	if e.o0 == e.o1 {
		s := d.Statements[max(e.o0-1, 0)].Section
		return s, s
	}
	return d.Statements[e.o0].Section, d.Statements[e.o1-1].Section
}

// show gives edits as the contract has them, their texts cut to the part that
// matters for the passages. What stands in the place of an old passage comes
// before new passages where the old ones lead.
func (m *matcher) show(edits []at, old, new []review.Evidence, oldLead bool) []review.Edit {
	was, is := m.marked(m.old, old), m.marked(m.new, new)
	out := []review.Edit{}
	for _, n := range edits {
		p := m.pairs[n.pair]
		e := p.edits[n.edit]
		o, j := firstIn(was[n.pair], e.o0, e.o1), firstIn(is[n.pair], e.n0, e.n1)
		if o >= 0 && (j < 0 || oldLead) {
			if k := p.instead(o, &e); k >= 0 {
				j = k
			}
		}
		if j >= 0 && o < 0 {
			for i := e.o0; i < e.o1 && o < 0; i++ {
				if p.like[i] == j {
					o = i
				}
			}
		}
		e.Removed, e.Added = differing(text(p.old, e.o0, e.o1, o), text(p.new, e.n0, e.n1, j))
		e.OldPlace, e.NewPlace = placeOf(p.old, e.OldStart, e.OldEnd), placeOf(p.new, e.NewStart, e.NewEnd)
		out = append(out, e.Edit)
	}
	return out
}

// placeOf gives where lines stand in the original; lines from 0 are none.
func placeOf(d *document.Document, first, last int) string {
	if d == nil || first == 0 {
		return ""
	}
	return d.PlaceOf(first, last)
}

// instead gives the new statement of an edit that stands in the place of an old
// one, or is at least the most like it; -1 for none.
func (p *pair) instead(old int, e *edit) int {
	if k := p.like[old]; k >= e.n0 && k < e.n1 {
		return k
	}
	if e.n1-e.n0 > mostCells/100 {
		return -1
	}
	const least = leastLike / 2
	best, most := -1, least
	seen := map[string]int{}
	words := wordSet(seen, p.old.Statements[old].Text)
	for k := e.n0; k < e.n1; k++ {
		if s := agreement(words, wordSet(seen, p.new.Statements[k].Text)); s > most {
			best, most = k, s
		}
	}
	return best
}

// marked gives the statements of passages by pair.
func (m *matcher) marked(s *side, evidence []review.Evidence) map[int][]int {
	out := map[int][]int{}
	for _, e := range evidence {
		if p := m.passageOf(s, e); p.pair >= 0 {
			out[p.pair] = append(out[p.pair], p.stmts...)
		}
	}
	return out
}

// firstIn gives the first of the statements within a range, or -1.
func firstIn(stmts []int, from, to int) int {
	first := -1
	for _, i := range stmts {
		if i >= from && i < to && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

// text joins statements, from the marked one on where there is one.
func text(d *document.Document, from, to, marked int) string {
	lead := ""
	if marked > from {
		from, lead = marked, "… "
	}
	var parts []string
	for i := from; i < to; i++ {
		parts = append(parts, d.Statements[i].Text)
	}
	return lead + strings.Join(parts, " ")
}

// differing shortens two texts; where they begin alike at length only the end
// of what they share is kept.
func differing(a, b string) (string, string) {
	const kept = 3
	x, y := strings.Fields(a), strings.Fields(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	if n > 2*kept {
		x, y = x[n-kept:], y[n-kept:]
		x[0], y[0] = "… "+x[0], "… "+y[0]
	}
	return clip(strings.Join(x, " "), mostText), clip(strings.Join(y, " "), mostText)
}
