package facts

import "sort"

// Portion gives the facts of the statements from and up to, not including, to,
// and of all answers, as if no other statement had been read. Traits stay those
// of the whole. It lets checks that compare statements with one another stay
// affordable on texts far larger than a design.
func (f *Facts) Portion(from, to int) *Facts {
	answers := len(f.Statements)
	for answers > 0 && f.IsAnswer(answers-1) {
		answers--
	}
	to = min(to, answers)
	from = min(from, to)
	g := &Facts{
		Lex: f.Lex, Sources: f.Sources,
		mentions: map[string][]Mention{},
		values:   map[string][]Value{},
		traits:   make(map[string]Trait, len(f.traits)),
		sections: make([]section, len(f.sections)),
	}
	for i := range f.sections {
		g.sections[i] = f.sections[i]
		g.sections[i].stmts = nil
	}
	for _, part := range [][]Statement{f.Statements[from:to], f.Statements[answers:]} {
		for _, st := range part {
			st.Index = len(g.Statements)
			g.Statements = append(g.Statements, st)
			sec := &g.sections[st.Section]
			sec.stmts = append(sec.stmts, st.Index)
		}
	}
	g.hits = f.hits.portion(int32(from), int32(to), int32(answers))
	for id := range f.traits {
		g.traits[id] = Trait{id, -1}
	}
	g.readMentions()
	g.readValues()
	return g
}

// portion gives the places in the statements from and up to to, and in those
// from answers on, which move up behind them.
func (h *hits) portion(from, to, answers int32) hits {
	g := hits{from: make([]int32, len(h.from))}
	for id := range len(h.from) - 1 {
		l := h.places[h.from[id]:h.from[id+1]]
		for i := at(l, from); i < len(l) && l[i].statement < to; i++ {
			g.places = append(g.places, l[i].moved(-from))
		}
		for i := at(l, answers); i < len(l); i++ {
			g.places = append(g.places, l[i].moved(to-from-answers))
		}
		g.from[id+1] = int32(len(g.places))
	}
	return g
}

// at gives the index of the first place in a statement or behind it.
func at(l []place, st int32) int {
	return sort.Search(len(l), func(i int) bool { return l[i].statement >= st })
}

func (p place) moved(by int32) place {
	p.statement += by
	return p
}
