package checks

import (
	"slices"

	"archreview/checklists"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// nearby is how many statements away a clause "in: nearby" may match.
const nearby = 2

// clause is a clause of a rule on the way to being evaluated.
type clause struct {
	*checklists.Clause
	f       *facts.Facts
	scope   string
	status  string
	phrases []phrase.ID
	not     []phrase.ID
	number  *condition

	sections map[int][]int // statements that satisfy it, by first statement of a section
	all      []int         // the same of all documents, once they are asked for
	asked    bool
}

// newClause prepares a clause; preset is its scope where it names none.
func newClause(f *facts.Facts, c *checklists.Clause, preset string) *clause {
	k := &clause{Clause: c, f: f, scope: c.In, status: c.Status}
	if k.scope == "" {
		k.scope = preset
	}
	if k.status == "" {
		k.status = "affirmed"
	}
	for _, src := range c.Any {
		if id, ok := f.Lex.Loose(src); ok {
			k.phrases = append(k.phrases, id)
		}
	}
	for _, src := range c.Not {
		if id, ok := f.Lex.ID(src); ok {
			k.not = append(k.not, id)
		}
	}
	if c.Number != "" {
		cond, err := parseCondition(c.Number)
		if err != nil {
			k.phrases = nil // the loader has refused it; it never holds
		}
		k.number = &cond
	}
	return k
}

// fits says whether a statement satisfies the clause.
func (c *clause) fits(st int) bool {
	for _, id := range c.phrases {
		for h := range c.f.HitsIn(id, st) {
			if statusFits(c.f.Status(h), c.status) {
				return c.allowed(st)
			}
		}
	}
	return false
}

// allowed says whether nothing in a statement speaks against it.
func (c *clause) allowed(st int) bool {
	if c.number != nil && !slices.ContainsFunc(c.f.Numbers(st), c.number.holds) {
		return false
	}
	return !slices.ContainsFunc(c.not, func(id phrase.ID) bool { return c.f.HitIn(id, st) })
}

// anywhere gives all statements that satisfy the clause, in order.
func (c *clause) anywhere() []int {
	if c.asked {
		return c.all
	}
	c.asked = true
	seen := map[int]bool{}
	for _, id := range c.phrases {
		for h := range c.f.Hits(id) {
			if !seen[h.Statement] && statusFits(c.f.Status(h), c.status) {
				seen[h.Statement] = true
				c.all = append(c.all, h.Statement)
			}
		}
	}
	c.all = slices.DeleteFunc(c.all, func(st int) bool { return !c.allowed(st) })
	slices.Sort(c.all)
	return c.all
}

// nearest gives the statement nearest to an anchor that satisfies the clause
// within its scope; of two equally near ones the former.
func (c *clause) nearest(anchor int) (int, bool) {
	switch c.scope {
	case "statement":
		return anchor, c.fits(anchor)
	case "nearby":
		return c.near(anchor)
	case "section":
		return nearestOf(c.section(anchor), anchor)
	}
	return nearestOf(c.anywhere(), anchor)
}

func (c *clause) near(anchor int) (int, bool) {
	for d := range nearby + 1 {
		for _, st := range [2]int{anchor - d, anchor + d} {
			if st >= 0 && st < len(c.f.Statements) && c.f.SameSection(st, anchor) && c.fits(st) {
				return st, true
			}
		}
	}
	return -1, false
}

// section gives the statements of the anchor's section that satisfy the clause.
func (c *clause) section(anchor int) []int {
	stmts := c.f.SectionStatements(anchor)
	key := stmts[0]
	if l, ok := c.sections[key]; ok {
		return l
	}
	var l []int
	for _, st := range stmts {
		if c.fits(st) {
			l = append(l, st)
		}
	}
	if c.sections == nil {
		c.sections = map[int][]int{}
	}
	c.sections[key] = l
	return l
}

// nearestOf gives the statement of a sorted list that is nearest to an anchor.
func nearestOf(l []int, anchor int) (int, bool) {
	i, _ := slices.BinarySearch(l, anchor)
	switch {
	case len(l) == 0:
		return -1, false
	case i == len(l) || i > 0 && anchor-l[i-1] <= l[i]-anchor:
		return l[i-1], true
	}
	return l[i], true
}
