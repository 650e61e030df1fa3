package facts

import (
	"archreview/checklists"
	"archreview/internal/phrase"
)

// Anywhere says whether a clause may be satisfied at any statement of the
// documents, and not only near another one.
func Anywhere(c *checklists.Clause) bool { return c.In == "document" }

// here says whether a clause must be satisfied by the statement that a rule is
// about.
func here(i int, c *checklists.Clause) bool { return i == 0 || c.In == "" || c.In == "statement" }

// Driver gives the clause of a rule's "when" by which its statements are
// found: of those that one statement has to satisfy, the one whose phrases are
// rarest. The others are asked for there only.
func (l *Lexicon) Driver(rule int) int { return int(l.drivers[rule]) }

// rule compiles the phrases of a rule. Only those of its driver and of clauses
// that hold anywhere are sought.
func (k *compiler) rule(i int) {
	r := &k.l.Catalog.Rules[i]
	for _, clauses := range [][]checklists.Clause{r.When, r.Unless} {
		for j := range clauses {
			k.loose(r.Pos, clauses[j].Any, (*phrase.Builder).DefineLoose)
			k.define(r.Pos, clauses[j].Not)
		}
	}
	if k.b == nil {
		return // the index says the rest
	}
	driver, least := 0, 1<<62
	for j := range r.When {
		if w := k.weight(&r.When[j]); here(j, &r.When[j]) && w < least {
			driver, least = j, w
		}
	}
	k.l.drivers = append(k.l.drivers, uint8(driver))
	for _, clauses := range [][]checklists.Clause{r.When, r.Unless} {
		for j := range clauses {
			if Anywhere(&clauses[j]) || &clauses[j] == &r.When[driver] {
				k.seek(clauses[j].Any)
			}
		}
	}
}

// weight estimates how often a clause is satisfied.
func (k *compiler) weight(c *checklists.Clause) int {
	n := 0
	for _, src := range c.Any {
		if id, ok := k.l.loose[src]; ok {
			n += k.b.Weight(id)
		}
	}
	return n
}

// seek makes loose phrases sought that are compiled already. Those that could
// not be compiled have been reported.
func (k *compiler) seek(srcs []string) {
	for _, src := range srcs {
		if _, ok := k.l.loose[src]; ok {
			_, _ = k.b.AddLoose(src) // known, so it cannot fail
		}
	}
}

// ordinary shows the builder what the catalog itself says, as a sample of the
// language of designs.
func (k *compiler) ordinary() {
	c := k.l.Catalog
	for i := range c.Items {
		k.b.Ordinary(c.Items[i].Raises)
		k.b.Ordinary(c.Items[i].Quiet)
	}
	for i := range c.Rules {
		k.b.Ordinary(c.Rules[i].Raises)
		k.b.Ordinary(c.Rules[i].Quiet)
	}
}
