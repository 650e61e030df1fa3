package compare

import (
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// leastWords is the length from which a changed statement that is about no area
// the catalog knows is taken to be about all.
const leastWords = 8

// TouchedAreas says which areas a new version of the design may change, by key:
// those that a model should be asked about again. An area is touched if an
// answer changed; if it was not reviewed in full by a model before; if a trait
// or technology came or went on which its items hang; or if a statement
// changed that speaks of what its items look for, or stands in a section that
// the old review quotes for it. Where in doubt it is touched.
func TouchedAreas(oldBrief, newBrief *brief.Brief, oldReview *review.Review) map[string]bool {
	t := &toucher{old: oldBrief, new: newBrief, areas: map[string]bool{}}
	for _, a := range newBrief.Catalog.Areas {
		t.keys = append(t.keys, a.Key)
	}
	status := map[string]review.AreaStatus{}
	for _, a := range oldReview.Areas {
		status[a.Key] = a.Status
	}
	for _, k := range t.keys {
		t.areas[k] = status[k] != review.Reviewed || oldReview.Engine.Name == checksEngine
	}
	was, is := &review.Review{Brief: review.Brief{Answers: oldBrief.Answers}}, &review.Review{Brief: review.Brief{Answers: newBrief.Answers}}
	if len(answerChanges(was, is)) > 0 {
		return t.all()
	}
	t.collect()
	if t.stackChanged() {
		return t.all()
	}
	t.byTraits()
	t.byConcepts()
	t.bySections(oldReview)
	for id, n := range t.changed {
		if !t.seen[id] && n >= leastWords {
			return t.all()
		}
	}
	return t.areas
}

// spot is a statement of one of the briefs.
type spot struct {
	new bool
	doc string
	id  int
}

type toucher struct {
	old, new *brief.Brief
	keys     []string
	areas    map[string]bool
	changed  map[spot]int  // words of each changed statement
	seen     map[spot]bool // changed statements that touch an area
	sections map[spot]section
}

// section is a section of an old document.
type section struct {
	doc string
	id  int
}

func (t *toucher) all() map[string]bool {
	for _, k := range t.keys {
		t.areas[k] = true
	}
	return t.areas
}

// collect finds the statements that differ, each with the old section in which
// it stands or would stand.
func (t *toucher) collect() {
	t.changed, t.seen, t.sections = map[spot]int{}, map[spot]bool{}, map[spot]section{}
	for _, ij := range pairUp(identities(t.old.Documents), identities(t.new.Documents)) {
		var a, b *document.Document
		if ij[0] >= 0 {
			a = t.old.Documents[ij[0]]
		}
		if ij[1] >= 0 {
			b = t.new.Documents[ij[1]]
		}
		p := newPair(a, b)
		born := newSections(p)
		for n := range p.edits {
			e := &p.edits[n]
			for i := e.o0; i < e.o1; i++ {
				t.add(spot{false, a.ID, i}, &a.Statements[i])
				t.sections[spot{false, a.ID, i}] = section{a.ID, a.Statements[i].Section}
			}
			for j := e.n0; j < e.n1; j++ {
				t.add(spot{true, b.ID, j}, &b.Statements[j])
				if a != nil && !born[b.Statements[j].Section] {
					first, _ := oldSections(a, e)
					t.sections[spot{true, b.ID, j}] = section{a.ID, first}
				}
			}
		}
	}
}

// newSections gives the sections of the new document whose heading came with
// it: what stands in them belongs to no old section.
func newSections(p *pair) map[int]bool {
	out := map[int]bool{}
	for j, i := range p.from {
		if s := &p.new.Statements[j]; s.Kind == document.Heading && i < 0 {
			out[s.Section] = true
		}
	}
	return out
}

func (t *toucher) add(s spot, st *document.Statement) {
	t.changed[s] = len(strings.Fields(st.Text))
	if st.Kind == document.Meta {
		t.changed[s] = 0
	}
}

func identities(docs []*document.Document) []review.Document {
	out := make([]review.Document, len(docs))
	for i, d := range docs {
		out[i] = review.Document{ID: d.ID, Path: d.Path}
	}
	return out
}

// stackChanged says whether a technology came or went.
func (t *toucher) stackChanged() bool {
	for i := range t.new.Catalog.Technologies {
		id := "tech." + t.new.Catalog.Technologies[i].ID
		if affirmed(t.old.Facts, id) != affirmed(t.new.Facts, id) {
			return true
		}
	}
	return false
}

func affirmed(f *facts.Facts, concept string) bool {
	for _, m := range f.Mentions(concept) {
		if m.Status == facts.Affirmed {
			return true
		}
	}
	return false
}

// byTraits touches the areas of items that hang on a trait that came or went.
func (t *toucher) byTraits() {
	moved := map[string]bool{}
	for i := range t.new.Catalog.Traits {
		moved[t.new.Catalog.Traits[i].ID] = true
	}
	for _, n := range checklists.Numeric() {
		moved[n] = true
	}
	for id := range moved {
		moved[id] = t.old.Facts.Has(id) != t.new.Facts.Has(id)
	}
	for i := range t.new.Catalog.Items {
		it := &t.new.Catalog.Items[i]
		on := append(append(append([]string{}, it.Applies.Any...), it.Applies.None...), it.Insist...)
		for _, d := range it.Adjust {
			on = append(on, d.Trait)
		}
		for _, id := range on {
			if moved[id] {
				t.areas[it.Area()] = true
			}
		}
	}
}

// byConcepts touches the areas of items of whose concepts a changed statement
// speaks, in whatever way.
func (t *toucher) byConcepts() {
	for i := range t.new.Catalog.Items {
		it := &t.new.Catalog.Items[i]
		about := append(append(append([]string{}, it.ShownBy...), it.Applies.Any...), it.Applies.None...)
		for _, concept := range about {
			t.mentioned(t.old.Facts, false, concept, it.Area())
			t.mentioned(t.new.Facts, true, concept, it.Area())
		}
	}
}

func (t *toucher) mentioned(f *facts.Facts, new bool, concept, area string) {
	for _, m := range f.Mentions(concept) {
		if f.IsAnswer(m.Statement) {
			continue
		}
		s := spot{new, f.Doc(m.Statement).ID, f.Statements[m.Statement].ID}
		if _, changed := t.changed[s]; changed {
			t.seen[s], t.areas[area] = true, true
		}
	}
}

// bySections touches the areas for which the old review quotes a section in
// which something changed.
func (t *toucher) bySections(r *review.Review) {
	quoted := map[section]map[string]bool{}
	docs := map[string]*document.Document{}
	for _, d := range t.old.Documents {
		docs[d.ID] = d
	}
	quote := func(area string, evidence []review.Evidence) {
		for _, e := range evidence {
			d := docs[e.Document]
			if d == nil {
				continue
			}
			for _, i := range find(d, e) {
				s := section{d.ID, d.Statements[i].Section}
				if quoted[s] == nil {
					quoted[s] = map[string]bool{}
				}
				quoted[s][area] = true
			}
		}
	}
	for i := range r.Areas {
		a := &r.Areas[i]
		for _, c := range a.Concerns {
			quote(a.Key, c.Evidence)
		}
		for _, s := range a.Strengths {
			quote(a.Key, s.Evidence)
		}
		for _, c := range a.Coverage {
			quote(a.Key, c.Evidence)
		}
	}
	for s := range t.changed {
		for area := range quoted[t.sections[s]] {
			t.seen[s], t.areas[area] = true, true
		}
	}
}
