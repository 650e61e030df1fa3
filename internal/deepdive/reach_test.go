package deepdive

import (
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// counts says whether a record can matter for a design: its first item applies
// and is not addressed, or a rule may raise a concern that it speaks of.
// Measures and tests only have to apply.
func counts(b *brief.Brief, id string, r *checklists.Condition) bool {
	for _, c := range checks.Review(b).Coverage {
		if c.Item != r.Items[0] || c.Status == review.NotApplicable {
			continue
		}
		_, name, _ := strings.Cut(id, ".")
		return c.Status != review.Addressed || strings.HasPrefix(name, "q-") || strings.HasPrefix(name, "t-") || ruled(b.Catalog, r)
	}
	return false
}

// ruled says whether a rule or calculation speaks of one of the items.
func ruled(c *checklists.Catalog, r *checklists.Condition) bool {
	for i := range c.Rules {
		if linked(&review.Concern{Rule: c.Rules[i].ID, Items: c.Rules[i].Items}, r, nil) {
			return true
		}
	}
	return slices.ContainsFunc(c.Calculations, func(k checklists.Calculation) bool {
		return linked(&review.Concern{Rule: k.ID, Items: k.Items}, r, nil)
	})
}

// TestEveryRecordIsReachable builds, for every record of the deep dives, a
// design out of sentences of the catalog's own examples, for which it holds.
func TestEveryRecordIsReachable(t *testing.T) {
	d, err := checklists.BuiltinDives()
	if err != nil {
		t.Fatal(err)
	}
	f := newFinder(t)
	for i := range d.Scenarios {
		f.reach(t, d, d.Scenarios[i].ID, &d.Scenarios[i].Condition)
	}
	for i := range d.Options {
		f.reach(t, d, d.Options[i].ID, &d.Options[i].Condition)
	}
	for i := range d.Moves {
		f.reach(t, d, d.Moves[i].ID, &d.Moves[i].Condition)
	}
	for i := range d.Measures {
		f.reach(t, d, d.Measures[i].ID, &d.Measures[i].Condition)
	}
	for i := range d.Tests {
		f.reach(t, d, d.Tests[i].ID, &d.Tests[i].Condition)
	}
	for i := range d.Parts {
		f.reach(t, d, d.Parts[i].ID, &d.Parts[i].Condition)
	}
}

// finder knows sentences by the traits and concepts that they affirm.
type finder struct {
	lex  *facts.Lexicon
	says map[string][]string // by trait or concept, shortest first
}

func newFinder(t *testing.T) *finder {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	f := &finder{lex: lex, says: map[string][]string{}}
	var texts []string
	for _, it := range lex.Catalog.Items {
		texts = append(texts, it.Raises, it.Quiet)
	}
	for _, r := range lex.Catalog.Rules {
		texts = append(texts, r.Raises, r.Quiet)
	}
	for _, tech := range lex.Catalog.Technologies {
		texts = append(texts, "The system runs on "+tech.Title+".")
	}
	texts = append(texts, "The team has 3 engineers.", "The team has 40 engineers.", "The peak is 2,000 requests per second.",
		"The peak is 5 requests per second.", "The database holds 4 TB.", "The availability target is 99.95 %.")
	seen := map[string]bool{}
	for _, text := range texts {
		for _, sentence := range sentences(text) {
			if !seen[sentence] && len(sentence) < 400 {
				seen[sentence] = true
				f.learn(t, sentence)
			}
		}
	}
	for _, list := range f.says {
		slices.SortStableFunc(list, func(a, b string) int { return len(a) - len(b) })
	}
	return f
}

func (f *finder) learn(t *testing.T, text string) {
	b := f.brief(t, text)
	for _, trait := range b.Facts.Traits() {
		f.says[trait] = append(f.says[trait], text)
	}
	w := &writer{f: b.Facts}
	for _, c := range f.lex.Catalog.Concepts {
		if _, ok := w.holds(c.ID); ok {
			f.says[c.ID] = append(f.says[c.ID], text)
		}
	}
	for _, tech := range f.lex.Catalog.Technologies {
		if _, ok := w.holds("tech." + tech.ID); ok {
			f.says["tech."+tech.ID] = append(f.says["tech."+tech.ID], text)
		}
	}
}

func (f *finder) brief(t *testing.T, text string) *brief.Brief {
	t.Helper()
	d, err := document.Parse("d1", "design.md", []byte("# Design\n\n"+text+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: f.lex, Documents: []*document.Document{d}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// reach looks for a design for which a record holds, with one of its items
// open and applicable.
func (f *finder) reach(t *testing.T, d *checklists.Dives, id string, c *checklists.Condition) {
	t.Helper()
	texts := []string{""}
	needs := slices.Clone(c.Needs)
	for i := range f.lex.Catalog.Items {
		if it := &f.lex.Catalog.Items[i]; it.ID == c.Items[0] && len(it.Applies.Any) > 0 {
			needs = append(needs, strings.Join(it.Applies.Any, "|"))
		}
	}
	const wide = 40 // ways that are followed for each need
	for _, need := range needs {
		var longer []string
		for _, text := range texts {
			for alternative := range strings.SplitSeq(need, "|") {
				says := f.says[alternative]
				for _, s := range says[:min(len(says), wide)] {
					longer = append(longer, strings.TrimSpace(text+"\n\n"+s))
				}
			}
		}
		slices.SortStableFunc(longer, func(a, b string) int { return len(a) - len(b) })
		texts = longer[:min(len(longer), wide)]
	}
	for _, text := range texts {
		w := &writer{d: d, b: f.brief(t, text), area: &review.Area{}}
		w.f = w.b.Facts
		if _, ok := w.meets(c); ok && counts(w.b, id, c) {
			return
		}
	}
	t.Errorf("%s: no design was found for which it holds; its needs %v may exclude one another or be silenced by %v", id, c.Needs, c.Unless)
}
