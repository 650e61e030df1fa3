package followup

import (
	"slices"
	"strings"

	"archreview/checklists"
)

// mostOptions is how many ways to go are weighed.
const mostOptions = 3

// How many telling words a record of the catalog has to share with a concern,
// by the length of its texts.
const (
	nearMove    = 3
	nearOption  = 3
	nearMeasure = 2
)

// fittingMoves gives the moves of the catalog that settle items of the concern
// and speak of the same things as it does: an item may be wider than a concern.
func (g *guide) fittingMoves() []*checklists.DiveMove {
	best := 0
	shared := map[string]int{}
	var all []*checklists.DiveMove
	for i := range g.dives.Moves {
		m := &g.dives.Moves[i]
		if !g.holds(&m.Condition) {
			continue
		}
		all = append(all, m)
		shared[m.ID] = g.near(m.Change + " " + m.Verify)
		best = max(best, shared[m.ID])
	}
	all = slices.DeleteFunc(all, func(m *checklists.DiveMove) bool { return shared[m.ID] < max(nearMove, best/2) })
	return all[:min(len(all), mostSteps)]
}

// near counts the telling words that a text shares with the concern.
func (g *guide) near(text string) int {
	return common(g.telling(g.c.Title+" "+g.c.Recommendation+" "+g.c.Confirm), g.telling(text))
}

// telling gives the stems of a text that carry meaning.
func (g *guide) telling(text string) []string {
	k, err := knownIntents()
	if err != nil {
		return nil // a test reads the embedded lists
	}
	return slices.DeleteFunc(union(stems(text), nil), func(s string) bool { return k.stop[s] || k.weak[s] })
}

// common counts the elements that both lists have.
func common(a, b []string) int {
	n := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return n
}

// options gives the ways to go that the catalog weighs for items of the
// concern.
func (g *guide) options() []*checklists.DiveOption {
	var out []*checklists.DiveOption
	for i := range g.dives.Options {
		o := &g.dives.Options[i]
		text := strings.Join(slices.Concat([]string{o.Name, o.Summary, o.When}, o.Gains, o.Costs), " ")
		if g.holds(&o.Condition) && len(out) < mostOptions && g.near(text) >= nearOption {
			out = append(out, o)
		}
	}
	return out
}

// measure gives what to watch once the concern is settled, or nil.
func (g *guide) measure() *checklists.DiveMeasure {
	for i := range g.dives.Measures {
		if m := &g.dives.Measures[i]; g.holds(&m.Condition) && g.near(m.What+" "+m.How) >= nearMeasure {
			return m
		}
	}
	return nil
}

// holds says whether a record is about items of the concern and fits the
// design.
func (g *guide) holds(c *checklists.Condition) bool {
	if !shares(c.Items, g.c.Items) || slices.ContainsFunc(c.Unless, g.present) {
		return false
	}
	for _, need := range c.Needs {
		if !slices.ContainsFunc(strings.Split(need, "|"), g.present) {
			return false
		}
	}
	return true
}

// present says whether a trait holds or a concept is affirmed.
func (g *guide) present(id string) bool { return g.b.Facts.Has(id) || g.uses(id) }
