package facts

import (
	"sort"

	"archreview/internal/document"
)

// readTraits decides which traits hold: by wordings and concepts, and the
// numeric ones by named quantities.
func (f *Facts) readTraits() {
	f.traits["always"] = Trait{"always", -1}
	for i := range f.Lex.Catalog.Traits {
		t := &f.Lex.Catalog.Traits[i]
		if st, ok := f.shownBy(t.Wordings, t.Concepts); ok {
			f.traits[t.ID] = Trait{t.ID, st}
		}
	}
	team := func(string) (Value, bool) { return f.Team() }
	f.numeric("small-team", "team.size", func(v float64) bool { return v <= 6 }, team)
	f.numeric("large-team", "team.size", func(v float64) bool { return v >= 20 }, team)
	f.numeric("high-traffic", "traffic.rate", func(v float64) bool { return v >= 500 }, f.Largest)
	f.numeric("low-traffic", "traffic.rate", func(v float64) bool { return v <= 50 }, f.Largest)
	f.numeric("big-data", "data.volume", func(v float64) bool { return v >= 1e12 }, f.Largest)
	f.numeric("strict-availability", "availability.target", func(v float64) bool { return v >= 99.9 && v < 100 }, f.Largest)
}

func (f *Facts) numeric(id, slot string, test func(float64) bool, pick func(string) (Value, bool)) {
	if v, ok := pick(slot); ok && test(v.Number.Hi) {
		f.traits[id] = Trait{id, v.Statement}
	}
}

// shownBy gives the first statement in which one of the phrases or concepts is
// affirmed. What is only configured shows nothing: a file may be a leftover.
func (f *Facts) shownBy(phrases, concepts []string) (int, bool) {
	first := -1
	see := func(st int) {
		if first < 0 || st < first {
			first = st
		}
	}
	for _, p := range phrases {
		id, ok := f.Lex.ID(p)
		if !ok {
			continue
		}
		for h := range f.Hits(id) {
			if f.Statements[h.Statement].Kind != document.Set && f.Status(h) == Affirmed {
				see(h.Statement)
				break
			}
		}
	}
	for _, c := range concepts {
		for _, m := range f.mentions[c] {
			if f.Statements[m.Statement].Kind != document.Set && m.Status == Affirmed {
				see(m.Statement)
				break
			}
		}
	}
	return first, first >= 0
}

// Shown gives the first statement in which one of the phrases is affirmed.
func (f *Facts) Shown(phrases []string) (int, bool) { return f.shownBy(phrases, nil) }

// Has says whether a trait holds.
func (f *Facts) Has(trait string) bool {
	_, ok := f.traits[trait]
	return ok
}

// TraitOf gives a trait with the statement that shows it.
func (f *Facts) TraitOf(id string) (Trait, bool) {
	t, ok := f.traits[id]
	return t, ok
}

// Traits lists the traits that hold, sorted.
func (f *Facts) Traits() []string {
	out := make([]string, 0, len(f.traits))
	for t := range f.traits {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

// Team gives the size of the team: the first figure of the answer, since a
// total comes before its parts, else the first one of the documents.
func (f *Facts) Team() (Value, bool) {
	values := f.Values("team.size")
	for _, v := range values {
		if f.Sources[f.Statements[v.Statement].Source].Answer == "team" {
			return v, true
		}
	}
	if len(values) == 0 {
		return Value{}, false
	}
	return values[0], true
}
