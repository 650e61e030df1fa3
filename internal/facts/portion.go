package facts

import (
	"sort"

	"archreview/internal/phrase"
)

// Portion gives the facts of the statements from and up to, not including, to,
// and of all answers, as if no other statement had been read. Traits stay those
// of the whole. It lets checks that compare statements with one another stay
// affordable on texts far larger than a design.
func (f *Facts) Portion(from, to int) *Facts {
	g := &Facts{
		Lex: f.Lex, Sources: f.Sources,
		hits:     map[phrase.ID][]Hit{},
		mentions: map[string][]Mention{},
		values:   map[string][]Value{},
		traits:   make(map[string]Trait, len(f.traits)),
		sections: make([]section, len(f.sections)),
	}
	for i := range f.sections {
		g.sections[i] = f.sections[i]
		g.sections[i].stmts = nil
	}
	at := make([]int, len(f.Statements))
	for i := range f.Statements {
		at[i] = -1
		if i < from && !f.IsAnswer(i) || i >= to && !f.IsAnswer(i) {
			continue
		}
		at[i] = len(g.Statements)
		st := f.Statements[i]
		st.Index = at[i]
		g.Statements = append(g.Statements, st)
		sec := &g.sections[st.Section]
		sec.stmts = append(sec.stmts, st.Index)
	}
	for id, hits := range f.hits {
		if moved := movedHits(hits, at, from); len(moved) > 0 {
			g.hits[id] = moved
		}
	}
	for id := range f.traits {
		g.traits[id] = Trait{id, -1}
	}
	g.readMentions()
	g.readValues()
	return g
}

// movedHits gives the hits in statements that were kept, at their new places.
// Answers come behind all documents, so nothing before from is kept.
func movedHits(hits []Hit, at []int, from int) []Hit {
	i := sort.Search(len(hits), func(i int) bool { return hits[i].Statement >= from })
	var out []Hit
	for _, h := range hits[i:] {
		if n := at[h.Statement]; n >= 0 {
			h.Statement = n
			out = append(out, h)
		}
	}
	return out
}
